// Whether a call across a mesh will be answered, and how: the name, the pods behind it, the rules of the caller's side,
// and what the callee's side accepts. Pure; every answer has the reasons that lead to it, in the order of the way.
import { clusterIn, type MeshWorld } from '../world/mesh-world.ts';
import type { RegionBalancing } from './balancing.ts';
import type { Breaker } from './breaker.ts';
import type { WayInEffect } from './in-effect.ts';
import type { MeshCall } from './mesh-call.ts';
import { nameIn } from './name.ts';
import type { MeshReason } from './reason.ts';
import { type MeshRoute, plainRoute, routeFor } from './route.ts';
import type { Served } from './served.ts';
import { type CallTime, WITHOUT_SIDECAR } from './time.ts';
import { tooFar } from './too-far.ts';
import { type RouteWay, wayTo } from './way.ts';
import {
  namedByProxy,
  namedByStub,
  namedElsewhere,
  namedNothing,
  routedElsewhere,
  routeWords,
  unnamed,
} from './why-reached.ts';

export interface MeshVerdict {
  /** `degraded`: some requests are answered, or not every caller resolves the name. `unknown`: Git does not decide. */
  readonly state: 'ok' | 'degraded' | 'fails' | 'unknown';
  /** What knows the name in the caller's cluster. */
  readonly name: 'service' | 'proxy' | 'nothing';
  /** What becomes of requests, by the pods that get them while all are well. */
  readonly served: readonly Served[];
  /** Ways of a route that lead to no pod that is known: their share of the requests is answered with 503. */
  readonly deadEnds: number;
  readonly balancing: RegionBalancing['how'] | 'by-weight';
  readonly breaker: Breaker['type'];
  readonly time: CallTime;
  /** What rules come to, for each way of the route that reaches pods. */
  readonly ways: readonly WayInEffect[];
  readonly reasons: readonly MeshReason[];
}

/** Fails never: a cluster that is not in the mesh makes no call of it. */
export function meshVerdict(world: MeshWorld, call: MeshCall): MeshVerdict {
  const own = clusterIn(world, call.cluster);
  if (own === undefined) return ended('unknown', 'nothing', plainRoute(call.to), []);
  const isMeshed = call.caller.sidecar !== 'none';
  const name = nameIn(world, own, call.caller, call.to);
  if (name.by === 'nothing') {
    const why = name.headless === undefined ? unnamed(world, own, call.to) : namedNothing(own, name.headless);
    return ended('fails', name.by, plainRoute(call.to), [why]);
  }
  const { stubOf } = name.service;
  const first = [
    ...(name.by === 'proxy' ? [namedByProxy(name.cluster, own, call.to)] : []),
    ...(stubOf === undefined ? [] : [namedByStub(stubOf, own, call.to)]),
  ];
  if (name.service.type === 'ExternalName')
    return ended('unknown', name.by, plainRoute(call.to), [...first, namedElsewhere(own, name.service)]);
  const route = isMeshed
    ? routeFor(own, call.caller.namespace, call.to)
    : { ...plainRoute(call.to), time: WITHOUT_SIDECAR };
  if (route.endsElsewhere) return ended('unknown', name.by, route, [...first, routedElsewhere(route)]);
  const ways = route.destinations.map((to) => wayTo(world, own, call, name.service, route, to));
  const [one] = ways;
  return {
    state: stateOfWays(ways, name.by),
    name: name.by,
    served: ways.flatMap(({ served }) => served),
    deadEnds: ways.filter(({ end }) => end !== undefined).length,
    balancing: ways.length > 1 ? 'by-weight' : (one?.balancing ?? 'one-region'),
    breaker: one?.breaker ?? 'none',
    time: route.time,
    ways: ways.flatMap(({ inEffect }) => inEffect ?? []),
    reasons: [
      ...first,
      ...routeWords(route),
      ...ways.flatMap(({ reasons }) => reasons),
      ...tooFar(
        own,
        route,
        ways.flatMap(({ served }) => served),
      ),
    ],
  };
}

function ended(
  state: MeshVerdict['state'],
  name: MeshVerdict['name'],
  { time }: MeshRoute,
  reasons: readonly MeshReason[],
): MeshVerdict {
  return { state, name, served: [], deadEnds: 0, balancing: 'one-region', breaker: 'none', time, ways: [], reasons };
}

function stateOfWays(ways: readonly RouteWay[], name: 'service' | 'proxy'): MeshVerdict['state'] {
  const served = ways.flatMap((one) => one.served);
  const answers = served.filter(({ outcome }) => outcome === 'answered').length;
  const isOpen = ways.some((way) => way.end === 'unknown') || served.some(({ outcome }) => outcome === 'by-request');
  if (answers === 0) return isOpen ? 'unknown' : 'fails';
  const isWhole = answers === served.length && ways.every((way) => way.end === undefined);
  return isWhole && name === 'service' ? 'ok' : 'degraded';
}
