// Which host rule of a URL map takes a request: exact name, then the longest wildcard, then `*`.

/** The host without port, in lower case. */
export function bareHost(host: string): string {
  return host.replace(/:\d+$/, '').toLowerCase();
}

/** The rule with the most specific pattern that matches `host` (a Host header's value); undefined when none does. */
export function matchHost<Rule extends { readonly hosts: readonly string[] }>(
  host: string,
  rules: readonly Rule[],
): Rule | undefined {
  const wanted = bareHost(host);
  let best: { readonly rule: Rule; readonly specificity: number } | undefined;
  for (const rule of rules) {
    for (const pattern of rule.hosts) {
      const specificity = hostSpecificity(bareHost(pattern), wanted);
      if (specificity !== undefined && specificity > (best?.specificity ?? -1)) best = { rule, specificity };
    }
  }
  return best?.rule;
}

/** How specific a matching pattern is (higher wins); undefined when it does not match. */
function hostSpecificity(pattern: string, host: string): number | undefined {
  if (pattern === host) return Number.POSITIVE_INFINITY;
  // `*` stands for any string of [a-z0-9-.], so `*.a.com` takes `x.y.a.com` too.
  if (pattern.startsWith('*') && host.endsWith(pattern.slice(1))) return pattern.length - 1;
  return undefined;
}
