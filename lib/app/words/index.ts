// What people say, and what it holds or lets go: approve, apply, pause, freeze, roll back, resume, follow, vouch.
// 1. The command line, or a comment past `commands`, calls the act; it writes a document of the release bucket, and an
//    audit entry.
// 2. Planner, worker and drift read those documents here, each time before they act. Nobody else writes them.
// 3. The act answers with what is true now; `act-words` says it in one sentence.
// 4. Words that are good for nothing any more are cleared.
export {
  appliedWords,
  approvedWords,
  frozenWords,
  pausedWords,
  resumedWords,
  rolledBackWords,
  unfrozenWords,
} from './act-words.ts';
export { applyHead, howMuchBegins } from './apply-head.ts';
export { type ApprovalWorld, approve } from './approvals.ts';
export { keepDeadLetter, readDeadLetters, replayDeadLetters } from './dead-letters.ts';
export { freeze, unfreeze } from './freezes.ts';
export { goOn } from './go-on.ts';
export { pause, resume } from './pauses.ts';
export { awaitPlannedRollback, type PlannedRollback } from './planned-rollback.ts';
export { rollBackTo } from './roll-back-to.ts';
