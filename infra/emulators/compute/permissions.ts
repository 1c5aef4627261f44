// Which permissions a request takes: one or more for its method, and one for each resource that its body refers to.
// Sources: the section "IAM Permissions" of each method's page in the v1 reference, and "Authorization requires the
// following IAM permission" at the fields of its body. A data table, with the walk over a request.
import { canonicalPath, collectionOf, mapReferences, resourcePath, type Scope } from './references.ts';
import type { Kind } from './resources/kind.ts';
import type { Route } from './routes.ts';

/** A permission, and the resource that it is asked for. */
export interface Needed {
  readonly permission: string;
  /** Path, `projects/…`. */
  readonly resource: string;
}

export interface Asking {
  readonly project: string;
  readonly method: string;
  readonly route: Route;
  readonly kind: Kind | undefined;
  /** The body as JSON; undefined where there is none. */
  readonly body: unknown;
  /** The path of a network that a stored firewall rule belongs to. */
  readonly networkOf: (firewall: string) => string | undefined;
}

/** What a reference in a body takes, by the collection that it points into. */
const OF_REFERENCES: Readonly<Record<string, string>> = {
  backendServices: 'use',
  healthChecks: 'useReadOnly',
  networkEndpointGroups: 'use',
  networks: 'use',
  securityPolicies: 'use',
  sslCertificates: 'get',
  sslPolicies: 'use',
  subnetworks: 'use',
  targetHttpProxies: 'use',
  targetHttpsProxies: 'use',
  urlMaps: 'use',
};

/** Verbs that do not take the permission of their own name. */
const OF_VERBS: Readonly<Record<string, string>> = {
  addRule: 'update',
  getHealth: 'get',
  getRule: 'get',
  listNetworkEndpoints: 'get',
  patchRule: 'update',
  removeRule: 'update',
  setEdgeSecurityPolicy: 'setSecurityPolicy',
  setQuicOverride: 'setQuicOverride',
  wait: 'get',
};

/** Without repeats, the method's own first. */
export function permissionsFor(asking: Asking): readonly Needed[] {
  const needed = [...ofMethod(asking), ...ofBody(asking)];
  const seen = new Set<string>();
  return needed.filter(({ permission, resource }) => {
    const key = `${permission} ${resource}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

function ofMethod({ project, method, route }: Asking): readonly Needed[] {
  const whole = `projects/${project}`;
  switch (route.type) {
    case 'project':
      return [{ permission: 'compute.projects.get', resource: whole }];
    case 'places': {
      const permission = `compute.${route.collection}.${route.name === undefined ? 'list' : 'get'}`;
      return [{ permission, resource: whole }];
    }
    case 'aggregated':
      return [
        { permission: `compute.${permitted({ type: 'zone', name: '' }, route.collection)}.list`, resource: whole },
      ];
    case 'collection': {
      const action = method === 'POST' ? 'create' : 'list';
      return [{ permission: `compute.${permitted(route.scope, route.collection)}.${action}`, resource: whole }];
    }
    case 'resource':
    case 'verb': {
      const { scope, collection, name } = route;
      const resource = resourcePath(project, scope, collection, name);
      return actionsOf(method, route).map((action) => ({
        permission: `compute.${permitted(scope, collection)}.${action}`,
        resource,
      }));
    }
    default:
      return route satisfies never;
  }
}

function actionsOf(method: string, route: Extract<Route, { type: 'resource' | 'verb' }>): readonly string[] {
  if (route.type === 'verb') return [OF_VERBS[route.verb] ?? route.verb];
  // A change needs to see what it changes.
  if (method === 'PATCH' || method === 'PUT') return ['get', 'update'];
  return [method === 'DELETE' ? 'delete' : 'get'];
}

/** Global ones of collections that are regional or zonal as well have permissions of their own. */
function permitted({ type }: Scope, collection: string): string {
  if (collection === 'operations') return type === 'global' ? 'globalOperations' : `${type}Operations`;
  const apart = type === 'global' && (collection === 'addresses' || collection === 'forwardingRules');
  return apart ? `global${collection[0]?.toUpperCase()}${collection.slice(1)}` : collection;
}

function ofBody(asking: Asking): readonly Needed[] {
  const { project, route, kind, body } = asking;
  if (kind === undefined) return [];
  if (kind.collection === 'firewalls') return ofFirewall(asking);
  const verb = route.type === 'verb' ? kind.verbs[route.verb] : undefined;
  const references = verb?.changes === true ? (verb.references ?? {}) : verb === undefined ? kind.references : {};
  const needed: Needed[] = [];
  mapReferences(body, new Set(Object.keys(references)), (value) => {
    const path = canonicalPath(value, project);
    const action = path === undefined ? undefined : OF_REFERENCES[collectionOf(path)];
    if (path !== undefined && action !== undefined) {
      needed.push({ permission: `compute.${collectionOf(path)}.${action}`, resource: path });
    }
    return value;
  });
  return [...needed, ...ofEndpoints(asking), ...ofAddress(asking)];
}

/** Every write of a rule is a change of its network, which a PATCH and a DELETE do not name. */
function ofFirewall({ project, method, route, body, networkOf }: Asking): readonly Needed[] {
  if (method === 'GET') return [];
  const path = route.type === 'resource' ? resourcePath(project, route.scope, route.collection, route.name) : '';
  const named = (body as { readonly network?: unknown } | undefined)?.network;
  const network = typeof named === 'string' ? canonicalPath(named, project) : networkOf(path);
  const resource = network ?? `projects/${project}/global/networks/default`;
  return [{ permission: 'compute.networks.updatePolicy', resource }];
}

/** Endpoints of a group name their instances without a path. */
function ofEndpoints({ project, route, body }: Asking): readonly Needed[] {
  if (route.type !== 'verb' || !/^(?:attach|detach)NetworkEndpoints$/.test(route.verb)) return [];
  const { networkEndpoints } = (body ?? {}) as { readonly networkEndpoints?: unknown };
  const endpoints = Array.isArray(networkEndpoints) ? (networkEndpoints as readonly unknown[]) : [];
  return endpoints.flatMap((endpoint) => {
    const { instance } = (endpoint ?? {}) as { readonly instance?: unknown };
    if (typeof instance !== 'string') return [];
    const name = instance.split('/').at(-1) ?? '';
    return [{ permission: 'compute.instances.use', resource: resourcePath(project, route.scope, 'instances', name) }];
  });
}

/** A forwarding rule takes an address by its IP, or by its link. */
function ofAddress({ project, method, route, body }: Asking): readonly Needed[] {
  if (method !== 'POST' || route.type !== 'collection' || route.collection !== 'forwardingRules') return [];
  const { IPAddress: address } = (body ?? {}) as { readonly IPAddress?: unknown };
  if (typeof address !== 'string' || address === '') return [];
  const resource = canonicalPath(address, project) ?? `projects/${project}`;
  return [{ permission: 'compute.globalAddresses.use', resource }];
}
