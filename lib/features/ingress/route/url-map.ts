// Which rules of a URL map take a request, and where they send it.
import type { JsonObject } from '../../../core/index.ts';
import { type UrlMapTarget, urlMapView } from '../views/index.ts';
import { matchHost, matchPath } from './match.ts';

export interface Match {
  /** As the host rule says it; undefined: no host rule takes the request. */
  readonly host: string | undefined;
  /** As the path rule says it; undefined: no path rule takes the request. */
  readonly path: string | undefined;
  /** Undefined: something that Rangelight never writes. */
  readonly target: UrlMapTarget | undefined;
}

/**
 * Walks a URL map.
 * @param host lower case, without port.
 * @param path without query.
 */
export function matchUrlMap(body: JsonObject, host: string, path: string): Match {
  const { defaultTarget, hostRules } = urlMapView(body);
  const pattern = matchHost(host, new Set(hostRules.flatMap(({ hosts }) => hosts)));
  const matcher = hostRules.find(({ hosts }) => pattern !== undefined && hosts.includes(pattern))?.matcher;
  if (matcher === undefined) return { host: pattern, path: undefined, target: defaultTarget };
  const pathPattern = matchPath(path, new Set(matcher.pathRules.flatMap(({ paths }) => paths)));
  const rule = matcher.pathRules.find(({ paths }) => pathPattern !== undefined && paths.includes(pathPattern));
  return { host: pattern, path: pathPattern, target: rule === undefined ? matcher.defaultTarget : rule.target };
}
