// Use cases: pure stages in sequence, and every await of a port.
// In: messages and ports. Out: documents, tasks, reports. May import: everything but adapters.
export {
  appliedWords,
  approvedWords,
  frozenWords,
  pausedWords,
  resumedWords,
  rolledBackWords,
  unfrozenWords,
} from './act-words.ts';
export { applyHead } from './apply-head.ts';
export { type ApprovalWorld, approve, EVERY_GATE } from './approvals.ts';
export { compileDirectory } from './compile-directory.ts';
export { type CompileOutput, outputDiagnostic } from './compile-output.ts';
export { compileText } from './compile-text.ts';
export { keepDeadLetter, readDeadLetters, replayDeadLetters } from './dead-letters.ts';
export { explain, explanationText } from './explain.ts';
export { freeze, unfreeze } from './freezes.ts';
export { fleetNamed } from './known-fleets.ts';
export { goOn } from './go-on.ts';
export { pause, resume } from './pauses.ts';
export { planDirectory, type PlannedDirectory } from './plan-directory.ts';
export { planFleet } from './plan-fleet.ts';
export { planRevision } from './plan-revision.ts';
export { receiveDelivery } from './receive-delivery.ts';
export { report } from './report.ts';
export { rollBackTo } from './roll-back-to.ts';
export { routeDirectory } from './route-directory.ts';
export { routeText } from './route-text.ts';
export { runTask, type WorkerOptions } from './run-task.ts';
export { type Sweep, sweep } from './sweep.ts';
export type {
  FleetPorts,
  PlannerWorld,
  PlannerWorlds,
  ReporterBase,
  ReporterWorld,
  ReporterWorlds,
  World,
} from './world.ts';
export { validateDirectory, type Validation } from './validate-directory.ts';
