// How many endpoints are ready behind the backend services of a plan, per cluster: for a reviewer's eyes. It decides nothing
// and is in no plan; what cannot be read leaves its number unknown. May import: core, model, plan, ports.
import pLimit from 'p-limit';
import { type JsonObject, objectAt, objectsAt, RangelightError, textAt, valueAt } from '../core/index.ts';
import {
  type ClusterLink,
  type ClusterRef,
  isComputeRef,
  isOfKind,
  OBJECT_KINDS,
  type ObjectKey,
  type RefKey,
  refKey,
} from '../model/index.ts';
import type { Backing } from '../plan/index.ts';
import type { Clusters, ReadKind } from '../ports/index.ts';
import type { UnitPlan } from './plan-units.ts';

const CONCURRENCY = 8;
const SERVING: ReadonlySet<string> = new Set(['urlMap', 'backendService', 'service']);
const SERVICE_NAME = 'kubernetes.io/service-name';

/** The units, with `backing` in the envelope of each whose plan touches a route or something that serves. */
export async function withReadyEndpoints(
  units: readonly UnitPlan[],
  clusters: Clusters,
  signal: AbortSignal,
): Promise<readonly UnitPlan[]> {
  const limit = pLimit(CONCURRENCY);
  const read: Read = (cluster, kind, where) =>
    limit(async () => {
      try {
        return await clusters.read(cluster, kind, where, signal);
      } catch (error) {
        if (signal.aborted || !(error instanceof RangelightError)) throw error;
        return undefined;
      }
    });
  return Promise.all(
    units.map(async (unit) => {
      if (unit.plan?.changes.some(({ ref }) => SERVING.has(ref.kind)) !== true) return unit;
      return { ...unit, envelope: { ...unit.envelope, backing: await backingOf(unit, read) } };
    }),
  );
}

/** Undefined when the cluster cannot be read. */
type Read = (
  cluster: ClusterLink,
  kind: ReadKind,
  where: { readonly namespace?: string; readonly labels?: Readonly<Record<string, string>> },
) => Promise<readonly JsonObject[] | undefined>;

async function backingOf(unit: UnitPlan, read: Read): Promise<Readonly<Record<RefKey, Backing>>> {
  const slices = new Map<ClusterLink, ReturnType<Read>>();
  // Asked in vain once already, which took its time.
  const silent = new Set(unit.envelope.unknown.flatMap((part) => (part.part === 'cluster' ? [part.cluster] : [])));
  const ready = new Map<ObjectKey, Backing['ready']>();
  await Promise.all(
    [...derivedServices(unit)].map(async ([object, services]) => {
      const counts = [...services].map(async ([link, service]) => {
        if (silent.has(link)) return [link, null] as const;
        if (service.changed) return [link, readyPods(await read(link, 'pod', service.selects))] as const;
        const { namespace, name } = service.ref;
        const listed = slices.get(link) ?? read(link, 'endpointSlice', namespace === undefined ? {} : { namespace });
        // One list for all services of the unit.
        slices.set(link, listed);
        return [link, readyInSlices(await listed, name)] as const;
      });
      ready.set(object, Object.fromEntries(await Promise.all(counts)));
    }),
  );
  return Object.fromEntries(
    resourcesOf(unit).flatMap(({ ref, owners }) => {
      const service = serviceAmong(owners);
      if (ref.kind !== 'backendService' || service === undefined) return [];
      return [[refKey(ref), { service, ready: ready.get(service) ?? {} }]];
    }),
  );
}

interface DerivedService {
  readonly ref: ClusterRef;
  readonly selects: { readonly namespace?: string; readonly labels: Readonly<Record<string, string>> };
  /** Its endpoints are not yet what the plan makes of them: the pods that it will select are counted. */
  readonly changed: boolean;
}

/** What the plan wants, and what it takes away: a route that moves leaves something behind. */
function resourcesOf({ plan, desired }: UnitPlan): UnitPlan['desired']['resources'] {
  const wanted = new Set(desired.resources.map(({ ref }) => refKey(ref)));
  const leaving = (plan?.changes ?? []).filter(({ key }) => !wanted.has(key));
  return [
    ...desired.resources,
    ...leaving.map(({ ref, before, maker, owners }) => ({ ref, body: before ?? {}, maker, owners, dependsOn: [] })),
  ];
}

/** Per MultiClusterService and cluster. Each port has a derived Service of its own with the same selector: one will do. */
function derivedServices(unit: UnitPlan): ReadonlyMap<ObjectKey, ReadonlyMap<ClusterLink, DerivedService>> {
  const coming = new Set(unit.plan?.changes.flatMap(({ key, kind }) => (kind === 'delete' ? [] : [key])));
  const found = new Map<ObjectKey, Map<ClusterLink, DerivedService>>();
  for (const { ref, body, owners } of resourcesOf(unit)) {
    const object = serviceAmong(owners);
    if (object === undefined || isComputeRef(ref) || ref.kind !== 'service') continue;
    const own = found.get(object) ?? new Map<ClusterLink, DerivedService>();
    found.set(object, own);
    if (own.has(ref.cluster)) continue;
    const labels = objectAt(body, 'spec', 'selector') as Readonly<Record<string, string>>;
    const namespace = ref.namespace === undefined ? {} : { namespace: ref.namespace };
    own.set(ref.cluster, { ref, selects: { ...namespace, labels }, changed: coming.has(refKey(ref)) });
  }
  return found;
}

function serviceAmong(owners: readonly ObjectKey[]): ObjectKey | undefined {
  return owners.find((owner) => isOfKind(owner, OBJECT_KINDS.service));
}

function readyPods(pods: readonly JsonObject[] | undefined): number | null {
  if (pods === undefined) return null;
  const isReady = (pod: JsonObject): boolean =>
    objectsAt(pod, 'status', 'conditions').some((one) => one['type'] === 'Ready' && one['status'] === 'True');
  return pods.filter(isReady).length;
}

/** A Service without any slice is one that the endpoints controller has not seen yet: not known. */
function readyInSlices(slices: readonly JsonObject[] | undefined, service: string): number | null {
  const own = slices?.filter((slice) => textAt(slice, 'metadata', 'labels', SERVICE_NAME) === service);
  if (own === undefined || own.length === 0) return null;
  const ready = own
    .filter((slice) => slice['addressType'] !== 'IPv6')
    .flatMap((slice) => objectsAt(slice, 'endpoints'))
    // Undefined means ready (discovery.k8s.io/v1, EndpointConditions).
    .filter((endpoint) => valueAt(endpoint, 'conditions', 'ready') !== false);
  return ready.length;
}
