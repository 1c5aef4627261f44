// A unit whose record was lost gets it back where it stands as it is wanted, and nowhere else.
import { beforeEach, describe, expect, test } from 'vitest';
import { adoptUnit } from '../../../../lib/app/running/adopt-unit.ts';
import { digestOf } from '../../../../lib/core/index.ts';
import { runIdOf } from '../../../../lib/execute/index.ts';
import { type ObservedState, refKey } from '../../../../lib/model/index.ts';
import { digestOfPlan, type PlanEnvelope } from '../../../../lib/plan/index.ts';
import { appliedStates, desiredStates } from '../../../../lib/state/index.ts';
import { appliedOf, balancer, desiredOf, EU, FLEET, observedOf, UNIT, US } from '../../balancer.ts';
import { createRig, headOf, NEVER, type Rig } from '../rig.ts';

const both = balancer({ name: 'one', clusters: [EU, US], hosts: ['a.example'] });
const standing = observedOf(both.resources);
const desired = desiredOf(both.resources);
const planned = { unit: UNIT, desired: digestOf(desired) } as PlanEnvelope;
const place = appliedStates.at(FLEET, UNIT);
const wanted = desiredStates.at(FLEET, planned.desired);

describe('a unit without a record', () => {
  let rig: Rig;
  let warned: (readonly unknown[])[];
  beforeEach(async () => {
    rig = createRig();
    warned = [];
    await rig.put(wanted, desired);
  });

  const adopt = (observed: ObservedState = standing) => {
    const world = { ...rig.world, log: { ...rig.world.log, warn: (...said: unknown[]) => void warned.push(said) } };
    return adoptUnit(world, headOf(rig.fleet(), 7, 'c7'), planned, observed, NEVER);
  };

  test('gets one when it stands as it is wanted, as of a run that did nothing, and the log says so', async () => {
    expect(await adopt()).toBe(true);
    const plan = digestOfPlan({ fleet: FLEET, unit: UNIT, changes: [], steps: [] });
    const runId = runIdOf(7, plan, undefined);
    expect(await rig.value(place)).toEqual({
      fleet: FLEET,
      unit: UNIT,
      seq: 7,
      commit: 'c7',
      desired: planned.desired,
      runId,
      plan,
      result: 'succeeded',
      good: { runId, desired: planned.desired, commit: 'c7' },
      usedApprovals: {},
      resources: Object.fromEntries(desired.resources.map((one) => [refKey(one.ref), one])),
      addresses: { [both.keys.address]: 'ip of ip-one' },
    });
    expect(warned).toEqual([
      [{ fleet: FLEET, unit: UNIT, commit: 'c7' }, 'the record of a unit was lost and is made anew from what stands'],
    ]);
  });

  test('gets none when it does not', async () => {
    expect(await adopt(observedOf(both.resources.slice(1)))).toBe(false);
    expect(await rig.value(place)).toBeUndefined();
    expect(warned).toEqual([]);
  });

  test('gets none when nobody can say any more what is wanted of it', async () => {
    rig.store.state.put(wanted.key, '{}');
    expect(await adopt()).toBe(false);
    rig.store.state.drop(wanted.key);
    expect(await adopt()).toBe(false);
    expect(await rig.value(place)).toBeUndefined();
  });

  test('keeps one that somebody wrote meanwhile, and loses one that nobody can read', async () => {
    const own = appliedOf([], { seq: 6 });
    await rig.put(place, own);
    await adopt();
    expect(await rig.value(place)).toEqual(own);
    rig.store.state.put(place.key, '{}');
    await adopt();
    expect(await rig.value(place)).toMatchObject({ seq: 7 });
  });
});
