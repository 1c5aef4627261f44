// Clauses of BackendConfig. May import: the clauses.
import type { Clause } from './clause.ts';
import { configured } from './pieces.ts';

const section = 'BackendConfig';

/** A section of BackendConfig that is the same in both, or differs as said, and what it makes of a backend service. */
function same(
  id: string,
  feature: string,
  spec: string,
  has: object,
  more: Partial<Pick<Clause, 'hosted' | 'rangelight' | 'why' | 'source'>> = {},
): Clause {
  return {
    id: `backend-config/${id}`,
    section,
    feature,
    source: 'features',
    hosted: 'as documented',
    rangelight: 'the same',
    manifests: configured(spec),
    shown: [{ resource: 'backendService', has }],
    ...more,
  };
}

export const BACKEND_CONFIG_CLAUSES: readonly Clause[] = [
  same('timeout', '`timeoutSec`', '{timeoutSec: 40}', { timeoutSec: 40 }, { hosted: '30 by default' }),
  same(
    'defaults',
    'nothing set',
    '{}',
    { timeoutSec: 30, sessionAffinity: 'NONE' },
    {
      hosted: 'timeout 30, no affinity, no CDN',
    },
  ),
  same(
    'draining',
    '`connectionDraining`',
    '{}',
    { connectionDraining: { drainingTimeoutSec: 60 } },
    {
      hosted: "Compute's default, which is none",
      rangelight: '60 seconds by default',
      why: 'requests in flight end when a cluster leaves',
    },
  ),
  same(
    'affinity',
    '`sessionAffinity`',
    '{sessionAffinity: {affinityType: GENERATED_COOKIE, affinityCookieTtlSec: 50}}',
    { sessionAffinity: 'GENERATED_COOKIE', affinityCookieTtlSec: 50 },
    { hosted: 'three types, cookie up to a day', rangelight: 'the same, in the schema' },
  ),
  same(
    'security-policy',
    '`securityPolicy`',
    '{securityPolicy: {name: edge}}',
    { securityPolicy: 'projects/acme-net/global/securityPolicies/edge' },
    { hosted: 'name; empty detaches' },
  ),
  same(
    'request-headers',
    '`customRequestHeaders`',
    '{customRequestHeaders: {headers: ["X-A:1"]}}',
    { customRequestHeaders: ['X-A:1'] },
    { hosted: 'up to 16' },
  ),
  same(
    'response-headers',
    '`customResponseHeaders`',
    '{customResponseHeaders: {headers: ["X-B:1"]}}',
    { customResponseHeaders: ['X-B:1'] },
    { hosted: 'up to 16' },
  ),
  same(
    'logging',
    '`logging`',
    '{logging: {enable: true, sampleRate: 0.5}}',
    { logConfig: { enable: true, sampleRate: 0.5 } },
    { hosted: 'on, every request, by default', rangelight: 'the same; `enable: false` is a rate of 0' },
  ),
  same(
    'cdn',
    '`cdn`',
    '{cdn: {enabled: true}}',
    { enableCDN: true, cdnPolicy: { cacheMode: 'CACHE_ALL_STATIC', clientTtl: 3600, defaultTtl: 3600, maxTtl: 86400 } },
    {
      hosted: 'with the defaults of Ingress',
      rangelight: 'the same; lifetimes that Compute would refuse are `invalid-config`',
      why: 'said before the merge',
    },
  ),
  same(
    'cdn-cache-key',
    '`cdn.cachePolicy`',
    '{cdn: {enabled: true, cachePolicy: {includeHost: true}}}',
    { cdnPolicy: { cacheKeyPolicy: { includeHost: true, includeProtocol: false, includeQueryString: false } } },
    { source: 'controller', hosted: 'members left out are false, once the section is there' },
  ),
  {
    id: 'backend-config/health-check',
    section,
    feature: '`healthCheck`',
    source: 'features',
    hosted: 'over the defaults; changed in place',
    rangelight: 'over the same defaults; a change makes a second backend service and health check',
    why: 'verdicts never change all at once',
    manifests: configured('{healthCheck: {type: HTTPS, requestPath: /healthz, checkIntervalSec: 20}}'),
    shown: [
      {
        resource: 'healthCheck',
        has: { type: 'HTTPS', checkIntervalSec: 20, timeoutSec: 15, healthyThreshold: 1, unhealthyThreshold: 2 },
      },
    ],
  },
  {
    id: 'backend-config/health-check-port',
    section,
    feature: '`healthCheck.port`',
    source: 'features',
    hosted: 'fixed port',
    rangelight: 'the same; the firewall rule admits all TCP ports',
    manifests: configured('{healthCheck: {type: HTTP, port: 15021}}'),
    shown: [
      { resource: 'healthCheck', has: { httpHealthCheck: { port: 15021, portSpecification: 'USE_FIXED_PORT' } } },
      { resource: 'firewall', has: { allowed: [{ IPProtocol: 'tcp' }] } },
    ],
  },
  {
    id: 'backend-config/signed-url-keys',
    section,
    feature: '`cdn.signedUrlKeys`',
    source: 'features',
    hosted: 'keys from Secrets',
    rangelight: 'not supported',
    manifests: configured('{cdn: {enabled: true, signedUrlKeys: [{keyName: a, secretName: b}]}}'),
    shown: [{ finding: 'unsupported-feature', on: 'signedUrlKeys' }],
  },
  {
    id: 'backend-config/iap',
    section,
    feature: '`iap`',
    source: 'features',
    hosted: 'credentials from a Secret or in line',
    rangelight: '`enabled: false` only; credentials in line are `secret-in-git`',
    manifests: configured('{iap: {enabled: true, oauthclientCredentials: {clientID: a, clientSecret: b}}}'),
    shown: [{ finding: 'secret-in-git', on: 'clientSecret' }],
  },
  {
    id: 'backend-config/iap-and-cdn',
    section,
    feature: '`iap` and `cdn` together',
    source: 'controller',
    hosted: 'refused',
    rangelight: 'refused',
    manifests: configured('{iap: {enabled: true}, cdn: {enabled: true}}'),
    shown: [{ finding: 'invalid-config', on: 'iap: {' }],
  },
];
