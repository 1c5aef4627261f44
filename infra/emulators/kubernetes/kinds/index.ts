// The built-in kinds of this server, and the names of those that only the real one has.
import type { Resource } from '../resource.ts';
import { clusterRoleBindings, clusterRoles, roleBindings, roles } from './access-roles.ts';
import { configMaps, secrets } from './configuration.ts';
import { customResourceDefinitions } from './custom-resource-definition.ts';
import { deployments } from './deployment.ts';
import { endpointSlices } from './endpoint-slice.ts';
import { events } from './event.ts';
import { namespaces } from './namespace.ts';
import { nodes } from './node.ts';
import { pods } from './pod.ts';
import { replicaSets } from './replica-set.ts';
import { services } from './service.ts';

export const builtInResources: readonly Resource[] = [
  namespaces,
  services,
  pods,
  nodes,
  secrets,
  configMaps,
  events,
  endpointSlices,
  deployments,
  replicaSets,
  customResourceDefinitions,
  clusterRoles,
  clusterRoleBindings,
  roles,
  roleBindings,
];

/** Resources of the real server, by group, that are answered 501 by name. */
export const unbuiltResources: Readonly<Record<string, ReadonlySet<string>>> = {
  '': new Set([
    'bindings',
    'componentstatuses',
    'endpoints',
    'limitranges',
    'persistentvolumeclaims',
    'persistentvolumes',
    'podtemplates',
    'replicationcontrollers',
    'resourcequotas',
    'serviceaccounts',
  ]),
  apps: new Set(['controllerrevisions', 'daemonsets', 'statefulsets']),
};

/** Groups of the real server that are answered 501 by name. Groups that come with CRDs are not among them. */
export const unbuiltGroups: ReadonlySet<string> = new Set([
  'admissionregistration.k8s.io',
  'apiregistration.k8s.io',
  'authentication.k8s.io',
  'authorization.k8s.io',
  'autoscaling',
  'batch',
  'certificates.k8s.io',
  'coordination.k8s.io',
  'events.k8s.io',
  'flowcontrol.apiserver.k8s.io',
  'node.k8s.io',
  'policy',
  'scheduling.k8s.io',
  'storage.k8s.io',
]);
