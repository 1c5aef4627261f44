// Changes → a plan: steps in phases, what each needs first, and the gates that stop it.
export { bodyAt, grownBody, leavesLast } from './bodies.ts';
export { componentsOf } from './components.ts';
export { countChanges, countRemoved } from './counts.ts';
export { revisionGates } from './revision-gates.ts';
export { type Edit, editsIn, type FieldEdit, fieldDifferences } from './edits.ts';
export { errorsIn } from './errors-in.ts';
export { type EditsStanding, editsStanding } from './edits-standing.ts';
export { letsGoOf, takenBy } from './hand-over.ts';
export { isEndpointsOnly, makePlan } from './make-plan.ts';
export {
  isProposal,
  type Occasion,
  occasionName,
  type PullAtBase,
  pullAtBase,
  pullName,
  pullOfGroup,
  UNMERGED,
  type Unmerged,
  whichPull,
} from './occasion.ts';
export { type OnUnknown, onUnknown, type UnitStates } from './on-unknown.ts';
export { partsOf } from './parts.ts';
export type { Override } from './override.ts';
export { overlapping, reachOf } from './overlapping.ts';
export { digestOfPlan } from './digest-of-plan.ts';
export { type Codes, codesOf, type FeatureCodes } from './codes.ts';
export type { GateCode, GateEntry } from './gate-codes.ts';
export type * from './plan.ts';
export { type PlanDifference, planDifference } from './plan-difference.ts';
export { quotaNeed, type Shortage, shortages } from './quota-need.ts';
export { entrancesOf, setApart, withoutWaiting } from './set-apart.ts';
export { type Release, releaseOf } from './release.ts';
export { rollbackChanges } from './rollback.ts';
export {
  type Around,
  type FeatureRules,
  type Fleetwide,
  type GateFinding,
  type KindRules,
  type Retiring,
  type Rules,
  rulesOf,
  type Standing,
  type Surroundings,
} from './rules.ts';
export { step, stepId } from './step-order.ts';
export type { WatchedService } from './plan.ts';
export { awaitsItsWord, beginsAtOnce, isByItself, whyRolledBack } from './why-rolled-back.ts';
export { type Turned, TURNS } from './turned.ts';
