// When the policy of a revision comes into force: the worker finds it out, whoever asks for it.
import { describe, expect, test } from 'vitest';
import { finishRevision, recordFirstPolicy } from '../../../../lib/app/running/finish-revision.ts';
import { runTask } from '../../../../lib/app/running/run-task.ts';
import { digestOf } from '../../../../lib/core/index.ts';
import type { Policy } from '../../../../lib/fleet/index.ts';
import type { PlanEnvelope } from '../../../../lib/plan/index.ts';
import { finishedRevisions, openRuns, type Pin, pins, revisions, rollbacks } from '../../../../lib/state/index.ts';
import { FLEET, UNIT } from '../../balancer.ts';
import { createRig, headOf, NEVER, OPTIONS, type Rig } from '../rig.ts';
import { first, more, revise, settled, writes } from './steps/settled.ts';

const finished = finishedRevisions.at(FLEET);
const LOOSER: Partial<Policy> = { maxDeletes: 99 };

function finish(rig: Rig) {
  return runTask(rig.world, { type: 'finish', fleet: FLEET }, OPTIONS, NEVER);
}

async function inForce(rig: Rig): Promise<number | undefined> {
  return (await rig.value(finished))?.fleet.policy.maxDeletes;
}

describe('a revision', () => {
  test('that leaves nothing to do is finished, and its policy is in force', async () => {
    const rig = await settled();
    expect(await rig.head(2, first, LOOSER)).toBeUndefined();
    expect(await inForce(rig)).toBe(20);
    const before = writes(rig);
    expect(await finish(rig)).toBe('finished');
    expect(await rig.value(finished)).toMatchObject({ seq: 2, commit: 'commit-2' });
    expect(await inForce(rig)).toBe(99);
    expect(writes(rig)).toBe(before);
  });

  test('is finished by its last run, not before', async () => {
    const rig = await settled();
    const task = await rig.head(2, more, LOOSER);
    if (task === undefined) throw new TypeError('the second revision has a plan');
    await finish(rig);
    expect(await inForce(rig)).toBe(20);
    await rig.runToEnd(task);
    expect(await inForce(rig)).toBe(99);
  });

  test.each<[string, Partial<PlanEnvelope>]>([
    ['whose unit stays at what was good', { rolledBack: { commit: 'commit-2', to: 'r', reason: 'worse', at: 5 } }],
    ['with a unit that waits', { plan: digestOf('plan'), desired: digestOf('desired') }],
  ])('%s is not finished', async (_name, unit) => {
    const rig = await settled();
    await rig.head(2, first, LOOSER);
    await revise(rig, unit);
    await finish(rig);
    expect(await inForce(rig)).toBe(20);
  });

  test('with one unit that waits beside one that has ended is not finished', async () => {
    const rig = await settled();
    await rig.head(2, first, LOOSER);
    const { units } = await revise(rig, {});
    const waits = { unit: 'green', plan: digestOf('plan'), desired: digestOf('desired') };
    await revise(
      rig,
      {},
      units.map((unit) => ({ ...unit, ...waits })),
    );
    await finish(rig);
    expect(await inForce(rig)).toBe(20);
  });

  test('that asks for something else, and needs nothing done for it, is finished', async () => {
    const rig = await settled();
    await rig.head(2, first, LOOSER);
    await revise(rig, { plan: null, desired: digestOf('desired') });
    await finish(rig);
    expect(await inForce(rig)).toBe(99);
  });

  test('is finished by the last of the runs that end together, while all of them are marked open still', async () => {
    const rig = await settled();
    const task = await rig.head(2, more, LOOSER);
    if (task === undefined) throw new TypeError('the second revision has a plan');
    const before = await rig.value(finished);
    if (before === undefined) throw new TypeError('the first revision is finished');
    const { runId, seq, commit, plan, desired } = task;
    await rig.runToEnd(task);
    await rig.put(finished, before);
    await rig.put(openRuns.at(FLEET, UNIT), { runId, seq, commit, plan, desired, wakeAt: 0, reason: 'running' });
    await finish(rig);
    expect(await rig.value(finished)).toMatchObject({ seq: 2, commit: 'commit-2' });
  });

  test('is recorded once, however often somebody asks', async () => {
    const rig = await settled();
    await finish(rig);
    const before = rig.store.changes.filter(({ key }) => key === finished.key).length;
    await finish(rig);
    expect(rig.store.changes.filter(({ key }) => key === finished.key)).toHaveLength(before);
  });

  test('whose policy nobody knows to be in force does not bring it into force', async () => {
    const rig = await settled();
    await rig.head(2, first, LOOSER);
    rig.store.state.drop(finished.key);
    await finishRevision(rig.world, FLEET, true, NEVER);
    expect(await rig.value(finished)).toBeUndefined();
  });

  test('that is blocked, or not planned yet, is not finished', async () => {
    const rig = await settled();
    await rig.head(2, first, LOOSER);
    const place = revisions.at(FLEET, 'commit-2', 'head');
    const revision = await rig.value(place);
    if (revision === undefined) throw new TypeError('the second commit was planned');
    await rig.put(place, { ...revision, verdict: 'blocked', units: [] });
    await finish(rig);
    rig.store.state.drop(place.key);
    await finish(rig);
    expect(await inForce(rig)).toBe(20);
  });

  test('is finished at once where nothing is ever applied: no later policy could come into force', async () => {
    const rig = createRig();
    await rig.head(1, first, { apply: 'never' });
    await finish(rig);
    expect(await rig.value(finished)).toMatchObject({ seq: 1, fleet: { policy: { apply: 'never' } } });
    await rig.head(2, first, { apply: 'merge' });
    await finish(rig);
    expect(await rig.value(finished)).toMatchObject({ seq: 2, fleet: { policy: { apply: 'merge' } } });
  });

  test('that is older never takes the place of a newer one', async () => {
    const rig = await settled();
    await rig.put(finished, { seq: 7, commit: 'commit-7', fleet: rig.fleet() });
    await rig.head(2, first, LOOSER);
    await finish(rig);
    expect(await rig.value(finished)).toMatchObject({ seq: 7, commit: 'commit-7' });
  });

  test('of a fleet that is not known is nobody’s', async () => {
    expect(await finish(createRig())).toBe('ignored');
    const rig = createRig();
    await finishRevision(rig.world, FLEET, false, NEVER);
    expect(rig.store.changes).toEqual([]);
  });

  // Case 51: two units that end together.
  test('is finished also while somebody else writes that it is', async () => {
    const rig = await settled();
    await rig.head(2, first, LOOSER);
    let raced = false;
    rig.store.before = (call, key) => {
      if (call !== 'write' || key !== finished.key || raced) return;
      raced = true;
      rig.store.state.put(finished.key, JSON.stringify(rig.store.contents()[finished.key]));
    };
    expect(await finish(rig)).toBe('finished');
    expect(raced).toBe(true);
    expect(await inForce(rig)).toBe(99);
  });
});

describe('what a run was rolled back from', () => {
  const pin: Pin = {
    unit: UNIT,
    commit: 'commit-2',
    bad: digestOf(more),
    good: digestOf(first),
    goodRun: 'r',
    reason: 'worse',
    at: 0,
  };

  test('is forgotten once the branch asks for something else; what a person pinned is not the worker’s to take', async () => {
    const rig = await settled();
    await rig.put(rollbacks.at(FLEET, UNIT), pin);
    await rig.put(pins.at(FLEET, UNIT), { ...pin, by: 'github ann' });
    await rig.head(3, first);
    await finish(rig);
    expect(await rig.value(rollbacks.at(FLEET, UNIT))).toBeUndefined();
    expect(await rig.value(pins.at(FLEET, UNIT))).toEqual({ ...pin, by: 'github ann' });
  });

  test('is kept while the branch is at that commit, or asks for the same', async () => {
    const rig = await settled();
    await rig.put(rollbacks.at(FLEET, UNIT), pin);
    await rig.head(2, first);
    await finish(rig);
    expect(await rig.value(rollbacks.at(FLEET, UNIT))).toEqual(pin);
    await rig.head(3, first);
    await revise(rig, { rolledBack: { commit: 'commit-2', to: 'r', reason: 'worse', at: 5 } });
    await finish(rig);
    expect(await rig.value(rollbacks.at(FLEET, UNIT))).toEqual(pin);
  });

  test('is another unit’s, or another fleet’s, and stays or goes with that', async () => {
    const rig = await settled();
    const rolledBack = { commit: 'commit-2', to: 'r', reason: 'worse', at: 5 };
    for (const [fleet, unit, commit] of [
      [FLEET, UNIT, 'commit-2'],
      [FLEET, 'green', 'commit-2'],
      ['elsewhere', 'red', 'commit-2'],
      [FLEET, 'red', 'commit-3'],
    ] as const)
      await rig.put(rollbacks.at(fleet, unit), { ...pin, unit, commit });
    await rig.head(3, first);
    const { units } = await revise(rig, {});
    await revise(
      rig,
      { rolledBack },
      units.map((one) => ({ ...one, unit: 'green' })),
    );
    await finish(rig);
    const left = rig.store.keys().filter((key) => key.startsWith('rollbacks/'));
    expect([...left].sort()).toEqual([
      'rollbacks/elsewhere/red.json',
      'rollbacks/prod/blue.json',
      'rollbacks/prod/red.json',
    ]);
  });
});

describe('the policy of the first head', () => {
  test('comes into force as that of a revision before all others', async () => {
    const rig = createRig();
    const head = headOf(rig.fleet(LOOSER), 4, 'c');
    const { policy } = rig.fleet({ apply: 'manual' });
    await recordFirstPolicy(rig.world, { ...head, first: policy }, NEVER);
    expect(await rig.value(finished)).toMatchObject({ seq: 0, commit: 'c', fleet: { name: FLEET, policy } });
  });

  test('is none where the first head was lost', async () => {
    const rig = createRig();
    const { first: _lost, ...head } = headOf(rig.fleet(LOOSER), 4, 'c');
    await recordFirstPolicy(rig.world, head, NEVER);
    expect(rig.store.changes).toEqual([]);
  });
});
