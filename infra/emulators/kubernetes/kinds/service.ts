// Services: their schema, and the defaults and ports that the server fills in.
import { type JsonObject, listOf, objectOf, omit, stringOf, textOf } from '../json.ts';
import type { KubeObject } from '../object.ts';
import type { KindContext } from '../resource.ts';
import { builtIn } from './built-in.ts';
import { addressesOf, addressFaults, familyFaults, namelessFaults } from './service-addresses.ts';
import { serviceFaults, serviceWarnings } from './service-faults.ts';
import {
  always,
  atomicMapOf,
  boolean,
  integer,
  intOrString,
  keyedBy,
  arrayOf,
  metaConditions,
  object,
  pointer,
  string,
  withDefault,
} from './write-schema.ts';

const port = object({
  name: string,
  protocol: withDefault(string, 'TCP'),
  appProtocol: pointer(string),
  port: always(integer, 0),
  targetPort: intOrString,
  nodePort: integer,
});

const spec = object({
  ports: { ...keyedBy(['port', 'protocol'], port), 'x-kubernetes-patch-merge-key': 'port' },
  selector: atomicMapOf(string),
  clusterIP: string,
  clusterIPs: arrayOf(string),
  type: withDefault(string, 'ClusterIP'),
  externalIPs: arrayOf(string),
  sessionAffinity: withDefault(string, 'None'),
  sessionAffinityConfig: object({ clientIP: object({ timeoutSeconds: pointer(integer) }) }),
  loadBalancerIP: string,
  loadBalancerSourceRanges: arrayOf(string),
  loadBalancerClass: pointer(string),
  externalName: string,
  externalTrafficPolicy: string,
  internalTrafficPolicy: pointer(string),
  healthCheckNodePort: integer,
  publishNotReadyAddresses: boolean,
  allocateLoadBalancerNodePorts: pointer(boolean),
  ipFamilies: arrayOf(string),
  ipFamilyPolicy: pointer(string),
  trafficDistribution: pointer(string),
});

const loadBalancer = object({
  ingress: arrayOf(
    object({
      ip: string,
      hostname: string,
      ipMode: pointer(string),
      ports: arrayOf(object({ port: always(integer, 0), protocol: always(string, ''), error: pointer(string) })),
    }),
  ),
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
  schema: object({
    spec: always(spec, {}),
    status: always(object({ loadBalancer: always(loadBalancer, {}), conditions: metaConditions }), {
      loadBalancer: {},
    }),
  }),
  columns: [
    { name: 'Type', type: 'string', value: '.spec.type' },
    { name: 'Cluster-IP', type: 'string', value: (service) => stringOf(objectOf(service.spec).clusterIP) ?? '<none>' },
    { name: 'External-IP', type: 'string', value: printedExternal },
    { name: 'Port(s)', type: 'string', value: printedPorts },
    { name: 'Age', type: 'date', value: '.metadata.creationTimestamp' },
    { name: 'Selector', type: 'string', priority: 1, value: printedSelector },
  ],
  defaults,
  unallocatable: (service, live) => [
    ...familyFaults(objectOf(service.spec), live && objectOf(live.spec)),
    ...namelessFaults(service),
  ],
  complete,
  check: (service, live) => [...serviceFaults(service, live), ...addressFaults(service, live)],
  warnings: serviceWarnings,
});

function printedExternal({ spec }: KubeObject): string {
  const { type, externalName, externalIPs } = objectOf(spec);
  if (type === 'ExternalName') return textOf(externalName);
  const given = listOf(externalIPs).map(textOf).join(',');
  return given || (type === 'LoadBalancer' ? '<pending>' : '<none>');
}

function printedPorts(service: KubeObject): string {
  const ports = listOf(objectOf(service.spec).ports).map(objectOf);
  if (ports.length === 0) return '<none>';
  const printed = ports.map(
    (p) => `${textOf(p.port)}${p.nodePort === undefined ? '' : `:${textOf(p.nodePort)}`}/${textOf(p.protocol)}`,
  );
  return printed.join(',');
}

function printedSelector({ spec }: KubeObject): string {
  const selector = Object.entries(objectOf(objectOf(spec).selector));
  return selector.map(([key, value]) => `${key}=${textOf(value)}`).join(',') || '<none>';
}

function needsPorts(type: JsonObject[string]): boolean {
  return type === 'NodePort' || type === 'LoadBalancer';
}

/** Source: ExternallyAccessible. */
function isExternal({ type, externalIPs }: JsonObject): boolean {
  return needsPorts(type) || (type === 'ClusterIP' && listOf(externalIPs).length > 0);
}

const SECONDS = { clientIP: { timeoutSeconds: 10_800 } };

/** Source: SetDefaults_Service. */
function defaults(service: KubeObject): KubeObject {
  const asked = objectOf(service.spec);
  const { type } = asked;
  const isInternal = type === 'ClusterIP' || type === 'NodePort' || type === 'LoadBalancer';
  const { sessionAffinityConfig, ...rest } = asked;
  const given =
    objectOf(objectOf(sessionAffinityConfig).clientIP).timeoutSeconds === undefined ? SECONDS : sessionAffinityConfig;
  const kept =
    asked.sessionAffinity === 'ClientIP' ? given : asked.sessionAffinity === 'None' ? undefined : sessionAffinityConfig;
  return {
    ...service,
    ...(type === 'LoadBalancer' ? { status: withModes(objectOf(service.status)) } : {}),
    spec: {
      ...(isInternal ? { internalTrafficPolicy: 'Cluster' } : {}),
      ...(isExternal(asked) ? { externalTrafficPolicy: 'Cluster' } : {}),
      ...(type === 'LoadBalancer' ? { allocateLoadBalancerNodePorts: true } : {}),
      ...rest,
      ...(kept === undefined ? {} : { sessionAffinityConfig: kept }),
      ...(asked.ports === undefined ? {} : { ports: listOf(asked.ports).map((p) => withTarget(objectOf(p))) }),
    },
  };
}

/** An address of a load balancer is its VIP. */
function withModes(status: JsonObject): JsonObject {
  const { ingress } = objectOf(status.loadBalancer);
  if (ingress === undefined) return status;
  const moded = listOf(ingress).map((one) => (objectOf(one).ip ? { ipMode: 'VIP', ...objectOf(one) } : one));
  return { ...status, loadBalancer: { ...objectOf(status.loadBalancer), ingress: moded } };
}

/** 0 and an empty text count as left out. */
function withTarget(asked: JsonObject): JsonObject {
  return { ...asked, targetPort: asked.targetPort || asked.port };
}

function complete(service: KubeObject, live: KubeObject | undefined, context: KindContext): KubeObject {
  const before = objectOf(live?.spec);
  const asked = withoutStale(objectOf(service.spec), before);
  const ports = asked.ports === undefined ? {} : { ports: withNodePorts(asked, before, context) };
  const isBalanced = asked.type === 'LoadBalancer';
  const status = live === undefined ? { loadBalancer: {} } : objectOf(service.status);
  return {
    ...service,
    spec: omit({ ...asked, ...addressesOf(asked, before, context), ...ports }),
    status:
      isBalanced || live === undefined
        ? status
        : { ...status, loadBalancer: withoutLost(status, before.type, asked.type) },
  };
}

/**
 * What the old type needed and the new one does not goes, unless it was asked for anew. Source:
 * dropTypeDependentFields.
 */
function withoutStale(asked: JsonObject, before: JsonObject): JsonObject {
  // Source of the first: defaultOnReadInternalTrafficPolicy.
  const stale: string[] = asked.type === 'ExternalName' ? ['internalTrafficPolicy'] : [];
  const same = (name: string): boolean => JSON.stringify(asked[name]) === JSON.stringify(before[name]);
  if (before.type !== undefined && before.type !== 'ExternalName' && asked.type === 'ExternalName') {
    // Another `clusterIP` is asked for anew, and the list follows it.
    if (same('clusterIPs') && same('clusterIP')) stale.push('clusterIP');
    if (same('clusterIPs')) stale.push('clusterIPs');
    for (const name of ['ipFamilies', 'ipFamilyPolicy']) if (same(name)) stale.push(name);
  }
  if (isExternal(before) && !isExternal(asked) && same('externalTrafficPolicy')) stale.push('externalTrafficPolicy');
  if (before.type === 'LoadBalancer' && asked.type !== 'LoadBalancer') {
    for (const name of ['allocateLoadBalancerNodePorts', 'loadBalancerClass']) if (same(name)) stale.push(name);
  }
  if (!needsPorts(before.type) || needsPorts(asked.type)) return omit(asked, ...stale);
  const nodePorts = listOf(before.ports).map((p) => objectOf(p).nodePort);
  const ports = listOf(asked.ports).map((p) =>
    nodePorts.includes(objectOf(p).nodePort) ? omit(objectOf(p), 'nodePort') : p,
  );
  return { ...omit(asked, ...stale), ...(asked.ports === undefined ? {} : { ports }) };
}

function withoutLost(status: JsonObject, before: JsonObject[string], after: JsonObject[string]): JsonObject {
  return before === 'LoadBalancer' && after !== before ? {} : objectOf(status.loadBalancer);
}

/** A port keeps the node port of its name. Source: patchAllocatedValues. */
function withNodePorts(spec: JsonObject, before: JsonObject, context: KindContext): readonly JsonObject[] {
  const ports = listOf(spec.ports).map(objectOf);
  const wants =
    spec.type === 'NodePort' || (spec.type === 'LoadBalancer' && spec.allocateLoadBalancerNodePorts !== false);
  if (!wants) return ports;
  const known = new Map(listOf(before.ports).map((p) => [objectOf(p).name ?? '', objectOf(p).nodePort]));
  const used = new Set(
    context.list('', 'services').flatMap((s) => listOf(objectOf(s.spec).ports).map((p) => objectOf(p).nodePort)),
  );
  const taken = new Set(ports.map(({ nodePort }) => nodePort));
  return ports.map((asked) => {
    if (asked.nodePort !== undefined) return asked;
    const old = known.get(asked.name ?? '');
    const nodePort = old !== undefined && !taken.has(old) ? old : freePort(used);
    taken.add(nodePort);
    used.add(nodePort);
    return { ...asked, nodePort };
  });
}

function freePort(used: ReadonlySet<unknown>): number {
  let next = 30_000;
  while (used.has(next)) next += 1;
  return next;
}
