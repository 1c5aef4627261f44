// Brakes and words of people: a pause holds a merge back until it ends, `policy.apply: manual` waits for `apply`, a
// gate for the approval of exactly its plan, and `rollback` takes a unit back; every word is kept with its reason. In
// one process; a scenario pauses over sockets with the command line.
import { expect, it } from 'vitest';
import {
  appliedWords,
  applyHead,
  approve,
  pause,
  resume,
  awaitPlannedRollback,
  rollBackTo,
} from '../../lib/app/words/index.ts';
import { EVERY_GATE } from '../../functions/wiring/codes.ts';
import { cloudWrites } from './harness/cloud-writes.ts';
import type { Tree } from './harness/repository.ts';
import { EU, treeOf, US } from './harness/trees.ts';
import { inOneWorld } from './harness/one-world.ts';
import { clockOf, type ProofWorld } from './harness/world.ts';

const ACT = { by: 'somebody', reason: 'we are looking at it', opens: EVERY_GATE };
const FLEET = 'prod';
const UNIT = 'blue';
const SOME_TICKS_MS = 5 * 60_000;
const { signal } = new AbortController();

let world: ProofWorld;
inOneWorld((made) => {
  world = made;
});

function treeWith(apply: 'merge' | 'manual', ...hosts: readonly string[]): Tree {
  const tree = treeOf({
    clusters: [US, EU],
    services: [{ name: 'foo' }, { name: 'default-backend' }],
    ingresses: [
      { name: 'web', backend: 'default-backend', hosts: Object.fromEntries(hosts.map((host) => [host, 'foo'])) },
    ],
  });
  return { ...tree, 'rangelight.yaml': (tree['rangelight.yaml'] ?? '').replace('"merge"', `"${apply}"`) };
}

const hosts = (): string =>
  JSON.stringify(world.cloud.compute.view.list('urlMaps').map(({ resource }) => resource['hostRules']));

const applyCheck = (commit: string) => world.host.check(commit, 'rangelight/apply (prod)');

async function land(tree: Tree): Promise<string> {
  const commit = world.push(tree);
  await world.untilIdle();
  return commit;
}

/** Pushes a tree that has to wait for a word, and sees that a few ticks write nothing. */
async function waits(tree: Tree): Promise<string> {
  const from = world.invocations.calls.length;
  const commit = world.push(tree);
  await world.clock.advance(SOME_TICKS_MS);
  expect(cloudWrites(world, from).map(({ what }) => what)).toEqual([]);
  return commit;
}

it('pause, apply, approve and rollback, one after the other', async () => {
  const around = { store: world.store, clock: clockOf(world.clock), publisher: world.bus.publisher };
  await land(treeWith('merge', 'foo.example.com'));

  // A pause holds a merge back; when it ends the next tick goes on.
  await pause(around, FLEET, { ...ACT, unit: UNIT, duration: undefined }, signal);
  const paused = await waits(treeWith('merge', 'foo.example.com', 'paused.example.com'));
  await resume(around, FLEET, UNIT, ACT, signal);
  await world.untilIdle();
  expect(hosts()).toContain('paused.example.com');
  expect(applyCheck(paused)?.conclusion).toBe('success');

  // With `apply: manual` a merge waits for a word.
  const manual = treeWith('manual', 'foo.example.com', 'paused.example.com');
  await land(manual);
  await waits(treeWith('manual', 'foo.example.com', 'paused.example.com', 'manual.example.com'));
  const applied = await applyHead(around, FLEET, [UNIT], ACT, signal);
  expect(appliedWords(applied, 'rangelight', (unit) => `resume ${unit}`)).toEqual([
    expect.stringMatching(/^blue: begins as planned \([0-9a-f]+\)$/),
  ]);
  await world.untilIdle();
  expect(hosts()).toContain('manual.example.com');

  // A gate is passed by the approval of exactly its plan.
  const gated = await waits(manual);
  const refused = await applyHead(around, FLEET, undefined, ACT, signal);
  expect(refused.approved).toEqual([]);
  const digest =
    /rangelight approve ([0-9a-f]+)/.exec(
      appliedWords(refused, 'rangelight', (unit) => `resume ${unit}`).join(),
    )?.[1] ?? 'none named';
  expect(applyCheck(gated)?.summary).toContain(digest.slice(0, 12));
  await world.untilIdle();
  expect(hosts()).toContain('manual.example.com');
  await approve(around, FLEET, digest, ACT, signal);
  await world.untilIdle();
  expect(hosts()).not.toContain('manual.example.com');
  expect(applyCheck(gated)?.conclusion).toBe('success');

  // Back to what the run before had reached: it takes nothing away, so that no gate stops it; its plan is seen before
  // it begins (case 35).
  const from = world.invocations.calls.length;
  const pin = await rollBackTo(around, FLEET, UNIT, ACT, signal);
  await world.clock.advance(SOME_TICKS_MS);
  expect(cloudWrites(world, from).map(({ what }) => what)).toEqual([]);
  const planned = await awaitPlannedRollback(around, FLEET, pin, 0, signal);
  expect(planned?.envelope.gates).toEqual([]);
  expect(applyCheck(gated)).toMatchObject({ conclusion: 'action_required' });
  expect(applyCheck(gated)?.summary).toContain(`approve ${planned?.plan?.digest.slice(0, 12)}`);
  await approve(around, FLEET, planned?.plan?.digest ?? '', ACT, signal);
  await world.untilIdle();
  expect(hosts()).toContain('manual.example.com');

  const audit = Object.entries(world.store.contents()).filter(([key]) => key.startsWith(`acts/${FLEET}/`));
  const words = audit.map(([, record]) => record as { readonly action: string; readonly reason: string });
  expect(words.map(({ action }) => action).sort()).toEqual([
    'approve',
    'approve',
    'approve',
    'pause',
    'resume',
    'roll-back',
  ]);
  for (const { reason } of words) expect(reason).toBe(ACT.reason);
});
