// A backend service in the graph → how it serves, member by member, without names of resources: what is left out is read as its default.
import {
  isJsonObject,
  type Json,
  type JsonObject,
  listAt,
  objectAt,
  objectsAt,
  parseJson,
  textAt,
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

export function backendSettings(service: DesiredResource, graph: Graph): Settings {
  const behind = clustersBehind(service, graph);
  const [first] = behind;
  const unknown = behind.length > 0 && first?.selector === undefined ? ['selector', 'targetPort'] : [];
  return {
    known: {
      ...serving(service.body),
      ...probing(service, graph),
      clusters: behind.map(({ cluster }) => cluster),
      capacity: Object.fromEntries(behind.map(({ cluster, capacity }) => [cluster, capacity])),
      ...(first?.selector === undefined ? {} : { selector: first.selector, targetPort: first.targetPort ?? null }),
    },
    unknown,
  };
}

function serving(body: JsonObject): JsonObject {
  const { fields } = OWN_KINDS.ofCompute('backendService');
  const read = ownedFields(fields, body);
  const isOn = (name: string): boolean => {
    if (LEFT_OUT.has(name) || name.startsWith('signedUrlKeys')) return false;
    if (name.startsWith('cdnPolicy')) return read['enableCDN'] === true;
    return !name.startsWith('iap.') || name === 'iap.enabled' || read['iap.enabled'] === true;
  };
  const policy = textAt(body, 'securityPolicy') ?? '';
  return {
    ...Object.fromEntries(Object.entries(read).filter(([name]) => isOn(name))),
    'iap.enabled': read['iap.enabled'] ?? false,
    ...(policy === '' ? {} : { securityPolicy: nameOfKey(policy) }),
  };
}

/** How its endpoints are probed. */
function probing(service: DesiredResource, graph: Graph): JsonObject {
  const [key] = listAt(service.body, 'healthChecks');
  const check = typeof key === 'string' ? graph.get(key) : undefined;
  if (check === undefined) return {};
  const fields = ownedFields(OWN_KINDS.ofCompute('healthCheck').fields, check.body);
  const said = Object.entries(fields).map(([name, value]): readonly [string, Json] => {
    // `httpHealthCheck.requestPath`: the type says which block it is.
    return [`health.${name.split('.').at(-1) ?? name}`, value];
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
