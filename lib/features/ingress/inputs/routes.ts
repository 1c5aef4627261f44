// The routes of one MultiClusterIngress: rules merged by host, backends resolved to ports of services.
import { type Diagnostic, sortedEntries } from '../../../core/index.ts';
import { diagnostic } from '../codes/index.ts';
import { didYouMean, type Path } from '../../../manifest/index.ts';
import {
  type IngressBackend,
  type MultiClusterIngress,
  type MultiClusterService,
  type ServicePort,
  withoutQuotes,
} from '../manifests/index.ts';
import type { ClusterLink } from '../../../model/index.ts';
import type { BackendKey, HeaderRule } from '../load-balancer.ts';
import type { Lookup } from './lookup.ts';
import { type UrlMapPath, urlMapPaths } from './paths.ts';

export interface Backend {
  readonly service: MultiClusterService;
  readonly port: ServicePort;
  /** Only what serves it there. */
  readonly cluster?: ClusterLink;
}

export interface Route {
  readonly path: string;
  readonly backend: Backend;
  /** The paths of the manifest that it stands for, as they are written there; empty: it is left out. */
  readonly written: readonly string[];
  /** The port of `backend`, as the manifest writes it. */
  readonly portSaid: number | string;
  /** What takes the place of `backend`. */
  readonly split?: RouteSplit;
}

/** As `Split`, with what its names stand for. */
export interface RouteSplit {
  readonly shares: readonly { readonly backend: Backend; readonly weight: number }[];
  readonly headers: readonly (Omit<HeaderRule, 'backend'> & { readonly backend: Backend })[];
}

export interface Routes {
  readonly defaultBackend: Backend;
  /** Sorted by host, `*` for every host; routes sorted by path. */
  readonly hosts: readonly { readonly host: string; readonly routes: readonly Route[] }[];
}

export type RoutesReading =
  | { readonly state: 'resolved'; readonly routes: Routes }
  /** With an error of its own, or (without diagnostics) only because of a service that it refers to. */
  | { readonly state: 'held'; readonly diagnostics: readonly Diagnostic[] };

const TEMPLATE = ['spec', 'template', 'spec'] as const;

/**
 * Resolves and merges the routes; every error of the ingress is reported at once.
 * @param services those of its namespace.
 */
export function resolveRoutes(ingress: MultiClusterIngress, services: Lookup<MultiClusterService>): RoutesReading {
  const diagnostics: Diagnostic[] = [];
  let held = false;

  function resolve(backend: IngressBackend, place: Path): Backend | undefined {
    const { serviceName, servicePort } = backend;
    const service = services.find(serviceName);
    if (service === 'held') {
      held = true;
      return undefined;
    }
    if (service === undefined) {
      const message = `there is no MultiClusterService ${serviceName} in namespace ${ingress.namespace}`;
      const source = ingress.at([...place, 'serviceName']);
      diagnostics.push(diagnostic('backend-not-found', message, source, didYouMean(serviceName, services.names)));
      return undefined;
    }
    const { ports } = service.spec.template.spec;
    const port = ports.find((candidate) => candidate.port === servicePort || candidate.name === servicePort);
    if (port !== undefined) return { service, port };
    const known = ports.map((candidate) => [candidate.port, candidate.name].filter((x) => x !== undefined).join('/'));
    const message = `the MultiClusterService ${serviceName} has no port ${JSON.stringify(servicePort)}`;
    const source = ingress.at([...place, 'servicePort']);
    const quoted = ports.some((candidate) => String(candidate.port) === servicePort);
    const hint = (quoted ? withoutQuotes(servicePort) : undefined) ?? `It has ${known.join(', ')}.`;
    diagnostics.push(diagnostic('port-not-found', message, source, hint));
    return undefined;
  }

  const { backend } = ingress.spec.template.spec;
  const defaultBackend = backend === undefined ? undefined : resolve(backend, [...TEMPLATE, 'backend']);
  const byHost = new Map<string, Map<string, Claim>>();
  for (const { host, path, implied, written, backend, place, backendPlace } of flatten(ingress)) {
    const resolved = resolve(backend, backendPlace);
    if (resolved === undefined) continue;
    const paths = byHost.get(host) ?? new Map<string, Claim>();
    byHost.set(host, paths);
    const other = paths.get(path);
    if (other === undefined || (other.implied && !implied)) {
      paths.set(path, { backend: resolved, implied, written: [written], portSaid: backend.servicePort });
    } else if (other.implied === implied && backendKey(other.backend) === backendKey(resolved)) {
      paths.set(path, { ...other, written: [...other.written, written] });
    } else if (!implied && backendKey(other.backend) !== backendKey(resolved)) {
      // Two prefixes that meet are told once, by what they both say.
      const message = `${host}${path} goes to ${backendKey(other.backend)} and to ${backendKey(resolved)}`;
      diagnostics.push(diagnostic('conflicting-path', message, ingress.at(place)));
    }
  }
  if (held || diagnostics.length > 0 || defaultBackend === undefined) return { state: 'held', diagnostics };
  return { state: 'resolved', routes: { defaultBackend, hosts: sorted(byHost) } };
}

/** `foo:8080`, `foo:8080@us-west1/gke-us`: equal for equal backends of one namespace. */
export function backendKey({ service, port, cluster }: Backend): BackendKey {
  return `${service.name}:${port.port}${cluster === undefined ? '' : `@${cluster}`}`;
}

/** Every backend of an ingress, the default one first. */
export function backendsOf(routes: Routes): readonly Backend[] {
  return [routes.defaultBackend, ...routes.hosts.flatMap((host) => host.routes.flatMap(backendsOfRoute))];
}

function backendsOfRoute({ backend, split }: Route): readonly Backend[] {
  return split === undefined ? [backend] : [...split.shares, ...split.headers].map((one) => one.backend);
}

interface Claim extends Omit<Route, 'path' | 'split'> {
  readonly implied: boolean;
}

interface FlatRoute extends UrlMapPath {
  readonly host: string;
  /** The path as the manifest has it. */
  readonly written: string;
  readonly backend: IngressBackend;
  /** Where the path, or else the backend, stands. */
  readonly place: Path;
  readonly backendPlace: Path;
}

function flatten(ingress: MultiClusterIngress): readonly FlatRoute[] {
  const flat: FlatRoute[] = [];
  for (const [index, rule] of (ingress.spec.template.spec.rules ?? []).entries()) {
    const rulePlace = [...TEMPLATE, 'rules', index];
    const host = rule.host || '*';
    if (rule.backend !== undefined) {
      const place = [...rulePlace, 'backend'];
      flat.push({ host, path: '/*', implied: false, written: '', backend: rule.backend, place, backendPlace: place });
    }
    for (const [number, route] of (rule.http?.paths ?? []).entries()) {
      const routePlace = [...rulePlace, 'http', 'paths', number];
      const place = [...routePlace, route.path === undefined ? 'backend' : 'path'];
      const backendPlace = [...routePlace, 'backend'];
      const written = route.path ?? '';
      for (const path of urlMapPaths(route))
        flat.push({ host, ...path, written, backend: route.backend, place, backendPlace });
    }
  }
  return flat;
}

function sorted(byHost: ReadonlyMap<string, ReadonlyMap<string, Claim>>): Routes['hosts'] {
  return sortedEntries(byHost).map(([host, paths]) => ({
    host,
    routes: sortedEntries(paths).map(([path, { implied: _implied, ...claim }]) => ({ path, ...claim })),
  }));
}
