// Clauses of BackendConfig.
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
    feature: '`cdn.signedUrlKeys[].secretName`',
    source: 'controller',
    hosted: 'keys from Secrets of the config cluster; another value under the same name is not seen',
    rangelight:
      'the same Secrets; another value is written as soon as it is seen, and URLs that the old one signed end. Keys that Git never named stay',
    why: 'a key that leaked is replaced where it lies',
    manifests: configured('{cdn: {enabled: true, signedUrlKeys: [{keyName: a, secretName: b}]}}'),
    shown: [{ finding: 'secret-unknown', on: 'signedUrlKeys' }],
  },
  {
    id: 'backend-config/signed-url-key-value',
    section,
    feature: '`cdn.signedUrlKeys[].keyValue`',
    source: 'controller',
    hosted: 'the value in the manifest',
    rangelight: 'refused as `secret-in-git`; no report repeats it',
    why: 'what is in Git is no secret',
    manifests: configured('{cdn: {enabled: true, signedUrlKeys: [{keyName: a, keyValue: nZtRohdNF9m3cKM24IcK4w==}]}}'),
    shown: [{ finding: 'secret-in-git', on: 'keyValue' }],
  },
  same(
    'signed-url-max-age',
    '`cdn.signedUrlCacheMaxAgeSec`',
    '{cdn: {enabled: true, signedUrlCacheMaxAgeSec: 60}}',
    { cdnPolicy: { signedUrlCacheMaxAgeSec: '60' } },
    { source: 'controller', hosted: '0 by default' },
  ),
  same(
    'iap',
    '`iap`',
    '{iap: {enabled: true}}',
    { iap: { enabled: true } },
    {
      hosted: "with Google's own OAuth client where none is named",
      rangelight: 'the same; turning it off, or another client, needs an approval (`iap-off`, `iap-client`)',
      why: 'a protected service never stands open by mistake',
    },
  ),
  {
    id: 'backend-config/iap-client',
    section,
    feature: '`iap.oauthclientCredentials.secretName`',
    source: 'features',
    hosted: '`client_id` and `client_secret` out of a Secret of the config cluster',
    rangelight: 'the same; compared by digest, and another secret is written within a minute',
    manifests: configured('{iap: {enabled: true, oauthclientCredentials: {secretName: oauth}}}'),
    shown: [{ finding: 'secret-unknown', on: 'oauth}' }],
  },
  {
    id: 'backend-config/iap-client-in-line',
    section,
    feature: '`iap.oauthclientCredentials.clientID`, `.clientSecret`',
    source: 'controller',
    hosted: 'in line, in place of the Secret',
    rangelight: 'refused as `secret-in-git`',
    why: 'what is in Git is no secret',
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
