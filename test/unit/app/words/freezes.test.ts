// Case 57: an admin's freeze beats every policy and every approval. No run begins and no drift is put back; what has
// begun comes to its end, endpoints are kept, and the freeze ends by itself.
import { describe, expect, test } from 'vitest';
import { approve } from '../../../../lib/app/words/approvals.ts';
import { freeze, isHalfWay, LONGEST_FREEZE_MS, standingFreeze, unfreeze } from '../../../../lib/app/words/freezes.ts';
import { sweep } from '../../../../lib/app/sweeping/sweep.ts';
import { digestOf, RangelightError, timeWords } from '../../../../lib/core/index.ts';
import type { AppliedState } from '../../../../lib/model/index.ts';
import { acts, appliedStates, drifts, freezes, openRuns, stopsSeen } from '../../../../lib/state/index.ts';
import { appliedOf, FLEET, UNIT } from '../../balancer.ts';
import { changeOf } from '../../plan/change.ts';
import { createRig, NEVER, type Rig } from '../rig.ts';
import { ALICE, fewer, first, meddle, more, one, settled, store, taskFor, writes } from '../running/steps/settled.ts';

const WHY = { by: 'alice', reason: 'the sale' };
const HOUR_MS = 3_600_000;
const standing = (rig: Rig) => standingFreeze(rig.world, FLEET, NEVER);
const frozen = (rig: Rig, duration = HOUR_MS) => freeze(rig.world, FLEET, { duration, ...WHY }, NEVER);
const told = async (rig: Rig) => (await acts.list(rig.store, [FLEET], NEVER)).found.map(({ value }) => value);
const tasksOf = async (rig: Rig, later: number) => {
  rig.clock.advance(later);
  await sweep(rig.world, NEVER);
  return rig.publisher.takeTasks().filter(({ type }) => type === 'run');
};

interface Ended {
  readonly result: AppliedState['result'];
  readonly desired: string;
  readonly good?: string;
}

describe('a freeze', () => {
  test('stands until the millisecond at which it ends by itself, and is recorded', async () => {
    const rig = createRig();
    const since = rig.clock.now();
    expect(await standing(rig)).toBeUndefined();
    expect(await frozen(rig)).toEqual({ ...WHY, since, until: since + HOUR_MS });
    const end = timeWords(since + HOUR_MS);
    expect(await standing(rig)).toEqual({ why: `frozen by alice until ${end}: the sale`, since });
    expect(await standingFreeze(rig.world, 'other', NEVER)).toBeUndefined();
    expect(await told(rig)).toEqual([{ ...WHY, at: since, action: 'freeze', subject: 'the fleet' }]);
    rig.clock.advance(HOUR_MS - 1);
    expect(await standing(rig)).toBeDefined();
    rig.clock.advance(1);
    expect(await standing(rig)).toBeUndefined();
  });

  test('lasts a day at most, and takes the place of the one before', async () => {
    const rig = createRig();
    await frozen(rig, LONGEST_FREEZE_MS);
    const longer = { code: 'invalid', message: 'a freeze lasts 1d at most: it can be said again before it ends' };
    await expect(frozen(rig, LONGEST_FREEZE_MS + 1)).rejects.toMatchObject(longer);
    const second = await frozen(rig, 1);
    expect(await rig.value(freezes.at(FLEET))).toEqual(second);
    expect(await told(rig)).toHaveLength(2);
  });

  test('ends when somebody ends it; where there is none, that is refused and not recorded', async () => {
    const rig = createRig();
    const refused = { code: 'not-found', system: 'state', message: `${FLEET} is not frozen` };
    await expect(unfreeze(rig.world, FLEET, WHY, NEVER)).rejects.toMatchObject(refused);
    expect(await told(rig)).toEqual([]);
    await frozen(rig);
    await unfreeze(rig.world, FLEET, WHY, NEVER);
    expect(await standing(rig)).toBeUndefined();
    expect((await told(rig)).map(({ action }) => action)).toEqual(['freeze', 'unfreeze']);
  });

  test('that was said again at that moment stays', async () => {
    const rig = createRig();
    await frozen(rig);
    const { key } = freezes.at(FLEET);
    rig.store.before = (call) => {
      if (call === 'remove') rig.store.release.put(key, JSON.stringify(rig.store.contents()[key]));
    };
    await expect(unfreeze(rig.world, FLEET, WHY, NEVER)).rejects.toMatchObject({ code: 'precondition' });
    expect(await standing(rig)).toBeDefined();
  });

  test('that nobody can read freezes until somebody ends it', async () => {
    const rig = await settled({ drift: 'heal' });
    rig.store.release.put(freezes.at(FLEET).key, '{}');
    rig.clock.advance(2 * LONGEST_FREEZE_MS);
    expect(await standing(rig)).toEqual({ why: expect.stringMatching(/^frozen: the document of the freeze .*here$/) });
    const task = await rig.head(2, more);
    expect(task && (await rig.run(task))).toBe('ignored');
    await unfreeze(rig.world, FLEET, WHY, NEVER);
    expect(await standing(rig)).toBeUndefined();
  });
});

describe('while a fleet is frozen', () => {
  test('no released plan begins, nobody is asked for another one, and it begins by itself when the freeze is over', async () => {
    const rig = await settled();
    await frozen(rig);
    const task = await rig.head(2, more);
    const before = writes(rig);
    expect(task && (await rig.run(task))).toBe('ignored');
    expect(writes(rig)).toBe(before);
    expect(task && (await rig.journal(task))).toEqual([]);
    expect(await rig.value(openRuns.at(FLEET, UNIT))).toBeUndefined();
    expect(rig.publisher.takeRevisions()).toEqual([]);
    await sweep(rig.world, NEVER);
    const hints = () => rig.publisher.takeRevisions().map(({ byItself }) => byItself);
    expect(hints()).not.toContain('same');
    rig.clock.advance(HOUR_MS);
    await sweep(rig.world, NEVER);
    expect(hints()).toContain('same');
    expect(task && (await rig.runToEnd(task))).toBe('finished');
    expect(await rig.value(appliedStates.at(FLEET, UNIT))).toMatchObject({ seq: 2, result: 'succeeded' });
  });

  test('no approval opens it', async () => {
    const rig = await settled();
    const task = await rig.head(2, fewer);
    if (task === undefined) throw new TypeError('there is something to do');
    await approve(rig.world, FLEET, task.plan, ALICE, NEVER);
    await frozen(rig);
    const before = writes(rig);
    expect(await rig.run(task)).toBe('ignored');
    expect(writes(rig)).toBe(before);
    await unfreeze(rig.world, FLEET, WHY, NEVER);
    // The word still stands.
    expect(await rig.runToEnd(task)).toBe('finished');
  });

  test('drift is told and not put back; after it, two sightings are enough again', async () => {
    const rig = await settled({ drift: 'heal' });
    await frozen(rig);
    meddle(rig);
    for (const later of [0, 180_000, 180_000]) expect(await tasksOf(rig, later)).toEqual([]);
    expect(await rig.value(drifts.at(FLEET, UNIT))).toMatchObject({ healing: false });
    await unfreeze(rig.world, FLEET, WHY, NEVER);
    const [task] = await tasksOf(rig, 60_000);
    expect(task).toMatchObject({ unit: UNIT });
  });

  test('a repair that was sent before is not begun', async () => {
    const rig = await settled({ drift: 'heal' });
    meddle(rig);
    await tasksOf(rig, 0);
    const [task] = await tasksOf(rig, 180_000);
    await frozen(rig);
    expect(task?.type === 'run' && (await rig.run(task))).toBe('ignored');
    expect(rig.compute.body(one.keys.urlMap)?.['hostRules']).toEqual([]);
  });

  test('a run that has begun comes to its end, whatever is pushed meanwhile', async () => {
    const rig = createRig();
    const begun = await rig.head(1, first);
    if (begun === undefined) throw new TypeError('there is something to do');
    rig.compute.before = (call) => {
      if (call === 'insert') throw new RangelightError('not-ready', 'compute', 'busy');
    };
    expect(await rig.run(begun)).toBe('waiting');
    rig.compute.before = () => undefined;
    await frozen(rig, 24 * HOUR_MS);
    const newer = await rig.head(2, more);
    expect(newer && (await rig.run(newer))).toBe('ignored');
    expect(await rig.value(openRuns.at(FLEET, UNIT))).toMatchObject({ runId: begun.runId });
    expect(await rig.runToEnd(begun)).toBe('finished');
    expect(await rig.value(appliedStates.at(FLEET, UNIT))).toMatchObject({ seq: 1, result: 'succeeded' });
  });

  test.each([
    ['a conflict with the same goal is gone on with', { result: 'conflict', desired: 'now' }, true],
    ['a conflict with another goal is not', { result: 'conflict', desired: 'then' }, false],
    ['what is back at what was good is brought there', { result: 'rolled-back', desired: 'then', good: 'now' }, true],
    ['what was rolled back is tried no other way', { result: 'rolled-back', desired: 'now', good: 'then' }, false],
    ['what succeeded is over', { result: 'succeeded', desired: 'now', good: 'now' }, false],
    ['what is blocked waits', { result: 'blocked', desired: 'now', good: 'now' }, false],
  ] as const)('of what a run left half-way, %s', (_what, { good, ...state }: Ended, expected) => {
    const planned = { plan: 'plan', desired: 'now' };
    const ended = { ...appliedOf([]), ...state, ...(good && { good: { runId: 'run', desired: good, commit: 'c' } }) };
    expect(isHalfWay(ended, planned)).toBe(expected);
    expect(isHalfWay(undefined, planned)).toBe(false);
  });

  test('a run that met a conflict is gone on with, as it had begun', async () => {
    const rig = await settled();
    const task = await rig.head(2, more);
    const applied = await rig.value(appliedStates.at(FLEET, UNIT));
    if (task === undefined || applied === undefined) throw new TypeError('there is something to do');
    await rig.put(appliedStates.at(FLEET, UNIT), { ...applied, desired: task.desired, result: 'conflict' });
    await frozen(rig);
    rig.publisher.takeRevisions();
    await sweep(rig.world, NEVER);
    expect(rig.publisher.takeRevisions().map(({ byItself }) => byItself)).toContain('same');
    expect(await rig.runToEnd(task)).toBe('finished');
    expect(await rig.value(appliedStates.at(FLEET, UNIT))).toMatchObject({ seq: 2, result: 'succeeded' });
  });

  test('endpoints of what stands are kept', async () => {
    const rig = await settled();
    const groups = one.resources.filter(({ ref }) => ref.kind === 'networkEndpointGroup');
    const plan = await store(
      rig,
      groups.map(({ ref, body, maker }) => changeOf(ref, { after: body, maker })),
    );
    const task = await taskFor(rig, plan, digestOf(first));
    await frozen(rig);
    await rig.run(task);
    expect((await rig.journal(task))[0]).toMatchObject({ type: 'started' });
  });

  test('it is told, and what it holds is not told again as something that nobody begins', async () => {
    const rig = await settled();
    await frozen(rig);
    await rig.head(2, more);
    for (const later of [0, 16 * 60_000]) await tasksOf(rig, later);
    const { stops = [] } = (await rig.value(stopsSeen.at(FLEET))) ?? {};
    const found = stops.filter(({ reason }) => ['frozen', 'run-not-begun'].includes(reason));
    expect(found).toMatchObject([{ reason: 'frozen', subject: FLEET, why: expect.stringMatching(/^frozen by alice/) }]);
  });
});
