// How many endpoints are ready behind the backend services of a plan, per cluster: for a reviewer's eyes. It decides
// nothing and is in no plan; what cannot be read leaves its number unknown.
import { objectAt, oncePer } from '../../../core/index.ts';
import {
  type ClusterLink,
  type ClusterRef,
  type DesiredResource,
  isComputeRef,
  type ObjectKey,
  type RefKey,
  refKey,
  resourcesByKey,
} from '../../../model/index.ts';
import type { BackingOf, Look, UnitAtHand } from '../../../live/index.ts';
import { type Backing, reachOf } from '../../../plan/index.ts';
import { backendServiceView } from '../views/index.ts';
import { readyInSlices, readyPods, serviceAmong } from './ready-endpoints.ts';

const SERVING: ReadonlySet<string> = new Set(['urlMap', 'backendService', 'service']);

/** Counts those of a unit; nothing for changes that touch no route and nothing that serves. */
export function readyCounts(unit: UnitAtHand, look: Look): BackingOf {
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
  return async (changes) => {
    if (!changes.some(({ ref }) => SERVING.has(ref.kind))) return undefined;
    const backed = [...new Set(changes.flatMap(reachOf))].map(async (key): Promise<readonly [RefKey, Backing][]> => {
      const [standing, services] = standingBehind(unit);
      const one = standing.get(key);
      const service = one && serviceAmong(one.owners);
      if (one?.ref.kind !== 'backendService' || service === undefined) return [];
      const found = services(key).get(service) ?? [];
      // Where requests are divided between clusters, each has a backend service of its own.
      const clusters = clustersOf(key, one, unit);
      const own = [...found].filter(([link]) => clusters.size === 0 || clusters.has(link));
      const counts = own.map(async ([link, derived]) => [link, await countIn(link, derived)] as const);
      return [[key, { service, ready: Object.fromEntries(await Promise.all(counts)) }]];
    });
    // The look has so many of them on their way as it will.
    return Object.fromEntries((await Promise.all(backed)).flat());
  };
}

/** As it is wanted, as it was written, and as it stands; none where nothing says it. */
function clustersOf(key: RefKey, { body }: DesiredResource, unit: UnitAtHand): ReadonlySet<ClusterLink> {
  const bodies = [body, unit.applied?.resources[key]?.body, standingBefore(unit).get(key)];
  return new Set(bodies.flatMap((one) => backendServiceView(one).backends.flatMap(({ mark }) => mark?.cluster ?? [])));
}

const standingBefore = oncePer(
  ({ changes }: UnitAtHand) => new Map(changes.map(({ key, before }) => [key, before] as const)),
);

type Services = ReadonlyMap<ObjectKey, ReadonlyMap<ClusterLink, DerivedService>>;

/**
 * What is wanted of a unit and what leaves it, by key, and the derived Services behind each: what goes is backed by
 * what goes, as long as there is some of it; what comes or stays by what is wanted.
 */
const standingBehind = oncePer(
  (unit: UnitAtHand): readonly [ReadonlyMap<RefKey, DesiredResource>, (key: RefKey) => Services] => {
    const wanted = resourcesByKey(unit.desired);
    const leaving = leavingOf(unit);
    const [coming, going] = [[...wanted.values()], [...leaving.values()]];
    const behindComing = derivedServices([...coming, ...going], unit);
    const behindGoing = derivedServices([...going, ...coming], unit);
    return [new Map([...leaving, ...wanted]), (key) => (wanted.has(key) ? behindComing : behindGoing)];
  },
);

/** What goes, and what its plans leave behind: a route that moves leaves something behind. */
function leavingOf({ changes, desired, applied }: UnitAtHand): ReadonlyMap<RefKey, DesiredResource> {
  const wanted = resourcesByKey(desired);
  const changed = changes.map(({ ref, before, maker, owners }) => ({
    ref,
    body: before ?? {},
    maker,
    owners,
    dependsOn: [],
  }));
  const left = new Map([...Object.values(applied?.resources ?? {}), ...changed].map((one) => [refKey(one.ref), one]));
  return new Map([...left].filter(([key]) => !wanted.has(key)));
}

interface DerivedService {
  readonly ref: ClusterRef;
  readonly selects: { readonly namespace?: string; readonly labels: Readonly<Record<string, string>> };
  /** Its endpoints are not yet what the plan makes of them: the pods that it will select are counted. */
  readonly changed: boolean;
}

/**
 * Per MultiClusterService and cluster. Each port has a derived Service of its own with the same selector: one will do.
 */
function derivedServices(resources: readonly DesiredResource[], unit: UnitAtHand): Services {
  const coming = new Set(unit.changes.flatMap(({ key, kind }) => (kind === 'delete' ? [] : [key])));
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
