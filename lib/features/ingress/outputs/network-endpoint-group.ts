// Served port × member cluster × zone → network endpoint group, under one name in all zones of a cluster.
import { type ClusterRef, refKey } from '../../../model/index.ts';
import type { ServingMember, ServedPort } from '../inputs/served-port.ts';
import { endpointIdentity } from './backend-identity.ts';
import type { InCompute, UnitContext } from './unit-context.ts';
import { computeRef, givenName } from '../kinds/index.ts';

/** Known before the zones are. A cluster rebuilt under its old link has another UID, and so other groups. */
export function groupName(context: UnitContext, served: ServedPort, member: ServingMember): string {
  const { service } = served;
  const { link, negs } = member.cluster;
  const identity = { ...endpointIdentity(context, served), cluster: link, uid: member.uid, negs };
  return givenName('networkEndpointGroup', [service.namespace, service.name], identity);
}

/** @param derivedService what asks GKE for the groups, or what Rangelight reads the endpoints of. */
export function compileNetworkEndpointGroups(
  context: UnitContext,
  served: ServedPort,
  member: ServingMember,
  derivedService: ClusterRef,
): readonly InCompute[] {
  const { fleet, mark } = context;
  const name = groupName(context, served, member);
  const byWorker = member.cluster.negs === 'worker';
  const endpoints = {
    cluster: member.cluster.link,
    namespace: served.service.namespace,
    service: derivedService.name,
    port: served.portName ?? '',
  };
  return member.zones.map((zone) => ({
    ref: computeRef('networkEndpointGroup', fleet.project, name, zone),
    body: {
      name,
      // GKE writes a description of its own, by which it knows its groups.
      ...(byWorker ? { description: mark } : {}),
      networkEndpointType: 'GCE_VM_IP_PORT',
      network: fleet.network,
    },
    maker: byWorker ? 'rangelight' : 'gke',
    owners: served.owners,
    dependsOn: [refKey(derivedService)],
    ...(byWorker ? { endpoints } : {}),
  }));
}
