// Folds a journal into where the run stands. Pure: time comes in as a number.
import { type FailureCode, isDefinite } from '../core/index.ts';
import { type DesiredResource, givesSomething, type Kinds, type RefKey } from '../model/index.ts';
import type { Plan } from '../plan/index.ts';
import type { HealthByService, JournalEntry, RunResult } from './journal.ts';

export interface StepState {
  readonly status: 'done' | 'waiting' | 'failed' | 'attempted';
  /** Attempts that were started. */
  readonly attempts: number;
  /** Failures in a row, also of steps that write nothing: what the backoff grows with. */
  readonly failures: number;
  /** The last attempt has a known outcome: a new attempt gets a new number, and so a new request id. */
  readonly settled: boolean;
  /** All attempts but the last one were refused for the rate, which has no effect; once settled, the last one too. */
  readonly unsent?: true;
  /** Of a waiting or retried step: when it may go on, milliseconds since the epoch, and what it waits for. */
  readonly wait?: { readonly until: number; readonly reason: string };
  /** When it began to wait, milliseconds since the epoch. */
  readonly since?: number;
  /** Since when it has failed and nothing else, milliseconds since the epoch. */
  readonly failingSince?: number;
  /** Looks in a row that found something wrong; a look that failed found nothing, neither way. */
  readonly alarms?: number;
  readonly health?: HealthByService;
}

export interface RunState {
  readonly steps: ReadonlyMap<string, StepState>;
  /** Number of steps that are done. */
  readonly done: number;
  /** What a look at health found that ends the run. */
  readonly unhealthy?: string;
  readonly finished?: { readonly result: RunResult; readonly message: string };
  /** Number of entries folded; the next entry's number. */
  readonly length: number;
}

export function foldJournal(entries: readonly JournalEntry[]): RunState {
  return journalFold()(entries);
}

/**
 * As `foldJournal`, of a journal that grows: each time only what is new is folded, into the state that was given
 * before.
 * @param told is told of each step whose state changes.
 */
export function journalFold(
  told?: (id: string, state: StepState) => void,
): (entries: readonly JournalEntry[]) => RunState {
  const steps = new Map<string, StepState>();
  let finished: RunState['finished'];
  let unhealthy: string | undefined;
  let done = 0;
  let length = 0;
  return (entries) => {
    for (; length < entries.length; length += 1) {
      const entry = entries[length];
      if (entry?.type === 'finished') finished = { result: entry.result, message: entry.message };
      if (entry?.type === 'failed' && entry.failure.code === 'unhealthy') unhealthy ??= entry.failure.message;
      // Of what was under way then nobody knows what became of it.
      if (entry?.type === 'resumed') for (const [id, state] of steps) steps.set(id, left(state));
      if (entry === undefined || !('step' in entry)) continue;
      const before = steps.get(entry.step);
      const state = foldStep(before, entry);
      if (state.status === 'done' && before?.status !== 'done') done += 1;
      steps.set(entry.step, state);
      told?.(entry.step, state);
    }
    const ended = finished === undefined ? {} : { finished };
    return { steps, done, length, ...ended, ...(unhealthy === undefined ? {} : { unhealthy }) };
  };
}

/** Whether nothing can have come of what was tried. */
export function isUntried({ settled, unsent }: StepState): boolean {
  return settled && unsent === true;
}

function left({ unsent, ...state }: StepState): StepState {
  return state.settled && unsent === true ? { ...state, unsent } : state;
}

function refused(before: StepState | undefined, code: FailureCode): Partial<StepState> {
  const { unsent, ...kept } = before ?? { unsent: true as const };
  return unsent === true && code === 'rate-limited' ? { ...kept, unsent } : kept;
}

type StepEntry = Extract<JournalEntry, { step: string }>;

function foldStep(before: StepState | undefined, entry: StepEntry): StepState {
  const attempts = before?.attempts ?? 0;
  const failures = before?.failures ?? 0;
  const isFirst = before === undefined || isUntried(before);
  const failing = before?.failingSince === undefined ? {} : { failingSince: before.failingSince };
  switch (entry.type) {
    case 'attempt':
      return {
        status: 'attempted',
        attempts: entry.attempt,
        failures,
        settled: false,
        ...(isFirst && { unsent: true }),
        ...failing,
      };
    case 'done':
      return {
        status: 'done',
        attempts,
        failures: 0,
        settled: true,
        ...(entry.health === undefined ? {} : { health: entry.health }),
      };
    case 'waiting':
      return {
        status: 'waiting',
        attempts,
        failures: 0,
        settled: true,
        wait: { until: entry.until, reason: entry.reason },
        since: before?.since ?? entry.at,
        ...(entry.alarms === undefined ? {} : { alarms: entry.alarms }),
      };
    case 'failed':
      // Without a time the step will not be tried again: a person or another plan is needed.
      return entry.until === undefined
        ? { status: 'failed', attempts, failures: failures + 1, settled: true }
        : {
            ...refused(before, entry.failure.code),
            status: 'waiting',
            attempts,
            failures: failures + 1,
            failingSince: entry.at,
            ...failing,
            settled: isDefinite(entry.failure.code),
            wait: { until: entry.until, reason: entry.failure.message },
          };
  }
}

/**
 * What stands applied after these entries, on top of what was applied before.
 * @param wanted keys of the desired state that the run reached: what is let go, or went by itself, is not ours to keep
 * standing any more. Undefined when the run did not come to its end: then everything stays.
 */
export function foldApplied(
  before: Readonly<Record<RefKey, DesiredResource>>,
  plan: Plan,
  entries: readonly JournalEntry[],
  wanted: ReadonlySet<RefKey> | undefined,
): Readonly<Record<RefKey, DesiredResource>> {
  const kept = Object.entries(before).filter(([key]) => wanted === undefined || wanted.has(key));
  const applied: Record<RefKey, DesiredResource> = Object.fromEntries(kept);
  const keys = keysOfSteps(plan);
  for (const entry of entries) {
    if (entry.type !== 'done' || entry.applied === undefined) continue;
    const key = keys.get(entry.step);
    if (key === undefined) continue;
    if (entry.applied === null) delete applied[key];
    else applied[key] = entry.applied;
  }
  return applied;
}

/** The literal IPs that became known, on top of those known before; only of resources that stand. */
export function foldAddresses(
  kinds: Kinds,
  before: Readonly<Record<RefKey, string>>,
  plan: Plan,
  entries: readonly JournalEntry[],
  applied: Readonly<Record<RefKey, DesiredResource>>,
): Readonly<Record<RefKey, string>> {
  const known = new Map(Object.entries(before));
  const keys = keysOfSteps(plan);
  for (const entry of entries) {
    if (entry.type !== 'done' || entry.note === undefined) continue;
    const key = keys.get(entry.step);
    const ref = key === undefined ? undefined : applied[key]?.ref;
    if (key !== undefined && ref !== undefined && givesSomething(kinds, ref)) known.set(key, entry.note);
  }
  return Object.fromEntries([...known].filter(([key]) => applied[key] !== undefined));
}

/** The resource that a step is about; steps that only wait have none. */
function keysOfSteps(plan: Plan): ReadonlyMap<string, RefKey> {
  return new Map(plan.steps.flatMap(({ id, action }) => ('key' in action ? [[id, action.key] as const] : [])));
}
