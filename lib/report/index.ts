// Plans, runs, drift and diagnostics for people: check runs, one comment, one issue, terminal text, exit codes.
// Projections: the same documents give the same bytes. Everything that others wrote is escaped.
export { applyCheck } from './apply-check.ts';
export { DIGEST_LENGTH } from './approve-words.ts';
export { branchIssue, strayHeadCheck, type UnfollowedView } from './branch-issue.ts';
export { fence, folded, list, table } from './blocks.ts';
export { fit, LIMIT, type Section } from './budget.ts';
export { digestInButton, isPlanButton } from './buttons.ts';
export { objectWords, plural, stepWords } from './change-words.ts';
export { commandReply } from './command-reply.ts';
export { COMMENT_LIMIT, COMMENT_MARKER, commitComment } from './comment/index.ts';
export { CONFIG_PARITY, configParityPart, keptParity } from './config-parity.ts';
export { commitCheck } from './commit-report.ts';
export { deadLetterIssue } from './dead-letter-issue.ts';
export { applyDeployment } from './deployment.ts';
export { driftIssue, type DriftView } from './drift-issue.ts';
export type { CommitPlans, FleetPlan } from './fleet-plan.ts';
export type { BehindView } from './hindrance.ts';
export { clip, code, visible } from './escape.ts';
export { EXIT_CODES, exitCodeOf } from './exit-code.ts';
export type { Issue } from './issue.ts';
export {
  type Concern,
  lineText,
  type LostView,
  type Output,
  type ReportPart,
  type StandingRecord,
  type Telling,
  type ToldLine,
  lineWords,
  toldWords,
} from './part.ts';
export { envelopeOf } from './plans-of.ts';
export { marker } from './marker.ts';
export { openGates } from './open-gates.ts';
export { planCheck } from './plan-report.ts';
export type { RunStage, RunView } from './run-view.ts';
export { stateOf } from './state-of-unit.ts';
export type { UnitState } from './unit-state.ts';
export { historyText, runsText, runText } from './oncall/runs-text.ts';
export { doctorText } from './doctor-text.ts';
export { needsAPerson, statusText } from './oncall/status-text.ts';
export type {
  ChangeLine,
  FleetStatus,
  HistoryLine,
  RunDetail,
  RunLine,
  StepLine,
  UnitStatus,
} from './oncall/views.ts';
export { stopIssue, type StopView } from './stop-issue.ts';
export { stateIssue, type TroublesView } from './state-issue.ts';
export { rollbackEnded, rollbackPlanText, rollbackPreview, type RollbackStage } from './rollback-preview.ts';
export { diagnosticText, planText } from './terminal.ts';
export { UNMERGED_TITLE } from './unmerged.ts';
export { mergeResult, type MergeResult, type MergeStanding, RESULT_LIMIT } from './merge-result.ts';
export { nextStepWords } from './next-step.ts';
