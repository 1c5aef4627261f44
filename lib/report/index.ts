// Plans, runs, drift and diagnostics for people: check runs, one comment, one issue, terminal text, exit codes.
// A folder for each thing that people read; changes/ has what several of them say of a change, and markdown/ how text
// is escaped and kept within its limits. Projections: the same documents give the same bytes. Everything that others
// wrote is escaped.
export { applyCheck } from './apply-check/apply-check.ts';
export { DIGEST_LENGTH } from './changes/approve-words.ts';
export { branchIssue, strayHeadCheck, type UnfollowedView } from './issues/branch-issue.ts';
export { fence, folded, list, table } from './markdown/blocks.ts';
export { LOOKS, MOST_NODES, nodeLabel } from './markdown/mermaid.ts';
export { fit, LIMIT, type Section } from './markdown/budget.ts';
export { digestInButton, isPlanButton } from './plan-check/buttons.ts';
export { objectWords, plural, stepWords } from './changes/change-words.ts';
export { type DrainTold, drainEnded, drainReplaced, drainReply } from './drain-reply.ts';
export { commandReply } from './command-reply.ts';
export { COMMENT_LIMIT, COMMENT_MARKER, commitComment } from './comment/index.ts';
export { CONFIG_PARITY, configParityPart, keptParity } from './config-parity.ts';
export { commitCheck } from './plan-check/commit-report.ts';
export { deadLetterIssue } from './issues/dead-letter-issue.ts';
export { applyDeployment } from './apply-check/deployment.ts';
export { driftIssue, type DriftView } from './issues/drift-issue.ts';
export type { CommitPlans, FleetPlan } from './plan-check/fleet-plan.ts';
export type { BehindView } from './apply-check/hindrance.ts';
export { clip, code, escaped, visible } from './markdown/escape.ts';
export { EXIT_CODES, exitCodeOf } from './terminal/exit-code.ts';
export type { Issue } from './issues/issue.ts';
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
export { envelopeOf } from './plan-check/plans-of.ts';
export { marker } from './markdown/marker.ts';
export { openGates } from './changes/open-gates.ts';
export { planCheck } from './plan-check/plan-report.ts';
export type { RunStage, RunView } from './apply-check/run-view.ts';
export { stateOf } from './apply-check/state-of-unit.ts';
export type { UnitState } from './apply-check/unit-state.ts';
export { historyText, runsText, runText } from './oncall/runs-text.ts';
export { doctorText } from './terminal/doctor-text.ts';
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
export { stopIssue, type StopView } from './issues/stop-issue.ts';
export { stateIssue, type TroublesView } from './issues/state-issue.ts';
export { rollbackEnded, rollbackPlanText, rollbackPreview, type RollbackStage } from './rollback-preview.ts';
export { diagnosticText, planText } from './terminal/terminal.ts';
export { UNMERGED_TITLE } from './plan-check/unmerged.ts';
export { mergeResult, type MergeResult, type MergeStanding, RESULT_LIMIT } from './apply-check/merge-result.ts';
export { nextStepWords } from './apply-check/next-step.ts';
