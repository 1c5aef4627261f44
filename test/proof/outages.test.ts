// Later is not failure (case 30): what a push asks for while an outside system is down, or has had enough of us, is caught up when it
// is back: head, checks, comments, commands. Nothing goes to the dead letters, and planning again finds nothing to do.
// In one process, where an hour takes a second; deliveries back off as the subscriptions do.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RangelightError } from '../../lib/core/index.ts';
import { type Outage, OUTAGES } from './adversity/outages.ts';
import { type Clients, createClients } from './harness/clients.ts';
import { detachBackend } from './harness/by-hand.ts';
import type { Loss } from './harness/invocation.ts';
import { differences, type State, stateOf } from './harness/state.ts';
import { EU, treeOf, US } from './harness/trees.ts';
import { createProofWorld, type ProofWorld, REPOSITORY } from './harness/world.ts';
import { isFinished, planAgain } from './story.ts';

const MINUTE_MS = 60_000;

const tree = (...hosts: readonly string[]) =>
  treeOf({
    clusters: [US, EU],
    services: [{ name: 'foo' }, { name: 'default-backend' }],
    ingresses: [
      { name: 'web', backend: 'default-backend', hosts: Object.fromEntries(hosts.map((host) => [host, 'foo'])) },
    ],
  });

let clients: Clients;
let calm: Told;
beforeAll(async () => {
  clients = await createClients();
  calm = await story(undefined, 0);
});
afterAll(() => clients.close());

interface Told {
  readonly state: State;
  readonly reactions: readonly string[];
  readonly problems: readonly string[];
  /** Deliveries of the message that needed most. */
  readonly attempts: number;
}

/** A merge and a comment, with an outage that begins so many milliseconds later, or without. */
async function story(outage: Outage | undefined, begins: number): Promise<Told> {
  let from = Number.POSITIVE_INFINITY;
  const world: ProofWorld = await createProofWorld(clients, {
    loses(call): Loss | undefined {
      const now = world.clock.now();
      if (outage === undefined || now < from || now >= from + outage.minutes * MINUTE_MS) return undefined;
      const error = outage.befalls(call);
      return error && { when: 'before', error };
    },
  });
  try {
    world.push(tree('foo.example.com'));
    await world.untilIdle();
    from = world.clock.now() + begins;
    if (outage?.compute !== undefined) computeFails(world, outage.compute, begins, outage.minutes * MINUTE_MS);
    const commit = world.push(tree('foo.example.com', 'bar.example.com'));
    ask(world);
    await world.clock.advance((outage?.minutes ?? 15) * MINUTE_MS + begins);
    await world.untilIdle();
    const state = await stateOf(world);
    const problems = await problemsOf(world, commit);
    return { state, problems, reactions: world.conversations.reactions.slice(), attempts: world.bus.mostAttempts };
  } finally {
    await world.close();
  }
}

function computeFails({ clock, cloud }: ProofWorld, status: number, begins: number, lasts: number): void {
  clock.after(begins, () => {
    const end = cloud.compute.faults.inject({ match: { path: '/**' }, effect: { type: 'answer', status } });
    clock.after(lasts, end);
  });
}

const COMMENT = 7;

/** Somebody who may asks for the head to be planned again. */
function ask({ conversations, bus }: ProofWorld): void {
  conversations.permissions.set('alice', 'write');
  conversations.topics.set(1, { type: 'issue', number: 1 });
  const said = { id: COMMENT, number: 1, by: 'alice', isBot: false, isEdited: false };
  conversations.comments.set(COMMENT, { ...said, body: '/rangelight plan' });
  bus.publish({ topic: 'reports', data: { type: 'comment', repository: REPOSITORY, comment: COMMENT, issue: 1 } });
}

async function problemsOf(world: ProofWorld, commit: string): Promise<readonly string[]> {
  const problems = world.bus.deadLetters.map((letter) => `given up: ${JSON.stringify(letter)}`);
  if (!isFinished(world, commit)) problems.push('the commit was not carried out to its end');
  for (const name of ['rangelight/plan', 'rangelight/apply (prod)']) {
    const check = world.host.check(commit, name);
    if (check?.conclusion !== 'success') problems.push(`${name} is ${check?.conclusion ?? check?.status}`);
    if (check !== undefined && check.annotations.length > 0) problems.push(`${name} has annotations`);
  }
  const errors = world.log.filter(({ level }) => level === 'error');
  problems.push(...errors.map(({ message, fields }) => `logged as an error: ${message} ${String(fields['error'])}`));
  return [...problems, ...(await planAgain(world))];
}

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

describe.each(OUTAGES)('$name for $minutes minutes', (outage) => {
  it.each([0, 90_000])('from %i ms after the push', async (begins) => {
    const { state, problems, reactions, attempts } = await story(outage, begins);
    expect(problems).toEqual([]);
    expect(reactions).toContain(`${COMMENT} rocket`);
    expect(differences(calm.state, state)).toEqual([]);
    expect(attempts).toBeLessThan(20);
  });
});
