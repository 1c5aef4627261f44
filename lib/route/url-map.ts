// The body of a URL map, as far as it routes. May import: core.
import { isJsonObject, type Json, type JsonObject, objectsAt, textAt, textsAt } from '../core/index.ts';
import { matchHost, matchPath } from './match.ts';

export type Target =
  | { readonly type: 'service'; readonly backendService: string }
  | { readonly type: 'redirect'; readonly https: boolean; readonly code: string }
  /** Something that Rangelight never writes. */
  | { readonly type: 'unknown' };

export interface Match {
  /** As the host rule says it; undefined: no host rule takes the request. */
  readonly host: string | undefined;
  /** As the path rule says it; undefined: no path rule takes the request. */
  readonly path: string | undefined;
  readonly target: Target;
}

/**
 * Walks a URL map.
 * @param host lower case, without port.
 * @param path without query.
 */
export function matchUrlMap(body: JsonObject, host: string, path: string): Match {
  const hostRules = objectsAt(body, 'hostRules');
  const pattern = matchHost(
    host,
    hostRules.flatMap((rule) => textsAt(rule, 'hosts')),
  );
  const hostRule = hostRules.find((rule) => pattern !== undefined && textsAt(rule, 'hosts').includes(pattern));
  const matcher = objectsAt(body, 'pathMatchers').find(({ name }) => name === hostRule?.['pathMatcher']);
  if (hostRule === undefined || matcher === undefined)
    return { host: pattern, path: undefined, target: fallback(body) };
  const rules = objectsAt(matcher, 'pathRules');
  const pathPattern = matchPath(
    path,
    rules.flatMap((rule) => textsAt(rule, 'paths')),
  );
  const rule = rules.find((one) => pathPattern !== undefined && textsAt(one, 'paths').includes(pathPattern));
  const target = rule === undefined ? fallback(matcher) : targetOf(rule['service'], rule['urlRedirect']);
  return { host: pattern, path: pathPattern, target };
}

function fallback(body: JsonObject): Target {
  return targetOf(body['defaultService'], body['defaultUrlRedirect']);
}

function targetOf(service: Json | undefined, redirect: Json | undefined): Target {
  if (typeof service === 'string') return { type: 'service', backendService: service };
  if (!isJsonObject(redirect)) return { type: 'unknown' };
  const code = textAt(redirect, 'redirectResponseCode') ?? 'MOVED_PERMANENTLY_DEFAULT';
  return { type: 'redirect', https: redirect['httpsRedirect'] === true, code };
}
