// Keeps requests away from a cluster in all backend services of a fleet, with Compute alone. Nothing is locked: each
// write rests on what was read of that service and of the health behind it, so of two drains at once the one that comes
// second sees what the first left and is refused where both together would be too much.
import pLimit from 'p-limit';
import { isFailure, RangelightError } from '../../../core/index.ts';
import { type ClusterLink, type ComputeRef, type Kinds, type RefKey, refKey, refOfPath } from '../../../model/index.ts';
import type { Clock, Compute, ComputeObject } from '../../../ports/index.ts';
import { backendMark, type Drain } from './backend-mark.ts';
import { type Floor, floorOf, type HealthyIn } from './floor.ts';
import { type GivenByWeight, givenByWeight } from './given-by-weight.ts';
import { drainedBackends } from './next-backends.ts';
import type { PeakOf } from './peaks.ts';
import { servicesOfCluster, standingService, type StandingService } from './standing-services.ts';

const CONCURRENCY = 8;
/** So often somebody else may have been faster at one service, or still be writing to it. */
const MOST_CONFLICTS = 20;
/** Before a service is looked at again to which somebody else is writing. */
const IN_USE_MS = 3_000;

export interface DrainWorld {
  readonly kinds: Kinds;
  readonly compute: Compute;
  readonly clock: Clock;
  /** A UUID for each write. */
  readonly requestId: () => string;
}

export interface DrainOrder {
  readonly project: string;
  readonly cluster: ClusterLink;
  /** Needed where several fleets have backends of the cluster. */
  readonly fleet?: string;
  readonly drain: Drain;
  /** As MOST_LOAD. */
  readonly mostLoad: number;
  /** What each service got in the last week, where that may be read. */
  readonly peakOf?: PeakOf;
}

/** One backend service, and what draining the cluster leaves of it. */
export interface DrainedService {
  readonly ref: ComputeRef;
  readonly unit: string;
  /** Backends of the cluster. */
  readonly groups: number;
  /** It gets no requests there already: only the word on it changes. */
  readonly isDrained: boolean;
  /** That very word stands on it: nothing is left to be done. */
  readonly isSaid: boolean;
  readonly floor: Floor;
}

export interface DrainOutlook {
  readonly fleet: string;
  /** By name. */
  readonly services: readonly DrainedService[];
}

/** What a drain would do. Reads only. Fails as `servicesOfCluster`. */
export async function drainOutlook(world: DrainWorld, order: DrainOrder, signal: AbortSignal): Promise<DrainOutlook> {
  const { project, cluster } = order;
  const { fleet, services } = await servicesOfCluster(world.compute, project, cluster, order.fleet, signal);
  const limit = pLimit(CONCURRENCY);
  const all = await Promise.all(services.map((service) => limit(() => drainedService(world, service, order, signal))));
  if (all.every(({ floor }) => floor.isAlone !== true)) return { fleet, services: all };
  const given = await givenByWeight(world.compute, project, signal);
  // What gets no requests needs no drain, and Compute takes no capacity 0 of the only backend.
  const idle = all.filter(({ ref, floor }) => floor.isAlone === true && given.getsNone(refKey(ref)));
  const drained = idle.length < all.length ? all.filter((one) => !idle.includes(one)) : all;
  return { fleet, services: drained.map((one) => withWhatToChange(one, cluster, given)) };
}

/** Requests that are given by weight no other cluster takes over: only the fleet file moves them. */
function withWhatToChange(one: DrainedService, cluster: ClusterLink, given: GivenByWeight): DrainedService {
  const { broken } = one.floor;
  const changes = given.toChange(refKey(one.ref), cluster);
  if (broken === undefined || one.floor.isAlone !== true || changes.length === 0) return one;
  return { ...one, floor: { ...one.floor, broken: `${broken}: ${changes.join('; ')}` } };
}

/** Those to drain: none where one of them is refused, unless the others are to be drained all the same. */
export function toDrain(
  services: readonly DrainedService[],
  isAsFarAsPossible: boolean,
): { readonly possible: readonly DrainedService[]; readonly isRefused: boolean } {
  const possible = services.filter(({ floor }) => floor.broken === undefined);
  return { possible, isRefused: possible.length === 0 || (possible.length < services.length && !isAsFarAsPossible) };
}

/** What became of one service. */
export type Drained = Pick<DrainedService, 'ref' | 'unit'> &
  (
    | { readonly outcome: 'drained' }
    /** A sentence. */
    | { readonly outcome: 'refused' | 'failed'; readonly why: string }
  );

/**
 * Drains services, the others once Compute has taken up the change of the first one: each is looked at again, and
 * refused where the floor does not hold any more. What fails does not stop the others.
 */
export async function drainServices(
  world: DrainWorld,
  order: DrainOrder,
  services: readonly DrainedService[],
  signal: AbortSignal,
): Promise<readonly Drained[]> {
  const [first, ...others] = services;
  if (first === undefined) return [];
  // Who comes second meets who was first at the first service, before it has changed anything: while the change of the
  // first one is under way Compute takes up no other, and what is read afterwards says that it is drained.
  const taken = Promise.withResolvers<undefined>();
  const one = drainService(world, order, first, signal, () => taken.resolve(undefined));
  const ended = await Promise.race([one, taken.promise]);
  if (ended?.outcome === 'refused') return [ended];
  const limit = pLimit(CONCURRENCY);
  const rest = others.map((service) => limit(() => drainService(world, order, service, signal)));
  return Promise.all([one, ...rest]);
}

async function drainService(
  world: DrainWorld,
  order: DrainOrder,
  { ref, unit }: DrainedService,
  signal: AbortSignal,
  onTaken?: () => void,
): Promise<Drained> {
  const { cluster, drain } = order;
  try {
    for (let conflicts = 0; ; conflicts += 1) {
      const object = await world.compute.get(ref, signal);
      if (object === undefined) return { ref, unit, outcome: 'failed', why: 'it is there no more' };
      const { floor, isSaid } = await drainedService(world, standingService(object), order, signal);
      if (isSaid) return { ref, unit, outcome: 'drained' };
      if (floor.broken !== undefined) return { ref, unit, outcome: 'refused', why: floor.broken };
      const backends = drainedBackends(object.body, cluster, drain);
      if (await wasWritten(world, object, backends, conflicts, signal, onTaken))
        return { ref, unit, outcome: 'drained' };
    }
  } catch (error) {
    if (signal.aborted || !(error instanceof RangelightError)) throw error;
    return { ref, unit, outcome: 'failed', why: error.message };
  }
}

/** @returns false where somebody was faster, or is still writing: what was read is old. */
export async function wasWritten(
  { compute, clock, requestId }: Pick<DrainWorld, 'compute' | 'clock' | 'requestId'>,
  object: ComputeObject,
  backends: ReturnType<typeof drainedBackends>,
  conflicts: number,
  signal: AbortSignal,
  onTaken?: () => void,
): Promise<boolean> {
  try {
    await compute.update(object, { backends }, requestId(), signal, onTaken);
    return true;
  } catch (error) {
    const isHeld = isFailure(error, 'not-ready');
    if ((!isHeld && !isFailure(error, 'precondition')) || conflicts >= MOST_CONFLICTS) throw error;
    if (isHeld) await clock.sleep(IN_USE_MS, signal);
    return false;
  }
}

async function drainedService(
  world: DrainWorld,
  service: StandingService,
  { cluster, drain, mostLoad, peakOf }: Pick<DrainOrder, 'cluster' | 'drain' | 'mostLoad' | 'peakOf'>,
  signal: AbortSignal,
): Promise<DrainedService> {
  const { ref, unit, backends } = service;
  const own = backends.filter(({ mark }) => mark?.cluster === cluster);
  const healthy = await healthyIn(world, service, signal);
  const isDrained = own.every(({ capacity, mark }) => capacity === 0 && mark?.drain !== undefined);
  const word = backendMark({ cluster, drain });
  const isSaid = isDrained && own.every(({ mark }) => mark !== undefined && backendMark(mark) === word);
  const { broken, ...floor } = floorOf(backends, cluster, healthy, mostLoad, peakOf?.(ref.name));
  // What is done already is refused by nobody.
  const isBroken = broken !== undefined && !isSaid;
  return { ref, unit, groups: own.length, isDrained, isSaid, floor: isBroken ? { ...floor, broken } : floor };
}

/** What Google's probes say of each group. A group that cannot be asked about is not known. */
export async function healthyIn(
  { compute, kinds }: Pick<DrainWorld, 'compute' | 'kinds'>,
  { ref, backends }: Pick<StandingService, 'ref' | 'backends'>,
  signal: AbortSignal,
): Promise<HealthyIn> {
  const limit = pLimit(CONCURRENCY);
  const told = await Promise.all(
    backends.map(({ group }) =>
      limit(async () => [group, await healthyOf(compute, ref, refOfPath(kinds, group), signal)] as const),
    ),
  );
  const found = new Map<RefKey, number | undefined>(told);
  return (group) => found.get(group);
}

async function healthyOf(
  compute: Compute,
  service: ComputeRef,
  group: ComputeRef | undefined,
  signal: AbortSignal,
): Promise<number | undefined> {
  if (group === undefined) return undefined;
  try {
    const endpoints = await compute.health(service, group, signal);
    return endpoints.length === 0 ? undefined : endpoints.filter(({ healthy }) => healthy).length;
  } catch (error) {
    if (signal.aborted || !(error instanceof RangelightError)) throw error;
    return undefined;
  }
}
