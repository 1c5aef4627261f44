// Ends a run: journal first, then what stands applied, then everybody hears of it. Each can be repeated after a crash.
import { diff } from '../../diff/index.ts';
import { foldAddresses, foldApplied, foldJournal, type JournalEntry, sameFailure } from '../../execute/index.ts';
import { type AppliedState, asVariant, type DesiredState, type EndedRun, type RefKey } from '../../model/index.ts';
import type { Plan } from '../../plan/index.ts';
import type { RunTask } from '../../ports/index.ts';
import { appliedStates, approvals, desiredAt, type Head, retirements } from '../../state/index.ts';
import type { RunEnd } from './execute-plan.ts';
import { aroundRun, endsOf, keysIn, reachedBy } from './ends-of-runs.ts';
import { finishRevision } from './finish-revision.ts';
import { readCloudOf } from '../cloud/read-cloud.ts';
import { goodBefore, rollBack } from './roll-back.ts';
import { journalOf, planOf, readJournal } from '../records/run-journal.ts';
import { hasEnded } from '../records/unit-plans.ts';
import { standingOf } from '../records/unrecorded.ts';
import { reportRun } from './report-run.ts';
import { unheardWrites } from './unheard-writes.ts';
import { appliedOf } from './steps/applied-of.ts';
import { noteRetired } from './retire.ts';
import type { World } from '../world.ts';

type Ended = Extract<RunEnd, { type: 'end' }>;

export async function endRun(world: World, task: RunTask, head: Head, end: Ended, signal: AbortSignal): Promise<void> {
  const { store } = world;
  const journal = await journalOf(world, task, signal);
  const plan = await planOf(world, task, signal);
  // Without one of them nothing is known of what the run did: what it made carries its mark.
  if (journal === undefined || plan === undefined) return;
  const state = foldJournal(journal.entries);
  const place = appliedStates.at(task.fleet, task.unit);
  const reading = await place.look(store, signal);
  const before = 'found' in reading ? reading.found?.value : undefined;
  const good = goodBefore(before, task);
  const found = end.result === 'rolled-back' && good === undefined ? withoutGood(end) : end;
  const result = state.finished ?? (await unlessAgain(world, task, before, journal.entries, found, signal));
  if (state.finished === undefined) {
    const { result: ending, message } = result;
    await journal.append({ type: 'finished', at: world.clock.now(), result: ending, message }, signal);
  }
  if (!hasEnded(task.runId, before)) {
    await noteEnd(world, task, plan, result.result === 'succeeded', signal);
    const record = await recordOf(world, task, head, { before, plan, entries: journal.entries }, result, signal);
    const generation = 'damage' in reading ? reading.damage.generation : reading.found?.generation;
    if (record !== undefined) await place.write(store, record, generation ?? '0', signal);
  }
  if (result.result === 'rolled-back' && good !== undefined)
    await rollBack(world, head.repository, task, good, result.message, signal);
  await finishRevision(world, task.fleet, true, signal);
  const { fleet, unit, runId } = task;
  await reportRun(world, task, head, signal);
  // Why a step failed the step's own line says.
  const isWell = result.result === 'succeeded' || result.result === 'superseded';
  const [started] = journal.entries;
  const tookMs = world.clock.now() - (started?.at ?? 0);
  const counts = { steps: plan.steps.length, done: state.done, entries: journal.entries.length };
  world.log[isWell ? 'info' : 'warn']({ fleet, unit, runId, result: result.result, ...counts, tookMs }, 'a run ended');
  // The same plan a second time is left to the sweep, which asks once a minute.
  const again = earlierConflicts(before, task).some(({ plan }) => plan === task.plan);
  if (result.result !== 'conflict' || again) return;
  const delivery = `conflict-${unit}-${runId}`;
  const { repository } = head;
  await world.publisher.publishRevision({ type: 'facts', repository, delivery, byItself: 'same' }, signal);
}

/** A new plan that meets the same answer at the same step is no way on: a conflict that repeats is blocked. */
async function unlessAgain(
  { store }: World,
  task: RunTask,
  before: AppliedState | undefined,
  entries: readonly JournalEntry[],
  end: Ended,
  signal: AbortSignal,
): Promise<Ended> {
  if (end.result !== 'conflict') return end;
  const { fleet, unit } = task;
  for (const { runId } of earlierConflicts(before, task)) {
    const earlier = await readJournal(store, { fleet, unit, runId }, signal);
    const failure = sameFailure(earlier ?? [], entries);
    if (failure !== undefined)
      return { type: 'end', result: 'blocked', message: `${failure.message}; planning it again has not helped` };
  }
  return end;
}

/**
 * Runs of the same commit that ended so: of this plan, whatever ended since, and the last one where it worked towards
 * the same.
 */
function earlierConflicts(
  before: AppliedState | undefined,
  { commit, desired, plan, runId }: RunTask,
): readonly Pick<AppliedState, 'plan' | 'runId'>[] {
  if (before === undefined) return [];
  const beside = Object.entries(before.beside ?? {}).map(([digest, one]) => ({ ...one, plan: digest }));
  return [before, ...beside].filter(
    (one) =>
      one.result === 'conflict' &&
      one.commit === commit &&
      one.runId !== runId &&
      (one.plan === plan || one.desired === desired),
  );
}

interface Done {
  readonly before: AppliedState | undefined;
  readonly plan: Plan;
  readonly entries: readonly JournalEntry[];
}

/** Undefined when nobody can say what stands of a unit without a record: it gets it back when it is planned again. */
async function recordOf(
  world: World,
  task: RunTask,
  head: Head,
  { before, plan, entries }: Done,
  { result, message }: Pick<Ended, 'result' | 'message'>,
  signal: AbortSignal,
): Promise<AppliedState | undefined> {
  const { fleet, unit, seq, commit, desired: digest, runId } = task;
  const reading = await desiredAt(fleet, digest).look(world.store, signal);
  const desired = 'found' in reading ? reading.found?.value : undefined;
  if (desired === undefined)
    world.log.error({ fleet, unit, runId, reading }, 'what a run worked towards is lost or damaged');
  const hasSucceeded = result === 'succeeded';
  const stood = before ?? (desired && (await stoodBefore(world, head, desired, signal)));
  if (stood === undefined && hasSucceeded) return undefined;
  const around = await aroundRun(world, task, head, signal);
  const goals = new Map([...(desired === undefined ? [] : [[digest, asVariant(desired)] as const]), ...around.goals]);
  const wanted =
    hasSucceeded && desired !== undefined
      ? new Set([...keysIn(goals.values()), ...(await retiringKeys(world, task, plan, signal))])
      : undefined;
  const folded = foldApplied(stood?.resources ?? {}, plan, entries, wanted);
  const resources = hasSucceeded
    ? { ...leftStanding(plan), ...folded }
    : { ...folded, ...(await unheardWrites(world, head.fleet, plan, entries, signal)) };
  const after = before === undefined ? {} : { previous: before.runId };
  const own: EndedRun = { seq, commit, desired: digest, runId, result, message, ...after };
  const { last, beside } = endsOf(before, task.plan, own, around.plans);
  const reached = hasSucceeded && !around.isOpen ? reachedBy(resources, digest, beside, goals) : undefined;
  return {
    fleet,
    unit,
    ...last,
    ...(Object.keys(beside).length === 0 ? {} : { beside }),
    ...(reached === undefined ? goodOf(before) : { good: { runId, desired: reached, commit } }),
    usedApprovals: await usedApprovals(world, task, before, entries, result, signal),
    resources,
    addresses: foldAddresses(world.kinds, stood?.addresses ?? {}, plan, entries, resources),
  };
}

/** What a plan leaves to be retired, as it was planned: a run that ended meanwhile may have let go of it. */
function leftStanding({ changes, retires = [] }: Plan): AppliedState['resources'] {
  const left = new Set(retires);
  const standing = changes.filter(({ key, kind }) => kind !== 'update' && left.has(key));
  return Object.fromEntries(standing.map((change) => [change.key, appliedOf(change, change.before)]));
}

/** Before the record: what is noted twice is noted once. */
async function noteEnd(world: World, task: RunTask, plan: Plan, isDone: boolean, signal: AbortSignal): Promise<void> {
  const reading = await desiredAt(task.fleet, task.desired).lookAtVariant(world.store, signal);
  const desired = 'found' in reading ? reading.found?.value : undefined;
  await noteRetired(world, task, plan, { isDone, wanted: keysIn(desired === undefined ? [] : [desired]) }, signal);
}

/** What nobody wants any more and is known to stand: what the run took away is noted no more. */
async function retiringKeys(
  { store }: World,
  { fleet, unit }: RunTask,
  { retires = [] }: Plan,
  signal: AbortSignal,
): Promise<readonly RefKey[]> {
  const reading = await retirements.at(fleet, unit).look(store, signal);
  return [...retires, ...('found' in reading ? Object.keys(reading.found?.value.items ?? {}) : [])];
}

/** What stands of a unit without a record, beside what the run made: only a look at the cloud tells. */
async function stoodBefore(
  world: World,
  { fleet }: Head,
  desired: DesiredState,
  signal: AbortSignal,
): Promise<Pick<AppliedState, 'resources' | 'addresses'>> {
  const observed = await readCloudOf(world, fleet, await world.open(fleet, signal), signal);
  const { changes } = diff({
    kinds: world.kinds,
    desired,
    applied: undefined,
    observed,
    takeover: false,
    pendingCause: 'fact',
  });
  return standingOf(world.kinds, desired, observed, changes);
}

function goodOf(before: AppliedState | undefined): Pick<AppliedState, 'good'> {
  return before?.good === undefined ? {} : { good: before.good };
}

/** Those of before that still lie in the bucket, and the one that this run began with, when it succeeded. */
async function usedApprovals(
  { store }: World,
  { fleet, plan }: RunTask,
  before: AppliedState | undefined,
  entries: readonly JournalEntry[],
  result: AppliedState['result'],
  signal: AbortSignal,
): Promise<AppliedState['usedApprovals']> {
  const known = Object.entries(before?.usedApprovals ?? {});
  const [started] = entries;
  const own = result === 'succeeded' && started?.type === 'started' ? started.approval : undefined;
  if (known.length === 0) return own === undefined ? {} : { [plan]: own.at };
  const there = new Set((await approvals.keys(store, [fleet], signal)).map(([, digest]) => digest));
  const kept = known.filter(([digest]) => there.has(digest));
  return Object.fromEntries([...kept, ...(own === undefined ? [] : [[plan, own.at] as const])]);
}

function withoutGood(end: Ended): Ended {
  return { type: 'end', result: 'blocked', message: `${end.message}; nothing good is known to go back to` };
}
