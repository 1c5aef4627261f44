// Hosts and paths to backend services, or everything to a redirect (compute v1 urlMaps: PATCH or PUT with fingerprint).
import { type ComputeKindDefinition, names } from '../../../model/index.ts';

export const urlMap = {
  id: 'urlMap',
  title: 'URL map',
  api: { collection: 'urlMaps', scope: 'global' },
  name: { code: 'um' },
  quota: 'URL_MAPS',
  reportGroup: 'load balancer',
  reportPlace: 5,
  phase: 'switch',
  impact: { change: 'possible', shrink: 'certain', remove: 'certain' },
  existing: 'owned',
  // Its routes may wait for health, which is known only behind a front end.
  standsWhileItMoves: true,
  fields: {
    defaultService: { policy: 'in-place' },
    'defaultUrlRedirect.httpsRedirect': { policy: 'in-place', default: false },
    'defaultUrlRedirect.redirectResponseCode': { policy: 'in-place', default: 'MOVED_PERMANENTLY_DEFAULT' },
    'defaultUrlRedirect.stripQuery': { policy: 'in-place', default: false },
    hostRules: {
      policy: 'in-place',
      default: [],
      items: {
        key: 'pathMatcher',
        temporary: names.WARM_UP_PREFIX,
        fields: { hosts: { policy: 'in-place', set: true } },
      },
    },
    pathMatchers: {
      policy: 'in-place',
      default: [],
      items: {
        key: 'name',
        temporary: names.WARM_UP_PREFIX,
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
} as const satisfies ComputeKindDefinition;
