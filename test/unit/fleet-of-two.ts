// A fleet of two clusters, and the three states of a unit of it. Knows no kind.
import { digestOf, type Json, type JsonObject } from '../../lib/core/index.ts';
import {
  type AppliedState,
  type DesiredResource,
  type DesiredState,
  type ObservedState,
  type Owner,
  ownershipMark,
  refKey,
  type ResourceRef,
} from '../../lib/model/index.ts';

export const PROJECT = 'my-project';
export const FLEET = 'prod';
export const UNIT = 'blue';
export const EU = 'europe-west1/gke-eu';
export const US = 'us-west1/gke-us';
export const OWNER: Owner = { installation: 'here', fleet: FLEET };
export const MARK = ownershipMark(OWNER, UNIT);

/** @param more members of the body besides name and mark. */
export function resource(
  ref: ResourceRef,
  more: JsonObject,
  rest: Partial<Omit<DesiredResource, 'ref' | 'body'>> = {},
): DesiredResource {
  const body = { name: ref.name, description: MARK, ...more };
  return { ref, body, maker: 'rangelight', owners: [], dependsOn: [], ...rest };
}

export function desiredOf(resources: readonly DesiredResource[]): DesiredState {
  const byKey = new Map(resources.map((one) => [refKey(one.ref), one]));
  const sorted = [...byKey].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one);
  return { fleet: FLEET, unit: UNIT, resources: sorted };
}

export function appliedOf(resources: readonly DesiredResource[], more: Partial<AppliedState> = {}): AppliedState {
  return {
    fleet: FLEET,
    unit: UNIT,
    seq: 1,
    commit: 'commit-1',
    desired: digestOf('desired-1'),
    runId: 'run-1',
    plan: digestOf('plan-1'),
    result: 'succeeded',
    usedApprovals: {},
    resources: Object.fromEntries(resources.map((one) => [refKey(one.ref), one])),
    addresses: {},
    ...more,
  };
}

/** Everything as wanted, addresses with an IP, GKE's NEGs without our mark. */
export function observedOf(
  resources: readonly DesiredResource[],
  unknown: ObservedState['unknown'] = [],
): ObservedState {
  const seen = resources.map((one) => {
    const ip: Record<string, Json> = one.ref.kind === 'address' ? { address: ipOf(one.ref.name) } : {};
    return [refKey(one.ref), { ref: one.ref, body: { ...one.body, ...ip, id: '1' }, ours: true }] as const;
  });
  return { resources: new Map(seen), unknown };
}

function ipOf(name: string): string {
  return `ip of ${name}`;
}
