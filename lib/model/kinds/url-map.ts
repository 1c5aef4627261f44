// Hosts and paths to backend services (compute v1 urlMaps: PATCH or PUT with fingerprint). May import: model.
import type { KindDefinition } from './index.ts';

export const urlMap: KindDefinition = {
  title: 'URL map',
  phase: 'switch',
  impact: { change: 'possible', shrink: 'certain', remove: 'certain' },
  existing: 'owned',
  fields: {
    defaultService: { policy: 'in-place' },
    hostRules: {
      policy: 'in-place',
      default: [],
      items: { key: 'pathMatcher', fields: { hosts: { policy: 'in-place', set: true } } },
    },
    pathMatchers: {
      policy: 'in-place',
      default: [],
      items: {
        key: 'name',
        fields: {
          defaultService: { policy: 'in-place' },
          pathRules: {
            policy: 'in-place',
            default: [],
            items: { key: 'paths', fields: { service: { policy: 'in-place' } } },
          },
        },
      },
    },
  },
};
