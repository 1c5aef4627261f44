// What becomes of the requests that go one way of a route: to one Service, or one subset of it.
import { selects } from '../world/labels.ts';
import type { MeshPort, MeshService } from '../world/mesh-service.ts';
import type { MeshCluster, MeshWorld } from '../world/mesh-world.ts';
import { type RegionBalancing, regionBalancing, sharesOf } from './balancing.ts';
import { type Breaker, breakerOf } from './breaker.ts';
import { serviceKnownIn } from './name.ts';
import { endpointsOf, type NoEndpoints } from './endpoints.ts';
import { type WayInEffect, wayInEffect } from './in-effect.ts';
import type { MeshReason } from './reason.ts';
import type { MeshDestination, MeshRoute } from './route.ts';
import { destinationRuleFor } from './rule-for.ts';
import { type Served, servedBy } from './served.ts';
import { subsetLabels, trafficPolicy } from './traffic-policy.ts';
import type { MeshCall } from './mesh-call.ts';
import {
  acrossNetworks,
  balanced,
  brokenWords,
  whyLeftOut,
  noDestination,
  noEndpoints,
  noPort,
  noShare,
  noSubset,
} from './why-reached.ts';

/** Where other pods answer, these are nothing to tell. */
const QUIET: readonly NoEndpoints['why'][] = ['no-pods', 'not-in-git', 'cluster-local'];

export interface RouteWay {
  readonly served: readonly Served[];
  readonly balancing: RegionBalancing['how'];
  readonly breaker: Breaker['type'];
  /** Absent where no pod gets a request. */
  readonly inEffect?: WayInEffect;
  readonly reasons: readonly MeshReason[];
  /** Why no pod gets a request: there is none, or which port is called is not known. */
  readonly end?: 'nowhere' | 'unknown';
}

/** @param named what the name leads to in the caller's cluster. */
export function wayTo(
  world: MeshWorld,
  own: MeshCluster,
  { caller, to: called, port: calledPort }: MeshCall,
  named: MeshService,
  route: MeshRoute,
  to: MeshDestination,
): RouteWay {
  const isCalled = to.service.name === called.name && to.service.namespace === called.namespace;
  const service = isCalled ? named : serviceKnownIn(world, own, to.service)?.service;
  if (service === undefined) return nowhere([noDestination(own, to, route.rule)]);
  const wanted = to.port ?? calledPort;
  const port = portIn(service, wanted);
  if (port === undefined)
    return { ...nowhere([noPort(own, service, wanted)]), end: wanted === undefined ? 'unknown' : 'nowhere' };
  const isMeshed = caller.sidecar !== 'none';
  const rule = isMeshed ? destinationRuleFor(own, caller.namespace, to.service) : undefined;
  const labels = to.subset === undefined ? {} : subsetLabels(rule, to.subset);
  if (labels === undefined) return nowhere([noSubset(own, to, route.rule, rule)]);
  const { found, missing } = endpointsOf(world, own, service, port, isMeshed);
  const pods = found.filter(({ workload }) => selects(labels, workload.labels));
  const without = missing.map((one) => ({ ...one, reason: whyLeftOut(own, service, port, one) }));
  if (pods.length === 0) {
    const reasons = without.map(({ reason }) => reason);
    if (missing.some(({ why }) => why === 'not-in-git')) return { ...nowhere(reasons), end: 'unknown' };
    const isMended = found.length === 0 && reasons.some(({ code }) => code !== undefined);
    return nowhere([noEndpoints(own, service, to.subset, isMended), ...reasons]);
  }
  const policy = trafficPolicy(rule, to.subset, port.port);
  const balancing = regionBalancing(own.region, service, policy, pods);
  if (balancing.first.length === 0) return nowhere([noShare(own, rule)]);
  const count = pods.reduce((sum, { workload }) => sum + workload.replicas, 0);
  const breaker = breakerOf(policy, count);
  const shares = sharesOf(balancing);
  const met = balancing.first.map((one, index) =>
    servedBy(own, caller, isMeshed, policy, one, (to.share * (shares[index] ?? 0)) / 100),
  );
  // What is tried again is tried at the pods of the same way, and not at all where a route says so.
  const isTried = route.time.tries > 1 && met.some(({ outcome }) => outcome !== 'refused');
  const served = met.map((one) => (one.isTriedAgain === true ? { ...one, isTriedAgain: isTried } : one));
  return {
    served,
    balancing: balancing.how,
    breaker: breaker.type,
    inEffect: wayInEffect(own, to, policy, balancing, breaker, pods),
    reasons: [
      ...without.flatMap(({ why, reason }) => (QUIET.includes(why) ? [] : [reason])),
      ...acrossNetworks(own, balancing.first),
      ...balanced(own, service, balancing, rule, breaker),
      ...brokenWords(breaker, balancing, rule),
      ...served.flatMap(({ reasons }) => reasons),
    ],
  };
}

function nowhere(reasons: readonly MeshReason[]): RouteWay {
  return { served: [], balancing: 'one-region', breaker: 'none', reasons, end: 'nowhere' };
}

function portIn({ ports }: MeshService, wanted: number | undefined): MeshPort | undefined {
  if (wanted === undefined) return ports.length === 1 ? ports[0] : undefined;
  return ports.find(({ port }) => port === wanted);
}
