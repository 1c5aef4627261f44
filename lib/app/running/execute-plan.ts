// Carries out a plan's steps: whatever can start, starts, as many at a time as the budget of writes keeps busy; what a
// step needs is in the journal before it writes.
import { type Failure, nextAfter, OUTCOMES, type RunEnding } from '../../core/index.ts';
import type { Plan } from '../../plan/index.ts';
import {
  type JournalEntry,
  journalFold,
  type RunResult,
  type RunState,
  stepChoice,
  type StepsToStart,
} from '../../execute/index.ts';
import { type Head, heads, type OpenRun, revisions } from '../../state/index.ts';
import { envelopesOf } from '../records/unit-plans.ts';
import { standingFreeze } from '../words/freezes.ts';
import { activePause, pauseWords } from '../words/pauses.ts';
import type { World } from '../world.ts';
import { type BrakedPorts, withBrake } from './brake.ts';
import type { Execution } from './execution.ts';
import { carryOutJournalled, isWriting } from './journalled-step.ts';

/** For so many polls a worker waits in its place while nothing moves; then it leaves, and the tick wakes the run. */
const PATIENCE_POLLS = 12;
const BUDGET_SHARE = 0.8;

export type RunEnd =
  | { readonly type: 'end'; readonly result: RunResult; readonly message: string }
  | {
      readonly type: 'wait';
      readonly until: number;
      readonly reason: string;
      readonly paused?: OpenRun['paused'];
      /** The time of this invocation was used up before the work was. */
      readonly isSpent?: true;
    }
  /** Another worker holds the unit now. */
  | { readonly type: 'lost' };

export async function executePlan(world: World, run: Execution, signal: AbortSignal): Promise<RunEnd> {
  const { fleet, unit } = run.task;
  const opened = await world.open(run.fleet, signal);
  const ports = withBrake(world, fleet, unit, { ...opened, compute: run.look.noting(opened.compute) });
  const deadline = world.clock.now() + run.options.budgetMs * BUDGET_SHARE;
  const inFlight = new Map<string, Promise<void>>();
  try {
    const end = await advance(world, run, ports, deadline, inFlight, signal);
    await run.journal.durable();
    return end;
  } finally {
    // No call may outlive the lease, whatever ended the run.
    await Promise.allSettled(inFlight.values());
    await Promise.allSettled([run.journal.durable()]);
  }
}

async function advance(
  world: World,
  run: Execution,
  ports: BrakedPorts,
  deadline: number,
  inFlight: Map<string, Promise<void>>,
  signal: AbortSignal,
): Promise<RunEnd> {
  const reasonToStop = watchForStop(world, run, deadline, signal);
  const patience = PATIENCE_POLLS * run.options.timings.pollMs;
  const choice = stepChoice(run.plan);
  const writing = new Set(run.plan.steps.flatMap((step) => (isWriting(step) ? step.id : [])));
  const fold = journalFold(choice.changed);
  let idle = 0;
  let doneBefore = 0;
  let seen = 0;
  let rest: ReturnType<typeof restUntil>;
  // What the first steps tell goes into one object of the journal with the beginning.
  const beginning = run.begun();
  beginning.catch(() => undefined);
  for (;;) {
    const stop = await alsoAwaiting(beginning, reasonToStop(run.journal.entries.at(-1)));
    if (stop !== undefined) {
      await Promise.all(inFlight.values());
      return stop;
    }
    const state = fold(run.journal.entries);
    if (state.unhealthy !== undefined) {
      // Nothing else of this run may go on.
      await Promise.all(inFlight.values());
      return { type: 'end', result: 'rolled-back', message: state.unhealthy };
    }
    if (state.done > doneBefore) idle = 0;
    doneBefore = state.done;
    const rested = restUntil(run.journal.entries, seen, writing);
    if (rested !== undefined) rest = rested;
    seen = run.journal.entries.length;
    const chosen = choice.next(world.clock.now(), {
      atMost: run.options.stepsAtOnce - inFlight.size,
      beside: inFlight,
    });
    // What starts now would be refused as well.
    const isResting = rest !== undefined && rest.until > world.clock.now() && chosen.type === 'run';
    const next = isResting && rest !== undefined ? rest : chosen;
    for (const step of next.type === 'run' ? next.steps : []) {
      const work = carryOutJournalled(world, run, ports, step, state, choice, signal);
      inFlight.set(
        step.id,
        work.finally(() => inFlight.delete(step.id)),
      );
    }
    if (inFlight.size > 0) {
      await Promise.race(inFlight.values());
      continue;
    }
    if (next.type === 'finish') return endOf(run, next.result);
    if (next.type === 'wait') {
      const wait = Math.max(next.until - world.clock.now(), 1);
      idle += wait;
      // What has waited so long already leaves the unit to its other runs, and looks again when it is woken.
      const isPatient = !run.wasHeldUp || awaitsTurn(run.plan, state);
      if (idle > (isPatient ? patience : 0) || next.until > deadline)
        return { type: 'wait', until: next.until, reason: next.reason };
      await run.journal.durable();
      await world.clock.sleep(wait, signal);
    }
  }
}

/** What the look found, when both have settled; fails where one of them did. */
async function alsoAwaiting<T>(beginning: Promise<void>, look: Promise<T>): Promise<T> {
  await Promise.allSettled([beginning, look]);
  await beginning;
  return look;
}

/**
 * Of the entries from a place on: the last that says that a budget of calls is used up, and until when. A step that
 * only looks met the budget of reads, which keeps no write.
 * @param writing ids of steps that write.
 */
function restUntil(
  entries: readonly JournalEntry[],
  from: number,
  writing: ReadonlySet<string>,
): Extract<StepsToStart, { type: 'wait' }> | undefined {
  for (let at = entries.length - 1; at >= from; at -= 1) {
    const entry = entries[at];
    if (entry?.type !== 'failed' || !writing.has(entry.step)) continue;
    if (entry.failure.code === 'rate-limited' && entry.until !== undefined)
      return { type: 'wait', until: entry.until, reason: entry.failure.message };
  }
  return undefined;
}

/**
 * Looked at before any step starts: the lease, the time budget, and (each poll, not each step) whether a newer revision
 * takes over or somebody paused the unit. A write that met a pause has it looked at again at once.
 */
function watchForStop(
  world: World,
  run: Execution,
  deadline: number,
  signal: AbortSignal,
): (last: JournalEntry | undefined) => Promise<RunEnd | undefined> {
  let nextLook = 0;
  return async (last) => {
    if (!(await run.lease.keep(signal))) return { type: 'lost' };
    const now = world.clock.now();
    if (now >= deadline) {
      const reason = 'the time budget of this invocation is used up';
      return { type: 'wait', until: now, reason, isSpent: true };
    }
    const metPause = last?.type === 'failed' && last.failure.code === 'paused';
    if (now < nextLook && !metPause) return undefined;
    nextLook = now + run.options.timings.pollMs;
    const [pause, head] = await Promise.all([
      activePause(world, run.task.fleet, run.task.unit, signal),
      heads.at(run.task.fleet).look(world.store, signal),
    ]);
    // Without an end the tick looks each minute.
    if (pause !== undefined) {
      const { unit, until } = pause;
      const paused = { ...(unit === undefined ? {} : { unit }), ...(until === undefined ? {} : { until }) };
      return { type: 'wait', until: until ?? now, reason: pauseWords(pause), paused };
    }
    const newer = 'found' in head ? head.found?.value : undefined;
    if (newer === undefined || newer.seq <= run.task.seq) return undefined;
    // The newer one does not begin: half of this one must not be left.
    if ((await standingFreeze(world, run.task.fleet, signal)) !== undefined) return undefined;
    return takenOver(world, run, newer, now, signal);
  };
}

/**
 * A newer revision that has the very plan leaves it to go on: what it touches is wanted as before. Until it is planned
 * nobody knows.
 */
async function takenOver(
  { store }: World,
  { task: { fleet, unit, plan }, options }: Execution,
  { seq, commit }: Head,
  now: number,
  signal: AbortSignal,
): Promise<RunEnd | undefined> {
  const reading = await revisions.at(fleet, commit, 'head').look(store, signal);
  const revision = 'found' in reading ? reading.found?.value : undefined;
  if (revision === undefined)
    return { type: 'wait', until: now + options.timings.pollMs, reason: `revision ${seq} is being planned` };
  if (envelopesOf(revision, unit).some((one) => one.plan === plan)) return undefined;
  return { type: 'end', result: 'superseded', message: `revision ${seq} takes over` };
}

/**
 * Whether a write waits until somebody lets go what it takes: whoever takes it is not to be late, for then nobody has
 * it.
 */
function awaitsTurn({ steps }: Plan, state: RunState): boolean {
  return steps.some(({ id, action }) => {
    const { status, failures } = state.steps.get(id) ?? {};
    return (action.type === 'apply' || action.type === 'delete') && status === 'waiting' && failures === 0;
  });
}

function endOf(run: Execution, result: 'succeeded' | 'blocked'): RunEnd {
  if (result === 'succeeded') return { type: 'end', result, message: 'done' };
  const failures = run.journal.entries.flatMap((entry) =>
    entry.type === 'failed' && entry.until === undefined ? [entry.failure] : [],
  );
  const endingOf = ({ code }: Failure): RunEnding | undefined => OUTCOMES[nextAfter(code)].ends;
  // A new plan may do without what is blocked in this one.
  const told = failures.find((failure) => endingOf(failure) === 'conflict') ?? failures[0];
  if (told === undefined) return { type: 'end', result, message: 'a step cannot go on' };
  return { type: 'end', result: endingOf(told) ?? result, message: told.message };
}
