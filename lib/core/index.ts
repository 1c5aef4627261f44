// Words that every other folder uses: JSON, canonical bytes, digests, diagnostics, failures.
// In and out: plain values.
export { canonicalJson } from './canonical-json.ts';
export type { Diagnostic, DiagnosticCode, Severity, SharedCode, SourceRef } from './diagnostic.ts';
export { compareDiagnostics, diagnostic, diagnosticsOf, hasErrors } from './diagnostic.ts';
export type { DiagnosticEntry } from './diagnostic-codes/diagnostic-entry.ts';
export { DIAGNOSTICS } from './diagnostic-codes.ts';
export { digestOf, digestOfText } from './digest.ts';
export { durationText, parseDuration } from './duration.ts';
export type { Failure, FailureCode, Next } from './failure.ts';
export { FAILURE_CODES, isDefinite, isFailure, isPassing, meaningOf, nextAfter, RangelightError } from './failure.ts';
export type { Json, JsonObject } from './json.ts';
export { isJsonList, isJsonObject } from './json.ts';
export {
  listAt,
  numberAt,
  objectAt,
  objectsAt,
  parseJson,
  textAt,
  textMembersAt,
  textsAt,
  valueAt,
} from './json-readers.ts';
export { type LineRun, lineIn, lineRuns } from './line-runs.ts';
export { oncePer } from './once-per.ts';
export { orLast } from './or-last.ts';
export { reach } from './reach.ts';
export { type SmallestFirst, smallestFirst } from './smallest-first.ts';
export { compareText, sortedEntries } from './order.ts';
export type { CheckState, Outcome, OutcomeRow, PushAnswer, RunEnding } from './outcomes.ts';
export { OUTCOMES, PUSH_ANSWERS } from './outcomes.ts';
export type { StopIssue, StopReason, StopRow } from './stop-reasons.ts';
export { ALL_STOP_REASONS, STOP_REASONS, stopRow } from './stop-reasons.ts';
export { repositoryKey } from './repository-name.ts';
export { timeWords } from './time-words.ts';
export { below, isOddPath, linkTarget, type NoFile, type Tree } from './tree.ts';
