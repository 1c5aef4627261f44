// The body of a URL map, of ours or of anybody's export → how it routes. Source: compute v1, urlMaps; Cloud Load
// Balancing, "URL maps".
import { isJsonObject, type JsonObject, numberAt, objectsAt, textAt, textsAt, valueAt } from '../../../core/index.ts';
import { readRuleMatch, type RuleMatch } from '../views/index.ts';
import type { AnswerShare, SurfaceAnswer, HostRouting, Routing } from './surface.ts';

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

function readMatch(match: JsonObject, where: string, unread: string[]): readonly RuleMatch[] {
  const read = readRuleMatch(match);
  if ('path' in read) return [read];
  unread.push(`${where}: a rule matches by ${read.unread.join(', ') || 'nothing known'}`);
  return [];
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
  if (Object.keys(more).length === 0 && service !== undefined) return { type: 'backend', name: service };
  const shares = service === undefined ? sharesOf(more) : undefined;
  const [only, ...others] = shares ?? [];
  if (shares !== undefined && only !== undefined)
    return others.length === 0 ? { type: 'backend', name: only.name } : { type: 'split', shares };
  return { type: 'action', action: { ...more, ...(service === undefined ? {} : { service }) } };
}

/** Those that get requests; undefined for an action that does more than divide them. */
function sharesOf(action: JsonObject): readonly AnswerShare[] | undefined {
  if (Object.keys(action).join() !== 'weightedBackendServices') return undefined;
  const weighted = objectsAt(action, 'weightedBackendServices');
  if (weighted.some((one) => one['headerAction'] !== undefined)) return undefined;
  const shares = weighted.map((one) => ({
    name: textAt(one, 'backendService') ?? '',
    weight: numberAt(one, 'weight') ?? 0,
  }));
  const sum = shares.reduce((all, { weight }) => all + weight, 0);
  return shares.filter(({ weight }) => weight > 0).map(({ name, weight }) => ({ name, part: weight / sum }));
}

/** Switches that are off are as good as absent. Source: compute v1, HttpRedirectAction. */
function redirectOf(redirect: JsonObject): JsonObject {
  const { redirectResponseCode = 'MOVED_PERMANENTLY_DEFAULT', ...more } = redirect;
  const said = Object.entries(more).filter(([, value]) => value !== false && value !== '');
  return { redirectResponseCode, ...Object.fromEntries(said) };
}
