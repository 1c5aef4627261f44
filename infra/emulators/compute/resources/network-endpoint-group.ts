// networkEndpointGroups (zonal): pod addresses in one zone, which only their own verbs attach and detach.
import { notImplemented, required } from '../errors.ts';
import { listQuery } from '../lists.ts';
import { listEndpoints } from './endpoint-listing.ts';
import { attachPlan, detachPlan } from './endpoints.ts';
import type { Kind, Surroundings } from './kind.ts';

const TYPES: ReadonlySet<string> = new Set(['GCE_VM_IP_PORT', 'NON_GCP_PRIVATE_IP_PORT']);

function defaultNetwork(around: Surroundings): string {
  return `projects/${around.project}/global/networks/default`;
}

export const networkEndpointGroups: Kind = {
  collection: 'networkEndpointGroups',
  singular: 'networkEndpointGroup',
  snake: 'network_endpoint_group',
  message: 'NetworkEndpointGroup',
  scope: 'zone',
  quota: 'NETWORK_ENDPOINT_GROUPS',
  methods: { aggregatedList: 'zonal' },
  references: { network: ['networks'], subnetwork: ['subnetworks'] },
  links: [],
  outputOnly: ['size', 'zone', 'region'],
  immutable: [],
  fingerprint: false,
  labels: false,
  seconds: { insert: 5, change: 5, delete: 5 },
  defaults: ({ body }, around) => ({ network: defaultNetwork(around), ...body }),
  validate({ body }) {
    const { networkEndpointType: type } = body as { networkEndpointType?: string };
    if (type === undefined) throw required('resource.networkEndpointType');
    if (!TYPES.has(type)) throw notImplemented(`networkEndpointGroups of type ${type}`);
  },
  read: ({ body, endpoints }) => ({ ...body, size: endpoints.length }),
  verbs: {
    attachNetworkEndpoints: {
      changes: true,
      message: 'NetworkEndpointGroupsAttachEndpointsRequest',
      operationType: 'attachNetworkEndpoints',
      shared: true,
      seconds: 5,
      plan: attachPlan,
    },
    detachNetworkEndpoints: {
      changes: true,
      message: 'NetworkEndpointGroupsDetachEndpointsRequest',
      operationType: 'detachNetworkEndpoints',
      shared: true,
      seconds: 5,
      plan: detachPlan,
    },
    listNetworkEndpoints: {
      changes: false,
      message: 'NetworkEndpointGroupsListEndpointsRequest',
      answer: (current, request, around, parameters) =>
        current === undefined ? {} : listEndpoints(current, request, around, listQuery(parameters)),
    },
  },
};
