// Whether the clusters that a repair would send requests to again can take them: where fewer than half of the endpoints
// are well, somebody may have drained it for that.
import { objectsAt, textAt, valueAt } from '../../../core/index.ts';
import type { Change } from '../../../diff/index.ts';
import {
  type ClusterLink,
  type ClusterRef,
  type ComputeRef,
  type DesiredState,
  isComputeRef,
  type Kinds,
  type RefKey,
  refKey,
  refOfPath,
  withOverrides,
} from '../../../model/index.ts';
import { backendService } from '../kinds/backend-service.ts';
import { backendServiceView } from '../views/index.ts';
import type { HealthLook } from '../../../live/index.ts';

const LEAST_READY = 0.5;

/**
 * Clusters behind backends that a change adds or gives capacity to, and that are not well enough, or cannot be asked;
 * sorted.
 */
export async function unwellClusters(
  change: Change,
  { resources }: DesiredState,
  kinds: Kinds,
  look: HealthLook,
): Promise<readonly ClusterLink[]> {
  if (change.ref.kind !== 'backendService' || !isComputeRef(change.ref) || change.kind !== 'update') return [];
  const byKey = new Map(resources.map((one) => [refKey(one.ref), one]));
  const unwell = new Set<ClusterLink>();
  for (const { group, isThere } of groupsGrown(change)) {
    for (const key of byKey.get(group)?.dependsOn ?? []) {
      const service = byKey.get(key)?.ref;
      if (service === undefined || isComputeRef(service) || service.kind !== 'service') continue;
      // What it does not have it cannot be asked about.
      const neg = isThere ? refOfPath(kinds, group) : undefined;
      const isWell =
        (await areMostReady(service, look)) && (neg === undefined || (await areMostHealthy(change.ref, neg, look)));
      if (!isWell) unwell.add(service.cluster);
    }
  }
  return [...unwell].sort();
}

/** Groups that are missing now, or that have less capacity than they are to have. */
function groupsGrown({ before, after }: Change): readonly { readonly group: RefKey; readonly isThere: boolean }[] {
  const capacityOf = (body: Change['before']): ReadonlyMap<string, number> =>
    new Map(backendServiceView(body).backends.map(({ group, capacityScaler = 1 }) => [group, capacityScaler]));
  const now = capacityOf(before);
  const { fields } = backendService;
  // What a person drained is given no capacity back.
  return [...capacityOf(after && withOverrides(fields, after, before))].flatMap(([group, capacity]) =>
    (now.get(group) ?? 0) < capacity ? [{ group, isThere: now.has(group) }] : [],
  );
}

/** As Kubernetes sees them; no endpoint at all is nobody who could fail. */
async function areMostReady({ cluster, namespace, name }: ClusterRef, look: HealthLook): Promise<boolean> {
  const labels = { 'kubernetes.io/service-name': name };
  const where = { labels, ...(namespace === undefined ? {} : { namespace }) };
  const slices = await look.read(cluster, 'endpointSlice', where);
  if (slices === undefined) return false;
  const endpoints = slices
    .filter((slice) => textAt(slice, 'addressType') !== 'IPv6')
    .flatMap((slice) => objectsAt(slice, 'endpoints'));
  const ready = endpoints.filter((endpoint) => valueAt(endpoint, 'conditions', 'ready') !== false);
  return ready.length >= endpoints.length * LEAST_READY;
}

/** As Google's probes see them, where they do. */
async function areMostHealthy(service: ComputeRef, neg: ComputeRef, look: HealthLook): Promise<boolean> {
  const told = await look.health(service, neg);
  return told !== undefined && told.filter(({ healthy }) => healthy).length >= told.length * LEAST_READY;
}
