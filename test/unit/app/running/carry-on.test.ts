// One run under its lease: what it takes over, when it may not begin, and what is told and kept while it goes on.
import { beforeEach, describe, expect, test } from 'vitest';
import { approve } from '../../../../lib/app/words/approvals.ts';
import { carryOn } from '../../../../lib/app/running/carry-on.ts';
import type { HeldLease } from '../../../../lib/app/running/lease.ts';
import { digestOf, RangelightError } from '../../../../lib/core/index.ts';
import { runIdOf } from '../../../../lib/execute/index.ts';
import type { RunTask } from '../../../../lib/ports/index.ts';
import {
  appliedStates,
  entryNumber,
  finishedRevisions,
  type Head,
  heads,
  journalEntries,
  type OpenRun,
  openRuns,
  pauses,
  plans,
} from '../../../../lib/state/index.ts';
import { planFor } from '../../../property/cloud.ts';
import { appliedOf, balancer, desiredOf, EU, FLEET, UNIT } from '../../balancer.ts';
import { createRig, NEVER, OPTIONS, REPOSITORY, type Rig } from '../rig.ts';
import { ALICE, fewer, settled, writes } from './steps/settled.ts';

const open = openRuns.at(FLEET, UNIT);
const applied = appliedStates.at(FLEET, UNIT);
/** Nothing to wait for. */
const small = desiredOf(
  balancer({ name: 'one', clusters: [EU] }).resources.filter(({ ref }) => ref.kind === 'healthCheck'),
);

let rig: Rig;
let task: RunTask;
let warned: (readonly unknown[])[];
let keeps: boolean;

beforeEach(async () => {
  rig = createRig();
  task = await planned(1);
  warned = [];
  keeps = true;
});

async function planned(seq: number, desired = small): Promise<RunTask> {
  const made = await rig.head(seq, desired);
  if (made === undefined) throw new TypeError('there is something to do');
  return made;
}

async function carry(of: RunTask = task) {
  const head = (await rig.value(heads.at(FLEET))) as Head;
  const world = { ...rig.world, log: { ...rig.world.log, warn: (...said: unknown[]) => void warned.push(said) } };
  const lease: HeldLease = { keep: async () => keeps, release: async () => undefined };
  return carryOn(world, of, head, OPTIONS, lease, NEVER);
}

const openOf = (of: RunTask, more: Partial<OpenRun> = {}): OpenRun => {
  const { runId, seq, commit, plan, desired } = of;
  return { runId, seq, commit, plan, desired, wakeAt: 0, reason: 'running', ...more };
};

const entry = (of: RunTask, number: number) => journalEntries.at(FLEET, UNIT, of.runId, entryNumber(number));
const hints = () => rig.publisher.takeRevisions().map(({ delivery }) => delivery);
const anew = () => `unreleased-${FLEET}-${UNIT}-1-${task.plan.slice(0, 12)}-${Math.floor(rig.clock.now() / 300_000)}`;
const told = () => ({
  type: 'run',
  fleet: FLEET,
  commit: task.commit,
  unit: UNIT,
  runId: task.runId,
  at: rig.clock.now(),
});

describe('a run', () => {
  test('that begins says so in its journal and to the reporter, and ends', async () => {
    const at = rig.clock.now();
    expect(await carry()).toBe('finished');
    const { plan, desired, seq, commit } = task;
    const [started, ...others] = await rig.journal(task);
    expect(started).toEqual({ type: 'started', at, plan, desired, seq, commit, holder: OPTIONS.holder });
    expect(others.at(-1)).toMatchObject({ type: 'finished', result: 'succeeded' });
    expect(rig.publisher.takeReports()).toEqual([told(), told()]);
    expect(rig.compute.mutations).toHaveLength(1);
  });

  test('is marked open before it is begun, and wakes when its lease runs out', async () => {
    const seen: unknown[] = [];
    rig.compute.before = (call) => {
      if (call === 'insert') seen.push(rig.store.contents()[open.key]);
    };
    await carry();
    const wakeAt = rig.clock.now() + OPTIONS.leaseMs;
    expect(seen).toMatchObject([{ ...openOf(task), wakeAt, reason: 'running' }]);
  });

  test('that a person’s word opened names that word', async () => {
    rig = await settled();
    task = await planned(2, fewer);
    await approve(rig.world, FLEET, task.plan, ALICE, NEVER);
    const at = rig.clock.now();
    await carry();
    expect((await rig.journal(task))[0]).toMatchObject({ type: 'started', approval: { by: 'alice', at } });
  });

  test('that goes on says so, and begins nothing again', async () => {
    const { plan, desired, seq, commit } = task;
    await rig.put(entry(task, 0), { type: 'started', at: 0, plan, desired, seq, commit, holder: 'worker-0' });
    await rig.put(open, openOf(task));
    // What a beginning would be refused for.
    await rig.put(heads.at(FLEET), { ...((await rig.value(heads.at(FLEET))) as Head), commit: 'another' });
    expect(await carry()).toBe('finished');
    const at = rig.clock.now();
    expect((await rig.journal(task))[1]).toEqual({ type: 'resumed', at, holder: OPTIONS.holder });
    expect(hints()).toEqual([]);
  });

  test('that waits is marked with the time and the reason, and told', async () => {
    await rig.put(pauses.at(FLEET, UNIT), { unit: UNIT, by: 'ann', reason: 'an incident', since: 0 });
    const now = rig.clock.now();
    expect(await carry()).toBe('waiting');
    const reason = 'paused by ann until somebody resumes: an incident';
    expect(await rig.value(open)).toEqual(openOf(task, { wakeAt: now, reason, paused: { unit: UNIT } }));
    expect(await rig.value(open)).not.toHaveProperty('heldUp');
    expect(rig.publisher.takeReports()).toEqual([told(), told()]);
    expect((await rig.journal(task)).map(({ type }) => type)).toEqual(['started']);
  });

  test('that waits for something else than a person is not marked as paused', async () => {
    rig = await settled();
    task = await planned(2, desiredOf(balancer({ name: 'one', clusters: [EU], version: 2 }).resources));
    await approve(rig.world, FLEET, task.plan, ALICE, NEVER);
    expect(await carry()).toBe('waiting');
    const marked = await rig.value(open);
    expect(marked?.wakeAt).toBeGreaterThan(rig.clock.now());
    expect(Object.keys(marked ?? {})).not.toContain('paused');
  });

  test('that something holds up is marked with what and since when, also while it is tried again', async () => {
    const seen: unknown[] = [];
    rig.compute.before = (call) => {
      if (call !== 'insert') return;
      seen.push(rig.store.contents()[open.key]);
      throw new RangelightError('not-ready', 'compute', 'busy');
    };
    const since = rig.clock.now();
    expect(await carry()).toBe('waiting');
    const heldUp = { since, reason: 'busy' };
    expect(await rig.value(open)).toMatchObject({ reason: 'busy', heldUp });
    expect(await rig.value(open)).not.toHaveProperty('paused');
    expect(seen[0]).not.toHaveProperty('heldUp');
    rig.clock.advance(60_000);
    await carry();
    expect(seen.at(-1)).toMatchObject({ reason: 'running', heldUp });
  });

  test('that a person stops is held up by nothing else', async () => {
    rig.compute.before = (call) => {
      if (call === 'insert') throw new RangelightError('not-ready', 'compute', 'busy');
    };
    await carry();
    await rig.put(pauses.at(FLEET, UNIT), { unit: UNIT, by: 'ann', reason: 'an incident', since: 0 });
    rig.clock.advance(60_000);
    expect(await carry()).toBe('waiting');
    expect(await rig.value(open)).toMatchObject({ paused: { unit: UNIT } });
    expect(await rig.value(open)).not.toHaveProperty('heldUp');
  });

  test('is not marked with what held another one up', async () => {
    const other = { ...task, runId: 'older', seq: 0 };
    await rig.put(open, openOf(other, { heldUp: { since: 1, reason: 'busy' } }));
    rig.store.state.put(entry(other, 0).key, '{}');
    const seen: unknown[] = [];
    rig.compute.before = (call) => {
      if (call === 'insert') seen.push(rig.store.contents()[open.key]);
    };
    expect(await carry()).toBe('finished');
    expect(seen).toHaveLength(1);
    expect(seen[0]).not.toHaveProperty('heldUp');
  });

  test('whose lease is lost ends nothing: another worker has it now', async () => {
    keeps = false;
    expect(await carry()).toBe('busy');
    expect(await rig.value(applied)).toBeUndefined();
    expect(await rig.value(open)).toMatchObject({ runId: task.runId });
    expect((await rig.journal(task)).map(({ type }) => type)).toEqual(['started']);
  });

  test('that has ended, and whose worker died, is ended again as it was', async () => {
    const { plan, desired, seq, commit } = task;
    await rig.put(entry(task, 0), { type: 'started', at: 0, plan, desired, seq, commit, holder: 'worker-0' });
    await rig.put(entry(task, 1), { type: 'finished', at: 0, result: 'conflict', message: 'raced' });
    expect(await carry()).toBe('finished');
    expect(await rig.value(applied)).toMatchObject({ result: 'conflict' });
    expect(writes(rig)).toBe(0);
    expect(await rig.journal(task)).toHaveLength(2);
    expect(rig.publisher.takeReports()).toEqual([told()]);
  });
});

describe('a run of which something is lost', () => {
  test('is not carried out without its plan, and what is asked for is a plan', async () => {
    rig.store.state.drop(plans.at(FLEET, task.plan).key);
    expect(await carry()).toBe('finished');
    expect(rig.publisher.takeRevisions()).toEqual([
      { type: 'facts', repository: REPOSITORY, delivery: anew(), byItself: 'same' },
    ]);
    expect(writes(rig)).toBe(0);
    expect(rig.publisher.takeReports()).toEqual([]);
  });

  test('ends where its journal is damaged and it was begun, and begins anew where it was not', async () => {
    rig.store.state.put(entry(task, 0).key, '{}');
    await rig.put(open, openOf(task));
    expect(await carry()).toBe('finished');
    expect(hints()).toEqual([anew()]);
    expect(writes(rig)).toBe(0);
    rig.store.state.drop(open.key);
    expect(await carry()).toBe('finished');
    expect(hints()).toEqual([]);
    expect(await rig.value(applied)).toMatchObject({ result: 'succeeded' });
  });
});

describe('a run that may not begin', () => {
  test('is not begun where another one has ended since it was planned: a new plan is asked for', async () => {
    const late = { ...task, runId: runIdOf(task.seq, task.plan, 'another') };
    expect(await carry(late)).toBe('ignored');
    const delivery = `outrun-${FLEET}-${UNIT}-${late.runId}`;
    expect(rig.publisher.takeRevisions()).toEqual([
      { type: 'facts', repository: REPOSITORY, delivery, byItself: 'same' },
    ]);
    expect(warned).toEqual([]);
    expect(await rig.value(open)).toBeUndefined();
  });

  test('is begun where what has ended since touches nothing of it, and nothing is planned again', async () => {
    const { plan } = planFor(desiredOf(balancer({ name: 'two', clusters: [EU] }).resources), undefined, new Map());
    if (plan === undefined) throw new TypeError('there is something to do');
    await rig.put(finishedRevisions.at(FLEET), { seq: 0, commit: 'commit-0', fleet: rig.fleet() });
    await rig.put(plans.at(FLEET, plan.digest), plan);
    await rig.put(applied, appliedOf([], { plan: plan.digest, runId: 'beside', seq: 1, commit: task.commit }));
    expect(await carry()).toBe('finished');
    expect(await rig.value(applied)).toMatchObject({ runId: task.runId, previous: 'beside', result: 'succeeded' });
    expect(hints()).toEqual([]);
  });

  test('counts a record that cannot be read as none', async () => {
    await rig.put(finishedRevisions.at(FLEET), { seq: 0, commit: 'commit-0', fleet: rig.fleet() });
    rig.store.state.put(applied.key, '{}');
    expect(await carry()).toBe('finished');
    expect(await rig.value(applied)).toMatchObject({ result: 'succeeded' });
  });

  test('is not begun where nobody released it: the log says why, and a new plan is asked for once in five minutes', async () => {
    await rig.head(1, small, { apply: 'manual' });
    expect(await carry()).toBe('ignored');
    const { runId, plan } = task;
    expect(warned).toEqual([
      [
        { fleet: FLEET, unit: UNIT, runId, plan, why: 'is not released (policy.apply: manual)' },
        'a plan is not run: it is not released',
      ],
    ]);
    const [asked] = hints();
    expect(asked).toBe(anew());
    const left = 300_000 - (rig.clock.now() % 300_000);
    rig.clock.advance(left - 1);
    await carry();
    expect(hints()).toEqual([asked]);
    rig.clock.advance(1);
    await carry();
    expect(hints()).toEqual([anew()]);
    expect(asked).not.toBe(anew());
    // Another plan does not wait for that.
    const other = await planned(1, fewer);
    await rig.head(1, fewer, { apply: 'manual' });
    await carry(other);
    expect(hints()).toEqual([expect.stringContaining(`-${other.plan.slice(0, 12)}-`)]);
    expect(await rig.journal(task)).toEqual([]);
    expect(await rig.value(open)).toBeUndefined();
  });
});

describe('beside another run that is open', () => {
  const older = () => ({ ...task, runId: 'older', seq: 0, commit: 'commit-0', plan: digestOf('older') });

  test('of a newer revision, a run does nothing', async () => {
    await rig.put(open, openOf({ ...task, runId: 'newer', seq: 2 }));
    expect(await carry()).toBe('ignored');
    expect(writes(rig)).toBe(0);
    expect(hints()).toEqual([]);
  });

  test.each([0, 1])('of revision %s, a run of revision 1 ends that one and takes over', async (seq) => {
    const other = { ...older(), seq, plan: task.plan };
    await rig.put(open, openOf(other));
    const { plan, desired, commit } = other;
    await rig.put(entry(other, 0), { type: 'started', at: 0, plan, desired, seq, commit, holder: 'worker-0' });
    const closed: string[] = [];
    rig.store.before = (call, key) => {
      if (call === 'remove') closed.push(key);
    };
    // It ends with a record: what was planned before it has to be planned again.
    expect(await carry()).toBe('ignored');
    expect((await rig.journal(other)).at(-1)).toMatchObject({ result: 'superseded', message: 'revision 1 takes over' });
    expect(await rig.value(applied)).toMatchObject({ runId: 'older', seq, commit, result: 'superseded' });
    expect(closed).toEqual([open.key]);
    expect(hints()).toEqual([`outrun-${FLEET}-${UNIT}-${task.runId}`]);
  });
});
