// The paths of a host as route rules: what they answer is what path rules answer, and beside that they divide requests
// by weight and look at headers. Source: compute v1 urlMaps, HttpRouteRule: the rule with the lowest priority number
// that holds takes the request; path rules: an exact path goes before any prefix, a longer prefix before a shorter one.
import { compareText, type JsonObject } from '../../../core/index.ts';
import type { RefKey } from '../../../model/index.ts';
import { HEADER_RULE } from '../kinds/url-map.ts';
import type { Action, BackendKey, HeaderRule, HostRules } from '../load-balancer.ts';

type Rule = HostRules['rules'][number];

/** By priority, from 0 on. */
export function routeRules({ rules }: HostRules, serviceOf: (backend: BackendKey) => RefKey): readonly JsonObject[] {
  return [...rules]
    .sort(mostParticularFirst)
    .flatMap(({ match: { path }, action }) => [
      ...(action.split?.headers ?? []).map((header) => headerRule(path, header, serviceOf)),
      { description: path, matchRules: [pathMatch(path)], ...target(action, serviceOf) },
    ])
    .map((rule, priority) => ({ priority, ...rule }));
}

/** How many predicates Compute counts for a path: the path itself, and for each header that is looked at both. */
export function predicatesOf({ split }: { readonly split?: { readonly headers: readonly unknown[] } }): number {
  return 1 + 2 * (split?.headers.length ?? 0);
}

function mostParticularFirst({ match: one }: Rule, { match: other }: Rule): number {
  const [isPrefix, isOtherPrefix] = [one.path.endsWith('*'), other.path.endsWith('*')];
  if (isPrefix !== isOtherPrefix) return isPrefix ? 1 : -1;
  return other.path.length - one.path.length || compareText(one.path, other.path);
}

function headerRule(
  path: string,
  { name, value, backend }: HeaderRule,
  serviceOf: (backend: BackendKey) => RefKey,
): JsonObject {
  const match = value === undefined ? { presentMatch: true } : { exactMatch: value };
  return {
    description: `${HEADER_RULE}${name}${value === undefined ? '' : `=${value}`} ${path}`,
    matchRules: [{ ...pathMatch(path), headerMatches: [{ headerName: name, ...match }] }],
    service: serviceOf(backend),
  };
}

function pathMatch(path: string): JsonObject {
  return path.endsWith('*') ? { prefixMatch: path.slice(0, -1) } : { fullPathMatch: path };
}

/** A weight of 0 is said as well: the service stays in place for the next share that it gets. One gets all. */
function target({ backend, split }: Action, serviceOf: (backend: BackendKey) => RefKey): JsonObject {
  const [only, ...others] = split?.shares ?? [{ backend }];
  if (split === undefined || (only !== undefined && others.length === 0))
    return { service: serviceOf(only?.backend ?? backend) };
  const weightedBackendServices = split.shares.map((one) => ({
    backendService: serviceOf(one.backend),
    weight: one.weight,
  }));
  return { routeAction: { weightedBackendServices } };
}
