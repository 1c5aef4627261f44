// The worker: takes a task, takes the unit's lease, and does what is to be done there. A task is a hint: what may be
// done the worker finds out for itself. It never refuses a message for a reason of its own: what must wait is
// journalled and woken by the tick.
import pLimit from 'p-limit';
import { foldJournal } from '../../execute/index.ts';
import type { RunTask, RunTasks, TaskMessage } from '../../ports/index.ts';
import { appliedStates, type Head, revisions } from '../../state/index.ts';
import { adoptUnit } from './adopt-unit.ts';
import { carryOn } from './carry-on.ts';
import { finishRevision } from './finish-revision.ts';
import { usableHead } from '../records/known-fleets.ts';
import { type HeldLease, takeLease } from './lease.ts';
import { logAbout } from '../log-about.ts';
import { type LookAround, lookAround, lookBeforeRun } from './look-before-run.ts';
import { newerRecord } from './newer-records.ts';
import { closeRun, openRunsOf } from '../records/open-run.ts';
import { MOST_RUNS } from '../records/publish-runs.ts';
import { readJournal } from '../records/run-journal.ts';
import { endOverridesOf } from './give-back.ts';
import { heedDrains } from './heed-drains.ts';
import { retire } from './retire.ts';
import type { World } from '../world.ts';
import type { TaskResult, WorkerOptions } from './execution.ts';

/**
 * Fails with RangelightError when the state cannot be read or written: only then is the message to be delivered again.
 */
export async function runTask(
  world: World,
  message: TaskMessage,
  options: WorkerOptions,
  signal: AbortSignal,
): Promise<TaskResult> {
  const head = await usableHead(world.store, message.fleet, signal);
  if (head === undefined) return 'ignored';
  switch (message.type) {
    case 'run':
      return runAll(world, message, head, options, signal);
    case 'finish':
      return finish(world, head, signal);
    case 'drain':
      await heedDrains(world, head, signal);
      return 'ignored';
    case 'retire':
      return takeAway(world, head, message.unit, options, signal);
    case 'give-back':
      return endWords(world, head, message.unit, options, signal);
    case 'adopt':
      return adopt(world, head, message.unit, options, signal);
  }
}

/**
 * Side by side, each under its own lease, and all of them on one look at the cloud. Where the state fails one of them,
 * the others come to their end first; the message comes again then, and to those it says nothing new.
 */
async function runAll(
  world: World,
  { beside = [], ...first }: RunTasks,
  head: Head,
  options: WorkerOptions,
  signal: AbortSignal,
): Promise<TaskResult> {
  const limit = pLimit(MOST_RUNS);
  let looked: Promise<LookAround> | undefined;
  const look = (): Promise<LookAround> => {
    looked ??= lookAround(world, head, signal);
    looked.catch(() => undefined);
    return looked;
  };
  const tasks = [first, ...beside.map((one) => ({ ...first, ...one }))];
  const ends = await Promise.allSettled(
    tasks.map((task) => limit(() => run(world, task, head, options, signal, look))),
  );
  const results = ends.map((end) => {
    if (end.status === 'rejected') throw end.reason;
    return end.value;
  });
  return results.find((result) => result !== 'finished') ?? 'finished';
}

async function run(
  world: World,
  message: RunTask,
  head: Head,
  options: WorkerOptions,
  signal: AbortSignal,
  look: () => Promise<LookAround>,
): Promise<TaskResult> {
  const { fleet, unit, runId } = message;
  const [runs, entries] = await Promise.all([
    openRunsOf(world.store, fleet, unit, signal),
    readJournal(world.store, message, signal),
  ]);
  const open = runs.find((one) => one.runId === runId);
  if (open !== undefined) {
    // What was begun counts, not what a message says of it.
    const { seq, commit, plan, desired, delivery } = open;
    const because = delivery === undefined ? {} : { delivery };
    const task: RunTask = { type: 'run', fleet, unit, runId, seq, commit, plan, desired, ...because };
    return carryOnUnderLease(world, task, head, options, signal);
  }
  if (message.seq !== head.seq || message.commit !== head.commit) return 'ignored';
  if (entries !== undefined && foldJournal(entries).finished !== undefined) return 'ignored';
  // What a run of the unit writes that ends before the lease is taken, its record tells afterwards (`isOutrun`).
  const ahead = entries?.length === 0 ? look() : undefined;
  return carryOnUnderLease(world, message, head, options, signal, ahead);
}

/** What nobody uses any more, where something of a unit stands to be retired. */
async function takeAway(
  world: World,
  head: Head,
  unit: string,
  options: WorkerOptions,
  signal: AbortSignal,
): Promise<TaskResult> {
  const fleet = head.fleet.name;
  let task: RunTask | undefined;
  const looked = await underLease(world, { fleet, unit, seq: head.seq, runId: '' }, options, signal, async () => {
    task = await retire(world, head, unit, options, signal);
    return 'ignored';
  });
  return task === undefined ? looked : carryOnUnderLease(world, task, head, options, signal);
}

/** What people said of a unit, where its time is over. */
function endWords(
  world: World,
  head: Head,
  unit: string,
  options: WorkerOptions,
  signal: AbortSignal,
): Promise<TaskResult> {
  const about = { fleet: head.fleet.name, unit, seq: head.seq, runId: '' };
  return underLease(world, about, options, signal, async () => {
    await endOverridesOf(world, head, unit, signal);
    return 'ignored';
  });
}

/**
 * Every line of the log says which run it is about.
 * @param ahead a look that was begun before.
 */
function carryOnUnderLease(
  world: World,
  task: RunTask,
  head: Head,
  options: WorkerOptions,
  signal: AbortSignal,
  ahead?: Promise<LookAround>,
): Promise<TaskResult> {
  const { fleet, unit, commit, plan, runId, delivery } = task;
  const about = { ...world, log: logAbout(world.log, { fleet, unit, commit, plan, runId, delivery }) };
  return underLease(about, task, options, signal, (lease) => carryOn(about, task, head, options, lease, signal, ahead));
}

async function underLease(
  world: World,
  task: Pick<RunTask, 'fleet' | 'unit' | 'seq' | 'runId'>,
  { holder, leaseMs: durationMs, callTimeoutMs }: WorkerOptions,
  signal: AbortSignal,
  work: (lease: HeldLease) => Promise<TaskResult>,
): Promise<TaskResult> {
  const { fleet, unit, seq } = task;
  const lease = await takeLease(
    world.store,
    world.clock,
    fleet,
    unit,
    { holder, seq, durationMs, callTimeoutMs },
    signal,
  );
  if (lease === undefined) return 'busy';
  let result: TaskResult;
  try {
    const newer = await newerRecord(world.store, fleet, unit, signal);
    if (newer !== undefined)
      world.log.error({ fleet, unit, why: newer }, 'a unit is left alone: a newer Rangelight wrote what is kept of it');
    result = newer === undefined ? await work(lease) : 'ignored';
  } finally {
    await lease.release(signal);
  }
  // Last of all: a worker that dies before has its message delivered again, and finds a run that is still open. The
  // lease is gone by then, so that nothing is left of one that dies here.
  if (result === 'finished') await closeRun(world, task, signal);
  return result;
}

/** The policy of the head comes into force when nothing is left to do for it. */
async function finish(world: World, head: Head, signal: AbortSignal): Promise<TaskResult> {
  const { standsAlready } = await lookBeforeRun(world, head, signal);
  await finishRevision(world, head.fleet.name, standsAlready, signal);
  return 'finished';
}

/** A unit whose record was lost gets it back, when it stands as the head wants it. */
async function adopt(
  world: World,
  head: Head,
  unit: string,
  options: WorkerOptions,
  signal: AbortSignal,
): Promise<TaskResult> {
  const { store } = world;
  const fleet = head.fleet.name;
  const record = await appliedStates.at(fleet, unit).look(store, signal);
  if ('found' in record && record.found !== undefined) return 'ignored';
  if ((await openRunsOf(store, fleet, unit, signal)).length > 0) return 'ignored';
  const reading = await revisions.at(fleet, head.commit, 'head').look(store, signal);
  const planned = 'found' in reading ? reading.found?.value.units.find((one) => one.unit === unit) : undefined;
  if (planned === undefined) return 'ignored';
  return underLease(world, { fleet, unit, seq: head.seq, runId: '' }, options, signal, async () => {
    const { observed } = await lookBeforeRun(world, head, signal);
    if (!(await adoptUnit(world, head, planned, observed, signal))) return 'ignored';
    await finishRevision(world, fleet, true, signal);
    return 'finished';
  });
}
