// Carries out one step of a run, and journals what came of it: an entry before a call that may change something, which
// is durable when the call goes out, and one after, which is when the next such call does.
import { type Failure, nextAfter, OUTCOMES, RangelightError } from '../../core/index.ts';
import {
  isUntried,
  type JournalEntry,
  requestIdOf,
  retryAt,
  type RunState,
  type StepChoice,
  type StepState,
} from '../../execute/index.ts';
import type { ComputeRef, RefKey } from '../../model/index.ts';
import type { Step } from '../../plan/index.ts';
import { desiredAt } from '../../state/index.ts';
import type { World } from '../world.ts';
import type { BrakedPorts } from './brake.ts';
import type { Execution } from './execution.ts';
import { letsGo } from './lets-go.ts';
import { AWAY_MS, awayTooLong } from './steps/away.ts';
import { awaitTurn, carryOut, type StepOutcome } from './steps/index.ts';

/** Actions that change something outside. */
const WRITING: ReadonlySet<Step['action']['type']> = new Set(['apply', 'delete', 'release', 'endpoints']);

export function isWriting({ action }: Step): boolean {
  return WRITING.has(action.type);
}

/** @param choice is told when to look again at what waits as it did, which the journal is not. */
export async function carryOutJournalled(
  world: World,
  run: Execution,
  ports: BrakedPorts,
  step: Step,
  { steps }: RunState,
  choice: Pick<StepChoice, 'postpone'>,
  signal: AbortSignal,
): Promise<void> {
  const before = steps.get(step.id);
  // A new number only after the last attempt's outcome is known: until then the request id must stay the same.
  const attempt = before === undefined || before.settled ? (before?.attempts ?? 0) + 1 : before.attempts;
  const writes = isWriting(step);
  const context = {
    kinds: world.kinds,
    rules: world.rules,
    runs: world.runs,
    ports,
    fleet: run.fleet,
    owner: { installation: world.installation, fleet: run.fleet.name },
    timings: run.options.timings,
    now: world.clock.now(),
    state: before === undefined || isUntried(before) ? undefined : before,
    desired: async (within: AbortSignal) =>
      (await desiredAt(run.task.fleet, run.task.desired).read(world.store, within))?.value,
    letsGo: (unit: string, rule: RefKey, within: AbortSignal) =>
      letsGo(world.store, run.task.fleet, unit, rule, within),
    healthAt: (other: string) => steps.get(other)?.health ?? {},
    seen: (ref: ComputeRef) => run.look.of(ref),
    giver: (ref: ComputeRef) => run.look.giver(ref),
    isMadeHere: (ref: ComputeRef) => before === undefined && run.look.isMade(ref),
    requestId: (part: string) => requestIdOf(run.task.runId, `${step.id} ${part}`, attempt),
  };
  // A journal that cannot be written is not the step's failure: it ends this worker's turn.
  const tried = async (work: Promise<StepOutcome | undefined>): Promise<StepOutcome | 'failed' | undefined> => {
    try {
      return await work;
    } catch (error) {
      if (signal.aborted) throw error;
      tellFailure(world, run, step, before, error, signal);
      return 'failed';
    }
  };
  let outcome = await tried(awaitTurn(run.plan, step, context, signal));
  if (outcome === undefined) {
    if (writes) ports.lookAhead(signal);
    if (writes) await run.journal.append({ type: 'attempt', at: world.clock.now(), step: step.id, attempt }, signal);
    outcome = await tried(carryOut(run.plan, step, context, signal));
  }
  if (outcome === undefined || outcome === 'failed') return;
  if (outcome.type === 'wait' && isSaid(before, outcome)) {
    choice.postpone(step.id, outcome.until);
    return;
  }
  const at = world.clock.now();
  const entry: JournalEntry =
    outcome.type === 'wait' ? { ...outcome, type: 'waiting', at, step: step.id } : { ...outcome, at, step: step.id };
  run.journal.tell(entry, signal);
}

/**
 * What waits as it did is not written again: a wait for a person may be long, and whoever goes on reads the whole
 * journal.
 */
function isSaid(before: StepState | undefined, { reason, alarms }: Extract<StepOutcome, { type: 'wait' }>): boolean {
  if (before?.status !== 'waiting' || before.failures > 0) return false;
  return before.wait?.reason === reason && before.alarms === alarms;
}

function tellFailure(
  world: World,
  run: Execution,
  step: Step,
  before: StepState | undefined,
  error: unknown,
  signal: AbortSignal,
): void {
  const given = failureOf(error);
  const at = world.clock.now();
  const failure = givenUp(given, before, at) ?? given;
  const told = error instanceof RangelightError ? error.retryAt : undefined;
  const failures = (before?.failures ?? 0) + 1;
  const until = isRetried(failure) ? retryAt(failure.code, failures, at, world.random(), told) : undefined;
  const next = nextAfter(failure.code);
  // What is tried or planned again passes by itself.
  const needsPerson = until === undefined && (next === 'blocked' || next === 'bug');
  const what = needsPerson ? 'a step failed and needs a person' : 'a step failed';
  world.log[needsPerson ? 'error' : 'warn']({ step: step.id, error, until }, what);
  run.journal.tell({ type: 'failed', at, step: step.id, failure, ...(until === undefined ? {} : { until }) }, signal);
}

/**
 * What does not pass by itself in so long keeps no run open: a cluster that does not answer, and what refers to a thing
 * that is to go although the plan leaves nothing that does. The run ends as one whose plan is out of date; the next
 * plan does without the cluster until it answers, and knows what refers to it.
 */
function givenUp({ code, system, message }: Failure, before: StepState | undefined, now: number): Failure | undefined {
  const isAway = (code === 'unreachable' || code === 'unavailable') && system.startsWith('kubernetes');
  if (!isAway && code !== 'in-use') return undefined;
  if (now - (before?.failingSince ?? now) < AWAY_MS) return undefined;
  return isAway ? awayTooLong(system) : { code: 'precondition', system, message };
}

/**
 * A missing namespace or CRD may be on its way, made by another unit; everything else that is missing needs a new plan.
 */
function isRetried(failure: Failure): boolean {
  if (OUTCOMES[nextAfter(failure.code)].goesOn) return true;
  return failure.code === 'not-found' && failure.system.startsWith('kubernetes');
}

function failureOf(error: unknown): Failure {
  if (error instanceof RangelightError) return { code: error.code, system: error.system, message: error.message };
  // Not a failure of an outside system: a bug of ours, journalled so that the run ends and says so.
  return { code: 'unexpected', system: 'rangelight', message: error instanceof Error ? error.message : String(error) };
}
