// What must agree along forwarding rule → proxy → URL map → backend services: the load balancing scheme.
import { invalid } from '../errors.ts';
import { nameOf, type ReferenceKeys, referencesIn } from '../references.ts';
import type { Body, Surroundings } from './kind.ts';
import type { UrlMap } from './url-map-types.ts';

const SERVICES = ['backendServices', 'backendBuckets'];

/** Keys of the references in a URL map. */
export const urlMapReferences: ReferenceKeys = {
  defaultService: SERVICES,
  service: SERVICES,
  backendService: ['backendServices'],
  errorService: ['backendBuckets'],
};

interface RuleBody {
  readonly target?: string;
  readonly loadBalancingScheme?: string;
}

function schemeOf(servicePath: string, around: Surroundings): string | undefined {
  const scheme = around.store.get(servicePath)?.body.loadBalancingScheme;
  return typeof scheme === 'string' ? scheme : undefined;
}

function checkSchemes(urlMap: Body, ruleScheme: string, around: Surroundings): void {
  for (const service of referencesIn(urlMap, urlMapReferences)) {
    const scheme = schemeOf(service, around);
    if (scheme === undefined || scheme === ruleScheme) continue;
    const mismatch = `does not match the backend service load balancing scheme ${scheme}.`;
    throw invalid('resource.backendService', '', `Load balancing scheme ${ruleScheme} ${mismatch}`);
  }
}

/** Throws unless the services that a rule reaches through its target have the rule's scheme. */
export function checkRuleScheme(rule: Body, around: Surroundings): void {
  const { target, loadBalancingScheme = 'EXTERNAL' } = rule as RuleBody;
  const urlMapPath = target === undefined ? undefined : around.store.get(target)?.body.urlMap;
  const urlMap = typeof urlMapPath === 'string' ? around.store.get(urlMapPath) : undefined;
  if (urlMap !== undefined) checkSchemes(urlMap.body, loadBalancingScheme, around);
}

/** Throws unless the map's services agree with the rules that reach the proxy at `proxyPath`. */
export function checkProxySchemes(proxyPath: string, urlMap: Body, around: Surroundings): void {
  for (const { body } of around.store.list('forwardingRules')) {
    const { target, loadBalancingScheme = 'EXTERNAL' } = body as unknown as RuleBody;
    if (target === proxyPath) checkSchemes(urlMap, loadBalancingScheme, around);
  }
}

/** Throws when the map redirects to HTTPS: behind a target HTTPS proxy that would go round in circles. */
export function checkRedirectsWithoutTls(urlMap: Body): void {
  const map = urlMap as UrlMap;
  const matchers = map.pathMatchers ?? [];
  const rules = matchers.flatMap(({ pathRules = [], routeRules = [] }) => [...pathRules, ...routeRules]);
  const redirects = [map.defaultUrlRedirect, ...matchers.map((each) => each.defaultUrlRedirect)];
  for (const redirect of [...redirects, ...rules.map((rule) => rule.urlRedirect)]) {
    if (redirect?.httpsRedirect !== true) continue;
    const detail = 'httpsRedirect is not permitted in a URL map that a target HTTPS proxy uses.';
    throw invalid('resource.urlMap', redirect, detail);
  }
}

/** The scheme that all services of a URL map share; undefined without services. Throws when they differ. */
export function commonScheme(urlMap: Body, around: Surroundings): string | undefined {
  let common: string | undefined;
  for (const service of referencesIn(urlMap, urlMapReferences)) {
    const scheme = schemeOf(service, around);
    if (scheme === undefined) continue;
    common ??= scheme;
    if (scheme !== common) {
      const detail = `All backend services of a URL map must have one load balancing scheme, not ${common} and ${scheme}.`;
      throw invalid('resource', nameOf(service), detail);
    }
  }
  return common;
}
