// How many endpoints are ready behind the backend services of a plan, per cluster: for a reviewer's eyes. It decides
// nothing and is in no plan; what cannot be read leaves its number unknown.
import { objectAt } from '../../../core/index.ts';
import {
  type ClusterLink,
  type ClusterRef,
  type DesiredResource,
  isComputeRef,
  type ObjectKey,
  type RefKey,
  refKey,
} from '../../../model/index.ts';
import type { Look, UnitAtHand } from '../../../live/index.ts';
import type { Backing } from '../../../plan/index.ts';
import { readyInSlices, readyPods, serviceAmong } from './ready-endpoints.ts';

const SERVING: ReadonlySet<string> = new Set(['urlMap', 'backendService', 'service']);

/** By backend service; undefined for a plan that touches no route and nothing that serves. */
export async function readyCounts(
  unit: UnitAtHand,
  look: Look,
): Promise<Readonly<Record<RefKey, Backing>> | undefined> {
  if (unit.plan?.changes.some(({ ref }) => SERVING.has(ref.kind)) !== true) return undefined;
  const slices = new Map<ClusterLink, ReturnType<Look['read']>>();
  const countIn = async (link: ClusterLink, { ref, selects, changed }: DerivedService): Promise<number | null> => {
    if (unit.silent.has(link)) return null;
    if (changed) return readyPods(await look.read(link, 'pod', selects));
    const listed =
      slices.get(link) ??
      look.read(link, 'endpointSlice', ref.namespace === undefined ? {} : { namespace: ref.namespace });
    // One list for all services of the unit.
    slices.set(link, listed);
    return readyInSlices(await listed, ref.name);
  };
  const wanted = unit.desired.resources;
  const leaving = leavingOf(unit);
  const backing: Record<RefKey, Backing> = {};
  // What goes is backed by what goes, as long as there is some of it; what comes or stays by what is wanted.
  for (const [resources, first, then] of [
    [wanted, wanted, leaving],
    [leaving, leaving, wanted],
  ] as const) {
    const services = derivedServices([...first, ...then], unit);
    for (const { ref, owners } of resources) {
      const service = serviceAmong(owners);
      if (ref.kind !== 'backendService' || service === undefined) continue;
      const counts = [...(services.get(service) ?? [])].map(
        async ([link, one]) => [link, await countIn(link, one)] as const,
      );
      backing[refKey(ref)] = { service, ready: Object.fromEntries(await Promise.all(counts)) };
    }
  }
  return backing;
}

interface DerivedService {
  readonly ref: ClusterRef;
  readonly selects: { readonly namespace?: string; readonly labels: Readonly<Record<string, string>> };
  /** Its endpoints are not yet what the plan makes of them: the pods that it will select are counted. */
  readonly changed: boolean;
}

type Resources = readonly DesiredResource[];

/** What the plan takes away, and what it leaves behind: a route that moves leaves something behind. */
function leavingOf({ plan, desired, applied }: UnitAtHand): Resources {
  const wanted = new Set(desired.resources.map(({ ref }) => refKey(ref)));
  const changed = (plan?.changes ?? []).map(({ ref, before, maker, owners }) => ({
    ref,
    body: before ?? {},
    maker,
    owners,
    dependsOn: [],
  }));
  const left = new Map([...Object.values(applied?.resources ?? {}), ...changed].map((one) => [refKey(one.ref), one]));
  return [...left].flatMap(([key, one]) => (wanted.has(key) ? [] : [one]));
}

/**
 * Per MultiClusterService and cluster. Each port has a derived Service of its own with the same selector: one will do.
 */
function derivedServices(
  resources: Resources,
  unit: UnitAtHand,
): ReadonlyMap<ObjectKey, ReadonlyMap<ClusterLink, DerivedService>> {
  const coming = new Set(unit.plan?.changes.flatMap(({ key, kind }) => (kind === 'delete' ? [] : [key])));
  const found = new Map<ObjectKey, Map<ClusterLink, DerivedService>>();
  for (const { ref, body, owners } of resources) {
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
