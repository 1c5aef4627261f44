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
import type { Lookup } from './lookup.ts';
import { type UrlMapPath, urlMapPaths } from './paths.ts';

export interface Backend {
  readonly service: MultiClusterService;
  readonly port: ServicePort;
}

export interface Route {
  readonly path: string;
  readonly backend: Backend;
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
  for (const { host, path, implied, backend, place, backendPlace } of flatten(ingress)) {
    const resolved = resolve(backend, backendPlace);
    if (resolved === undefined) continue;
    const paths = byHost.get(host) ?? new Map<string, Claim>();
    byHost.set(host, paths);
    const other = paths.get(path);
    if (other === undefined || (other.implied && !implied)) {
      paths.set(path, { backend: resolved, implied });
    } else if (!implied && backendKey(other.backend) !== backendKey(resolved)) {
      // Two prefixes that meet are told once, by what they both say.
      const message = `${host}${path} goes to ${backendKey(other.backend)} and to ${backendKey(resolved)}`;
      diagnostics.push(diagnostic('conflicting-path', message, ingress.at(place)));
    }
  }
  if (held || diagnostics.length > 0 || defaultBackend === undefined) return { state: 'held', diagnostics };
  return { state: 'resolved', routes: { defaultBackend, hosts: sorted(byHost) } };
}

/** `foo:8080`: equal for equal backends of one namespace. */
export function backendKey({ service, port }: Backend): string {
  return `${service.name}:${port.port}`;
}

/** Every backend of an ingress, the default one first. */
export function backendsOf(routes: Routes): readonly Backend[] {
  return [routes.defaultBackend, ...routes.hosts.flatMap((host) => host.routes.map((route) => route.backend))];
}

interface Claim {
  readonly backend: Backend;
  readonly implied: boolean;
}

interface FlatRoute extends UrlMapPath {
  readonly host: string;
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
      flat.push({ host, path: '/*', implied: false, backend: rule.backend, place, backendPlace: place });
    }
    for (const [number, route] of (rule.http?.paths ?? []).entries()) {
      const routePlace = [...rulePlace, 'http', 'paths', number];
      const place = [...routePlace, route.path === undefined ? 'backend' : 'path'];
      const backendPlace = [...routePlace, 'backend'];
      for (const path of urlMapPaths(route)) flat.push({ host, ...path, backend: route.backend, place, backendPlace });
    }
  }
  return flat;
}

function sorted(byHost: ReadonlyMap<string, ReadonlyMap<string, Claim>>): Routes['hosts'] {
  return sortedEntries(byHost).map(([host, paths]) => ({
    host,
    routes: sortedEntries(paths).map(([path, { backend }]) => ({ path, backend })),
  }));
}
