// One port of a MultiClusterService that some ingress uses: the seed of a derived Service and its groups in each member
// cluster, and of one backend service with its health check. Each port has its own, so that adding or editing a port
// never touches the endpoints of another.
import { type Facts, factsOf, type Fleet, type FleetCluster, lacksNamespace } from '../../../fleet/index.ts';
import {
  type AppProtocol,
  appProtocolOf,
  type BackendConfig,
  type MultiClusterIngress,
  type MultiClusterService,
} from '../manifests/index.ts';
import { sortedEntries } from '../../../core/index.ts';
import type { BackendKey } from '../load-balancer.ts';
import type { ClusterLink, ObjectKey } from '../../../model/index.ts';
import { type CheckedObjects, keyOf, type RoutedIngress } from './check-objects.ts';
import { type Credentials, NO_CREDENTIALS } from './credentials.ts';
import { type Backend, backendKey, backendsOf } from './routes.ts';
import { selectClusters } from './select-clusters.ts';

/** A member cluster that serves, as far as it is known. */
export interface ServingMember {
  readonly cluster: FleetCluster;
  /** UID of its kube-system namespace. */
  readonly uid: string;
  readonly zones: readonly string[];
}

export interface ServedPort {
  readonly service: MultiClusterService;
  readonly port: number;
  readonly portName: string | undefined;
  readonly protocol: 'TCP';
  readonly targetPort: number | string;
  /** How its pods speak. */
  readonly appProtocol: AppProtocol;
  /** Only what serves it there: a share of its requests is given to that cluster alone. */
  readonly cluster: ClusterLink | undefined;
  readonly config: BackendConfig | undefined;
  /** What its BackendConfig takes out of Secrets. */
  readonly credentials: Credentials;
  /** Sorted by link. */
  readonly members: readonly ServingMember[];
  /** The service, its BackendConfig, and every ingress that uses this port, sorted. */
  readonly owners: readonly ObjectKey[];
}

/** What is known of services beside their manifests. */
export interface ServiceContext {
  readonly membersOf: (service: MultiClusterService) => readonly ServingMember[];
  readonly configFor: CheckedObjects['configFor'];
  readonly credentialsOf: CheckedObjects['credentialsOf'];
}

/** The served ports of one namespace by backend key, in its order. */
export function servedPorts(
  ingresses: readonly RoutedIngress[],
  { membersOf, configFor, credentialsOf }: ServiceContext,
): ReadonlyMap<BackendKey, ServedPort> {
  const users = new Map<BackendKey, Backend>();
  // Of a port as a whole: its groups and its health check are behind each backend service of it.
  const usersOfPort = new Map<BackendKey, Set<MultiClusterIngress>>();
  for (const { ingress, routes } of ingresses) {
    for (const backend of backendsOf(routes)) {
      users.set(backendKey(backend), backend);
      const whole = wholeKey(backend);
      usersOfPort.set(whole, (usersOfPort.get(whole) ?? new Set()).add(ingress));
    }
  }
  const ports = new Map<BackendKey, ServedPort>();
  for (const [key, backend] of sortedEntries(users)) {
    const { service, port, cluster } = backend;
    const config = configFor(service, port);
    const by = [...(usersOfPort.get(wholeKey(backend)) ?? [])].map(keyOf);
    ports.set(key, {
      service,
      port: port.port,
      portName: port.name,
      protocol: port.protocol ?? 'TCP',
      targetPort: port.targetPort ?? port.port,
      appProtocol: appProtocolOf(service, port.name),
      cluster,
      config,
      credentials: config === undefined ? NO_CREDENTIALS : credentialsOf(config),
      members: membersOf(service).filter((member) => cluster === undefined || member.cluster.link === cluster),
      owners: [keyOf(service), ...(config === undefined ? [] : [keyOf(config)]), ...by].sort(),
    });
  }
  return ports;
}

function wholeKey({ service, port }: Backend): BackendKey {
  return backendKey({ service, port });
}

/** The clusters that serve a service now: selected, known, and with its namespace. */
export function servingMembers(fleet: Fleet, facts: Facts, service: MultiClusterService): readonly ServingMember[] {
  const members: ServingMember[] = [];
  for (const cluster of selectClusters(fleet, service).clusters) {
    const { uid, zones } = factsOf(facts, cluster.link);
    if (uid === undefined || lacksNamespace(facts, cluster.link, service.namespace)) continue;
    members.push({ cluster, uid, zones: [...zones].sort() });
  }
  return members;
}
