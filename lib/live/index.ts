// The parts of features that touch clouds: what they look up beside a plan, and what they bring to its run. Interfaces,
// and one value of all features.
export type { Draining, DrainAsk, Drains, UndrainAsk } from './drains.ts';
export type { FleetPorts, SeenBody } from './fleet-ports.ts';
export type { Ending, EndsOverride } from './ends-override.ts';
export { type HealthLook, type Look, lookAtHealth, lookInto } from './look.ts';
export {
  type BackingOf,
  type Expectations,
  type FactsInput,
  type FeatureLooks,
  type Finding,
  type ObjectFinding,
  type FleetAtHand,
  type Looks,
  looksOf,
  type Moving,
  type Outlook,
  type UnitAtHand,
  type Verified,
} from './looks.ts';
export { expectOurs, notOurs } from './expect-ours.ts';
export {
  type Companion,
  type Doing,
  type FeatureRuns,
  type Health,
  healthOf,
  type KindRun,
  type PodsBehind,
  type Runs,
  runsOf,
  type ServiceHealth,
  type Writes,
} from './runs.ts';
export type { Quiet, Usage } from './usage.ts';
export type { ReadSecret, SecretUses, UsedSecret } from './secret-uses.ts';
export { secretMaterial, withMaterial, withoutQuoting } from './secret-material.ts';
