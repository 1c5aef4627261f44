// Backends, their balancing and their health check (compute v1 backendServices: PATCH with fingerprint).
import { DRAINED } from '../drain/backend-mark.ts';
import type { ComputeKindDefinition, FieldRule, FieldTable } from '../../../model/index.ts';

/**
 * Compute fills in what is left out and keeps it while CDN is off: ours is only what a BackendConfig says or once said.
 */
const CDN_POLICY: FieldTable = Object.fromEntries(
  [
    'cacheMode',
    'clientTtl',
    'defaultTtl',
    'maxTtl',
    'negativeCaching',
    'negativeCachingPolicy',
    'requestCoalescing',
    'serveWhileStale',
    'bypassCacheOnRequestHeaders',
    'cacheKeyPolicy.includeHost',
    'cacheKeyPolicy.includeProtocol',
    'cacheKeyPolicy.includeQueryString',
    'cacheKeyPolicy.queryStringBlacklist',
    'cacheKeyPolicy.queryStringWhitelist',
    'signedUrlCacheMaxAgeSec',
  ].map((path) => [`cdnPolicy.${path}`, { policy: 'in-place', open: true } satisfies FieldRule]),
);

export const backendService = {
  id: 'backendService',
  title: 'backend service',
  api: { collection: 'backendServices', scope: 'global' },
  name: { code: 'bs' },
  quota: 'BACKEND_SERVICES',
  reportGroup: 'load balancer',
  reportPlace: 6,
  phase: 'expand',
  impact: { change: 'possible', shrink: 'possible', remove: 'none' },
  existing: 'owned',
  fields: {
    loadBalancingScheme: { policy: 'immutable', default: 'EXTERNAL' },
    protocol: { policy: 'in-place', default: 'HTTP' },
    timeoutSec: { policy: 'in-place', default: 30 },
    sessionAffinity: { policy: 'in-place', default: 'NONE' },
    'connectionDraining.drainingTimeoutSec': { policy: 'in-place', default: 0 },
    'logConfig.enable': { policy: 'in-place', default: false },
    // Zero is not always answered.
    'logConfig.sampleRate': { policy: 'in-place', default: 0, float: true },
    affinityCookieTtlSec: { policy: 'in-place', default: 0 },
    customRequestHeaders: { policy: 'in-place', default: [] },
    customResponseHeaders: { policy: 'in-place', default: [] },
    // People attach policies by hand, in an emergency too: one that Git never named is theirs.
    securityPolicy: { policy: 'in-place', open: true, default: '' },
    enableCDN: { policy: 'in-place', default: false },
    ...CDN_POLICY,
    // Ours, not Compute's: name of a key → fingerprint of its value, as we last wrote it. People add keys of their own.
    signedUrlKeys: {
      policy: 'in-place',
      open: true,
      fromSecret: true,
      namesAt: ['cdnPolicy', 'signedUrlKeyNames'],
      ends: 'URLs that the old value of key NAMES signed stop working',
    },
    // Somebody may put a service behind it by hand: to take that away is not ours.
    'iap.enabled': { policy: 'in-place', open: true, default: false },
    'iap.oauth2ClientId': { policy: 'in-place', open: true, whileOn: 'iap.enabled', fromSecret: true },
    'iap.oauth2ClientSecretSha256': { policy: 'in-place', open: true, whileOn: 'iap.enabled', fromSecret: true },
    healthChecks: { policy: 'in-place', set: true },
    backends: {
      policy: 'in-place',
      default: [],
      items: {
        key: 'group',
        leaveLast: true,
        idle: { capacityScaler: 0 },
        override: { at: 'description', word: DRAINED, keeps: ['capacityScaler'] },
        fields: {
          // Says which cluster it is. An older state that says nothing takes nothing away.
          description: { policy: 'in-place', open: true },
          balancingMode: { policy: 'in-place', default: 'UTILIZATION' },
          maxRatePerEndpoint: { policy: 'in-place', float: true },
          capacityScaler: { policy: 'in-place', default: 1, float: true },
        },
      },
    },
  },
} as const satisfies ComputeKindDefinition;
