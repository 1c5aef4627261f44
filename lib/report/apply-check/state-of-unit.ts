// In which state the plan of a unit is: from the revision that holds it and from its run.
import { awaitsItsWord, type PlanEnvelope, type Revision } from '../../plan/index.ts';
import { awaitingApply } from '../changes/open-gates.ts';
import type { RunView } from './run-view.ts';
import { STATE_AFTER, type UnitState } from './unit-state.ts';

/** Where the plan of a unit stands: what the check run says of it, and the command line. */
export function stateOf(revision: Revision, envelope: PlanEnvelope, run: RunView | undefined): UnitState {
  const state = stateOfPlan(revision, envelope, run);
  // Being back is not what the commit asked for.
  return envelope.rolledBack !== undefined && (state === 'done' || state === 'succeeded') ? 'rolled-back' : state;
}

function stateOfPlan(revision: Revision, envelope: PlanEnvelope, run: RunView | undefined): UnitState {
  // Planned again since, and nothing is left: how an earlier run ended is history.
  const isHistory = envelope.plan === null && run?.stage.type === 'ended';
  if (run !== undefined && run.stage.type !== 'queued' && !isHistory) return stateOfRun(run.stage);
  if (envelope.plan === null) return 'done';
  const released = frozenWhy(run) === undefined ? 'queued' : 'frozen';
  if (envelope.approvedBy !== undefined) return released;
  if (envelope.gates.length > 0) return 'gated';
  if (awaitsItsWord(envelope)) return 'asked';
  return awaitingApply(revision).includes(envelope) ? 'manual' : released;
}

/** Undefined: nobody froze it, or it had begun. */
export function frozenWhy(run: RunView | undefined): string | undefined {
  return run?.stage.type === 'queued' ? run.stage.frozen : undefined;
}

function stateOfRun(stage: Exclude<RunView['stage'], { type: 'queued' }>): UnitState {
  return stage.type === 'ended' ? STATE_AFTER[stage.result] : stage.type;
}
