// Which host rule and which path of a URL map take a request. Source: Cloud Load Balancing, "URL maps overview": an
// exact host goes before the longest wildcard, and `*` is last; an exact path goes before the longest prefix, whatever
// the order.

/** What there is to match by: a Set or a Map of patterns. */
export interface Patterns {
  readonly has: (pattern: string) => boolean;
}

/** The pattern of a host that takes `host` (lower case, without port); undefined when none does. */
export function matchHost(host: string, patterns: Patterns): string | undefined {
  if (patterns.has(host)) return host;
  // `*` stands for any part of a name, dots included: the longest end goes first.
  for (let at = 0; at <= host.length; at += 1) {
    const wildcard = `*${host.slice(at)}`;
    if (patterns.has(wildcard)) return wildcard;
  }
  return undefined;
}

/** The path that takes `path` (without query); undefined when none does. `/a/*` does not take `/a`. */
export function matchPath(path: string, patterns: Patterns): string | undefined {
  if (patterns.has(path)) return path;
  for (let at = path.lastIndexOf('/'); at >= 0; at = at === 0 ? -1 : path.lastIndexOf('/', at - 1)) {
    const prefix = `${path.slice(0, at)}/*`;
    if (patterns.has(prefix)) return prefix;
  }
  return undefined;
}
