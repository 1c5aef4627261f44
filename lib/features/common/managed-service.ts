// A Service of a cluster under the name that people give it: one that Git manages there, where the fleet file says so,
// or one that stands in for it in a mesh. Its collection has the derived Services of ingress too, which a name of ours
// tells apart. Whether it is headless is fixed when it is made.
import type { ClusterKindDefinition } from '../../model/index.ts';

/** What has the Services beside exports managed: `manage: [Service]` in that section. */
export const MANAGED_SERVICES = 'services/Service';

export const managedService = {
  id: 'managedService',
  title: 'Service',
  section: [MANAGED_SERVICES, 'mesh'],
  api: { group: '', versions: ['v1'], kind: 'Service', plural: 'services', scope: 'namespaced' },
  observed: { where: 'members', which: 'all' },
  reportGroup: 'member-clusters',
  output: 'services',
  phase: 'expand',
  impact: { change: 'possible', shrink: 'possible', remove: 'certain' },
  existing: 'owned',
  fields: {
    'metadata.labels': { policy: 'in-place', open: true },
    'metadata.annotations': { policy: 'in-place', open: true },
    // What the server gives where nothing is said is its business.
    'spec.clusterIP': { policy: 'immutable', open: true },
    'spec.ipFamilies': { policy: 'in-place', open: true },
    'spec.ipFamilyPolicy': { policy: 'in-place', open: true },
    'spec.sessionAffinityConfig': { policy: 'in-place', open: true },
    'spec.type': { policy: 'in-place', default: 'ClusterIP' },
    'spec.selector': { policy: 'in-place' },
    'spec.sessionAffinity': { policy: 'in-place', default: 'None' },
    'spec.internalTrafficPolicy': { policy: 'in-place', default: 'Cluster' },
    'spec.trafficDistribution': { policy: 'in-place' },
    'spec.publishNotReadyAddresses': { policy: 'in-place', default: false },
    'spec.ports': {
      policy: 'in-place',
      items: {
        // Two ports may have one number, of two protocols; of several each has a name.
        key: 'name',
        fields: {
          port: { policy: 'in-place' },
          protocol: { policy: 'in-place', default: 'TCP' },
          targetPort: { policy: 'in-place' },
          appProtocol: { policy: 'in-place' },
        },
      },
    },
  },
} as const satisfies ClusterKindDefinition;
