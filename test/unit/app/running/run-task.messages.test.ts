// What the worker makes of each message: a task is a hint, and one that is of no use costs little and does nothing.
import { beforeEach, describe, expect, test } from 'vitest';
import { runTask } from '../../../../lib/app/running/run-task.ts';
import type { TaskResult } from '../../../../lib/app/running/execution.ts';
import { digestOf } from '../../../../lib/core/index.ts';
import type { RunTask, TaskMessage } from '../../../../lib/ports/index.ts';
import {
  appliedStates,
  entryNumber,
  finishedRevisions,
  heads,
  journalEntries,
  leases,
  openRuns,
  revisions,
} from '../../../../lib/state/index.ts';
import { FLEET, UNIT } from '../../balancer.ts';
import { adopt, damage } from '../sweeping/damage.ts';
import { createRig, headOf, NEVER, OPTIONS, type Rig } from '../rig.ts';
import { first, meddle, more, revise, settled, writes } from './steps/settled.ts';

const applied = appliedStates.at(FLEET, UNIT);
const lease = leases.at(FLEET, UNIT);

const run = (rig: Rig, message: TaskMessage): Promise<TaskResult> => runTask(rig.world, message, OPTIONS, NEVER);

/** What was written to the state while something was done. */
async function written(rig: Rig, work: () => Promise<unknown>): Promise<readonly string[]> {
  const before = rig.store.changes.length;
  await work();
  return rig.store.changes.slice(before).map(({ key }) => key);
}

const openRun = (runId: string, seq: number) => ({
  runId,
  seq,
  commit: 'c',
  plan: digestOf('p'),
  desired: digestOf(first),
  wakeAt: 0,
  reason: 'running',
});

describe('a task to run', () => {
  let rig: Rig;
  let task: RunTask;
  beforeEach(async () => {
    rig = await settled();
    const made = await rig.head(2, more);
    if (made === undefined) throw new TypeError('there is something to do');
    task = made;
  });

  test('of a fleet that nobody has is ignored', async () => {
    for (const message of [
      { ...task, fleet: 'nobody' },
      { type: 'finish', fleet: 'nobody' },
    ] as const)
      expect(await run(rig, message)).toBe('ignored');
    rig.store.state.put(heads.at(FLEET).key, '{}');
    expect(await written(rig, async () => expect(await run(rig, task)).toBe('ignored'))).toEqual([]);
  });

  test.each<[string, Partial<RunTask>]>([
    ['revision', { seq: 1 }],
    ['commit', { commit: 'commit-1' }],
  ])('of another %s than the head’s is ignored before anything is locked, read or asked for', async (_, more) => {
    expect(await written(rig, async () => expect(await run(rig, { ...task, ...more })).toBe('ignored'))).toEqual([]);
    expect(rig.publisher.takeRevisions()).toEqual([]);
  });

  test('that has ended is ignored before anything is locked', async () => {
    await rig.runToEnd(task);
    expect(await written(rig, async () => expect(await run(rig, task)).toBe('ignored'))).toEqual([]);
  });

  test('of which the journal is damaged, and that is not open, begins anew', async () => {
    rig.store.state.put(journalEntries.at(FLEET, UNIT, task.runId, entryNumber(0)).key, '{}');
    expect(await rig.runToEnd(task)).toBe('finished');
    expect(await rig.value(applied)).toMatchObject({ seq: 2, result: 'succeeded' });
  });

  test('beside an open run of a newer revision is ignored, and takes nothing over', async () => {
    await rig.put(openRuns.at(FLEET, UNIT), openRun('newer', 3));
    const before = writes(rig);
    expect(await run(rig, task)).toBe('ignored');
    expect(writes(rig)).toBe(before);
    expect(await rig.value(openRuns.at(FLEET, UNIT))).toMatchObject({ runId: 'newer' });
  });

  test('that is open goes on as it was begun, whatever the message says of it', async () => {
    const short = { budgetMs: 1 };
    expect(await rig.run(task, short)).toBe('waiting');
    await rig.head(3, first);
    const other = { ...task, seq: 3, commit: 'commit-3', plan: digestOf('other'), desired: digestOf('other') };
    expect(await run(rig, other)).toBe('finished');
    // The head has moved on: it ends as what it was.
    expect(await rig.value(applied)).toMatchObject({
      seq: 2,
      commit: 'commit-2',
      result: 'superseded',
      plan: task.plan,
    });
  });
});

describe('a run whose worker runs out of time', () => {
  const tasks = (rig: Rig) => rig.publisher.tasks;

  test('has its task published by that worker, so that nobody waits for the tick, until it is done', async () => {
    const rig = createRig();
    const task = await rig.head(1, first);
    if (task === undefined) throw new TypeError('there is something to do');
    rig.compute.after = (call) => {
      if (call === 'insert') rig.clock.advance(30_000);
    };
    const before = tasks(rig).length;
    expect(await rig.run(task, { budgetMs: 30_000, stepsAtOnce: 1 })).toBe('waiting');
    expect(tasks(rig).slice(before)).toEqual([task]);
  });

  test('is left to the tick where that worker came to nothing in all its time', async () => {
    const rig = await settled();
    const task = await rig.head(2, more);
    if (task === undefined) throw new TypeError('there is something to do');
    const before = tasks(rig).length;
    expect(await rig.run(task, { budgetMs: 0 })).toBe('waiting');
    expect(tasks(rig)).toHaveLength(before);
  });
});

describe('the log', () => {
  const said: object[] = [];
  const runLogged = (rig: Rig, message: TaskMessage, options = {}) => {
    const note = (about: object) => void said.push(about);
    const world = { ...rig.world, log: { info: note, warn: note, error: note } };
    return runTask(world, message, { ...OPTIONS, ...options }, NEVER);
  };

  test.each([
    ['push-1', { delivery: 'push-1' }],
    [undefined, {}],
  ] as const)('says of each line which run it is about, and what began it (%s)', async (_, because) => {
    const rig = await settled();
    const task = await rig.head(2, more);
    if (task === undefined) throw new TypeError('there is something to do');
    expect(await runLogged(rig, { ...task, ...because }, { budgetMs: 1 })).toBe('waiting');
    await rig.head(3, first);
    said.length = 0;
    expect(await runLogged(rig, { ...task, delivery: 'another' })).toBe('finished');
    const { unit, commit, plan, runId } = task;
    expect(said.length).toBeGreaterThan(0);
    for (const about of said) {
      expect(about).toMatchObject({ fleet: FLEET, unit, commit, plan, runId, ...because });
      expect((about as { readonly delivery?: string }).delivery).toBe(
        (because as { readonly delivery?: string }).delivery,
      );
    }
  });
});

describe('a look whether the revision is finished', () => {
  test('brings its policy into force where nothing is left to do', async () => {
    const rig = createRig();
    const fleet = rig.fleet({ maxDeletes: 5 });
    await rig.head(1, { ...first, resources: [] }, { maxDeletes: 5 });
    expect(await run(rig, { type: 'finish', fleet: FLEET })).toBe('finished');
    expect(await rig.value(finishedRevisions.at(FLEET))).toMatchObject({ seq: 1, fleet });
  });

  test('of a fleet that stands, and whose policy nobody knows any more, brings none into force', async () => {
    const rig = await settled();
    rig.store.state.drop(finishedRevisions.at(FLEET).key);
    rig.store.state.drop(applied.key);
    await rig.put(heads.at(FLEET), headOf(rig.fleet(), 1, 'commit-1'));
    expect(await run(rig, { type: 'finish', fleet: FLEET })).toBe('finished');
    expect(await rig.value(finishedRevisions.at(FLEET))).toBeUndefined();
  });
});

describe('a record that was lost', () => {
  let rig: Rig;
  beforeEach(async () => {
    rig = await settled();
    damage(rig, applied, undefined);
  });

  test('comes back under the lease, which is given back, and the revision is finished with it', async () => {
    await rig.put(finishedRevisions.at(FLEET), { seq: 0, commit: 'commit-0', fleet: rig.fleet() });
    const changed = await written(rig, async () => expect(await adopt(rig)).toBe('finished'));
    expect(changed[0]).toBe(lease.key);
    expect(changed).toContain(applied.key);
    expect(await rig.value(lease)).toBeUndefined();
    expect(await rig.value(finishedRevisions.at(FLEET))).toMatchObject({ seq: 1 });
  });

  test('does not come back while another worker writes to the unit', async () => {
    await rig.put(lease, { holder: 'worker-2', seq: 1, duration: 60_000 });
    expect(await adopt(rig)).toBe('busy');
    expect(await rig.value(applied)).toBeUndefined();
  });

  test.each<[string, () => Promise<void>]>([
    ['it is there', async () => void (await adopt(rig))],
    ['a run of the unit is open', () => rig.put(openRuns.at(FLEET, UNIT), openRun('run-1', 1))],
    ['the revision of the head is lost', async () => damage(rig, revisions.at(FLEET, 'commit-1', 'head'), undefined)],
    ['the revision of the head is damaged', async () => damage(rig, revisions.at(FLEET, 'commit-1', 'head'), '{}')],
    ['the head does not have the unit', async () => void (await revise(rig, { unit: 'green' }))],
  ])('is not looked for when %s', async (_, prepare) => {
    await prepare();
    expect(await written(rig, async () => expect(await adopt(rig)).toBe('ignored'))).toEqual([]);
  });

  test('comes back for the unit that is asked for', async () => {
    const { units } = await revise(rig, {});
    const [own] = units;
    if (own === undefined) throw new TypeError('it has a unit');
    await revise(rig, { unit: 'green', desired: digestOf('green') }, [own]);
    expect(await adopt(rig)).toBe('finished');
    expect(await rig.value(applied)).toMatchObject({ desired: digestOf(first) });
  });

  test('does not come back where the unit does not stand as it is wanted', async () => {
    meddle(rig);
    expect(await adopt(rig)).toBe('ignored');
    expect(await rig.value(applied)).toBeUndefined();
  });

  test('comes back also when the record is there, and nobody can read it', async () => {
    damage(rig, applied, '{}');
    expect(await adopt(rig)).toBe('finished');
    expect(await rig.value(applied)).toMatchObject({ result: 'succeeded' });
  });
});
