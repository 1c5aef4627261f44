// One run under its lease: begins it when it may begin, and carries it on as far as it can.
import { type Evidence, foldJournal, heldUp } from '../../execute/index.ts';
import { isEndpointsOnly, overlapping, type Plan } from '../../plan/index.ts';
import type { RunTask } from '../../ports/index.ts';
import { type Approval, appliedStates, type Head, type OpenRun, revisions } from '../../state/index.ts';
import { endRun } from './end-run.ts';
import { executePlan } from './execute-plan.ts';
import { isHalfWay, standingFreeze } from '../words/freezes.ts';
import { readOnce } from '../records/read-once.ts';
import type { HeldLease } from './lease.ts';
import { firstLook } from './first-look.ts';
import { type LookAround, lookAround, type LookBeforeRun, lookBeforeRun } from './look-before-run.ts';
import { mayBegin } from './may-begin.ts';
import { isOutrun } from './outrun.ts';
import { closeRun, openRunsOf, putOpen } from '../records/open-run.ts';
import { journalOf, newJournalOf, planOf, type RunJournal } from '../records/run-journal.ts';
import { envelopesOf } from '../records/unit-plans.ts';
import type { TaskResult, WorkerOptions } from './execution.ts';
import { readAhead } from './read-ahead.ts';
import { reportRun } from './report-run.ts';
import { groundsFor } from './retire.ts';
import type { World } from '../world.ts';

/** @param ahead a look that was begun before the lease was taken. */
export async function carryOn(
  world: World,
  task: RunTask,
  head: Head,
  options: WorkerOptions,
  lease: HeldLease,
  signal: AbortSignal,
  ahead?: Promise<LookAround>,
): Promise<TaskResult> {
  const [runs, known, planned] = await Promise.all([
    openRunsOf(world.store, task.fleet, task.unit, signal),
    journalOf(world, task, signal),
    planOf(world, task, signal),
  ]);
  const open = runs.find(({ runId }) => runId === task.runId);
  const journal = known ?? (open === undefined ? await newJournalOf(world, task, signal) : undefined);
  const plan = journal && planned;
  if (open === undefined && plan !== undefined && !(await makeRoom(world, task, plan, head, runs, signal)))
    return 'ignored';
  if (journal === undefined || plan === undefined) {
    await planAnew(world, head, task, signal);
    return 'finished';
  }
  const { finished } = foldJournal(journal.entries);
  if (finished !== undefined) {
    // A worker died between the last entry and the end of the book-keeping.
    await endRun(world, task, head, { type: 'end', ...finished }, signal);
    return 'finished';
  }
  const beginning = journal.entries.length > 0 ? {} : await begin(world, task, plan, head, options, signal, ahead);
  if (beginning === undefined) {
    // A worker died between its mark and its first entry, and another run has ended since.
    if (open !== undefined) await closeRun(world, task, signal);
    return 'ignored';
  }
  const wasHeldUp = open?.heldUp !== undefined;
  const look = firstLook(world.kinds, beginning.look);
  const before = journal.entries.length;
  let told: Promise<void> | undefined;
  const begun = async (): Promise<void> => {
    const wakeAt = world.clock.now() + options.leaseMs;
    await putOpen(world, task, { ...(wasHeldUp && { heldUp: open.heldUp }), wakeAt, reason: 'running' }, signal);
    announceStart(world, task, journal, options, beginning, signal);
    // Nobody waits for it before the run has come further.
    told = journal.durable().then(() => reportRun(world, task, head, signal));
    told.catch(() => undefined);
  };
  const run = { fleet: head.fleet, task, plan, journal, lease, options, look, wasHeldUp, begun };
  const end = await executePlan(world, run, signal);
  await told;
  if (end.type === 'wait') {
    const { until: wakeAt, reason, paused, isSpent } = end;
    const held = paused === undefined ? heldUp(plan, foldJournal(journal.entries), journal.entries) : undefined;
    const why = { ...(paused === undefined ? {} : { paused }), ...(held === undefined ? {} : { heldUp: held }) };
    await putOpen(world, task, { wakeAt, reason, ...why }, signal);
    await reportRun(world, task, head, signal);
    // Whoever came to nothing in all its time is woken by the tick, so that a run cannot keep itself awake for ever.
    if (isSpent === true && journal.entries.length > before + 1) await world.publisher.publishTask(task, signal);
    return 'waiting';
  }
  if (end.type === 'lost') return 'busy';
  await endRun(world, task, head, end, signal);
  return 'finished';
}

/**
 * Ends the runs of the unit that touch what a run is about to, so that it can begin; what touches none of it goes on
 * beside it.
 * @returns false where one of them is newer, or the fleet is frozen. Only a plan of the head takes over: a repair
 * waits.
 */
async function makeRoom(
  world: World,
  task: RunTask,
  plan: Plan,
  head: Head,
  runs: readonly OpenRun[],
  signal: AbortSignal,
): Promise<boolean> {
  const inTheWay: OpenRun[] = [];
  for (const run of runs) {
    const other = await planOf(world, { ...task, plan: run.plan }, signal);
    // What a run touches whose plan is lost, nobody knows.
    if (other === undefined || overlapping(plan.changes, other.changes)) inTheWay.push(run);
  }
  if (inTheWay.length === 0) return true;
  if (inTheWay.some(({ seq }) => seq > task.seq) || (await isFrozen(world, task, signal))) return false;
  if (!(await isOfHead(world, task, head, signal))) return false;
  for (const { runId, seq, commit, plan: digest, desired } of inTheWay) {
    const older: RunTask = { ...task, runId, seq, commit, plan: digest, desired };
    const message = `revision ${task.seq} takes over`;
    await endRun(world, older, head, { type: 'end', result: 'superseded', message }, signal);
    await closeRun(world, older, signal);
  }
  return true;
}

/** Whether the head has exactly this plan. */
async function isOfHead(
  { store }: World,
  { fleet, unit, plan }: RunTask,
  head: Head,
  signal: AbortSignal,
): Promise<boolean> {
  const reading = await revisions.at(fleet, head.commit, 'head').look(store, signal);
  const revision = 'found' in reading ? reading.found?.value : undefined;
  return envelopesOf(revision, unit).some((one) => one.plan === plan);
}

/** What a run says of its beginning. */
interface Beginning {
  readonly approval?: Approval;
  readonly evidence?: readonly Evidence[];
  readonly lost?: readonly string[];
  /** What it found; absent where it was begun before. */
  readonly look?: Pick<LookBeforeRun, 'observed' | 'at'>;
}

/** Undefined when it may not begin; then it is planned anew, in a freeze by the sweep after it. */
async function begin(
  world: World,
  task: RunTask,
  plan: Plan,
  head: Head,
  options: WorkerOptions,
  signal: AbortSignal,
  ahead?: Promise<LookAround>,
): Promise<Beginning | undefined> {
  const { fleet, unit, runId } = task;
  // Whatever it is judged by is read while the cloud is.
  const once = { ...world, store: readOnce(world.store) };
  const around = ahead ?? lookAround(once, head, signal);
  readAhead(once.store, head, task, signal);
  around.catch(() => undefined);
  const applied = await appliedOf(once, task, signal);
  const isLetThrough = plan.changes.every((change) => isEndpointsOnly(world.kinds, change)) || isHalfWay(applied, task);
  if (!isLetThrough && (await isFrozen(world, task, signal))) return undefined;
  // A run that ended after this plan was made may have written what the plan does not know of: its order would be made
  // for a cloud that is no more.
  if (await isOutrun(world, task, plan, applied, signal)) {
    const delivery = `outrun-${fleet}-${unit}-${runId}`;
    const { repository } = head;
    await world.publisher.publishRevision({ type: 'facts', repository, delivery, byItself: 'same' }, signal);
    return undefined;
  }
  const look = await lookBeforeRun(once, head, signal, around);
  const { clusters, observed, forbidden, guarded, inForce } = look;
  if (applied !== undefined && forbidden.length + guarded.length === 0) {
    const grounds = await groundsFor(once, { head, unit, applied, observed, inForce }, plan, options, signal);
    if (grounds !== undefined) return { ...grounds, look };
  }
  const answer = await mayBegin(
    once.store,
    { rules: world.rules, looks: world.looks, head, task, plan, inForce, clusters, observed, forbidden, guarded },
    signal,
  );
  if (answer.mayBegin) return { ...answer, look, lost: world.rules.lost(plan.changes, { observed, applied }) };
  world.log.warn({ fleet, unit, runId, plan: task.plan, why: answer.why }, 'a plan is not run: it is not released');
  await planAnew(world, head, task, signal);
  return undefined;
}

/** An admin's word beats what any policy or approval releases. The sweep asks for what is left when it is over. */
async function isFrozen(world: World, { fleet, unit, runId, plan }: RunTask, signal: AbortSignal): Promise<boolean> {
  const freeze = await standingFreeze(world, fleet, signal);
  if (freeze === undefined) return false;
  world.log.warn({ fleet, unit, runId, plan, why: freeze.why }, 'a plan is not run: its fleet is frozen');
  return true;
}

async function appliedOf({ store }: World, { fleet, unit }: RunTask, signal: AbortSignal) {
  const reading = await appliedStates.at(fleet, unit).look(store, signal);
  return 'found' in reading ? reading.found?.value : undefined;
}

/**
 * For another plan at once; for the same one that is refused again seldom: the sweep, too, has planned again what was
 * not begun, each minute, and tells of it in an issue.
 */
async function planAnew({ publisher, clock }: World, head: Head, task: RunTask, signal: AbortSignal): Promise<void> {
  const turn = Math.floor(clock.now() / REFUSED_AGAIN_MS);
  const delivery = `unreleased-${task.fleet}-${task.unit}-${head.seq}-${task.plan.slice(0, DIGEST_LENGTH)}-${turn}`;
  const { repository } = head;
  await publisher.publishRevision({ type: 'facts', repository, delivery, byItself: 'same' }, signal);
}

function announceStart(
  world: World,
  task: RunTask,
  journal: RunJournal,
  { holder }: WorkerOptions,
  { approval, lost = [], evidence = [] }: Beginning,
  signal: AbortSignal,
): void {
  const at = world.clock.now();
  const { plan, desired, seq, commit } = task;
  const used = {
    ...(approval === undefined ? {} : { approval: { by: approval.by, at: approval.at } }),
    ...(lost.length === 0 ? {} : { lost }),
    ...(evidence.length === 0 ? {} : { evidence }),
  };
  journal.tell(
    journal.entries.length === 0
      ? { type: 'started', at, plan, desired, seq, commit, holder, ...used }
      : { type: 'resumed', at, holder },
    signal,
  );
}
const REFUSED_AGAIN_MS = 5 * 60_000;
/** Of a plan's digest, enough to tell it from others. */
const DIGEST_LENGTH = 12;
