// The worker: takes a task, takes the unit's lease, and carries the run on as far as it can. It never nacks for a reason
// of its own: what must wait is journalled and woken by the tick. May import: everything pure, ports.
import { RangelightError } from '../core/index.ts';
import { foldAddresses, foldApplied, foldJournal, runIdOf } from '../execute/index.ts';
import type { Fleet } from '../fleet/index.ts';
import { type AppliedState, type DesiredState, type RefKey, refKey } from '../model/index.ts';
import { type Plan, readPlan } from '../plan/index.ts';
import type { TaskMessage } from '../ports/index.ts';
import { useUp } from './approvals.ts';
import type { Head, Open } from './documents.ts';
import { finishRevision } from './finish-revision.ts';
import { takeLease } from './lease.ts';
import { closeRun, putOpen } from './open-run.ts';
import { openJournal, readJournal, type RunJournal } from './run-journal.ts';
import { executePlan, type RunEnd } from './execute-plan.ts';
import { mayBegin } from './release.ts';
import { goodBefore, rollBack } from './roll-back.ts';
import { keys } from './state-keys.ts';
import type { Timings } from './steps/index.ts';
import type { World } from './world.ts';

export interface WorkerOptions {
  /** Unique per worker process. */
  readonly holder: string;
  /** Milliseconds: how long one invocation may work; it stops starting steps at 80 %. */
  readonly budget: number;
  readonly leaseDuration: number;
  readonly callTimeout: number;
  readonly timings: Timings;
}

export type TaskResult = 'finished' | 'waiting' | 'ignored' | 'busy';

/** Fails with RangelightError when the state cannot be read or written: only then is the message to be delivered again. */
export async function runTask(
  world: World,
  task: TaskMessage,
  options: WorkerOptions,
  signal: AbortSignal,
): Promise<TaskResult> {
  const { store } = world;
  const head = await store.read<Head>(keys.head(task.fleet), signal);
  if (head === undefined) return 'ignored';
  const earlier = foldJournal(await readJournal(store, task.fleet, task.unit, task.runId, signal));
  const openNow = await store.read<Open>(keys.open(task.fleet, task.unit), signal);
  if (earlier.finished !== undefined && openNow?.value.runId !== task.runId) return 'ignored';
  if (openNow !== undefined && openNow.value.seq > task.seq) return 'ignored';
  if (task.seq < head.value.seq && earlier.length === 0) return 'ignored';
  const lease = await takeLease(
    store,
    world.clock,
    task.fleet,
    task.unit,
    { holder: options.holder, seq: task.seq, duration: options.leaseDuration, callTimeout: options.callTimeout },
    signal,
  );
  if (lease === undefined) return 'busy';
  let result: TaskResult;
  try {
    result = await underLease(world, task, head.value.fleet, options, lease, signal);
  } finally {
    await lease.release(signal);
  }
  // Last of all: a worker that dies before has its message delivered again, and finds a run that is still open. The lease
  // is gone by then, so that nothing is left of one that dies here.
  if (result === 'finished') await closeRun(world, task, signal);
  return result;
}

async function underLease(
  world: World,
  task: TaskMessage,
  fleet: Fleet,
  options: WorkerOptions,
  lease: { keep(signal: AbortSignal): Promise<boolean> },
  signal: AbortSignal,
): Promise<TaskResult> {
  const { store } = world;
  const openNow = await store.read<Open>(keys.open(task.fleet, task.unit), signal);
  if (openNow !== undefined && openNow.value.runId !== task.runId) {
    if (openNow.value.seq > task.seq) return 'ignored';
    await endRun(
      world,
      { ...task, ...openNow.value },
      fleet,
      { type: 'end', result: 'superseded', message: `revision ${task.seq} takes over` },
      signal,
    );
    await closeRun(world, { ...task, runId: openNow.value.runId }, signal);
  }
  const plan = await loadPlan(world, task, signal);
  const journal = await openJournal(store, task.fleet, task.unit, task.runId, signal);
  if (journal.entries.length === 0 && (await isOutrun(world, task, signal))) {
    const delivery = `outrun-${task.fleet}-${task.unit}-${task.runId}`;
    await world.publisher.publishRevision({ type: 'facts', delivery }, signal);
    return 'ignored';
  }
  const { finished } = foldJournal(journal.entries);
  if (finished !== undefined) {
    // A worker died between the last entry and the end of the book-keeping.
    await endRun(world, task, fleet, { type: 'end', ...finished }, signal);
    return 'finished';
  }
  if (journal.entries.length === 0 && !(await mayBegin(world, fleet, task, signal))) {
    world.log.warn({ fleet: task.fleet, unit: task.unit, plan: task.plan }, 'a plan that nobody released is not run');
    return 'ignored';
  }
  await putOpen(world, task, { wakeAt: world.clock.now() + options.leaseDuration, reason: 'running' }, signal);
  await announceStart(world, task, journal, options, signal);
  const end = await executePlan(world, { fleet, task, plan, journal, lease, options }, signal);
  if (end.type === 'wait') {
    const { until: wakeAt, reason, paused } = end;
    await putOpen(world, task, { wakeAt, reason, ...(paused === undefined ? {} : { paused }) }, signal);
    await report(world, task, signal);
    return 'waiting';
  }
  if (end.type === 'lost') return 'busy';
  await endRun(world, task, fleet, end, signal);
  return 'finished';
}

/**
 * Whether another run ended after this plan was made, and may have written what the plan does not know of: its order would
 * be made for a cloud that is no more.
 */
async function isOutrun(world: World, task: TaskMessage, signal: AbortSignal): Promise<boolean> {
  const applied = await world.store.read<AppliedState>(keys.applied(task.fleet, task.unit), signal);
  return task.runId !== runIdOf(task.seq, task.plan, applied?.value.runId);
}

async function loadPlan(world: World, task: TaskMessage, signal: AbortSignal): Promise<Plan> {
  const stored = await world.store.read<unknown>(keys.plan(task.fleet, task.plan), signal);
  const plan = stored === undefined ? undefined : readPlan(stored.value, task.plan);
  if (plan !== undefined) return plan;
  const state = stored === undefined ? 'is not in the bucket' : 'is not what its digest says';
  throw new RangelightError('unexpected', 'storage', `plan ${task.plan} ${state}`);
}

async function announceStart(
  world: World,
  task: TaskMessage,
  journal: RunJournal,
  options: WorkerOptions,
  signal: AbortSignal,
): Promise<void> {
  const at = world.clock.now();
  const { plan, desired, seq, commit } = task;
  await journal.append(
    journal.entries.length === 0
      ? { type: 'started', at, plan, desired, seq, commit, holder: options.holder }
      : { type: 'resumed', at, holder: options.holder },
    signal,
  );
  await report(world, task, signal);
}

/**
 * Ends a run: journal first, then what stands applied, then everybody hears of it. Each can be repeated
 * after a crash.
 */
async function endRun(
  world: World,
  task: TaskMessage,
  fleet: Fleet,
  end: Extract<RunEnd, { type: 'end' }>,
  signal: AbortSignal,
): Promise<void> {
  const { store } = world;
  const journal = await openJournal(store, task.fleet, task.unit, task.runId, signal);
  const state = foldJournal(journal.entries);
  const key = keys.applied(task.fleet, task.unit);
  const stored = await store.read<AppliedState>(key, signal);
  const good = goodBefore(stored?.value, task);
  const result = state.finished ?? (end.result === 'rolled-back' && good === undefined ? withoutGood(end) : end);
  if (state.finished === undefined) {
    await journal.append(
      { type: 'finished', at: world.clock.now(), result: result.result, message: result.message },
      signal,
    );
  }
  const plan = await loadPlan(world, task, signal);
  const wanted = result.result === 'succeeded' ? await wantedKeys(world, task, signal) : undefined;
  if (stored?.value.runId !== task.runId) {
    const resources = foldApplied(stored?.value.resources ?? {}, plan, journal.entries, wanted);
    const applied: AppliedState = {
      schema: 'rangelight/applied/v1',
      fleet: task.fleet,
      unit: task.unit,
      seq: task.seq,
      commit: task.commit,
      desired: task.desired,
      runId: task.runId,
      plan: task.plan,
      result: result.result,
      ...goodAfter(stored?.value, task, result.result),
      resources,
      addresses: foldAddresses(stored?.value.addresses ?? {}, plan, journal.entries, resources),
    };
    await store.write(key, applied, stored?.generation ?? '0', signal);
  }
  if (result.result === 'rolled-back' && good !== undefined) await rollBack(world, task, good, result.message, signal);
  if (result.result === 'succeeded') await useUp(store, task.fleet, task.plan, signal);
  await finishRevision(world, fleet, signal);
  await report(world, task, signal);
  world.log.info({ fleet: task.fleet, unit: task.unit, run: task.runId, result: result.result }, 'a run ended');
  // The same conflict twice is left to the sweep, which asks once a minute.
  const again =
    stored?.value.plan === task.plan && stored.value.result === 'conflict' && stored.value.runId !== task.runId;
  if (result.result === 'conflict' && !again) {
    await world.publisher.publishRevision({ type: 'facts', delivery: `conflict-${task.unit}-${task.runId}` }, signal);
  }
}

function withoutGood(end: Extract<RunEnd, { type: 'end' }>): Extract<RunEnd, { type: 'end' }> {
  const message = `${end.message}; nothing good is known to go back to`;
  return { type: 'end', result: 'blocked', message };
}

function goodAfter(
  before: AppliedState | undefined,
  { runId, desired, commit }: TaskMessage,
  result: AppliedState['result'],
): Pick<AppliedState, 'good'> {
  if (result === 'succeeded') return { good: { runId, desired, commit } };
  return before?.good === undefined ? {} : { good: before.good };
}

async function wantedKeys(
  world: World,
  task: TaskMessage,
  signal: AbortSignal,
): Promise<ReadonlySet<RefKey> | undefined> {
  const desired = await world.store.read<DesiredState>(keys.desired(task.fleet, task.desired), signal);
  return desired && new Set(desired.value.resources.map(({ ref }) => refKey(ref)));
}

async function report(world: World, task: TaskMessage, signal: AbortSignal): Promise<void> {
  const { fleet, commit, unit, runId } = task;
  await world.publisher.publishReport({ type: 'run', fleet, commit, unit, runId }, signal);
}
