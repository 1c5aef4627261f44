// Made-up kinds are carried out by the worker and mended by it like any other: no step, record or sweep knows a kind.
import { beforeEach, expect, test } from 'vitest';
import { readCloud } from '../../../lib/app/cloud/read-cloud.ts';
import { sweep } from '../../../lib/app/sweeping/index.ts';
import { type Change, diff } from '../../../lib/diff/index.ts';
import type { DesiredResource } from '../../../lib/model/index.ts';
import { refKey } from '../../../lib/model/index.ts';
import { rulesOf } from '../../../lib/plan/index.ts';
import { appliedStates, drifts } from '../../../lib/state/index.ts';
import { createRig, NEVER, type Rig } from '../app/rig.ts';
import { desiredOf, FLEET, UNIT } from '../balancer.ts';
import { kinds, LICENSE, ROUTER, STATUS, wanted, WIDGET } from './made-up.ts';

let rig: Rig;
beforeEach(() => {
  rig = createRig({ rules: rulesOf(kinds, []) });
});

async function carryOut(seq: number, resources: readonly DesiredResource[]): Promise<void> {
  const task = await rig.head(seq, desiredOf(resources));
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
