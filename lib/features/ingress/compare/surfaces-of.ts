// The graph of load balancers → a surface for each of them.
import type { CompileInput } from '../../../compile/index.ts';
import { type Json, type JsonObject, textAt, textsAt } from '../../../core/index.ts';
import {
  type DesiredResource,
  isKeyOfKind,
  nameOfKey,
  type ObjectKey,
  parseObjectKey,
  refKey,
} from '../../../model/index.ts';
import { compileHosted } from '../hosted/index.ts';
import { OBJECT_KINDS } from '../object-kinds.ts';
import { comparedSettings, clustersBehind } from './backend-settings.ts';
import { type Graph, graphOf } from './graph.ts';
import { readUrlMap } from './read-url-map.ts';
import type { SurfaceBackend, SurfaceListener, Routing, Settings, Surface } from './surface.ts';

/**
 * Sorted by id.
 * @param resources of one fleet.
 * @param open whether settings that a body does not say are whatever stands there already; else they are their
 * defaults.
 */
export function surfacesOf(resources: Iterable<DesiredResource>, open = false): readonly Surface[] {
  const graph = graphOf(resources);
  const byId = new Map<string, DesiredResource[]>();
  for (const rule of graph.values()) {
    if (rule.ref.kind !== 'forwardingRule') continue;
    const ingress = rule.owners.find((owner) => isKeyOfKind(owner, OBJECT_KINDS.ingress));
    // One that stands and nobody can tell the ingress of is called as its proxies are: it is not left out.
    const id = ingress === undefined ? nameOfKey(textAt(rule.body, 'target') ?? '') : placeOf(ingress);
    byId.set(id, [...(byId.get(id) ?? []), rule]);
  }
  const backends = backendsOf(graph, open);
  return [...byId]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([id, rules]) => ({
      id,
      // The hosted controller gives names of its own.
      names: open ? [] : rules.map(({ ref }) => ref.name),
      ...frontOf(rules, graph, open),
      scheme: open ? undefined : schemeOf(rules),
      backends,
    }));
}

/** What a commit asks for, of whoever makes it. @param input undefined: its fleet file cannot be used. */
export function surfacesAsked(
  resources: readonly DesiredResource[],
  input: CompileInput | undefined,
): readonly Surface[] {
  return input?.fleet.controller === 'gke' ? surfacesOf(compileHosted(input).resources, true) : surfacesOf(resources);
}

/** What the hosted controller is asked for does not say by which kind of load balancer. */
function schemeOf(rules: readonly DesiredResource[]): string | undefined {
  return rules.map(({ body }) => textAt(body, 'loadBalancingScheme')).find((one) => one !== undefined);
}

/** `blue/foobar-ingress`. */
function placeOf(key: ObjectKey): string {
  const id = parseObjectKey(key);
  return id === undefined ? key : `${id.namespace}/${id.name}`;
}

const NOTHING: Routing = { fallback: { type: 'action', action: {} }, hosts: [], unread: [] };

function frontOf(
  rules: readonly DesiredResource[],
  graph: Graph,
  open: boolean,
): Pick<Surface, 'listeners' | 'routing'> {
  const listeners = new Map<number, SurfaceListener>();
  const routings = new Map<string, Routing>();
  const unread: string[] = [];
  for (const rule of rules) {
    const port = Number((textAt(rule.body, 'portRange') ?? '').split('-')[0]);
    const proxy = named(rule, 'target', graph);
    const urlMap = proxy && named(proxy, 'urlMap', graph);
    if (proxy === undefined || urlMap === undefined) {
      unread.push(`port ${port}: what stands behind it could not be read`);
      continue;
    }
    const read = readUrlMap(urlMap.body);
    const redirect = read.fallback.type === 'redirect' && read.hosts.length === 0 ? read.fallback.redirect : undefined;
    if (redirect === undefined) routings.set(refKey(urlMap.ref), read);
    listeners.set(port, { redirect, settings: listenerSettings(rule, proxy, graph, open) });
  }
  const [routing = NOTHING, ...more] = routings.values();
  if (more.length > 0) unread.push('its ports route by different URL maps, and the first alone is read');
  return { listeners, routing: { ...routing, unread: [...routing.unread, ...unread] } };
}

function backendsOf(graph: Graph, open: boolean): ReadonlyMap<string, SurfaceBackend> {
  const found = [...graph.values()].flatMap((resource) => {
    if (resource.ref.kind !== 'backendService') return [];
    const service = resource.owners.find((owner) => isKeyOfKind(owner, OBJECT_KINDS.service));
    const key = refKey(resource.ref);
    const behind = clustersBehind(resource, graph);
    const port = behind.find((one) => one.port !== undefined)?.port;
    const label = service === undefined ? nameOfKey(key) : placeOf(service) + (port === undefined ? '' : `:${port}`);
    const clusters = behind.map(({ cluster }) => cluster);
    return [{ key, label, clusters, settings: comparedSettings(resource, graph, open) }];
  });
  const alike = Map.groupBy(found, ({ label }) => label);
  return new Map(
    found.map(({ key, label, clusters, settings }) => {
      // Where requests are divided between clusters, each has a backend service of its own.
      const isOneOfMany = (alike.get(label) ?? []).length > 1 && clusters.length === 1;
      return [key, { label: isOneOfMany ? `${label}@${clusters.join()}` : label, settings }];
    }),
  );
}

function named(from: DesiredResource, member: string, graph: Graph): DesiredResource | undefined {
  return graph.get(textAt(from.body, member) ?? '');
}

/** An address that the load balancer got for itself has another name and value everywhere, and the same meaning. */
function listenerSettings(rule: DesiredResource, proxy: DesiredResource, graph: Graph, open: boolean): Settings {
  const address = textAt(rule.body, 'IPAddress');
  const isOwn = address === undefined || graph.has(address);
  const secrets = textsAt(proxy.body, 'sslCertificates').map((key) => [key, graph.get(key)?.secret] as const);
  // One of a Secret that could not be read has no fingerprint.
  const isUnread = secrets.some(([, secret]) => secret?.fingerprint === '');
  const certificates = secrets.map(([key, secret]): Json => {
    return secret === undefined ? nameOfKey(key) : { fingerprint: secret.fingerprint };
  });
  const policy = textAt(proxy.body, 'sslPolicy');
  const known: JsonObject = {
    address: isOwn ? 'its own' : nameOfKey(address),
    certificates,
    ...(policy === undefined || policy === '' ? {} : { sslPolicy: nameOfKey(policy) }),
  };
  return { known, unknown: isUnread ? ['certificates'] : [], open };
}
