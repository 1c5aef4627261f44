// A run that makes healthy backends unhealthy is rolled back while the old ones still stand, and its commit is pinned.
import { describe, expect, test } from 'vitest';
import type { Pinned } from '../../../../lib/app/words/pins.ts';
import { planUnits } from '../../../../lib/app/planning/plan-units.ts';
import { digestOf, RangelightError } from '../../../../lib/core/index.ts';
import type { DesiredState } from '../../../../lib/model/index.ts';
import { appliedStates, openRuns, type Pin, pins, rollbacks } from '../../../../lib/state/index.ts';
import { appliedOf, balancer, desiredOf, EU, FLEET, observedOf, UNIT, US } from '../../balancer.ts';
import { planInput } from '../plan-input.ts';
import { createRig, REPOSITORY, type Rig } from '../rig.ts';

const old = balancer({ name: 'one', clusters: [EU, US], hosts: ['a.example'] });
/** Another selector: the whole backend gets a second name. */
const moved = balancer({ name: 'one', clusters: [EU, US], hosts: ['a.example', 'b.example'], version: 2 });
const good = desiredOf(old.resources);
const bad = desiredOf(moved.resources);

const appliedIn = (rig: Rig) => rig.value(appliedStates.at(FLEET, UNIT));

/** How many endpoints of a group are healthy, by the version of the backend service that asks. */
function healthBy(rig: Rig, healthy: (version: string) => number): void {
  rig.compute.health = async (service) =>
    Array.from({ length: 4 }, (_, index) => ({
      ipAddress: `10.0.0.${index}`,
      port: 8080,
      healthy: index < healthy(service.name.slice(-2)),
    }));
}

async function applied(rig: Rig): Promise<void> {
  const task = await rig.head(1, good);
  if (task !== undefined) await rig.runToEnd(task);
}

async function roll(rig: Rig, desired: DesiredState) {
  const task = await rig.head(2, desired);
  if (task === undefined) throw new TypeError('the second revision has a plan');
  expect(await rig.runToEnd(task)).toBe('finished');
  return task;
}

const routesMoved = (rig: Rig) => rig.compute.mutations.filter(({ key }) => key === old.keys.urlMap).length >= 3;

describe('a bake', () => {
  test('is watched to its end when all stays healthy, and what survived it is good', async () => {
    const rig = createRig();
    healthBy(rig, () => 4);
    await applied(rig);
    const task = await roll(rig, bad);
    expect(await appliedIn(rig)).toMatchObject({
      result: 'succeeded',
      good: { runId: task.runId, desired: digestOf(bad), commit: 'commit-2' },
    });
  });

  test('rolls back when fewer than half of the endpoints of before stay healthy', async () => {
    const rig = createRig();
    healthBy(rig, (version) => (version === 'v2' && routesMoved(rig) ? 1 : 4));
    await applied(rig);
    const first = (await appliedIn(rig))?.good;
    const task = await roll(rig, bad);
    const state = await appliedIn(rig);
    expect(state).toMatchObject({ result: 'rolled-back', good: first });
    expect(rig.compute.keys()).toContain(old.keys.backendService);
    // A pin is a person's word: the worker's own is a document of its own.
    expect(await rig.value(pins.at(FLEET, UNIT))).toBeUndefined();
    expect(await rig.value(rollbacks.at(FLEET, UNIT))).toMatchObject({
      commit: 'commit-2',
      bad: digestOf(bad),
      good: digestOf(good),
      goodRun: first?.runId,
      reason: expect.stringMatching(/^bs-one-v2 has 1 healthy endpoints in europe-west1; before this change 4 served/),
    });
    expect(rig.publisher.revisions).toMatchObject([
      { type: 'facts', repository: REPOSITORY, delivery: `rollback-${FLEET}-${UNIT}-${task.runId}` },
    ]);
  });

  test('does not mind one bad look', async () => {
    const rig = createRig();
    let looks = 0;
    healthBy(rig, (version) => {
      if (version !== 'v2' || !routesMoved(rig)) return 4;
      looks += 1;
      return looks <= 2 ? 0 : 4;
    });
    await applied(rig);
    await roll(rig, bad);
    expect(await appliedIn(rig)).toMatchObject({ result: 'succeeded' });
  });

  test('counts the bad looks in a row, also when every other look fails', async () => {
    const rig = createRig();
    healthBy(rig, (version) => (version === 'v2' && routesMoved(rig) ? 0 : 4));
    const health = rig.compute.health.bind(rig.compute);
    let calls = 0;
    rig.compute.health = async (service, ...rest) => {
      if (routesMoved(rig)) calls += 1;
      // A look asks about two groups: one that does not fail is followed by one that does.
      if (calls > 0 && calls % 3 === 0) throw new RangelightError('unavailable', 'compute', 'the connection was reset');
      return health(service, ...rest);
    };
    await applied(rig);
    await roll(rig, bad);
    expect(await appliedIn(rig)).toMatchObject({ result: 'rolled-back' });
  });

  test('without anything good to go back to is blocked', async () => {
    const rig = createRig();
    healthBy(rig, (version) => (version === 'v2' && routesMoved(rig) ? 0 : 4));
    await applied(rig);
    const { good: _, ...state } = (await appliedIn(rig)) ?? appliedOf([]);
    await rig.put(appliedStates.at(FLEET, UNIT), state);
    await roll(rig, bad);
    expect(await appliedIn(rig)).toMatchObject({ result: 'blocked' });
    expect(await rig.value(rollbacks.at(FLEET, UNIT))).toBeUndefined();
  });

  test('ends the same when the worker dies between any two writes of its end', async () => {
    const rig = createRig();
    healthBy(rig, (version) => (version === 'v2' && routesMoved(rig) ? 0 : 4));
    await applied(rig);
    const task = await rig.head(2, bad);
    if (task === undefined) throw new TypeError('the second revision has a plan');
    const dead: string[] = [];
    rig.store.before = (call, key) => {
      const isEnd = /^(applied|rollbacks|open)\//.test(key) && routesMoved(rig) && call !== 'read';
      if (!isEnd || dead.includes(key)) return;
      dead.push(key);
      throw new TypeError('the worker dies');
    };
    for (let turn = 0; turn < 40; turn += 1) {
      await rig.runToEnd(task).catch(() => rig.clock.advance(120_000));
    }
    expect(dead.map((key) => key.split('/')[0])).toEqual(expect.arrayContaining(['applied', 'rollbacks', 'open']));
    expect(await appliedIn(rig)).toMatchObject({ result: 'rolled-back' });
    expect(await rig.value(rollbacks.at(FLEET, UNIT))).toMatchObject({ good: digestOf(good) });
    expect(await rig.value(openRuns.at(FLEET, UNIT))).toBeUndefined();
  });
});

describe('the plan of a unit that is rolled back', () => {
  const pin: Pin = {
    unit: UNIT,
    commit: 'commit-2',
    bad: digestOf(bad),
    good: digestOf(good),
    goodRun: 'run-1',
    reason: 'worse',
    at: 0,
  };
  const pinned: ReadonlyMap<string, Pinned> = new Map([[UNIT, { pin, desired: good }]]);
  const both = [...moved.resources, ...old.resources.filter(({ ref }) => ref.name.endsWith('v1') || 'zone' in ref)];
  const plan = (commit: string, wanted: DesiredState, held = pinned) =>
    planUnits(
      planInput({
        compiled: {
          states: [wanted],
          sources: { [`networking.gke.io/MultiClusterIngress/${UNIT}/one`]: { file: 'one.yaml', line: 1, column: 1 } },
        },
        applied: new Map([[UNIT, appliedOf(both, { result: 'rolled-back' })]]),
        observed: observedOf(both),
        commit,
        pins: held,
      }),
    ).units[0];

  test('moves routes back and takes nothing away, without a gate', () => {
    const unit = plan('commit-2', bad);
    expect(unit?.desired.base).toBe(good);
    expect(unit?.envelope).toMatchObject({ gates: [], rolledBack: { commit: 'commit-2', to: 'run-1' } });
    expect(unit?.plan?.changes.map(({ kind, key }) => [kind, key])).toEqual([['update', old.keys.urlMap]]);
    expect(unit?.plan?.steps.map(({ action }) => action.type)).not.toContain('delete');
  });

  test('case 35: has the gates of any plan where a person asked for it', () => {
    const byPerson = new Map([[UNIT, { pin: { ...pin, by: 'github alice' }, desired: good }]]);
    const unit = plan('commit-2', bad, byPerson);
    expect(unit?.plan?.changes.map(({ kind, key }) => [kind, key])).toEqual([['update', old.keys.urlMap]]);
    expect(unit?.envelope.rolledBack).toEqual({
      commit: 'commit-2',
      by: 'github alice',
      to: 'run-1',
      at: expect.any(Number) as number,
      reason: 'worse',
    });
    expect(unit?.envelope.gates).toMatchObject([
      { code: 'host-removed', message: 'would stop serving host b.example' },
    ]);
  });

  test('stays when another commit asks for the same again', () => {
    expect(plan('commit-3', bad)?.envelope.rolledBack).toBeDefined();
  });

  test('is the commit’s own once another commit asks for something else', () => {
    const other = desiredOf(balancer({ name: 'one', clusters: [US], version: 3 }).resources);
    expect(plan('commit-3', other)?.envelope.rolledBack).toBeUndefined();
  });
});
