// urlMaps: which backend service answers which host and path.
import { ApiError, required } from '../errors.ts';
import { canonicalReferences } from '../references.ts';
import { checkReferences } from '../usage.ts';
import type { Body, Kind, Surroundings } from './kind.ts';
import { invalidateCache } from './cache-invalidation.ts';
import { checkProxySchemes, checkRedirectsWithoutTls, commonScheme, urlMapReferences } from './load-balancer.ts';
import { checkUrlMap } from './url-map-rules.ts';
import { failedTests, testFailure } from './url-map-tests.ts';
import type { UrlMap } from './url-map-types.ts';

/** A map without services (redirects only) may be used by either kind of load balancer. */
const WITHOUT_SERVICES = 'EXTERNAL_MANAGED';

function checkUsers(path: string, body: Body, around: Surroundings): void {
  for (const proxy of around.store.list('targetHttpProxies')) {
    if (proxy.body.urlMap === path) checkProxySchemes(proxy.path, body, around);
  }
  for (const proxy of around.store.list('targetHttpsProxies')) {
    if (proxy.body.urlMap !== path) continue;
    checkProxySchemes(proxy.path, body, around);
    checkRedirectsWithoutTls(body);
  }
}

/** The answer of `validate`: what keeps the map from loading, and which of its tests fail. Nothing is stored. */
function validation(request: Body, around: Surroundings): Body {
  const { resource, loadBalancingSchemes = [] } = request as {
    resource?: Body;
    loadBalancingSchemes?: readonly string[];
  };
  if (resource === undefined) throw required('resource');
  const body = canonicalReferences(resource, urlMapReferences, around.project);
  checkReferences(body, urlMapReferences, [], around);
  const map = body as UrlMap;
  try {
    const schemes = loadBalancingSchemes.length > 0 ? loadBalancingSchemes : [commonScheme(body, around) ?? 'EXTERNAL'];
    for (const scheme of schemes) checkUrlMap(map, scheme);
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 400) throw error;
    return { result: { loadSucceeded: false, loadErrors: [error.message], testPassed: false } };
  }
  const testFailures = failedTests(map);
  const failures = testFailures.length > 0 ? { testFailures } : {};
  return { result: { loadSucceeded: true, testPassed: testFailures.length === 0, ...failures } };
}

export const urlMaps: Kind = {
  collection: 'urlMaps',
  singular: 'urlMap',
  snake: 'url_map',
  message: 'UrlMap',
  scope: 'global',
  quota: 'URL_MAPS',
  methods: { patch: true, update: true, aggregatedList: 'regional' },
  listKinds: { list: 'compute#urlMapList', aggregated: 'compute#urlMapsAggregatedList' },
  references: urlMapReferences,
  links: [],
  outputOnly: ['region'],
  immutable: [],
  fingerprint: true,
  labels: false,
  seconds: { insert: 1, change: 1, delete: 1.2 },
  defaults: ({ body }) => body,
  validate({ path, body }, around) {
    const map = body as UrlMap;
    checkUrlMap(map, commonScheme(body, around) ?? WITHOUT_SERVICES);
    checkUsers(path, body, around);
    const [failure] = failedTests(map);
    if (failure !== undefined) throw testFailure(failure);
  },
  verbs: {
    invalidateCache,
    validate: {
      changes: false,
      message: 'UrlMapsValidateRequest',
      withoutResource: true,
      answer: (_current, request, around) => validation(request, around),
    },
  },
};
