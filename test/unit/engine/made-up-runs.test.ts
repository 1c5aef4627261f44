// Made-up kinds are carried out by the worker and mended by it like any other: no step, record or sweep knows a kind.
import { beforeEach, expect, test } from 'vitest';
import { readCloud } from '../../../lib/app/cloud/read-cloud.ts';
import { sweep } from '../../../lib/app/sweeping/index.ts';
import { type Change, diff } from '../../../lib/diff/index.ts';
import type { DesiredResource } from '../../../lib/model/index.ts';
import { refKey } from '../../../lib/model/index.ts';
import { type FeatureRules, rulesOf } from '../../../lib/plan/index.ts';
import { appliedStates, drifts } from '../../../lib/state/index.ts';
import { createBareRig, NEVER, type Rig } from '../app/bare-rig.ts';
import { desiredOf, FLEET, UNIT } from '../fleet-of-two.ts';
import { brought, kinds, LICENSE, ROUTER, STATUS, wanted, WIDGET } from './made-up.ts';
import { router } from './made-up.ts';

let rig: Rig;
beforeEach(() => {
  rig = createBareRig(brought());
});

async function carryOut(
  seq: number,
  resources: readonly DesiredResource[],
  policy?: Parameters<Rig['head']>[2],
): Promise<void> {
  const task = await rig.head(seq, desiredOf(resources), policy);
  if (task === undefined) throw new TypeError('there is something to do');
  expect(await rig.runToEnd(task)).toBe('finished');
}

async function leftToDo(resources: readonly DesiredResource[]): Promise<readonly Change[]> {
  const observed = await readCloud(rig.world, rig.fleet(), rig, NEVER);
  const applied = await rig.value(appliedStates.at(FLEET, UNIT));
  return diff({ kinds, desired: desiredOf(resources), applied, observed, takeover: false, pendingCause: 'pending' })
    .changes;
}

const written = (): readonly string[] => [
  ...rig.compute.mutations.map(({ type, key }) => `${type} ${key}`),
  ...rig.clusters.mutations,
];

test('a run makes them, records them, and leaves nothing to do', async () => {
  await carryOut(1, wanted);
  expect(written()).toEqual([
    `insert ${refKey(ROUTER)}`,
    `apply ${refKey(LICENSE)}`,
    `apply ${refKey(WIDGET)}`,
    `apply ${refKey(STATUS)}`,
  ]);
  const applied = await rig.value(appliedStates.at(FLEET, UNIT));
  expect(Object.keys(applied?.resources ?? {}).sort()).toEqual(wanted.map(({ ref }) => refKey(ref)).sort());
  expect(await leftToDo(wanted)).toEqual([]);
});

test('a field is changed in place, and what nobody wants any more leaves', async () => {
  await carryOut(1, wanted);
  const [made, ...others] = wanted;
  if (made === undefined) throw new TypeError('the router is wanted');
  const changed = [{ ...made, body: { ...made.body, asn: 65_000 } }, ...others];
  await carryOut(2, changed);
  expect(rig.compute.body(refKey(ROUTER))).toMatchObject({ asn: 65_000 });
  await carryOut(3, []);
  expect([rig.compute.body(refKey(ROUTER)), rig.clusters.body(refKey(WIDGET))]).toEqual([undefined, undefined]);
  expect(await leftToDo([])).toEqual([]);
});

test('what somebody changes is told as drift', async () => {
  await carryOut(1, wanted);
  rig.compute.put(ROUTER, { ...rig.compute.body(refKey(ROUTER)), asn: 1 });
  await sweep(rig.world, NEVER);
  const drift = await rig.value(drifts.at(FLEET, UNIT));
  expect(drift?.changes.map(({ key, cause, fields }) => [key, cause, fields.map(({ path }) => path)])).toEqual([
    [refKey(ROUTER), 'drift', ['asn']],
  ]);
});

test('drift is healed where the policy says so, when it is seen twice', async () => {
  await carryOut(1, wanted, { drift: 'heal' });
  await rig.head(1, desiredOf(wanted), { drift: 'heal' });
  rig.publisher.takeTasks();
  rig.compute.put(ROUTER, { ...rig.compute.body(refKey(ROUTER)), asn: 1 });
  await sweep(rig.world, NEVER);
  rig.clock.advance(180_000);
  await sweep(rig.world, NEVER);
  const [task] = rig.publisher.takeTasks();
  if (task?.type !== 'run') throw new TypeError('the sweep published a run');
  expect(await rig.runToEnd(task)).toBe('finished');
  expect(rig.compute.body(refKey(ROUTER))?.['asn']).toBeUndefined();
  expect(await leftToDo(wanted)).toEqual([]);
});

test('rules that are handed in gate a change: the worker judges by them too', async () => {
  const gates: FeatureRules['gates'] = (changes) =>
    changes.flatMap(({ key, kind, ref }) =>
      ref.kind === router.id && kind === 'delete'
        ? [{ code: 'too-many-deletes', message: `would take ${ref.name} away`, key, owners: [], path: [] }]
        : [],
    );
  rig = createBareRig(brought({ rules: rulesOf(kinds, [{ gates }]) }));
  await carryOut(1, wanted);
  const task = await rig.head(2, desiredOf([]));
  if (task === undefined) throw new TypeError('there is something to do');
  await rig.runToEnd(task);
  expect(rig.compute.body(refKey(ROUTER))).toBeDefined();
  expect(await leftToDo([])).toHaveLength(2);
});
