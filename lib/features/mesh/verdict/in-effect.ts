// What rules come to for one way of a call: which regions get its requests in which turn or share, whether the zone of
// the caller goes first, and what the breaker does.
import { type JsonObject, numberAt, objectAt, objectsAt, textAt, textsAt } from '../../../core/index.ts';
import type { ClusterLink } from '../../../model/index.ts';
import type { MeshCluster } from '../world/mesh-world.ts';
import { isOfLocality, type RegionBalancing } from './balancing.ts';
import type { Breaker } from './breaker.ts';
import type { Endpoints } from './endpoints.ts';
import type { MeshDestination } from './route.ts';

export interface WayInEffect {
  /** `namespace/name`. */
  readonly to: string;
  readonly subset?: string;
  /** Of the requests of the route, of 100. */
  readonly weight: number;
  readonly balancing: RegionBalancing['how'];
  /** By turn, then by name. */
  readonly regions: readonly RegionInEffect[];
  /** Within its region, pods of the caller's own zone get all requests while they are well. */
  readonly isOwnZoneFirst: boolean;
  /** Labels that give the order, where a rule says so: it is not known from Git. */
  readonly orderedBy?: readonly string[];
  readonly breaker: Breaker;
}

export interface RegionInEffect {
  readonly region: string;
  readonly clusters: readonly ClusterLink[];
  readonly pods: number;
  /** 1: from the start; those of a later one as pods of the earlier ones fail. */
  readonly turn: number;
  /** Of 100, where a rule gives shares. */
  readonly share?: number;
}

/** @param policy of the DestinationRule, as it holds for the caller. @param all pods behind the name. */
export function wayInEffect(
  own: MeshCluster,
  { service, subset, share: weight }: MeshDestination,
  policy: JsonObject,
  balancing: RegionBalancing,
  breaker: Breaker,
  all: readonly Endpoints[],
): WayInEffect {
  const setting = objectAt(policy, 'loadBalancer', 'localityLbSetting');
  const orderedBy = textsAt(setting, 'failoverPriority');
  const byRegion = Map.groupBy(all, ({ cluster }) => cluster.region);
  const turns = turnsOf(own.region, setting, balancing, [...byRegion.keys()]);
  const regions = [...byRegion].map(([region, ones]): RegionInEffect => {
    const share = balancing.how === 'by-shares' ? shareOf(own.region, setting, region) : undefined;
    return {
      region,
      clusters: [...new Set(ones.map(({ cluster }) => cluster.link))].sort(),
      pods: ones.reduce((sum, { workload }) => sum + workload.replicas, 0),
      turn: turns.get(region) ?? 1,
      ...(share === undefined ? {} : { share }),
    };
  });
  return {
    to: `${service.namespace}/${service.name}`,
    ...(subset === undefined ? {} : { subset }),
    weight,
    balancing: balancing.how,
    regions: regions.sort((a, b) => a.turn - b.turn || (a.region < b.region ? -1 : 1)),
    isOwnZoneFirst: isOwnZoneFirst(own, setting, balancing, breaker, byRegion),
    ...(orderedBy.length > 0 && balancing.how === 'own-region-first' ? { orderedBy } : {}),
    breaker,
  };
}

/** Source: Istio, `LocalityLoadBalancerSetting.failover`: the region named there goes before all others. */
function turnsOf(
  own: string,
  setting: JsonObject,
  { how }: RegionBalancing,
  regions: readonly string[],
): ReadonlyMap<string, number> {
  if (how !== 'own-region-first') return new Map();
  const next = objectsAt(setting, 'failover').find((one) => textAt(one, 'from') === own);
  const ranks = regions.map((region) => [region, rankOf(region, own, textAt(next, 'to'))] as const);
  const present = [...new Set(ranks.map(([, rank]) => rank))].sort((a, b) => a - b);
  return new Map(ranks.map(([region, rank]) => [region, present.indexOf(rank) + 1]));
}

function rankOf(region: string, own: string, next: string | undefined): number {
  if (region === own) return 0;
  return next === undefined || region === next ? 1 : 2;
}

/** A region that is left out gets nothing. */
function shareOf(own: string, setting: JsonObject, region: string): number {
  const rule = objectsAt(setting, 'distribute').find((one) => isOfLocality(textAt(one, 'from') ?? '', own));
  const to = objectAt(rule, 'to');
  return Object.keys(to)
    .filter((locality) => isOfLocality(locality, region))
    .reduce((sum, locality) => sum + (numberAt(to, locality) ?? 0), 0);
}

/** Zones of clusters are facts: where they are not known, nothing is said. */
function isOwnZoneFirst(
  own: MeshCluster,
  setting: JsonObject,
  { how }: RegionBalancing,
  breaker: Breaker,
  byRegion: ReadonlyMap<string, readonly Endpoints[]>,
): boolean {
  if (how !== 'own-region-first' && (how !== 'one-region' || breaker.type === 'none')) return false;
  if (setting['enabled'] === false || objectsAt(setting, 'distribute').length > 0) return false;
  const zones = new Set((byRegion.get(own.region) ?? []).flatMap(({ cluster }) => cluster.zones));
  return zones.size > 1 && own.zones.length > 0;
}
