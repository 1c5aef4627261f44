// Gives a drained cluster its requests back, in one backend service: a share, a while later more, then all. Each step
// only where at least half of its endpoints are healthy; where they are not, what it had got back is taken again.
// Where it stands is written on the backends, so whoever goes on, a person or the worker, goes on from there.
import { RangelightError } from '../../../core/index.ts';
import { type ClusterLink, type ComputeRef, refOfPath } from '../../../model/index.ts';
import { type DrainWorld, wasWritten } from './drain.ts';
import { drainedAgain, returningBackends, SHARE_MS, shareAfter, withoutWord } from './next-backends.ts';
import { standingService, type StandingService } from './standing-services.ts';

const LEAST_HEALTHY = 0.5;

export type GivenBack =
  /** All of it, and nothing is left of the drain. */
  | { readonly type: 'whole' }
  /** It has a share, and gets more from then on: milliseconds since the epoch. */
  | { readonly type: 'share'; readonly share: number; readonly nextAt: number }
  /** It gets nothing: too few of its endpoints are healthy. A sentence. */
  | { readonly type: 'sick'; readonly why: string };

export interface GiveBackOrder {
  readonly cluster: ClusterLink;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** Leave the shares out: all at once. */
  readonly isAtOnce: boolean;
  /** It is wanted to get no requests: only the word goes. */
  readonly staysDrained?: boolean;
  /** Somebody says that its time is over, whenever it was to be: whoever goes on sees that. */
  readonly isOver?: boolean;
}

/** One step, where its time has come. Fails where Compute cannot be read or written. */
export async function giveBack(
  world: DrainWorld,
  ref: ComputeRef,
  { cluster, now, isAtOnce, staysDrained = false, isOver = false }: GiveBackOrder,
  signal: AbortSignal,
): Promise<GivenBack> {
  for (let conflicts = 0; ; conflicts += 1) {
    const object = await world.compute.get(ref, signal);
    if (object === undefined) return { type: 'whole' };
    const service = standingService(object);
    const drained = service.backends.filter(({ mark }) => mark?.cluster === cluster && mark.drain !== undefined);
    const [first] = drained;
    if (first === undefined) return { type: 'whole' };
    if (staysDrained) {
      const without = withoutWord(object.body, cluster);
      if (await wasWritten(world, object, without, conflicts, signal)) return { type: 'whole' };
      continue;
    }
    const latest = isOver ? now : Infinity;
    const isLate = drained.some(({ mark }) => (mark?.drain?.until ?? 0) > latest);
    const why = await whySick(world, service, cluster, signal);
    if (why !== undefined) {
      const isBack = drained.some(({ capacity }) => capacity > 0);
      const again = isBack || isLate ? drainedAgain(object.body, cluster, latest) : undefined;
      if (again === undefined || (await wasWritten(world, object, again, conflicts, signal)))
        return { type: 'sick', why };
      continue;
    }
    const back = first.mark?.drain?.back;
    if (back !== undefined && !isAtOnce && now < back.since + SHARE_MS) {
      const same = isLate ? returningBackends(object.body, cluster, back, latest) : undefined;
      if (same === undefined || (await wasWritten(world, object, same, conflicts, signal)))
        return { type: 'share', share: back.share, nextAt: back.since + SHARE_MS };
      continue;
    }
    const share = isAtOnce ? undefined : shareAfter(back?.share);
    const next = returningBackends(
      object.body,
      cluster,
      share === undefined ? undefined : { share, since: now },
      latest,
    );
    if (!(await wasWritten(world, object, next, conflicts, signal))) continue;
    return share === undefined ? { type: 'whole' } : { type: 'share', share, nextAt: now + SHARE_MS };
  }
}

/** A sentence; undefined where the cluster may get requests. */
export async function whySick(
  { compute, kinds }: Pick<DrainWorld, 'compute' | 'kinds'>,
  { ref, backends }: StandingService,
  cluster: ClusterLink,
  signal: AbortSignal,
): Promise<string | undefined> {
  let [healthy, all] = [0, 0];
  // Beside those of a cluster that was built anew its old ones may stand, which nothing is given back to.
  for (const { group } of backends.filter(({ mark }) => mark?.cluster === cluster && mark.drain !== undefined)) {
    const neg = refOfPath(kinds, group);
    try {
      const told = neg === undefined ? [] : await compute.health(ref, neg, signal);
      healthy += told.filter((endpoint) => endpoint.healthy).length;
      all += told.length;
    } catch (error) {
      if (signal.aborted || !(error instanceof RangelightError)) throw error;
      return `how well ${cluster} is cannot be read: ${error.message}`;
    }
  }
  if (all === 0) return `nobody says how the endpoints of ${cluster} are`;
  return healthy >= all * LEAST_HEALTHY ? undefined : `${healthy} of ${all} endpoints of ${cluster} are healthy`;
}
