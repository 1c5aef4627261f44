// What a URL map may not say: host rules, path matchers, and what each of them decides.
import { isIP } from 'node:net';
import { invalid, required } from '../errors.ts';
import { referencesIn } from '../references.ts';
import { urlMapReferences } from './load-balancer.ts';
import { checkPathRules, checkRouteRules } from './url-map-path-rules.ts';
import { type Decision, defaultDecision, type PathMatcher, type UrlMap, type UrlRedirect } from './url-map-types.ts';

const MOST_RULES = 1000;
const MOST_SERVICES = 2500;
const MOST_TESTS: Readonly<Record<string, number>> = { EXTERNAL: 10_000, EXTERNAL_MANAGED: 100 };
const LARGEST_MAP: Readonly<Record<string, number>> = { EXTERNAL: 64 * 1024, EXTERNAL_MANAGED: 1024 * 1024 };
const HEAVIEST = 1000;
const HOST = /^(?:\*|(?:\*[.-])?[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*)(?::\d{1,5})?$/i;

/** Throws an ApiError for the first rule that the map breaks. */
export function checkUrlMap(map: UrlMap, scheme: string): void {
  checkLimits(map, scheme);
  checkDecision('resource', defaultDecision(map), scheme, 'default');
  const matchers = map.pathMatchers ?? [];
  checkHosts(map);
  const names = new Set<string>();
  for (const [index, matcher] of matchers.entries()) {
    const at = `resource.pathMatchers[${index}]`;
    if (!matcher.name) throw required(`${at}.name`);
    if (names.has(matcher.name)) throw invalid(`${at}.name`, matcher.name, 'Path matcher names must be unique.');
    names.add(matcher.name);
    checkMatcher(at, matcher, scheme);
  }
  checkMatcherUse(map, names);
}

function checkLimits(map: UrlMap, scheme: string): void {
  const { hostRules = [], pathMatchers = [], tests = [] } = map;
  if (hostRules.length > MOST_RULES) throw tooMany('resource.hostRules', hostRules.length, MOST_RULES);
  if (pathMatchers.length > MOST_RULES) throw tooMany('resource.pathMatchers', pathMatchers.length, MOST_RULES);
  const mostTests = MOST_TESTS[scheme] ?? 0;
  if (tests.length > mostTests) throw tooMany('resource.tests', tests.length, mostTests);
  const services = referencesIn(map, urlMapReferences).length;
  if (services > MOST_SERVICES) throw tooMany('resource', services, MOST_SERVICES);
  const bytes = Buffer.byteLength(JSON.stringify(map));
  if (bytes > (LARGEST_MAP[scheme] ?? 0)) throw tooMany('resource', bytes, LARGEST_MAP[scheme] ?? 0);
}

function tooMany(field: string, count: number, limit: number): Error {
  return invalid(field, String(count), `Exceeds the limit ${limit}.`);
}

function checkHosts({ hostRules = [] }: UrlMap): void {
  const seen = new Set<string>();
  for (const [index, { hosts = [], pathMatcher }] of hostRules.entries()) {
    const at = `resource.hostRules[${index}]`;
    if (hosts.length === 0) throw required(`${at}.hosts`);
    if (hosts.length > MOST_RULES) throw tooMany(`${at}.hosts`, hosts.length, MOST_RULES);
    if (!pathMatcher) throw required(`${at}.pathMatcher`);
    for (const host of hosts) {
      if (!HOST.test(host) || isIP(host) !== 0) throw invalid(`${at}.hosts`, host, 'Must be a host name or pattern.');
      const key = host.toLowerCase();
      if (seen.has(key)) throw invalid(`${at}.hosts`, host, 'A host may appear in one host rule only.');
      seen.add(key);
    }
  }
}

function checkMatcherUse({ hostRules = [] }: UrlMap, names: ReadonlySet<string>): void {
  const used = new Set<string>();
  for (const [index, { pathMatcher = '' }] of hostRules.entries()) {
    used.add(pathMatcher);
    if (names.has(pathMatcher)) continue;
    throw invalid(`resource.hostRules[${index}].pathMatcher`, pathMatcher, 'The path matcher does not exist.');
  }
  for (const name of names) {
    if (!used.has(name)) throw invalid('resource.pathMatchers', name, 'The path matcher is not used by any host rule.');
  }
}

function checkMatcher(at: string, matcher: PathMatcher, scheme: string): void {
  checkDecision(at, defaultDecision(matcher), scheme, 'default');
  const { pathRules = [], routeRules = [] } = matcher;
  if (pathRules.length > 0 && routeRules.length > 0) {
    throw invalid(at, matcher, 'Only one of pathRules and routeRules may be used.');
  }
  if (pathRules.length > MOST_RULES) throw tooMany(`${at}.pathRules`, pathRules.length, MOST_RULES);
  if (routeRules.length > MOST_RULES) throw tooMany(`${at}.routeRules`, routeRules.length, MOST_RULES);
  checkPathRules(at, matcher, pathRules);
  for (const [index, rule] of pathRules.entries())
    checkDecision(`${at}.pathRules[${index}]`, rule, scheme, 'path rule');
  checkRouteRules(at, matcher, routeRules, scheme);
  for (const [index, rule] of routeRules.entries()) {
    checkDecision(`${at}.routeRules[${index}]`, rule, scheme, 'route rule');
  }
}

function checkDecision(at: string, decision: Decision, scheme: string, where: string): void {
  const weighted = decision.routeAction?.weightedBackendServices ?? [];
  const chosen = [decision.service ? 1 : 0, decision.urlRedirect ? 1 : 0, weighted.length > 0 ? 1 : 0];
  if (chosen.filter((one) => one === 1).length !== 1) {
    throw invalid(at, decision, `Exactly one of service, redirect and weighted services must be given (${where}).`);
  }
  if (decision.urlRedirect !== undefined) checkRedirect(at, decision.urlRedirect);
  checkWeights(at, weighted);
  const { urlRewrite, ...advanced } = decision.routeAction ?? {};
  if (scheme === 'EXTERNAL' && Object.keys(advanced).length > 0) {
    const fields = Object.keys(advanced).join(', ');
    throw invalid(at, decision, `Fields routeAction.${fields} are incompatible with LB Type Global EXTERNAL.`);
  }
  if (urlRewrite !== undefined && decision.urlRedirect !== undefined) {
    throw invalid(at, decision, 'A redirect cannot be combined with a rewrite.');
  }
}

function checkRedirect(at: string, redirect: UrlRedirect): void {
  if (redirect.pathRedirect && redirect.prefixRedirect) {
    throw invalid(at, redirect, 'Only one of pathRedirect and prefixRedirect may be given.');
  }
  for (const path of [redirect.pathRedirect, redirect.prefixRedirect]) {
    if (path && !path.startsWith('/')) throw invalid(at, path, 'The path of a redirect must start with /.');
  }
}

function checkWeights(
  at: string,
  weighted: readonly { readonly backendService?: string; readonly weight?: number }[],
): void {
  for (const [index, { backendService, weight = 0 }] of weighted.entries()) {
    const field = `${at}.weightedBackendServices[${index}]`;
    if (!backendService) throw required(`${field}.backendService`);
    if (weight > HEAVIEST) throw invalid(`${field}.weight`, String(weight), `Must be between 0 and ${HEAVIEST}.`);
  }
  if (weighted.length > 0 && weighted.every(({ weight = 0 }) => weight === 0)) {
    throw invalid(`${at}.weightedBackendServices`, weighted, 'At least one weight must be greater than zero.');
  }
}
