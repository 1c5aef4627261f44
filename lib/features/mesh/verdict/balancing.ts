// Which of the pods behind a name a caller's requests go to, by the regions where they stand.
import { isJsonObject, type JsonObject, objectAt, objectsAt, textAt, valueAt } from '../../../core/index.ts';
import type { MeshService } from '../world/mesh-service.ts';
import type { Endpoints } from './endpoints.ts';

export interface RegionBalancing {
  readonly how: /** There is one region, or none. */
    | 'one-region'
    /** All pods, whichever has fewest requests. */
    | 'all-regions'
    /** The caller's own region, and others as its pods fail. */
    | 'own-region-first'
    /** Shares that a rule gives to regions. */
    | 'by-shares';
  /** What makes it so, where it is no default. */
  readonly by?: 'breaker' | 'distribution' | 'traffic-distribution' | 'switched-off';
  /** Pods that get requests while all are well. */
  readonly first: readonly Endpoints[];
  /** Region → what a rule gives it; absent: each pod gets as much as another one. */
  readonly shares?: ReadonlyMap<string, number>;
}

/**
 * @param region of the caller.
 * @param service of the caller's cluster.
 * @param policy that holds there.
 */
export function regionBalancing(
  region: string,
  service: MeshService,
  policy: JsonObject,
  all: readonly Endpoints[],
): RegionBalancing {
  const regions = new Set(all.map(({ cluster }) => cluster.region));
  if (regions.size < 2) return { how: 'one-region', first: all };
  const setting = objectAt(policy, 'loadBalancer', 'localityLbSetting');
  if (setting['enabled'] === false) return { how: 'all-regions', by: 'switched-off', first: all };
  const distribute = objectsAt(setting, 'distribute');
  if (distribute.length > 0) return byShares(region, distribute, all);
  const hasBreaker = isJsonObject(valueAt(policy, 'outlierDetection'));
  if (!hasBreaker && !service.prefersClose) return { how: 'all-regions', first: all };
  const near = all.filter(({ cluster }) => cluster.region === region);
  const by = hasBreaker ? 'breaker' : 'traffic-distribution';
  return { how: 'own-region-first', by, first: near.length === 0 ? all : near };
}

/** A region that `to` leaves out gets nothing; one that is in no `from` is served by all. */
function byShares(region: string, distribute: readonly JsonObject[], all: readonly Endpoints[]): RegionBalancing {
  const own = distribute.find((one) => isOfLocality(textAt(one, 'from') ?? '', region));
  if (own === undefined) return { how: 'all-regions', by: 'distribution', first: all };
  const to = Object.entries(objectAt(own, 'to'));
  const shares = new Map<string, number>();
  for (const region of new Set(all.map(({ cluster }) => cluster.region))) {
    const given = to.filter(([locality]) => isOfLocality(locality, region));
    if (given.length > 0)
      shares.set(
        region,
        given.reduce((sum, [, share]) => sum + Number(share), 0),
      );
  }
  return {
    how: 'by-shares',
    by: 'distribution',
    first: all.filter(({ cluster }) => shares.has(cluster.region)),
    shares,
  };
}

/** Of 100, in the order of `first`: what each gets of the requests while all are well. */
export function sharesOf({ first, shares }: RegionBalancing): readonly number[] {
  const podsIn = (region?: string): number =>
    first
      .filter(({ cluster }) => region === undefined || cluster.region === region)
      .reduce((sum, { workload }) => sum + workload.replicas, 0);
  if (shares === undefined) return first.map(({ workload }) => (100 * workload.replicas) / podsIn());
  const given = [...shares.values()].reduce((sum, one) => sum + one, 0);
  return first.map(({ cluster, workload }) => {
    const ofRegion = (shares.get(cluster.region) ?? 0) / given;
    return (100 * ofRegion * workload.replicas) / podsIn(cluster.region);
  });
}

/** A locality is `region/zone/subzone`, or `*`. */
export function isOfLocality(said: string, region: string): boolean {
  return said === '*' || said.split('/')[0] === region;
}
