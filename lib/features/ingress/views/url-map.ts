// The body of a URL map as far as it sends requests to backend services or redirects them: read once, whoever wrote it.
// Other ways to route (`routeAction`, `routeRules`) are not read: their target is undefined. Source: compute v1
// urlMaps.
import { isJsonObject, type JsonObject, objectsAt, textAt, textsAt } from '../../../core/index.ts';
import type { RefKey } from '../../../model/index.ts';

export type UrlMapTarget =
  | { readonly type: 'service'; readonly backendService: RefKey }
  /** `code`: undefined when the body leaves it to Compute. */
  | { readonly type: 'redirect'; readonly https: boolean; readonly code: string | undefined };

export interface PathMatcherView {
  /** Of requests that no path takes. */
  readonly defaultTarget: UrlMapTarget | undefined;
  readonly pathRules: readonly { readonly paths: readonly string[]; readonly target: UrlMapTarget | undefined }[];
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
  readonly backendService: RefKey;
}

/** Every route that leads to a backend service; a default stands before the rules that take requests from it. */
export function servedRoutes({ defaultTarget, hostRules }: UrlMapView): readonly ServedRoute[] {
  const routes: ServedRoute[] = [];
  const add = (host: string, path: string | undefined, target: UrlMapTarget | undefined): void => {
    if (target?.type === 'service') routes.push({ host, path, backendService: target.backendService });
  };
  add('*', undefined, defaultTarget);
  for (const { hosts, matcher } of hostRules) {
    for (const host of hosts) {
      add(host, undefined, matcher?.defaultTarget);
      for (const { paths, target } of matcher?.pathRules ?? []) for (const path of paths) add(host, path, target);
    }
  }
  return routes;
}

function matcherView(matcher: JsonObject): PathMatcherView {
  return {
    defaultTarget: defaultTargetOf(matcher),
    pathRules: objectsAt(matcher, 'pathRules').map((rule) => ({
      paths: textsAt(rule, 'paths'),
      target: targetOf(rule, 'service', 'urlRedirect'),
    })),
  };
}

function defaultTargetOf(body: JsonObject | undefined): UrlMapTarget | undefined {
  return targetOf(body, 'defaultService', 'defaultUrlRedirect');
}

function targetOf(body: JsonObject | undefined, service: string, urlRedirect: string): UrlMapTarget | undefined {
  const backendService = textAt(body, service);
  if (backendService !== undefined) return { type: 'service', backendService };
  const redirect = body?.[urlRedirect];
  if (!isJsonObject(redirect)) return undefined;
  return {
    type: 'redirect',
    https: redirect['httpsRedirect'] === true,
    code: textAt(redirect, 'redirectResponseCode'),
  };
}
