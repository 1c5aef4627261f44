// Services: their schema, and the addresses, ports and families that the server fills in.
import { type Cause, invalidValue } from '../errors.ts';
import { type JsonObject, listOf as items, isList, isObject, objectOf, omit, stringOf, textOf } from '../json.ts';
import { labelFaults } from '../metadata-rules.ts';
import type { KubeObject } from '../object.ts';
import type { KindContext } from '../resource.ts';
import { builtIn } from './built-in.ts';
import { portFaults } from './service-ports.ts';
import {
  atomicMapOf,
  boolean,
  conditions,
  integer,
  intOrString,
  keyedBy,
  listOf,
  object,
  oneOf,
  open,
  string,
  withDefault,
} from './write-schema.ts';

const port = object(
  {
    name: string,
    protocol: withDefault(oneOf('TCP', 'UDP', 'SCTP'), 'TCP'),
    appProtocol: string,
    port: integer,
    targetPort: intOrString,
    nodePort: integer,
  },
  ['port'],
);

const spec = object({
  ports: { ...keyedBy(['port', 'protocol'], port), 'x-kubernetes-patch-merge-key': 'port' },
  selector: atomicMapOf(string),
  clusterIP: string,
  clusterIPs: listOf(string),
  type: withDefault(oneOf('ClusterIP', 'ExternalName', 'LoadBalancer', 'NodePort'), 'ClusterIP'),
  externalIPs: listOf(string),
  sessionAffinity: withDefault(oneOf('ClientIP', 'None'), 'None'),
  sessionAffinityConfig: open,
  loadBalancerIP: string,
  loadBalancerSourceRanges: listOf(string),
  loadBalancerClass: string,
  externalName: string,
  externalTrafficPolicy: string,
  internalTrafficPolicy: string,
  healthCheckNodePort: integer,
  publishNotReadyAddresses: boolean,
  allocateLoadBalancerNodePorts: boolean,
  ipFamilies: listOf(string),
  ipFamilyPolicy: string,
  trafficDistribution: string,
});

export const services = builtIn({
  kind: 'Service',
  plural: 'services',
  shortNames: ['svc'],
  categories: ['all'],
  namespaced: true,
  hasStatus: true,
  deleteAnswersObject: true,
  createOnPut: true,
  unbuiltSubresources: ['proxy'],
  selectableFields: ['spec.clusterIP', 'spec.type'],
  schema: object({ spec, status: object({ loadBalancer: open, conditions }) }),
  columns: [
    { name: 'Type', type: 'string', value: '.spec.type' },
    { name: 'Cluster-IP', type: 'string', value: (service) => stringOf(objectOf(service.spec).clusterIP) ?? '<none>' },
    { name: 'External-IP', type: 'string', value: () => '<none>' },
    { name: 'Port(s)', type: 'string', value: printedPorts },
    { name: 'Age', type: 'date', value: '.metadata.creationTimestamp' },
  ],
  complete,
  check,
});

function printedPorts(service: KubeObject): string {
  const ports = items(objectOf(service.spec).ports).map(objectOf);
  return ports.length === 0 ? '<none>' : ports.map((p) => `${textOf(p.port)}/${textOf(p.protocol)}`).join(',');
}

function complete(service: KubeObject, live: KubeObject | undefined, context: KindContext): KubeObject {
  const asked = objectOf(service.spec);
  const before = objectOf(live?.spec);
  const status = service.status ?? { loadBalancer: {} };
  if (asked.type === 'ExternalName') return { ...service, spec: omit(asked, 'clusterIP', 'clusterIPs'), status };
  const withPorts = { ...asked, ...(isList(asked.ports) ? { ports: completePorts(asked, live, context) } : {}) };
  const clusterIP = stringOf(asked.clusterIP) ?? stringOf(before.clusterIP) ?? freeAddress(context);
  return {
    ...service,
    spec: {
      internalTrafficPolicy: 'Cluster',
      ...(asked.type === 'ClusterIP' ? {} : { externalTrafficPolicy: 'Cluster' }),
      ...(asked.type === 'LoadBalancer' ? { allocateLoadBalancerNodePorts: true } : {}),
      ...omit(withPorts),
      clusterIP,
      clusterIPs: asked.clusterIPs ?? before.clusterIPs ?? [clusterIP],
      ...families(asked, before, clusterIP),
    },
    status,
  };
}

/** A headless Service without a selector is stored as dual stack even where the cluster is not. */
function families(asked: JsonObject, before: JsonObject, clusterIP: string): JsonObject {
  const dual =
    clusterIP === 'None' && (asked.selector === undefined || Object.keys(objectOf(asked.selector)).length === 0);
  return {
    ipFamilies: asked.ipFamilies ?? before.ipFamilies ?? (dual ? ['IPv4', 'IPv6'] : ['IPv4']),
    ipFamilyPolicy: asked.ipFamilyPolicy ?? before.ipFamilyPolicy ?? (dual ? 'RequireDualStack' : 'SingleStack'),
  };
}

function completePorts(spec: JsonObject, live: KubeObject | undefined, context: KindContext): readonly JsonObject[] {
  const before = items(objectOf(live?.spec).ports).map(objectOf);
  const wantsNodePort = spec.type === 'NodePort' || spec.type === 'LoadBalancer';
  const used = new Set(
    context.list('', 'services').flatMap((s) => items(objectOf(s.spec).ports).map((p) => objectOf(p).nodePort)),
  );
  return items(spec.ports).map((item) => {
    const asked = objectOf(item);
    const same = before.find((p) => p.port === asked.port && p.protocol === asked.protocol);
    let nodePort = asked.nodePort ?? same?.nodePort;
    if (wantsNodePort && nodePort === undefined) {
      let next = 30000;
      while (used.has(next)) next += 1;
      used.add(next);
      nodePort = next;
    }
    // 0 and an empty text count as left out (Kubernetes, pkg/apis/core/v1/defaults.go).
    const withTarget: JsonObject = { ...omit(asked, 'nodePort'), targetPort: asked.targetPort || asked.port };
    return wantsNodePort && nodePort !== undefined ? { ...withTarget, nodePort } : withTarget;
  });
}

/** The lowest free address of 34.118.224.0/20, the range that GKE gives to Services. */
function freeAddress(context: KindContext): string {
  const used = new Set(context.list('', 'services').map((service) => objectOf(service.spec).clusterIP));
  let index = 1;
  const address = (): string => `34.118.${224 + (index >> 8)}.${index & 255}`;
  while (used.has(address())) index += 1;
  return address();
}

function check(service: KubeObject, live: KubeObject | undefined): readonly Cause[] {
  const spec = objectOf(service.spec);
  const before = objectOf(live?.spec);
  const causes: Cause[] = [...portFaults(spec), ...labelFaults(objectOf(spec.selector), 'spec.selector')];
  const movable = spec.type === 'ExternalName' || before.type === 'ExternalName';
  if (!movable && before.clusterIP !== undefined && spec.clusterIP !== before.clusterIP) {
    causes.push(invalidValue('spec.clusterIPs[0]', spec.clusterIPs, 'may not change once set'));
  }
  const selects = isObject(spec.selector) && Object.keys(spec.selector).length > 0;
  if (selects && spec.ipFamilyPolicy === 'RequireDualStack') {
    const why = 'this cluster is not configured for dual-stack services';
    causes.push(invalidValue('spec.ipFamilyPolicy', spec.ipFamilyPolicy, why));
  }
  if (spec.clusterIP === 'None' && (spec.type === 'NodePort' || spec.type === 'LoadBalancer')) {
    causes.push(invalidValue('spec.clusterIPs[0]', 'None', `may not be set to 'None' for ${spec.type} services`));
  }
  return causes;
}
