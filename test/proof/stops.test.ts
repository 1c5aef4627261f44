// Generated from the list of reasons for which something stops: each is brought about, and within two sweeps after the
// time that the list gives it an issue or a failed check says so. A reason without a scene does not compile. Cases 33,
// 34, 63, 64, 71, 85.
import { afterEach, beforeEach, expect, it } from 'vitest';
import { ALL_STOP_REASONS, type StopIssue, type StopReason, stopRow } from '../../lib/core/index.ts';
import { marker } from '../../lib/report/markdown/marker.ts';
import { type Clients, createClients } from './harness/clients.ts';
import { createProofWorld, type ProofWorld } from './harness/world.ts';
import { SCENES, type Switches, tree } from './stops/scenes.ts';

const MINUTE_MS = 60_000;
/** A look at each branch is asked for every five minutes, and what it sees is told when it is seen again. */
const LOOKS_MS = 2 * 5 * MINUTE_MS;

let clients: Clients;
beforeEach(async () => {
  // What they remember of a cloud is of no other one.
  clients = await createClients();
});
afterEach(() => clients.close());

const MARKERS: Readonly<Record<StopIssue, (reason: StopReason) => readonly string[]>> = {
  stop: (reason) => [marker('stop', ['prod', reason])],
  drift: () => ['blue', '_fleet'].map((unit) => marker('drift', ['prod', unit])),
  state: () => [marker('state', ['prod'])],
  branch: () => [marker('branch', [])],
  'dead-letters': () => [marker('dead-letters', [])],
};

it.each(ALL_STOP_REASONS)('%s is told within two sweeps', async (reason) => {
  const { options, tree: before = tree(), takesMs = 0, from, happen } = SCENES[reason];
  const row = stopRow(reason);
  const switches: Switches = { tasksAreLost: false, plannerIsDown: false, openFails: false };
  const world = await createProofWorld(clients, options?.(switches) ?? {});
  let looked: ProofWorld = world;
  try {
    from?.(world);
    world.push(before);
    if (from === undefined) await world.untilIdle();
    const written = world.host.writes.length;
    looked = (await happen(world, clients, switches)) ?? world;
    const isBySweep = row.by === 'drift';
    await world.clock.advance(row.afterMs + takesMs + (isBySweep ? 2 * MINUTE_MS + 1 : LOOKS_MS));
    const markers = row.issue === undefined ? [] : MARKERS[row.issue](reason);
    const writes = looked === world ? world.host.writes.slice(written) : looked.host.writes;
    const issues = markers.filter((mark) => writes.some(({ type, key }) => type === 'issue' && key === mark));
    if (row.issue !== undefined) expect(issues).not.toEqual([]);
    if (row.issue === 'stop')
      expect(looked.host.issue(issues[0] ?? '')).toMatchObject({
        state: 'open',
        title: `prod: ${row.title}`,
        body: expect.stringContaining(row.nextStep) as string,
      });
    if (row.check !== undefined) {
      const head = await looked.repository.head('main', new AbortController().signal);
      const name = row.check === 'rangelight/apply' ? 'rangelight/apply (prod)' : row.check;
      expect(looked.host.check(head, name)).toBeDefined();
      expect(looked.host.check(head, name)?.conclusion).not.toBe('success');
    }
  } finally {
    if (looked !== world) await looked.close();
    await world.close();
  }
});
