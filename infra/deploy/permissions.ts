// What each function asks of Google Cloud, and the permissions that it takes: what the Terraform module grants, and
// nothing beyond. A data table.
import type { FunctionName, Topic } from './contract.ts';

/**
 * Where a permission is granted: the project of the load balancers, that of their network, or the fleet host project.
 */
export type Scope = 'project' | 'networkProject' | 'fleetProject';

export interface Call {
  /** Collection and method, as its API names them. */
  readonly call: string;
  readonly scope: Scope;
  readonly functions: readonly FunctionName[];
  readonly permissions: readonly string[];
}

const READERS = ['planner', 'worker', 'drift'] as const satisfies readonly FunctionName[];
const LOOKERS = ['planner', 'drift'] as const satisfies readonly FunctionName[];
const WATCHERS = ['worker', 'drift'] as const satisfies readonly FunctionName[];
const WORKER = ['worker'] as const satisfies readonly FunctionName[];

/**
 * Source of the permissions of a call of Compute: the section "IAM Permissions" of its method's page, and those of the
 * fields of its body.
 */
export function sourceOf({ call, scope }: Call): string {
  const [collection, method] = call.split('.');
  if (collection === 'timeSeries') return 'https://cloud.google.com/monitoring/access-control';
  return scope === 'fleetProject'
    ? 'https://cloud.google.com/kubernetes-engine/fleet-management/docs/iam'
    : `https://cloud.google.com/compute/docs/reference/rest/v1/${collection}/${method}`;
}

export const CALLS: readonly Call[] = [
  // What stands.
  list('globalAddresses'),
  list('globalForwardingRules'),
  list('targetHttpProxies'),
  list('targetHttpsProxies'),
  list('sslCertificates'),
  list('urlMaps'),
  list('backendServices'),
  list('healthChecks'),
  { ...list('networkEndpointGroups'), call: 'networkEndpointGroups.aggregatedList' },
  list('firewalls'),
  // With a Shared VPC: whether its rules let probes in.
  { ...list('firewalls'), scope: 'networkProject', functions: LOOKERS },
  get('backendServices', 'getHealth', WATCHERS),
  get('networkEndpointGroups', 'listNetworkEndpoints', WATCHERS),
  // What plans are made with.
  { ...list('sslPolicies'), functions: LOOKERS },
  { ...list('securityPolicies'), functions: LOOKERS },
  get('instances', 'get', LOOKERS),
  get('projects', 'get', ['planner']),
  // Who changed something by hand.
  { ...list('globalOperations'), functions: ['drift'] },
  { ...list('zoneOperations'), functions: ['drift'] },
  // Whether what was replaced is still used.
  { call: 'timeSeries.list', scope: 'project', functions: WORKER, permissions: ['monitoring.timeSeries.list'] },
  // Runs: what each step reads, writes and awaits.
  get('globalAddresses', 'get', WORKER),
  get('globalForwardingRules', 'get', WORKER),
  get('targetHttpProxies', 'get', WORKER),
  get('targetHttpsProxies', 'get', WORKER),
  get('sslCertificates', 'get', WORKER),
  get('urlMaps', 'get', WORKER),
  get('backendServices', 'get', WORKER),
  get('healthChecks', 'get', WORKER),
  get('networkEndpointGroups', 'get', WORKER),
  get('firewalls', 'get', WORKER),
  get('globalOperations', 'wait', WORKER),
  get('globalOperations', 'get', WORKER),
  get('zoneOperations', 'wait', WORKER),
  get('zoneOperations', 'get', WORKER),
  write('globalAddresses.insert', ['globalAddresses.create']),
  write('globalAddresses.delete', ['globalAddresses.delete']),
  write('globalForwardingRules.insert', [
    'globalForwardingRules.create',
    'globalAddresses.use',
    'targetHttpProxies.use',
    'targetHttpsProxies.use',
  ]),
  write('globalForwardingRules.setTarget', [
    'globalForwardingRules.setTarget',
    'targetHttpProxies.use',
    'targetHttpsProxies.use',
  ]),
  write('globalForwardingRules.delete', ['globalForwardingRules.delete']),
  write('targetHttpProxies.insert', ['targetHttpProxies.create', 'urlMaps.use']),
  write('targetHttpProxies.setUrlMap', ['targetHttpProxies.setUrlMap', 'urlMaps.use']),
  write('targetHttpProxies.delete', ['targetHttpProxies.delete']),
  write('targetHttpsProxies.insert', [
    'targetHttpsProxies.create',
    'urlMaps.use',
    'sslCertificates.get',
    'sslPolicies.use',
  ]),
  write('targetHttpsProxies.setUrlMap', ['targetHttpsProxies.setUrlMap', 'urlMaps.use']),
  write('targetHttpsProxies.setSslCertificates', ['targetHttpsProxies.setSslCertificates', 'sslCertificates.get']),
  write('targetHttpsProxies.setSslPolicy', ['targetHttpsProxies.setSslPolicy', 'sslPolicies.use']),
  write('targetHttpsProxies.delete', ['targetHttpsProxies.delete']),
  write('sslCertificates.insert', ['sslCertificates.create']),
  write('sslCertificates.delete', ['sslCertificates.delete']),
  write('urlMaps.insert', ['urlMaps.create', 'backendServices.use']),
  write('urlMaps.patch', ['urlMaps.get', 'urlMaps.update', 'backendServices.use']),
  write('urlMaps.update', ['urlMaps.get', 'urlMaps.update', 'backendServices.use']),
  write('urlMaps.delete', ['urlMaps.delete']),
  write('backendServices.insert', ['backendServices.create', 'healthChecks.useReadOnly', 'networkEndpointGroups.use']),
  write('backendServices.patch', [
    'backendServices.get',
    'backendServices.update',
    'healthChecks.useReadOnly',
    'networkEndpointGroups.use',
  ]),
  write('backendServices.update', [
    'backendServices.get',
    'backendServices.update',
    'healthChecks.useReadOnly',
    'networkEndpointGroups.use',
  ]),
  write('backendServices.setSecurityPolicy', ['backendServices.setSecurityPolicy', 'securityPolicies.use']),
  write('backendServices.addSignedUrlKey', ['backendServices.addSignedUrlKey']),
  write('backendServices.deleteSignedUrlKey', ['backendServices.deleteSignedUrlKey']),
  write('backendServices.delete', ['backendServices.delete']),
  write('healthChecks.insert', ['healthChecks.create']),
  write('healthChecks.patch', ['healthChecks.get', 'healthChecks.update']),
  write('healthChecks.update', ['healthChecks.get', 'healthChecks.update']),
  write('healthChecks.delete', ['healthChecks.delete']),
  write('networkEndpointGroups.insert', ['networkEndpointGroups.create']),
  write('networkEndpointGroups.insert', ['networks.use'], 'networkProject'),
  write('networkEndpointGroups.attachNetworkEndpoints', [
    'networkEndpointGroups.attachNetworkEndpoints',
    'instances.use',
  ]),
  write('networkEndpointGroups.detachNetworkEndpoints', [
    'networkEndpointGroups.detachNetworkEndpoints',
    'instances.use',
  ]),
  write('networkEndpointGroups.delete', ['networkEndpointGroups.delete']),
  write('firewalls.insert', ['firewalls.create', 'networks.updatePolicy']),
  write('firewalls.patch', ['firewalls.get', 'firewalls.update', 'networks.updatePolicy']),
  write('firewalls.update', ['firewalls.get', 'firewalls.update', 'networks.updatePolicy']),
  write('firewalls.delete', ['firewalls.delete', 'networks.updatePolicy']),
  // The fleet, and its clusters through Connect Gateway: there the request's own method is what is granted.
  hub('memberships.list', LOOKERS, ['gkehub.memberships.list']),
  hub('features.get', LOOKERS, ['gkehub.features.get']),
  hub('gateway.get', READERS, ['gkehub.gateway.get', 'gkehub.memberships.get']),
  hub('gateway.patch', WORKER, ['gkehub.gateway.patch']),
  hub('gateway.delete', WORKER, ['gkehub.gateway.delete']),
];

/**
 * Who publishes what; people with the command line have what they said looked at at once. Source: Pub/Sub, "Access
 * control": `pubsub.topics.publish`, of `roles/pubsub.publisher`.
 */
export const PUBLISHES: Readonly<Record<FunctionName | 'person', readonly Topic[]>> = {
  webhook: ['revisions', 'reports'],
  planner: ['revisions', 'tasks', 'reports'],
  worker: ['revisions', 'reports'],
  drift: ['revisions', 'tasks', 'reports'],
  reporter: ['revisions', 'tasks', 'reports'],
  person: ['revisions', 'reports'],
};

/** Of one function in one scope, sorted. */
export function permissionsOf(name: FunctionName, scope: Scope): readonly string[] {
  const own = CALLS.filter((row) => row.scope === scope && row.functions.includes(name));
  return [...new Set(own.flatMap(({ permissions }) => permissions))].sort();
}

function list(collection: string): Call {
  return {
    call: `${collection}.list`,
    scope: 'project',
    functions: READERS,
    permissions: [`compute.${collection}.list`],
  };
}

/** A call that its collection's `get` is enough for. */
function get(collection: string, method: string, functions: readonly FunctionName[]): Call {
  return { call: `${collection}.${method}`, scope: 'project', functions, permissions: [`compute.${collection}.get`] };
}

function write(call: string, permissions: readonly string[], scope: Scope = 'project'): Call {
  return { call, scope, functions: WORKER, permissions: permissions.map((permission) => `compute.${permission}`) };
}

function hub(call: string, functions: readonly FunctionName[], permissions: readonly string[]): Call {
  return { call, scope: 'fleetProject', functions, permissions };
}
