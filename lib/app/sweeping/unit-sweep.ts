// What is known of one unit when a sweep looks at it.
import type { Change } from '../../diff/index.ts';
import type { Facts, Fleet, Policy } from '../../fleet/index.ts';
import type { AppliedState, DesiredState, ObservedState } from '../../model/index.ts';
import type { PlanEnvelope } from '../../plan/index.ts';
import type { Head, Retirements, Several } from '../../state/index.ts';
import type { FleetPorts } from '../world.ts';
import type { Goal } from './goal.ts';

export interface UnitSweep {
  readonly fleet: Fleet;
  readonly policy: Policy;
  readonly head: Head;
  /** What the head's revision says of the unit. */
  readonly planned: readonly PlanEnvelope[];
  readonly ports: FleetPorts;
  readonly goal: Goal;
  readonly desired: DesiredState;
  readonly state: AppliedState;
  readonly observed: ObservedState;
  readonly facts: Facts;
  /** What is noted of the fleet to be retired. */
  readonly retiring: Several<Retirements>;
  /** What open runs of the fleet work towards. */
  readonly inFlight: readonly DesiredState[];
  /** What open runs of the unit change: everything else is looked at, and what touches none of it is put back. */
  readonly beside: readonly Change[];
  /** The least time between two sightings of a drift that is put back, milliseconds. */
  readonly healAfterMs: number;
  /** The guard, or a freeze, forbids every write, but of endpoints. */
  readonly isHeld: boolean;
}
