// Clauses of the values that BackendConfig and FrontendConfig take, and of what is left out.
import type { DiagnosticCode } from '../../../lib/core/index.ts';
import type { Clause, Shown } from './clause.ts';
import { backendConfig, configured, frontendConfig, ingress, service } from './pieces.ts';

const section = 'BackendConfig';
const EXAMPLES = 'contract/adapters/examples.test.ts';
const SETTINGS = 'unit/features/ingress/settings.test.ts';
const BEFORE = 'said before the merge';
const GA = 'cloud.google.com/backend-config';

type Words = Pick<Clause, 'hosted' | 'rangelight'> & Partial<Pick<Clause, 'why' | 'source'>>;

function clause(id: string, feature: string, words: Words, spec: string, shown: readonly Shown[]): Clause {
  const manifests = spec === '' ? {} : { manifests: configured(spec) };
  return { id: `backend-config/${id}`, section, feature, source: 'controller', ...words, ...manifests, shown };
}

/** A value that is refused, told on the line of the spec. */
function refused(
  id: string,
  feature: string,
  hosted: string,
  spec: string,
  code: DiagnosticCode = 'schema-violation',
): Clause {
  const words = { hosted, rangelight: `\`${code}\``, why: BEFORE };
  return clause(id, feature, words, spec, [{ finding: code, on: `spec: ${spec}` }]);
}

/** A value that becomes a member of the backend service. */
function becomes(id: string, feature: string, words: Words, spec: string, has: object): Clause {
  return clause(id, feature, words, spec, [{ resource: 'backendService', has }]);
}

const cdn = (more: string): string => `{cdn: {enabled: true, ${more}}}`;
const SAME = { hosted: 'as written', rangelight: 'the same' };

export const BACKEND_CONFIG_VALUE_CLAUSES: readonly Clause[] = [
  becomes(
    'empty-sections',
    'sections without members',
    { hosted: 'as if they were not there', rangelight: 'the same: the defaults', source: 'features' },
    '{sessionAffinity: {}, customRequestHeaders: {}, healthCheck: {}}',
    { sessionAffinity: 'NONE', logConfig: { enable: true, sampleRate: 1 } },
  ),
  clause(
    'removed-section',
    'a section that is taken out',
    {
      hosted: 'what is on the backend service stays',
      rangelight: 'the default again, and the plan shows it',
      why: 'the cloud never differs from Git unnoticed',
      source: 'features',
    },
    '',
    [{ test: EXAMPLES, titled: 'goes back to its default, settings of the CDN and the security policy included' }],
  ),
  clause(
    'removed-section-of-copies',
    'a section that is emptied, in the config clusters',
    { hosted: 'the object as it was applied', rangelight: 'the same in both copies', source: 'features' },
    '',
    [
      {
        test: 'contract/adapters/suites/clusters.ts',
        titled: 'leaves a mapping empty that is applied as empty after it had members',
      },
    ],
  ),
  becomes(
    'security-policy-empty',
    '`securityPolicy: {name: ""}`',
    { hosted: 'detaches', rangelight: 'the same' },
    '{securityPolicy: {name: ""}}',
    { securityPolicy: '' },
  ),
  clause(
    'security-policy-absent',
    '`securityPolicy` left out',
    { hosted: 'one that is attached by hand stays', rangelight: 'the same, until Git has named one' },
    '',
    [{ test: EXAMPLES, titled: 'leaves a security policy alone that Git never named' }],
  ),
  refused(
    'affinity-type',
    '`affinityType` beside `NONE`, `CLIENT_IP`, `GENERATED_COOKIE`',
    'an event',
    '{sessionAffinity: {affinityType: HEADER_FIELD}}',
  ),
  refused(
    'affinity-ttl',
    '`affinityCookieTtlSec` over 86400',
    'an event',
    '{sessionAffinity: {affinityType: GENERATED_COOKIE, affinityCookieTtlSec: 86401}}',
  ),
  becomes(
    'draining-empty',
    '`connectionDraining` without `drainingTimeoutSec`',
    { hosted: 'no draining: the member is a plain number', rangelight: 'the same', source: 'backendConfig' },
    '{connectionDraining: {}}',
    { connectionDraining: { drainingTimeoutSec: 0 } },
  ),
  refused(
    'draining-limit',
    '`drainingTimeoutSec` over 3600',
    'a raw API error',
    '{connectionDraining: {drainingTimeoutSec: 3601}}',
  ),
  refused('sample-rate', '`sampleRate` over 1', 'an event', '{logging: {enable: true, sampleRate: 1.5}}'),
  becomes(
    'logging-off',
    '`logging: {enable: false}`',
    { hosted: 'off, with a rate of 0', rangelight: 'the same' },
    '{logging: {enable: false}}',
    { logConfig: { enable: false, sampleRate: 0 } },
  ),
  becomes(
    'logging-empty',
    '`logging` without `enable`',
    { hosted: 'off: `enable` is a plain bool', rangelight: 'the same', source: 'backendConfig' },
    '{logging: {}}',
    { logConfig: { enable: false, sampleRate: 0 } },
  ),
  clause(
    'logging-rate-only',
    '`logging: {sampleRate: 0.5}`',
    { hosted: 'off', rangelight: 'the same, with the warning `setting-without-effect`', source: 'backendConfig' },
    '{logging: {sampleRate: 0.5}}',
    [
      { finding: 'setting-without-effect', on: 'sampleRate: 0.5' },
      { resource: 'backendService', has: { logConfig: { enable: false, sampleRate: 0 } } },
    ],
  ),
  refused(
    'header-shape',
    'custom headers without a colon',
    'a raw API error',
    '{customRequestHeaders: {headers: [no-colon]}}',
  ),
  {
    id: 'backend-config/key-precedence',
    section,
    feature: 'both annotation keys at once',
    source: 'controller',
    hosted: 'the GA key wins',
    rangelight: 'the same',
    manifests:
      backendConfig('{timeoutSec: 5}') +
      backendConfig('{timeoutSec: 6}').replace('settings', 'older') +
      service('web', `${GA}: '{"default":"settings"}', beta.${GA}: '{"default":"older"}'`) +
      ingress(),
    shown: [{ resource: 'backendService', has: { timeoutSec: 5 } }],
  },
  becomes(
    'cdn-off',
    '`cdn: {enabled: false}`',
    { hosted: 'CDN off; the policy stays as it is', rangelight: 'the same' },
    '{cdn: {enabled: false}}',
    { enableCDN: false },
  ),
  clause('cdn-off-policy', 'the CDN policy while CDN is off', { hosted: 'left alone', rangelight: 'the same' }, '', [
    { test: SETTINGS, titled: 'leave the CDN policy alone while CDN is off' },
  ]),
  becomes(
    'cdn-defaults',
    'members of `cdn` that are left out',
    { hosted: 'coalescing and negative caching on, stale for a day, whole cache key', rangelight: 'the same' },
    '{cdn: {enabled: true}}',
    {
      cdnPolicy: {
        negativeCaching: true,
        requestCoalescing: true,
        serveWhileStale: 86_400,
        signedUrlCacheMaxAgeSec: '0',
        cacheKeyPolicy: { includeHost: true, includeProtocol: true, includeQueryString: true },
      },
    },
  ),
  becomes(
    'cdn-zero-ttl',
    'lifetimes of 0',
    { hosted: 'sent as 0', rangelight: 'the same' },
    cdn('clientTtl: 0, defaultTtl: 0, maxTtl: 0'),
    {
      cdnPolicy: { clientTtl: 0, defaultTtl: 0, maxTtl: 0 },
    },
  ),
  becomes(
    'cdn-force-cache',
    '`cacheMode: FORCE_CACHE_ALL`',
    { hosted: 'no `maxTtl`', rangelight: 'the same' },
    cdn('cacheMode: FORCE_CACHE_ALL, defaultTtl: 60'),
    { cdnPolicy: { cacheMode: 'FORCE_CACHE_ALL', clientTtl: 3600, defaultTtl: 60 } },
  ),
  clause(
    'cdn-origin-headers',
    '`cacheMode: USE_ORIGIN_HEADERS` with lifetimes',
    { hosted: 'the lifetimes are ignored', rangelight: 'the same, with the warning `setting-without-effect`' },
    cdn('cacheMode: USE_ORIGIN_HEADERS, clientTtl: 5'),
    [
      { finding: 'setting-without-effect', on: 'clientTtl: 5' },
      { resource: 'backendService', has: { cdnPolicy: { cacheMode: 'USE_ORIGIN_HEADERS' } } },
    ],
  ),
  becomes('cdn-negative', '`negativeCachingPolicy`', SAME, cdn('negativeCachingPolicy: [{code: 404, ttl: 60}]'), {
    cdnPolicy: { negativeCaching: true, negativeCachingPolicy: [{ code: 404, ttl: 60 }] },
  }),
  becomes(
    'cdn-negative-redirects',
    '`negativeCachingPolicy` of the codes 302 and 307',
    { ...SAME, source: 'computeApi' },
    cdn('negativeCachingPolicy: [{code: 302, ttl: 60}, {code: 307, ttl: 60}]'),
    {
      cdnPolicy: {
        negativeCachingPolicy: [
          { code: 302, ttl: 60 },
          { code: 307, ttl: 60 },
        ],
      },
    },
  ),
  refused(
    'cdn-negative-code',
    '`negativeCachingPolicy` of a code that cannot be cached',
    'a raw API error',
    cdn('negativeCachingPolicy: [{code: 200}]'),
  ),
  refused(
    'cdn-negative-twice',
    '`negativeCachingPolicy` with a code twice',
    'a raw API error',
    cdn('negativeCachingPolicy: [{code: 404}, {code: 404, ttl: 1}]'),
    'invalid-config',
  ),
  clause(
    'cdn-negative-off',
    '`negativeCachingPolicy` with `negativeCaching: false`',
    { hosted: 'the policy is ignored', rangelight: 'the same, with the warning `setting-without-effect`' },
    cdn('negativeCaching: false, negativeCachingPolicy: [{code: 404}]'),
    [
      { finding: 'setting-without-effect', on: 'negativeCachingPolicy' },
      { resource: 'backendService', has: { cdnPolicy: { negativeCaching: false } } },
    ],
  ),
  becomes(
    'cdn-bypass',
    '`bypassCacheOnRequestHeaders`',
    SAME,
    cdn('bypassCacheOnRequestHeaders: [{headerName: X-A}]'),
    {
      cdnPolicy: { bypassCacheOnRequestHeaders: [{ headerName: 'X-A' }] },
    },
  ),
  refused(
    'cdn-bypass-limit',
    '`bypassCacheOnRequestHeaders` with more than 5',
    'a raw API error',
    cdn(
      `bypassCacheOnRequestHeaders: [${'abcdef'
        .split('')
        .map((name) => `{headerName: ${name}}`)
        .join(', ')}]`,
    ),
  ),
  becomes(
    'cdn-query',
    '`queryStringWhitelist`',
    { hosted: 'with `includeQueryString`', rangelight: 'the same' },
    cdn('cachePolicy: {includeQueryString: true, queryStringWhitelist: [a]}'),
    { cdnPolicy: { cacheKeyPolicy: { includeQueryString: true, queryStringWhitelist: ['a'] } } },
  ),
  refused(
    'cdn-query-both',
    '`queryStringWhitelist` and `queryStringBlacklist`',
    'a raw API error',
    cdn('cachePolicy: {includeQueryString: true, queryStringWhitelist: [a], queryStringBlacklist: [b]}'),
    'invalid-config',
  ),
  refused(
    'health-check-timeout',
    '`healthCheck.timeoutSec` over `checkIntervalSec`',
    'a raw API error',
    '{healthCheck: {timeoutSec: 20}}',
    'invalid-config',
  ),
  refused('health-check-host', '`healthCheck.host`', 'not in the schema', '{healthCheck: {host: a}}'),
  clause(
    'health-check-kept',
    '`healthCheck` with some members',
    { hosted: 'the others keep the defaults', rangelight: 'the same' },
    '{healthCheck: {requestPath: /ready}}',
    [
      {
        resource: 'healthCheck',
        has: {
          checkIntervalSec: 15,
          httpHealthCheck: { requestPath: '/ready', portSpecification: 'USE_SERVING_PORT' },
        },
      },
    ],
  ),
];

const SECURE = 'networking.gke.io/frontend-config: frontend, networking.gke.io/pre-shared-certs: cert';

export const FRONTEND_CONFIG_VALUE_CLAUSES: readonly Clause[] = [
  {
    id: 'frontend-config/redirect-default',
    section: 'FrontendConfig',
    feature: '`redirectToHttps` without a code',
    source: 'features',
    hosted: '301',
    rangelight: 'the same',
    manifests: service('web') + frontendConfig('{redirectToHttps: {enabled: true}}') + ingress('', SECURE),
    shown: [{ resource: 'urlMap', has: { defaultUrlRedirect: { redirectResponseCode: 'MOVED_PERMANENTLY_DEFAULT' } } }],
  },
  {
    id: 'frontend-config/see-other',
    section: 'FrontendConfig',
    feature: '`responseCodeName: SEE_OTHER`',
    source: 'controller',
    hosted: 'not one of the four',
    rangelight: '`schema-violation`',
    manifests:
      service('web') +
      frontendConfig('{redirectToHttps: {enabled: true, responseCodeName: SEE_OTHER}}') +
      ingress('', SECURE),
    shown: [{ finding: 'schema-violation', on: 'SEE_OTHER' }],
  },
  {
    id: 'frontend-config/removed',
    section: 'FrontendConfig',
    feature: 'redirect and SSL policy that are taken out',
    source: 'features',
    hosted: 'the redirect goes; the SSL policy stays until it is set to empty',
    rangelight: 'both go',
    why: 'the cloud never differs from Git unnoticed',
    shown: [{ test: EXAMPLES, titled: 'serves plain HTTP again once the redirect goes, and detaches the SSL policy' }],
  },
  {
    id: 'frontend-config/single-cluster-key',
    section: 'FrontendConfig',
    feature: '`networking.gke.io/v1beta1.FrontendConfig`, the key of single-cluster Ingress',
    source: 'recipes',
    hosted: 'no effect',
    rangelight: 'no effect, with the warning `unknown-annotation` and the key that counts',
    manifests:
      service('web') + frontendConfig('{}') + ingress('', 'networking.gke.io/v1beta1.FrontendConfig: frontend'),
    shown: [{ finding: 'unknown-annotation', on: 'v1beta1.FrontendConfig' }],
  },
];
