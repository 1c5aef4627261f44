// A backend service in the graph → how it serves, member by member, without names of resources: what is left out is
// read as its default.
import {
  isJsonObject,
  type Json,
  type JsonObject,
  listAt,
  objectAt,
  objectsAt,
  parseJson,
  textAt,
  valueAt,
} from '../../../core/index.ts';
import {
  type ClusterLink,
  type DesiredResource,
  nameOfKey,
  ownedFields,
  parseClusterKey,
} from '../../../model/index.ts';
import { OWN_KINDS } from '../kinds/index.ts';
import type { Graph } from './graph.ts';
import type { Settings } from './surface.ts';

/** Members that name resources, say nothing to clients, or are read in another way below. */
const LEFT_OUT: ReadonlySet<string> = new Set(['loadBalancingScheme', 'healthChecks', 'backends', 'securityPolicy']);

/** @param open whether what a body does not say is whatever stands there already; else it is its default. */
export function comparedSettings(service: DesiredResource, graph: Graph, open: boolean): Settings {
  const behind = clustersBehind(service, graph);
  const [first] = behind;
  return {
    known: {
      ...serving(service.body, open),
      ...probing(service, graph, open),
      clusters: behind.map(({ cluster }) => cluster),
      ...(open ? {} : { capacity: Object.fromEntries(behind.map(({ cluster, capacity }) => [cluster, capacity])) }),
      ...(first?.selector === undefined ? {} : { selector: first.selector, targetPort: first.targetPort ?? null }),
    },
    unknown: unknownOf(service, behind, graph),
    open,
  };
}

/** A group that nobody knows the cluster of leaves open which clusters there are. */
function unknownOf(service: DesiredResource, behind: readonly Behind[], graph: Graph): readonly string[] {
  const groups = objectsAt(service.body, 'backends').map(({ group }) =>
    graph.get(typeof group === 'string' ? group : ''),
  );
  if (groups.includes(undefined)) return ['clusters', 'capacity', 'selector', 'targetPort'];
  return behind.some(({ selector }) => selector === undefined) ? ['selector', 'targetPort'] : [];
}

/** The fields of a kind that a body says, or that have a default. */
function fieldsOf(kind: 'backendService' | 'healthCheck', body: JsonObject, open: boolean): JsonObject {
  const read = ownedFields(OWN_KINDS.ofCompute(kind).fields, body);
  if (!open) return read;
  return Object.fromEntries(Object.entries(read).filter(([path]) => valueAt(body, ...path.split('.')) !== undefined));
}

function serving(body: JsonObject, open: boolean): JsonObject {
  const read = fieldsOf('backendService', body, open);
  const isIapOn = valueAt(body, 'iap', 'enabled') === true;
  const isOn = (name: string): boolean => {
    if (LEFT_OUT.has(name) || name.startsWith('signedUrlKeys')) return false;
    if (name.startsWith('cdnPolicy')) return read['enableCDN'] === true;
    return !name.startsWith('iap.') || (name !== 'iap.enabled' && isIapOn);
  };
  const policy = textAt(body, 'securityPolicy') || undefined;
  return {
    ...Object.fromEntries(Object.entries(read).filter(([name]) => isOn(name))),
    ...(open && valueAt(body, 'iap') === undefined ? {} : { 'iap.enabled': isIapOn }),
    ...(policy === undefined ? {} : { securityPolicy: nameOfKey(policy) }),
  };
}

/** How its endpoints are probed. */
function probing(service: DesiredResource, graph: Graph, open: boolean): JsonObject {
  const [key] = listAt(service.body, 'healthChecks');
  const check = typeof key === 'string' ? graph.get(key) : undefined;
  if (check === undefined) return {};
  const said = Object.entries(fieldsOf('healthCheck', check.body, open)).map(([name, value]) => {
    // `httpHealthCheck.requestPath`: the type says which block it is.
    return [`health.${name.split('.').at(-1) ?? name}`, value] as const;
  });
  const isServing = said.some(([name, value]) => name === 'health.portSpecification' && value === 'USE_SERVING_PORT');
  return Object.fromEntries(said.filter(([name]) => !(isServing && name === 'health.port')));
}

interface Behind {
  readonly cluster: ClusterLink;
  /** Of the served port; undefined when no derived Service tells. */
  readonly port: number | undefined;
  /** Undefined when the derived Service is not known. */
  readonly selector: JsonObject | undefined;
  readonly targetPort: Json | undefined;
  readonly capacity: JsonObject;
}

/** The clusters whose pods a backend service reaches, each once, by what stands behind its groups. Sorted. */
export function clustersBehind(service: DesiredResource, graph: Graph): readonly Behind[] {
  const found = new Map<ClusterLink, Behind>();
  for (const backend of objectsAt(service.body, 'backends')) {
    const group = graph.get(textAt(backend, 'group') ?? '');
    if (group === undefined) continue;
    const derived = (group.dependsOn ?? []).flatMap((key) => {
      const cluster = parseClusterKey(key)?.cluster;
      return cluster === undefined ? [] : [{ cluster, body: graph.get(key)?.body }];
    });
    const cluster = group.endpoints?.cluster ?? derived[0]?.cluster;
    if (cluster === undefined) continue;
    const body = derived[0]?.body;
    const asked = portOfGroup(group.body);
    const ports = objectsAt(body, 'spec', 'ports');
    const port = ports.find((one) => one['port'] === asked) ?? (asked === undefined ? ports[0] : undefined);
    const { maxRatePerEndpoint, capacityScaler = 1 } = backend;
    found.set(cluster, {
      cluster,
      port: asked ?? (typeof port?.['port'] === 'number' ? port['port'] : undefined),
      selector: body === undefined ? undefined : objectAt(body, 'spec', 'selector'),
      targetPort: port?.['targetPort'] ?? port?.['port'],
      capacity: { capacityScaler, ...(maxRatePerEndpoint === undefined ? {} : { maxRatePerEndpoint }) },
    });
  }
  return [...found.values()].sort((one, other) => (one.cluster < other.cluster ? -1 : 1));
}

/** GKE writes down which Service port a group is for. Source: kubernetes/ingress-gce, utils.NegDescription. */
function portOfGroup(body: JsonObject): number | undefined {
  const description = parseJson(textAt(body, 'description') ?? '');
  const port = isJsonObject(description) ? Number(description['port']) : Number.NaN;
  return Number.isInteger(port) ? port : undefined;
}
