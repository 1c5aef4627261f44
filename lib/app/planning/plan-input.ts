// What the units of a revision are planned from.
import type { SourceRef } from '../../core/index.ts';
import type { Compiled } from '../../compile/index.ts';
import type { Facts, Fleet, Policy } from '../../fleet/index.ts';
import type { AppliedState, DesiredState, ObjectKey, ObservedState, Quotas, RefKey } from '../../model/index.ts';
import type { Fleetwide, Rules } from '../../plan/index.ts';
import type { Approval } from '../../state/index.ts';
import type { PlannedAgain } from './left-to-sweep.ts';
import type { Pinned } from '../words/pins.ts';
import type { StandingPlan } from './standing-plans.ts';

export interface PlanInput {
  readonly rules: Rules;
  readonly fleet: Fleet;
  /** In force: of the last finished revision, not of this one. */
  readonly policy: Policy;
  readonly compiled: Compiled;
  readonly facts: Facts;
  /** By unit. */
  readonly applied: ReadonlyMap<string, AppliedState>;
  /** Units whose record cannot be used → what is wrong with it, as part of a sentence. */
  readonly damaged: ReadonlyMap<string, string>;
  /** Units without a record that can be used, of which something stands. */
  readonly unrecorded: ReadonlySet<string>;
  /** What open runs work towards. */
  readonly inFlight: readonly DesiredState[];
  /** Plans of open runs of this very revision, by unit. */
  readonly standing: ReadonlyMap<string, readonly StandingPlan[]>;
  readonly observed: ObservedState;
  /** Of the fleet's project; undefined when they cannot be read. */
  readonly quotas: Quotas | undefined;
  readonly commit: string;
  readonly again?: PlannedAgain | undefined;
  /** By unit: keys of what a person changed by hand, which stands for now. */
  readonly kept?: ReadonlyMap<string, ReadonlySet<RefKey>>;
  /** Units that were rolled back. */
  readonly pins: ReadonlyMap<string, Pinned>;
  /** By the digest of the plan. */
  readonly approvals: ReadonlyMap<string, Approval>;
  /** The place in this commit of a path in a manifest object; undefined when the object is not in it. */
  readonly placeOf: (object: ObjectKey, path: readonly string[]) => SourceRef | undefined;
}

export function fleetwide({ fleet, facts, applied, unrecorded, damaged, inFlight }: PlanInput): Fleetwide {
  return { fleet, facts, applied, lost: [...unrecorded, ...damaged.keys()], inFlight };
}
