// Which backend services are health-checked at all: those that a global forwarding rule reaches through its URL map.
import type { ComputeView } from '../../view.ts';
import { canonical } from '../reference.ts';
import type { Defaults, ForwardingRule, RuleTarget, TargetProxy, UrlMap } from '../shapes.ts';

/** Canonical paths of the backend services that a valid global forwarding rule reaches now. */
export function reachableServices(view: Pick<ComputeView, 'get' | 'list'>): ReadonlySet<string> {
  const maps = new Set<string>();
  for (const { path, resource } of view.list('forwardingRules')) {
    const target = (resource as ForwardingRule).target;
    if (!path.includes('/global/') || target === undefined) continue;
    const proxy = view.get(canonical(target)) as TargetProxy | undefined;
    const map = proxy?.urlMap;
    if (map !== undefined) maps.add(canonical(map));
  }
  const services = new Set<string>();
  for (const path of maps) {
    const map = view.get(path);
    if (map === undefined) continue;
    for (const service of servicesOf(map as UrlMap)) services.add(canonical(service));
  }
  return services;
}

function* servicesOf(map: UrlMap): Generator<string> {
  yield* servicesOfTarget(asTarget(map));
  for (const matcher of map.pathMatchers ?? []) {
    yield* servicesOfTarget(asTarget(matcher));
    for (const rule of [...(matcher.pathRules ?? []), ...(matcher.routeRules ?? [])]) yield* servicesOfTarget(rule);
  }
}

function asTarget(defaults: Defaults): RuleTarget {
  const { defaultService, defaultRouteAction } = defaults;
  return {
    ...(defaultService !== undefined && { service: defaultService }),
    ...(defaultRouteAction !== undefined && { routeAction: defaultRouteAction }),
  };
}

function* servicesOfTarget(target: RuleTarget): Generator<string> {
  if (target.service !== undefined) yield target.service;
  for (const weighted of target.routeAction?.weightedBackendServices ?? []) yield weighted.backendService;
}
