// What keeps a run from going on although it should: a step that waits for something that may never come. A wait that ends by
// the clock is none. Pure.
import type { Plan, StepAction } from '../plan/index.ts';
import type { JournalEntry } from './journal.ts';
import { nextSteps, type RunState } from './run-state.ts';

export interface HeldUp {
  /** When the first try failed or found it waiting, milliseconds since the epoch. */
  readonly since: number;
  readonly reason: string;
}

const BY_THE_CLOCK: ReadonlySet<StepAction['type']> = new Set(['settle', 'bake', 'drain']);
/** A step that waits has failed only to be tried again. */
const WAITS: ReadonlySet<JournalEntry['type']> = new Set(['waiting', 'failed']);

/** Undefined while something can start, or all that is left to wait for comes by itself. */
export function heldUp(plan: Plan, state: RunState, entries: readonly JournalEntry[]): HeldUp | undefined {
  // At time 0 every wait still lies ahead.
  if (nextSteps(plan, state, 0).type !== 'wait') return undefined;
  const found = plan.steps.flatMap(({ id, action }): readonly HeldUp[] => {
    const { wait } = state.steps.get(id) ?? {};
    if (wait === undefined || BY_THE_CLOCK.has(action.type)) return [];
    const first = entries.find((entry) => 'step' in entry && entry.step === id && WAITS.has(entry.type));
    return first === undefined ? [] : [{ since: first.at, reason: wait.reason }];
  });
  return found.sort((a, b) => a.since - b.since)[0];
}

/** Since when a step has failed and nothing else, milliseconds since the epoch. @param now: it has not failed before. */
export function failingSince(entries: readonly JournalEntry[], step: string, now: number): number {
  const own = entries.filter((entry) => 'step' in entry && entry.step === step && entry.type !== 'attempt');
  const other = own.findLastIndex(({ type }) => type !== 'failed');
  return own[other + 1]?.at ?? now;
}
