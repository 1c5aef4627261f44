// Generated specs of BackendConfig and FrontendConfig: any choice of sections, with values that a real API accepts.
import * as fc from 'fast-check';

export type AppProtocol = 'HTTP' | 'HTTPS' | 'HTTP2';

const seconds = (max: number, min = 0): fc.Arbitrary<number> =>
  fc.oneof(fc.constantFrom(min, max), fc.integer({ min, max }));
/** Each member is there or is not. */
function some<T>(members: { [K in keyof T]: fc.Arbitrary<T[K]> }) {
  return fc.record(members, { requiredKeys: [] });
}

const affinity = fc.oneof(
  some({ affinityType: fc.constantFrom('', 'NONE', 'CLIENT_IP') }),
  fc.record(
    { affinityType: fc.constant('GENERATED_COOKIE'), affinityCookieTtlSec: seconds(86_400) },
    { requiredKeys: ['affinityType'] },
  ),
);

const headers = some({
  headers: fc.subarray(['X-A:1', 'X-Region:{client_region}', 'X-Empty:', 'X-Colon:a:b', 'x-lower: spaced out']),
});

/**
 * The probe's timeout is at most its interval, whichever of them is left out: 15 both. Health is known within minutes.
 */
const probe = (protocols: readonly AppProtocol[]) =>
  some({
    checkIntervalSec: fc.integer({ min: 15, max: 60 }),
    timeoutSec: fc.integer({ min: 1, max: 15 }),
    healthyThreshold: fc.integer({ min: 1, max: 3 }),
    unhealthyThreshold: fc.integer({ min: 1, max: 3 }),
    type: fc.constantFrom(...protocols),
    // No other port of the pods answers.
    port: fc.constant(8080),
    requestPath: fc.constantFrom('/', '/healthz', '/a/b?c=d'),
  });

const DAY = 86_400;
const cdn = fc
  .record(
    {
      enabled: fc.boolean(),
      cacheMode: fc.constantFrom('CACHE_ALL_STATIC', 'USE_ORIGIN_HEADERS', 'FORCE_CACHE_ALL'),
      clientTtl: seconds(DAY),
      defaultTtl: seconds(DAY),
      maxTtl: seconds(31_622_400, DAY),
      negativeCaching: fc.boolean(),
      negativeCachingPolicy: fc.uniqueArray(
        fc.record(
          { code: fc.constantFrom(300, 301, 308, 404, 405, 410, 421, 451, 501), ttl: seconds(1800) },
          { requiredKeys: ['code'] },
        ),
        { maxLength: 9, selector: ({ code }) => code },
      ),
      requestCoalescing: fc.boolean(),
      serveWhileStale: seconds(604_800),
      bypassCacheOnRequestHeaders: fc
        .subarray(['X-A', 'x-b', 'X-C', 'X-D', 'X-E'])
        .map((names) => names.map((headerName) => ({ headerName }))),
      cachePolicy: fc.tuple(
        some({ includeHost: fc.boolean(), includeProtocol: fc.boolean(), includeQueryString: fc.boolean() }),
        fc.oneof(
          fc.constant({}),
          fc.record({ queryStringWhitelist: fc.subarray(['a', 'b', 'c']) }),
          fc.record({ queryStringBlacklist: fc.subarray(['a', 'b', 'c']) }),
        ),
      ),
      signedUrlCacheMaxAgeSec: seconds(DAY),
    },
    { requiredKeys: ['enabled'] },
  )
  .map(({ cachePolicy, ...rest }) => ({
    ...rest,
    ...(cachePolicy === undefined ? {} : { cachePolicy: { ...cachePolicy[0], ...cachePolicy[1] } }),
  }));

export const generatedBackendConfig = (protocols: readonly AppProtocol[]): fc.Arbitrary<object> =>
  some({
    timeoutSec: seconds(86_400, 1),
    connectionDraining: some({ drainingTimeoutSec: seconds(3600) }),
    sessionAffinity: affinity,
    securityPolicy: fc.record({ name: fc.constantFrom('', 'edge', 'edge-2') }),
    customRequestHeaders: headers,
    customResponseHeaders: headers,
    logging: some({ enable: fc.boolean(), sampleRate: fc.constantFrom(0, 0.25, 0.5, 1) }),
    iap: fc.record({ enabled: fc.boolean() }),
    healthCheck: probe(protocols),
    cdn,
  }).map(({ iap, ...rest }) => {
    // Both at once is a mistake.
    const enabled = iap?.enabled === true && rest.cdn?.enabled !== true;
    return { ...rest, ...(iap && { iap: { enabled } }) };
  });

export const generatedFrontendConfig: fc.Arbitrary<{
  readonly sslPolicy?: string;
  readonly redirectToHttps?: { readonly enabled: boolean; readonly responseCodeName?: string };
}> = some({
  sslPolicy: fc.constantFrom('', 'modern', 'strict'),
  redirectToHttps: fc.record(
    {
      enabled: fc.boolean(),
      responseCodeName: fc.constantFrom(
        'MOVED_PERMANENTLY_DEFAULT',
        'FOUND',
        'TEMPORARY_REDIRECT',
        'PERMANENT_REDIRECT',
      ),
    },
    { requiredKeys: ['enabled'] },
  ),
});
