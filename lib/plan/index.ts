// Changes → a plan: steps in phases, what each needs first, and the gates that stop it.
// May import: core, model, diff.
export { addressTakenBy, leavesAddress } from './address-order.ts';
export { componentsOf } from './components.ts';
export { countChanges, countRemoved } from './counts.ts';
export { revisionGates } from './revision-gates.ts';
export { type Edit, editsIn, type FieldEdit, fieldDifferences } from './edits.ts';
export { type EditsStanding, editsStanding } from './edits-standing.ts';
export { grownBody } from './grown-body.ts';
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
export { digestOfPlan } from './digest-of-plan.ts';
export { GATE_CODES, type GateCode, type GateEntry, GATES } from './gate-codes.ts';
export type * from './plan.ts';
export { type PlanDifference, planDifference } from './plan-difference.ts';
export { quotaNeed, type Shortage, shortages } from './quota-need.ts';
export { type Release, releaseOf } from './release.ts';
export { rollbackChanges } from './rollback.ts';
export { type RouteMove, routeMoves, warmBody } from './route-moves.ts';
export { type FeatureRules, type GateFinding, type Rules, rulesOf, type Surroundings } from './rules.ts';
export { stepId } from './step-order.ts';
export type { WatchedService } from './watched-services.ts';
export { awaitsItsWord, beginsAtOnce, isByItself, whyRolledBack } from './why-rolled-back.ts';
