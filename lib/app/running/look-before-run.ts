// What the worker sees for itself before it does anything for a fleet: the cloud as it is, and the policy that is in
// force. That of a first revision comes into force here, before anything is written for it.
import type { Diagnostic } from '../../core/index.ts';
import type { Facts } from '../../fleet/index.ts';
import type { ObservedState } from '../../model/index.ts';
import type { Clusters } from '../../ports/index.ts';
import { type DocumentReading, type Head, latestFacts } from '../../state/index.ts';
import { recordFirstPolicy } from './finish-revision.ts';
import { guardAgainstHosted } from '../cloud/guard.ts';
import { guardAgainstOthers } from '../cloud/other-installations.ts';
import { type PolicyInForce, policyInForce } from '../records/policy.ts';
import { readCloudOf } from '../cloud/read-cloud.ts';
import { markedUnits } from '../records/unrecorded.ts';
import type { World } from '../world.ts';

export interface LookBeforeRun {
  readonly clusters: Clusters;
  readonly observed: ObservedState;
  /** When the look began, milliseconds since the epoch. */
  readonly at: number;
  /** Why nothing may be written for the fleet, when another installation has one of its name here. */
  readonly forbidden: readonly Diagnostic[];
  /** Why nothing but endpoints may be written for it, by the facts as last read and by what stands. */
  readonly guarded: readonly Diagnostic[];
  readonly inForce: PolicyInForce;
  /** Whether something in the cloud carries the mark of the fleet. */
  readonly standsAlready: boolean;
}

/** What of it is only read. */
export interface LookAround {
  readonly clusters: Clusters;
  readonly observed: ObservedState;
  /** When the look began, milliseconds since the epoch. */
  readonly at: number;
  readonly facts: DocumentReading<Facts>;
}

export async function lookAround(world: World, { fleet }: Head, signal: AbortSignal): Promise<LookAround> {
  const ports = await world.open(fleet, signal);
  const at = world.clock.now();
  const [observed, facts] = await Promise.all([
    readCloudOf(world, fleet, ports, signal),
    latestFacts.at(fleet.name).look(world.store, signal),
  ]);
  return { clusters: ports.clusters, observed, at, facts };
}

/** @param around when it was begun before. */
export async function lookBeforeRun(
  world: World,
  head: Head,
  signal: AbortSignal,
  around: Promise<LookAround> = lookAround(world, head, signal),
): Promise<LookBeforeRun> {
  const { fleet } = head;
  const { clusters, observed, at, facts } = await around;
  const standsAlready = markedUnits(fleet.name, observed).length > 0;
  const inForce = await policyInForce(world.store, fleet, standsAlready, signal);
  if (inForce.isKnown && !standsAlready) await recordFirstPolicy(world, head, signal);
  const forbidden = guardAgainstOthers(world.kinds, fleet, world.installation, observed);
  // Lost facts say nothing of the feature, and nothing is no "off": the planner, which is asked again, reads them anew.
  const known = ('found' in facts ? facts.found?.value : undefined) ?? {};
  const guarded = guardAgainstHosted(fleet, known, observed);
  return { clusters, observed, at, forbidden, guarded, inForce, standsAlready };
}
