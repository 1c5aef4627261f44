// Where a URL map sends a request, so that the map's own tests can be run.
import {
  type Decision,
  defaultDecision,
  type HeaderMatch,
  type PathMatcher,
  type PathRule,
  type QueryMatch,
  type RouteMatch,
  type RouteRule,
  type UrlMap,
} from './url-map-types.ts';

export interface RoutedRequest {
  readonly host: string;
  /** Without query. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** Names in lower case. */
  readonly headers: ReadonlyMap<string, string>;
}

export interface Routed {
  readonly decision: Decision;
  /** The part of the path that the rule matched; what a prefix rewrite or redirect replaces. */
  readonly matchedPrefix: string;
}

/** The decision of the rule that wins: longest host, then longest path (path rules) or first priority (route rules). */
export function route(map: UrlMap, request: RoutedRequest): Routed {
  const matcher = matcherFor(map, request.host);
  if (matcher === undefined) return { decision: defaultDecision(map), matchedPrefix: '/' };
  const found = byPathRules(matcher.pathRules ?? [], request.path) ?? byRouteRules(matcher.routeRules ?? [], request);
  return found ?? { decision: defaultDecision(matcher), matchedPrefix: '/' };
}

function matcherFor({ hostRules = [], pathMatchers = [] }: UrlMap, host: string): PathMatcher | undefined {
  const wanted = host.toLowerCase();
  const bare = wanted.replace(/:\d+$/, '');
  let best: { readonly name: string | undefined; readonly rank: number } | undefined;
  for (const { hosts = [], pathMatcher } of hostRules) {
    for (const pattern of hosts) {
      const rank = Math.max(hostRank(pattern.toLowerCase(), wanted), hostRank(pattern.toLowerCase(), bare));
      if (rank >= 0 && rank > (best?.rank ?? -1)) best = { name: pathMatcher, rank };
    }
  }
  return pathMatchers.find(({ name }) => name !== undefined && name === best?.name);
}

/** An exact host beats any pattern, a longer pattern a shorter one; -1 means no match. */
function hostRank(pattern: string, host: string): number {
  if (pattern === '*') return 0;
  if (!pattern.startsWith('*')) return pattern === host ? Number.MAX_SAFE_INTEGER : -1;
  const suffix = pattern.slice(1);
  return host.endsWith(suffix) && host.length > suffix.length ? pattern.length : -1;
}

function byPathRules(rules: readonly PathRule[], path: string): Routed | undefined {
  let best: { readonly decision: PathRule; readonly rank: number; readonly matchedPrefix: string } | undefined;
  for (const rule of rules) {
    for (const pattern of rule.paths ?? []) {
      const prefix = pattern.endsWith('*') ? pattern.slice(0, -1) : undefined;
      const matches = prefix === undefined ? pattern === path : path.startsWith(prefix);
      // An exact path is longer than any pattern that also matches it.
      const rank = prefix === undefined ? Number.MAX_SAFE_INTEGER : prefix.length;
      if (matches && rank > (best?.rank ?? -1)) best = { decision: rule, rank, matchedPrefix: prefix ?? pattern };
    }
  }
  return best;
}

function byRouteRules(rules: readonly RouteRule[], request: RoutedRequest): Routed | undefined {
  const inOrder = [...rules].sort((a, b) => (a.priority ?? 0) - (b.priority ?? 0));
  for (const rule of inOrder) {
    for (const match of rule.matchRules ?? []) {
      if (!matchesRequest(match, request)) continue;
      return { decision: rule, matchedPrefix: match.prefixMatch ?? request.path };
    }
  }
  return undefined;
}

function matchesRequest(match: RouteMatch, request: RoutedRequest): boolean {
  if (!matchesPath(match, request.path)) return false;
  if (!(match.headerMatches ?? []).every((header) => matchesHeader(header, request))) return false;
  return (match.queryParameterMatches ?? []).every((query) => matchesQuery(query, request.query));
}

function matchesPath({ prefixMatch, fullPathMatch, pathTemplateMatch, ignoreCase }: RouteMatch, path: string): boolean {
  const fold = (text: string): string => (ignoreCase === true ? text.toLowerCase() : text);
  if (prefixMatch) return fold(path).startsWith(fold(prefixMatch));
  if (fullPathMatch) return fold(path) === fold(fullPathMatch);
  return pathTemplateMatch !== undefined && templateExpression(pathTemplateMatch).test(path);
}

const TEMPLATE_PART = /\{(?<name>[^{}=]+)(?:=(?<pattern>[^{}]+))?\}|(?<deep>\*\*)|(?<one>\*)|(?<text>[^{}*]+)/g;

/** `*` is one segment, `**` any number of them; a variable stands for the pattern it names, by default one segment. */
function templateExpression(template: string): RegExp {
  let source = '';
  for (const { groups = {} } of template.matchAll(TEMPLATE_PART)) {
    if (groups.name !== undefined) source += wildcards(groups.pattern ?? '*');
    else source += wildcards(groups.deep ?? groups.one ?? groups.text ?? '');
  }
  return new RegExp(`^${source}$`);
}

function wildcards(pattern: string): string {
  const escaped = pattern.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&');
  return escaped.replaceAll(/\*\*|\*/g, (stars) => (stars === '**' ? '.*' : '[^/]+'));
}

function matchesHeader(match: HeaderMatch, request: RoutedRequest): boolean {
  const name = match.headerName?.toLowerCase() ?? '';
  const value = name === ':authority' ? request.host : request.headers.get(name);
  const matches = value === undefined ? match.presentMatch === false : headerValueMatches(match, value);
  return matches !== (match.invertMatch === true);
}

function headerValueMatches(match: HeaderMatch, value: string): boolean {
  if (match.exactMatch !== undefined) return value === match.exactMatch;
  if (match.prefixMatch !== undefined) return value.startsWith(match.prefixMatch);
  if (match.suffixMatch !== undefined) return value.endsWith(match.suffixMatch);
  if (match.rangeMatch !== undefined) {
    const { rangeStart = 0, rangeEnd = 0 } = match.rangeMatch;
    return /^-?\d+$/.test(value) && Number(value) >= Number(rangeStart) && Number(value) < Number(rangeEnd);
  }
  return match.presentMatch ?? false;
}

function matchesQuery({ name = '', exactMatch, presentMatch }: QueryMatch, query: URLSearchParams): boolean {
  const value = query.get(name);
  if (exactMatch !== undefined) return value === exactMatch;
  return presentMatch === true ? value !== null : value === null;
}
