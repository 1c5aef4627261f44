// The body of a URL map as far as it sends requests to backend services or redirects them: read once, whoever wrote it.
// Other actions of a route are not read: their target is undefined. Nor are rules that ask for more than a path and
// headers. Source: compute v1 urlMaps.
import { isJsonObject, type JsonObject, numberAt, objectsAt, textAt, textsAt } from '../../../core/index.ts';
import type { RefKey } from '../../../model/index.ts';
import { type HeaderMatch, pathPattern, readRuleMatch, type RuleMatch } from './route-match.ts';

export type UrlMapTarget =
  | { readonly type: 'service'; readonly backendService: RefKey }
  | { readonly type: 'split'; readonly shares: readonly ServiceShare[] }
  /** `code`: undefined when the body leaves it to Compute. */
  | { readonly type: 'redirect'; readonly https: boolean; readonly code: string | undefined };

export interface ServiceShare {
  readonly backendService: RefKey;
  /** Whole number; 0: it gets no request. */
  readonly weight: number;
}

export interface PathMatcherView {
  /** Of requests that no path takes. */
  readonly defaultTarget: UrlMapTarget | undefined;
  readonly pathRules: readonly { readonly paths: readonly string[]; readonly target: UrlMapTarget | undefined }[];
  /** The first that takes a request; a matcher has either these or path rules. */
  readonly routeRules: readonly { readonly match: RuleMatch; readonly target: UrlMapTarget | undefined }[];
}

export interface UrlMapView {
  /** Of requests that no host takes. */
  readonly defaultTarget: UrlMapTarget | undefined;
  /** `matcher`: undefined when the map has none of the name that the rule says. */
  readonly hostRules: readonly { readonly hosts: readonly string[]; readonly matcher: PathMatcherView | undefined }[];
}

/** @param body undefined: there is no map, which routes nothing. */
export function urlMapView(body: JsonObject | undefined): UrlMapView {
  const matchers = new Map(
    objectsAt(body, 'pathMatchers').map((matcher) => [textAt(matcher, 'name') ?? '', matcherView(matcher)]),
  );
  return {
    defaultTarget: defaultTargetOf(body),
    hostRules: objectsAt(body, 'hostRules').map((rule) => ({
      hosts: textsAt(rule, 'hosts'),
      matcher: matchers.get(textAt(rule, 'pathMatcher') ?? ''),
    })),
  };
}

export interface ServedRoute {
  /** `*` for requests that no host takes, as for a rule that says so. */
  readonly host: string;
  /** Undefined for requests that no path of the host takes. */
  readonly path: string | undefined;
  /** Only of requests that have these. */
  readonly headers: readonly HeaderMatch[];
  /** At least one, also those of weight 0. */
  readonly shares: readonly ServiceShare[];
}

/** Every route that leads to backend services; a default stands before the rules that take requests from it. */
export function servedRoutes({ defaultTarget, hostRules }: UrlMapView): readonly ServedRoute[] {
  const routes: ServedRoute[] = [];
  const add = (
    host: string,
    path: string | undefined,
    target: UrlMapTarget | undefined,
    headers: readonly HeaderMatch[] = [],
  ): void => {
    const shares = sharesOf(target);
    if (shares.length > 0) routes.push({ host, path, headers, shares });
  };
  add('*', undefined, defaultTarget);
  for (const { hosts, matcher } of hostRules) {
    for (const host of hosts) {
      add(host, undefined, matcher?.defaultTarget);
      for (const { paths, target } of matcher?.pathRules ?? []) for (const path of paths) add(host, path, target);
      for (const { match, target } of matcher?.routeRules ?? [])
        add(host, pathPattern(match.path), target, match.headers);
    }
  }
  return routes;
}

/** Which part of its requests each backend service of a route gets; those that get none are left out. */
export function bearersOf({ shares }: Pick<ServedRoute, 'shares'>): ReadonlyMap<RefKey, number> {
  const sum = shares.reduce((all, { weight }) => all + weight, 0);
  const bearing = shares.filter(({ weight }) => weight > 0);
  return new Map(bearing.map(({ backendService, weight }) => [backendService, weight / sum]));
}

function sharesOf(target: UrlMapTarget | undefined): readonly ServiceShare[] {
  if (target?.type === 'split') return target.shares;
  return target?.type === 'service' ? [{ backendService: target.backendService, weight: 1 }] : [];
}

function matcherView(matcher: JsonObject): PathMatcherView {
  return {
    defaultTarget: defaultTargetOf(matcher),
    pathRules: objectsAt(matcher, 'pathRules').map((rule) => ({
      paths: textsAt(rule, 'paths'),
      target: targetOf(rule, 'service', 'urlRedirect', 'routeAction'),
    })),
    routeRules: [...objectsAt(matcher, 'routeRules')]
      .sort((a, b) => (numberAt(a, 'priority') ?? 0) - (numberAt(b, 'priority') ?? 0))
      .flatMap((rule) => {
        const target = targetOf(rule, 'service', 'urlRedirect', 'routeAction');
        const matches = objectsAt(rule, 'matchRules').map(readRuleMatch);
        return matches.flatMap((match) => ('path' in match ? [{ match, target }] : []));
      }),
  };
}

function defaultTargetOf(body: JsonObject | undefined): UrlMapTarget | undefined {
  return targetOf(body, 'defaultService', 'defaultUrlRedirect', 'defaultRouteAction');
}

function targetOf(
  body: JsonObject | undefined,
  service: string,
  urlRedirect: string,
  routeAction: string,
): UrlMapTarget | undefined {
  const backendService = textAt(body, service);
  if (backendService !== undefined) return { type: 'service', backendService };
  const shares = objectsAt(body?.[routeAction], 'weightedBackendServices').flatMap((one) => {
    const key = textAt(one, 'backendService');
    return key === undefined ? [] : [{ backendService: key, weight: numberAt(one, 'weight') ?? 0 }];
  });
  if (shares.length > 0) return { type: 'split', shares };
  const redirect = body?.[urlRedirect];
  if (!isJsonObject(redirect)) return undefined;
  return {
    type: 'redirect',
    https: redirect['httpsRedirect'] === true,
    code: textAt(redirect, 'redirectResponseCode'),
  };
}
