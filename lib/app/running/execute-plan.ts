// Carries out a plan's steps: whatever can start, starts, a few at a time; every outcome goes to the journal before the
// next step is chosen. May import: core, execute, fleet, plan, ports, state.
import { type Failure, nextAfter, OUTCOMES, RangelightError, type RunEnding } from '../../core/index.ts';
import {
  failingSince,
  foldJournal,
  type JournalEntry,
  nextSteps,
  requestIdOf,
  retryAt,
  type RunResult,
  type RunState,
  type StepState,
} from '../../execute/index.ts';
import type { Fleet } from '../../fleet/index.ts';
import type { Plan, Step } from '../../plan/index.ts';
import type { RunTask } from '../../ports/index.ts';
import { desiredStates, heads, type OpenRun } from '../../state/index.ts';
import { withBrake } from './brake.ts';
import { standingFreeze } from '../words/freezes.ts';
import { activePause, pauseWords } from '../words/pauses.ts';
import type { RunJournal } from '../records/run-journal.ts';
import type { WorkerOptions } from './run-task.ts';
import { awayTooLong, AWAY_MS } from './steps/away.ts';
import { carryOut, type StepOutcome } from './steps/index.ts';
import type { FleetPorts, World } from '../world.ts';

const CONCURRENCY = 8;
/** For so many polls a worker waits in its place while nothing moves; then it leaves, and the tick wakes the run. */
const PATIENCE_POLLS = 12;
const BUDGET_SHARE = 0.8;

export interface Execution {
  readonly fleet: Fleet;
  readonly task: RunTask;
  readonly plan: Plan;
  readonly journal: RunJournal;
  readonly lease: { keep(signal: AbortSignal): Promise<boolean> };
  readonly options: WorkerOptions;
}

export type RunEnd =
  | { readonly type: 'end'; readonly result: RunResult; readonly message: string }
  | { readonly type: 'wait'; readonly until: number; readonly reason: string; readonly paused?: OpenRun['paused'] }
  /** Another worker holds the unit now. */
  | { readonly type: 'lost' };

export async function executePlan(world: World, run: Execution, signal: AbortSignal): Promise<RunEnd> {
  const { fleet, unit } = run.task;
  const ports = withBrake(world, fleet, unit, await world.open(run.fleet, signal));
  const deadline = world.clock.now() + run.options.budget * BUDGET_SHARE;
  const inFlight = new Map<string, Promise<void>>();
  try {
    return await advance(world, run, ports, deadline, inFlight, signal);
  } finally {
    // No call may outlive the lease, whatever ended the run.
    await Promise.allSettled(inFlight.values());
  }
}

async function advance(
  world: World,
  run: Execution,
  ports: FleetPorts,
  deadline: number,
  inFlight: Map<string, Promise<void>>,
  signal: AbortSignal,
): Promise<RunEnd> {
  const reasonToStop = watchForStop(world, run, deadline, signal);
  const patience = PATIENCE_POLLS * run.options.timings.poll;
  let idle = 0;
  let doneBefore = 0;
  for (;;) {
    const stop = await reasonToStop(run.journal.entries.at(-1));
    if (stop !== undefined) {
      await Promise.all(inFlight.values());
      return stop;
    }
    const unhealthy = madeUnhealthy(run.journal.entries);
    if (unhealthy !== undefined) {
      await Promise.all(inFlight.values());
      return { type: 'end', result: 'rolled-back', message: unhealthy };
    }
    const state = foldJournal(run.journal.entries);
    const done = [...state.steps.values()].filter(({ status }) => status === 'done').length;
    if (done > doneBefore) idle = 0;
    doneBefore = done;
    const next = nextSteps(run.plan, state, world.clock.now());
    const started = next.type === 'run' ? next.steps.filter((step) => !inFlight.has(step.id)) : [];
    for (const step of started.slice(0, CONCURRENCY - inFlight.size)) {
      const work = carryOutJournalled(world, run, ports, step, state, signal);
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
      if (idle > patience || next.until > deadline) return { type: 'wait', until: next.until, reason: next.reason };
      await world.clock.sleep(wait, signal);
    }
  }
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
      return { type: 'wait', until: now, reason: 'the time budget of this invocation is used up' };
    }
    const metPause = last?.type === 'failed' && last.failure.code === 'paused';
    if (now < nextLook && !metPause) return undefined;
    nextLook = now + run.options.timings.poll;
    const pause = await activePause(world, run.task.fleet, run.task.unit, signal);
    // Without an end the tick looks each minute.
    if (pause !== undefined) {
      const { unit, until } = pause;
      const paused = { ...(unit === undefined ? {} : { unit }), ...(until === undefined ? {} : { until }) };
      return { type: 'wait', until: until ?? now, reason: pauseWords(pause), paused };
    }
    const head = await heads.at(run.task.fleet).look(world.store, signal);
    const seq = 'found' in head ? (head.found?.value.seq ?? 0) : 0;
    if (seq <= run.task.seq) return undefined;
    // The newer one does not begin: half of this one must not be left.
    if ((await standingFreeze(world, run.task.fleet, signal)) !== undefined) return undefined;
    return { type: 'end', result: 'superseded', message: `revision ${seq} takes over` };
  };
}

/** What the bake found; nothing else of this run may go on then. */
function madeUnhealthy(entries: readonly JournalEntry[]): string | undefined {
  const found = entries.find((entry) => entry.type === 'failed' && entry.failure.code === 'unhealthy');
  return found?.type === 'failed' ? found.failure.message : undefined;
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

async function carryOutJournalled(
  world: World,
  run: Execution,
  ports: FleetPorts,
  step: Step,
  { steps }: RunState,
  signal: AbortSignal,
): Promise<void> {
  const before = steps.get(step.id);
  // A new number only after the last attempt's outcome is known: until then the request id must stay the same.
  const attempt = before === undefined || before.settled ? (before?.attempts ?? 0) + 1 : before.attempts;
  const writes = step.action.type === 'apply' || step.action.type === 'delete' || step.action.type === 'endpoints';
  if (writes) await run.journal.append({ type: 'attempt', at: world.clock.now(), step: step.id, attempt }, signal);
  const context = {
    ports,
    owner: { installation: world.installation, fleet: run.fleet.name },
    timings: run.options.timings,
    now: world.clock.now(),
    state: before,
    desired: async (within: AbortSignal) =>
      (await desiredStates.at(run.task.fleet, run.task.desired).read(world.store, within))?.value,
    healthAt: (other: string) => steps.get(other)?.health ?? {},
    requestId: (part: string) => requestIdOf(run.task.runId, `${step.id} ${part}`, attempt),
  };
  let outcome: StepOutcome;
  try {
    outcome = await carryOut(run.plan, step, context, signal);
  } catch (error) {
    if (signal.aborted) throw error;
    await journalFailure(world, run, step, before, error, signal);
    return;
  }
  // A journal that cannot be written is not the step's failure: it ends this worker's turn.
  const at = world.clock.now();
  const entry: JournalEntry =
    outcome.type === 'wait' ? { ...outcome, type: 'waiting', at, step: step.id } : { ...outcome, at, step: step.id };
  await run.journal.append(entry, signal);
}

async function journalFailure(
  world: World,
  run: Execution,
  step: Step,
  before: StepState | undefined,
  error: unknown,
  signal: AbortSignal,
): Promise<void> {
  const given = failureOf(error);
  const at = world.clock.now();
  const failure = givenUp(given, run, step, at) ?? given;
  const until = isRetried(failure) ? retryAt(failure.code, (before?.failures ?? 0) + 1, at, world.random()) : undefined;
  const next = nextAfter(failure.code);
  // What is tried or planned again passes by itself.
  const needsPerson = until === undefined && (next === 'blocked' || next === 'bug');
  const told = needsPerson ? 'a step failed and needs a person' : 'a step failed';
  world.log[needsPerson ? 'error' : 'warn']({ step: step.id, error, until }, told);
  await run.journal.append(
    { type: 'failed', at, step: step.id, failure, ...(until === undefined ? {} : { until }) },
    signal,
  );
}

/**
 * What does not pass by itself in so long keeps no run open: a cluster that does not answer, and what refers to a thing that is to go
 * although the plan leaves nothing that does. The run ends as one whose plan is out of date; the next plan does without the
 * cluster until it answers, and knows what refers to it.
 */
function givenUp({ code, system, message }: Failure, run: Execution, step: Step, now: number): Failure | undefined {
  const isAway = (code === 'unreachable' || code === 'unavailable') && system.startsWith('kubernetes');
  if (!isAway && code !== 'in-use') return undefined;
  if (now - failingSince(run.journal.entries, step.id, now) < AWAY_MS) return undefined;
  return isAway ? awayTooLong(system) : { code: 'precondition', system, message };
}

/** A missing namespace or CRD may be on its way, made by another unit; everything else that is missing needs a new plan. */
function isRetried(failure: Failure): boolean {
  if (OUTCOMES[nextAfter(failure.code)].goesOn) return true;
  return failure.code === 'not-found' && failure.system.startsWith('kubernetes');
}

function failureOf(error: unknown): Failure {
  if (error instanceof RangelightError) return { code: error.code, system: error.system, message: error.message };
  // Not a failure of an outside system: a bug of ours, journalled so that the run ends and says so.
  return { code: 'unexpected', system: 'rangelight', message: error instanceof Error ? error.message : String(error) };
}
