// Hosts and paths to backend services, or everything to a redirect (compute v1 urlMaps: PATCH or PUT with fingerprint).
import { type ComputeKindDefinition, type FieldTable, names } from '../../../model/index.ts';

/** How the description of a rule begins that looks at a header: without it the rule of its path takes the request. */
export const HEADER_RULE = 'header ';

/** Zero is not always answered. */
const ROUTE_RULE: FieldTable = {
  priority: { policy: 'in-place', default: 0 },
  matchRules: {
    policy: 'in-place',
    default: [],
    items: {
      key: 'prefixMatch',
      fields: {
        fullPathMatch: { policy: 'in-place' },
        ignoreCase: { policy: 'in-place', default: false },
        headerMatches: {
          policy: 'in-place',
          default: [],
          items: {
            key: 'headerName',
            fields: {
              exactMatch: { policy: 'in-place' },
              presentMatch: { policy: 'in-place', default: false },
              invertMatch: { policy: 'in-place', default: false },
            },
          },
        },
      },
    },
  },
  service: { policy: 'in-place' },
  'routeAction.weightedBackendServices': {
    policy: 'in-place',
    default: [],
    items: { key: 'backendService', fields: { weight: { policy: 'in-place', default: 0 } } },
  },
};

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
            items: { key: 'paths', otherForm: 'routeRules', fields: { service: { policy: 'in-place' } } },
          },
          // Of a host of which the fleet file divides a path; others say nothing of them.
          routeRules: {
            policy: 'in-place',
            items: { key: 'description', otherForm: 'pathRules', temporary: HEADER_RULE, fields: ROUTE_RULE },
          },
        },
      },
    },
  },
} as const satisfies ComputeKindDefinition;
