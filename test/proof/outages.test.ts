// What has to wait has not failed (case 30): what a push asks for while an outside system is down, or has had enough
// of us, is caught up when it is back: head, checks, comments, commands. Nothing goes to the dead letters, and
// planning again finds nothing to do. Each outage begins either with the push or in the midst of its run; `npm run
// proof -- --part outages` has each begin at both.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { RangelightError } from '../../lib/core/index.ts';
import { OUTAGES } from './adversity/outages.ts';
import { detachBackend } from './harness/by-hand.ts';
import { type Clients, createClients } from './harness/clients.ts';
import { createProofWorld, type ProofWorld } from './harness/world.ts';
import { BEGINNINGS_MS, COMMENT, outageFailures, story, type Told, tree } from './outages.ts';

const MINUTE_MS = 60_000;

let clients: Clients;
let calm: Told;
beforeAll(async () => {
  clients = await createClients();
  calm = await story(clients, undefined, 0);
});
afterAll(() => clients.close());

it('without an outage is the story that it should be', () => {
  expect(calm.problems).toEqual([]);
  expect(calm.reactions).toEqual([`${COMMENT} eyes`, `${COMMENT} rocket`]);
  expect(calm.attempts).toBe(1);
});

it('what somebody changed while Pub/Sub took no messages is told when it does again', async () => {
  let until = 0;
  const world: ProofWorld = await createProofWorld(clients, {
    loses: ({ system }) =>
      system === 'pubsub' && world.clock.now() < until
        ? { when: 'before', error: new RangelightError('unavailable', system, 'not now') }
        : undefined,
  });
  try {
    const report = tree('foo.example.com');
    world.push({ ...report, 'rangelight.yaml': (report['rangelight.yaml'] ?? '').replace('"heal"', '"report"') });
    await world.untilIdle();
    until = world.clock.now() + 15 * MINUTE_MS;
    expect(await detachBackend(world, '-foo-')).toBe(true);
    await world.clock.advance(20 * MINUTE_MS);
    await world.untilIdle();
    const told = world.host.writes.filter(({ type }) => type === 'issue');
    expect(told.map(({ key }) => world.host.issue(key)?.state)).toEqual(['open']);
  } finally {
    await world.close();
  }
});

const SLICE = OUTAGES.map((outage, index) => ({ outage, begins: BEGINNINGS_MS[index % BEGINNINGS_MS.length] ?? 0 }));

it.each(SLICE)(
  '$outage.name for $outage.minutes minutes, from $begins ms after the push',
  async ({ outage, begins }) => {
    expect(await outageFailures(clients, calm, outage, begins)).toEqual([]);
  },
);
