// Which host rule and which path of a URL map take a request. Source: Cloud Load Balancing, "URL maps overview": an
// exact host goes before the longest wildcard, and `*` is last; an exact path goes before the longest prefix, whatever
// the order.

/** The pattern of a host that takes `host` (lower case, without port); undefined when none does. */
export function matchHost(host: string, patterns: readonly string[]): string | undefined {
  if (patterns.includes(host)) return host;
  // `*` stands for any part of a name, dots included.
  const wildcards = patterns.filter((pattern) => pattern.startsWith('*') && host.endsWith(pattern.slice(1)));
  return longest(wildcards);
}

/** The path that takes `path` (without query); undefined when none does. `/a/*` does not take `/a`. */
export function matchPath(path: string, patterns: readonly string[]): string | undefined {
  if (patterns.includes(path)) return path;
  const prefixes = patterns.filter((pattern) => pattern.endsWith('/*') && path.startsWith(pattern.slice(0, -1)));
  return longest(prefixes);
}

function longest(texts: readonly string[]): string | undefined {
  let found: string | undefined;
  for (const text of texts) if (found === undefined || text.length > found.length) found = text;
  return found;
}
