// Paths that match themselves alone, where all that is under them may have been meant. Source: URL maps, "Path rules":
// without /* at its end a path is exact; 4 of 38 public sets of manifests take it for a prefix.
import type { Diagnostic } from '../../../core/index.ts';
import { diagnostic } from '../codes/index.ts';
import type { IngressPath, MultiClusterIngress } from './ingress-spec.ts';

/** Of one ingress; those after them are counted. */
const MOST = 10;
/** The last element is a file by its look: nothing is under it. */
const FILE = /\.[a-z][a-z0-9]{1,4}$/i;

/** A warning for each, unless its pathType or another path of its host shows that it is meant so. */
export function checkExactPaths(ingress: MultiClusterIngress): readonly Diagnostic[] {
  const rules = ingress.spec.template.spec.rules ?? [];
  const byHost = Map.groupBy(rules, ({ host }) => host || '*');
  const found: Diagnostic[] = [];
  for (const [index, rule] of rules.entries()) {
    const ofHost = byHost.get(rule.host || '*') ?? [];
    const beside = new Set(ofHost.flatMap(({ http }) => (http?.paths ?? []).map(({ path }) => path)));
    for (const [number, route] of (rule.http?.paths ?? []).entries()) {
      const under = pathUnder(route);
      if (under === undefined || beside.has(under)) continue;
      const place = ['spec', 'template', 'spec', 'rules', index, 'http', 'paths', number, 'path'];
      const message = `${route.path} matches that path alone, and not ${under.replace('*', 'x')}`;
      const hint = under === '/*' ? 'For every path, write /*.' : `For everything under it, write ${under} as well.`;
      found.push(diagnostic('exact-path', message, ingress.at(place), hint));
    }
  }
  const [next] = found.slice(MOST);
  if (next === undefined) return found;
  const more = `${found.length - MOST} more paths from here on match themselves alone`;
  return [...found.slice(0, MOST), diagnostic('exact-path', more, next.source)];
}

/** The path that stands for all under one that is exact and does not look it. */
function pathUnder({ path = '', pathType }: IngressPath): string | undefined {
  if (pathType === 'Exact' || pathType === 'Prefix') return undefined;
  if (!/^\/[^\s?#*]*$/.test(path) || FILE.test(path)) return undefined;
  return path.endsWith('/') ? `${path}*` : `${path}/*`;
}
