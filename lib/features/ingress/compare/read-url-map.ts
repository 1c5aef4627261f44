// The body of a URL map, of ours or of anybody's export → how it routes. Source: compute v1, urlMaps; Cloud Load
// Balancing, "URL maps".
import { isJsonObject, type JsonObject, objectsAt, textAt, textsAt, valueAt } from '../../../core/index.ts';
import type { SurfaceAnswer, HeaderMatch, HostRouting, Routing, RuleMatch } from './surface.ts';

export function readUrlMap(body: JsonObject): Routing {
  const unread: string[] = [];
  const matchers = new Map(objectsAt(body, 'pathMatchers').map((one) => [textAt(one, 'name') ?? '', one]));
  const hosts = objectsAt(body, 'hostRules').map((rule): HostRouting => {
    const patterns = textsAt(rule, 'hosts').map(hostOf);
    const where = `host ${patterns.join(', ')}`;
    if (textsAt(rule, 'hosts').some((host) => PORT.test(host)))
      unread.push(`${where}: it names a port, which not every load balancer looks at`);
    const matcher = matchers.get(textAt(rule, 'pathMatcher') ?? '');
    if (matcher === undefined) unread.push(`${where}: its path matcher is missing`);
    if (valueAt(matcher, 'headerAction') !== undefined) unread.push(`${where}: headers are changed`);
    return {
      patterns,
      fallback: defaultOf(matcher ?? {}),
      paths: objectsAt(matcher, 'pathRules').flatMap((one) => {
        const answer = ruleAnswer(one);
        return textsAt(one, 'paths').map((pattern) => ({ pattern, answer }));
      }),
      rules: [...objectsAt(matcher, 'routeRules')]
        .sort((a, b) => priority(a) - priority(b))
        .map((one) => {
          if (valueAt(one, 'headerAction') !== undefined) unread.push(`${where}: headers are changed`);
          const matches = objectsAt(one, 'matchRules').flatMap((match) => readMatch(match, where, unread));
          return { matches, answer: ruleAnswer(one) };
        }),
    };
  });
  if (valueAt(body, 'headerAction') !== undefined) unread.push('headers of every request are changed');
  return { fallback: defaultOf(body), hosts, unread: [...new Set(unread)] };
}

const PORT = /:\d+$/;

function hostOf(pattern: string): string {
  return pattern.toLowerCase().replace(PORT, '');
}

function priority(rule: JsonObject): number {
  return Number(rule['priority'] ?? 0);
}

/** Members of a match that are read here. */
const READ: ReadonlySet<string> = new Set(['prefixMatch', 'fullPathMatch', 'headerMatches', 'ignoreCase']);

function readMatch(match: JsonObject, where: string, unread: string[]): readonly RuleMatch[] {
  const prefix = textAt(match, 'prefixMatch');
  const exact = textAt(match, 'fullPathMatch');
  const headers = objectsAt(match, 'headerMatches').map(readHeader);
  const others = Object.keys(match).filter((name) => !READ.has(name));
  if (match['ignoreCase'] === true) others.push('ignoreCase');
  if (headers.includes(undefined)) others.push('headerMatches');
  if (others.length > 0 || (prefix === undefined && exact === undefined)) {
    unread.push(`${where}: a rule matches by ${others.sort().join(', ') || 'nothing known'}`);
    return [];
  }
  const path =
    exact === undefined ? { type: 'prefix' as const, text: prefix ?? '/' } : { type: 'exact' as const, text: exact };
  return [{ path, headers: headers.filter((one) => one !== undefined) }];
}

/** Undefined for a way to match that is not read. */
function readHeader(match: JsonObject): HeaderMatch | undefined {
  const name = textAt(match, 'headerName')?.toLowerCase();
  if (name === undefined || match['invertMatch'] === true) return undefined;
  const exact = textAt(match, 'exactMatch');
  if (exact !== undefined) return { name, value: exact };
  return match['presentMatch'] === true ? { name, value: undefined } : undefined;
}

function defaultOf(body: JsonObject): SurfaceAnswer {
  return answerOf(textAt(body, 'defaultService'), body['defaultUrlRedirect'], body['defaultRouteAction']);
}

function ruleAnswer(rule: JsonObject): SurfaceAnswer {
  return answerOf(textAt(rule, 'service'), rule['urlRedirect'], rule['routeAction']);
}

function answerOf(
  service: string | undefined,
  redirect: JsonObject[string] | undefined,
  action: JsonObject[string] | undefined,
): SurfaceAnswer {
  if (isJsonObject(redirect)) return { type: 'redirect', redirect: redirectOf(redirect) };
  const more = isJsonObject(action) ? action : {};
  if (Object.keys(more).length > 0 || service === undefined) {
    return { type: 'action', action: { ...more, ...(service === undefined ? {} : { service }) } };
  }
  return { type: 'backend', name: service };
}

/** Switches that are off are as good as absent. Source: compute v1, HttpRedirectAction. */
function redirectOf(redirect: JsonObject): JsonObject {
  const { redirectResponseCode = 'MOVED_PERMANENTLY_DEFAULT', ...more } = redirect;
  const said = Object.entries(more).filter(([, value]) => value !== false && value !== '');
  return { redirectResponseCode, ...Object.fromEntries(said) };
}
