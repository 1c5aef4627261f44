// The parts of features that touch clouds: what they look up while plans are made and kept. Interfaces, and one value of all features.
export type { FleetPorts } from './fleet-ports.ts';
export { type HealthLook, type Look, lookAtHealth, lookInto } from './look.ts';
export {
  type FactsInput,
  type FeatureLooks,
  type Finding,
  type Looks,
  looksOf,
  type Moving,
  type UnitAtHand,
} from './looks.ts';
