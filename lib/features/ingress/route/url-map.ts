// Which rules of a URL map take a request, and where they send it.
import type { JsonObject } from '../../../core/index.ts';
import { pathPattern, takesHeaders, takesPath, type UrlMapTarget, urlMapView } from '../views/index.ts';
import { matchHost, matchPath } from './match.ts';

export interface Match {
  /** As the host rule says it; undefined: no host rule takes the request. */
  readonly host: string | undefined;
  /** As the path rule says it; undefined: no path rule takes the request. */
  readonly path: string | undefined;
  /** The header by which a rule takes it, as `curl` writes one. */
  readonly header?: string;
  /** Undefined: something that Rangelight never writes. */
  readonly target: UrlMapTarget | undefined;
}

/**
 * Walks a URL map.
 * @param host lower case, without port.
 * @param path without query.
 * @param headers by name in lower case.
 */
export function matchUrlMap(
  body: JsonObject,
  host: string,
  path: string,
  headers: Readonly<Record<string, string>> = {},
): Match {
  const { defaultTarget, hostRules } = urlMapView(body);
  const pattern = matchHost(host, new Set(hostRules.flatMap(({ hosts }) => hosts)));
  const matcher = hostRules.find(({ hosts }) => pattern !== undefined && hosts.includes(pattern))?.matcher;
  if (matcher === undefined) return { host: pattern, path: undefined, target: defaultTarget };
  const taking = matcher.routeRules.find(({ match }) => takesPath(match.path, path) && takesHeaders(match, headers));
  if (taking !== undefined) {
    const asked = taking.match.headers.map(({ name, value }) => (value === undefined ? name : `${name}: ${value}`));
    return {
      host: pattern,
      path: pathPattern(taking.match.path),
      ...(asked.length === 0 ? {} : { header: asked.join(', ') }),
      target: taking.target,
    };
  }
  const byPath = matchPath(path, new Set(matcher.pathRules.flatMap(({ paths }) => paths)));
  const rule = matcher.pathRules.find(({ paths }) => byPath !== undefined && paths.includes(byPath));
  return { host: pattern, path: byPath, target: rule === undefined ? matcher.defaultTarget : rule.target };
}
