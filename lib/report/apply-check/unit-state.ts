// Where a unit of a merged revision stands, and what the check run shows of it. What a run ended with shows what its
// outcome shows.
import { type CheckState, OUTCOMES } from '../../core/index.ts';
import type { AppliedState } from '../../model/index.ts';
import type { CheckRun } from '../../ports/index.ts';

/**
 * `done`: nothing (left) to do. `gated` and `manual`: waits for a person. `asked`: a rollback whose plan nobody has
 * said yes to. `frozen`: released, and not begun in a freeze. `replanned`: the next plan goes on.
 */
export type UnitState =
  | 'done'
  | 'gated'
  | 'manual'
  | 'asked'
  | 'queued'
  | 'frozen'
  | 'running'
  | 'waiting'
  | 'paused'
  | 'replanned'
  | 'succeeded'
  | 'superseded'
  | 'rolled-back'
  | 'failed';

export const UNIT_STATES: Readonly<Record<UnitState, { readonly words: string; readonly check: CheckState }>> = {
  done: { words: '⚪ nothing to do', check: OUTCOMES.done.check },
  gated: { words: '🔴 **needs approval**', check: 'action_required' },
  manual: { words: '🟡 waits for a maintainer', check: 'action_required' },
  asked: { words: '🟡 **rollback to approve**', check: 'action_required' },
  queued: { words: '⚪ queued', check: 'queued' },
  frozen: { words: '🟡 **frozen**', check: OUTCOMES.wait.check },
  running: { words: '🔵 running', check: 'in_progress' },
  waiting: { words: '🔵 waiting', check: OUTCOMES.wait.check },
  paused: { words: '🟡 **paused**', check: OUTCOMES.wait.check },
  replanned: { words: '🟡 planned again', check: OUTCOMES.conflict.check },
  succeeded: { words: '🟢 applied', check: OUTCOMES.done.check },
  superseded: { words: '⚪ superseded', check: 'neutral' },
  'rolled-back': { words: '🔴 **rolled back**', check: 'failure' },
  failed: { words: '🔴 **failed**', check: OUTCOMES.blocked.check },
};

/** How a run's unit stands after each result. */
export const STATE_AFTER: Readonly<Record<AppliedState['result'], UnitState>> = {
  succeeded: 'succeeded',
  conflict: 'replanned',
  blocked: 'failed',
  superseded: 'superseded',
  'rolled-back': 'rolled-back',
};

/** What counts first when units differ: while anything goes on, the check does. */
const FIRST: readonly CheckState[] = ['in_progress', 'failure', 'action_required', 'queued', 'neutral', 'success'];

/** The check run of units in these states. */
export function checkOf(states: readonly UnitState[]): Pick<CheckRun, 'status' | 'conclusion'> {
  const shown = FIRST.find((check) => states.some((state) => UNIT_STATES[state].check === check)) ?? 'success';
  return shown === 'in_progress' || shown === 'queued' ? { status: shown } : { status: 'completed', conclusion: shown };
}
