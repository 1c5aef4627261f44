// Backends, their balancing and their health check (compute v1 backendServices: PATCH with fingerprint).
// May import: model.
import type { KindDefinition } from './index.ts';

export const backendService: KindDefinition = {
  title: 'backend service',
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
    'logConfig.sampleRate': { policy: 'in-place' },
    healthChecks: { policy: 'in-place', set: true },
    backends: {
      policy: 'in-place',
      default: [],
      items: {
        key: 'group',
        fields: {
          balancingMode: { policy: 'in-place', default: 'UTILIZATION' },
          maxRatePerEndpoint: { policy: 'in-place' },
          capacityScaler: { policy: 'in-place', default: 1 },
        },
      },
    },
  },
};
