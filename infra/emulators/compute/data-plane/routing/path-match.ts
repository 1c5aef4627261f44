// Which path rule of a path matcher takes a path: an exact path, then the longest `/*` prefix, whatever their order.

export interface PathMatch<Rule> {
  readonly rule: Rule;
  /** The part of the path that the pattern spelled out; a prefix rewrite replaces exactly this. */
  readonly matched: string;
}

/** `path` has no query. `/foo` is exact only; `/foo/*` takes `/foo/` and below, but not `/foo`. */
export function matchPath<Rule extends { readonly paths: readonly string[] }>(
  path: string,
  rules: readonly Rule[],
): PathMatch<Rule> | undefined {
  let best: PathMatch<Rule> | undefined;
  for (const rule of rules) {
    for (const pattern of rule.paths) {
      if (pattern === path) return { rule, matched: path };
      if (!pattern.endsWith('/*')) continue;
      const prefix = pattern.slice(0, -1);
      if (path.startsWith(prefix) && prefix.length > (best?.matched.length ?? 0)) best = { rule, matched: prefix };
    }
  }
  return best;
}
