// Served port × member cluster → a headless Service with the pods' selector; its annotation asks the cluster's NEG
// controller for groups of a name that we know.
import { canonicalJson } from '../../../core/index.ts';
import { MANAGED_BY, OWNER_ANNOTATION } from '../../../model/index.ts';
import type { ServingMember, ServedPort } from '../inputs/served-port.ts';
import { endpointIdentity } from './backend-identity.ts';
import { groupName } from './network-endpoint-group.ts';
import type { InCluster, UnitContext } from './unit-context.ts';
import { clusterRef, givenName } from '../kinds/index.ts';

const NEG_ANNOTATION = 'cloud.google.com/neg';

export function compileDerivedService(context: UnitContext, served: ServedPort, member: ServingMember): InCluster {
  const { mark } = context;
  const { service, port, portName, protocol, targetPort, owners } = served;
  const { link, negs } = member.cluster;
  // Taking the annotation from a Service that serves would let GKE remove its groups: another maker, another Service.
  const name = givenName('service', [service.name], { ...endpointIdentity(context, served), negs });
  const exposed = { exposed_ports: { [port]: { name: groupName(context, served, member) } } };
  return {
    ref: clusterRef('service', link, name, service.namespace),
    body: {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: {
        name,
        namespace: service.namespace,
        labels: MANAGED_BY,
        annotations: {
          [OWNER_ANNOTATION]: mark,
          ...(negs === 'gke' ? { [NEG_ANNOTATION]: canonicalJson(exposed) } : {}),
        },
      },
      spec: {
        clusterIP: 'None',
        selector: service.spec.template.spec.selector,
        ports: [{ ...(portName === undefined ? {} : { name: portName }), port, protocol, targetPort }],
      },
    },
    maker: 'rangelight',
    owners,
    dependsOn: [],
  };
}
