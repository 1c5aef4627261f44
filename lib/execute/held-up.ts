// What keeps a run from going on although it should: a step that waits for something that may never come. A wait that
// ends by the clock is none. Pure.
import type { Plan, StepAction } from '../plan/index.ts';
import type { JournalEntry } from './journal.ts';
import type { RunState } from './run-state.ts';
import { nextSteps } from './step-choice.ts';

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
  const began = new Map<string, number>();
  for (const entry of entries)
    if ('step' in entry && WAITS.has(entry.type) && !began.has(entry.step)) began.set(entry.step, entry.at);
  const found = plan.steps.flatMap(({ id, action }): readonly HeldUp[] => {
    const { wait } = state.steps.get(id) ?? {};
    const since = began.get(id);
    if (wait === undefined || since === undefined || BY_THE_CLOCK.has(action.type)) return [];
    return [{ since, reason: wait.reason }];
  });
  return found.sort((a, b) => a.since - b.since)[0];
}
