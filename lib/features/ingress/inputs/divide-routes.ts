// The routes of one ingress with what the fleet file says of their requests; every mistake at once.
import type { Diagnostic } from '../../../core/index.ts';
import { type Facts, factsOf, type Fleet, lacksNamespace, membersOf } from '../../../fleet/index.ts';
import { didYouMean } from '../../../manifest/index.ts';
import { diagnostic } from '../codes/index.ts';
import type { MultiClusterIngress, MultiClusterService } from '../manifests/index.ts';
import type { Lookup } from './lookup.ts';
import type { Backend, Route, Routes, RouteSplit } from './routes.ts';
import { selectClusters } from './select-clusters.ts';
import { dividedPath, type WrittenSplit } from './splits.ts';

const HEAVIEST = 1000;

export type DividedRoutes =
  | { readonly state: 'resolved'; readonly routes: Routes; readonly diagnostics: readonly Diagnostic[] }
  /** With an error of its own, or (without diagnostics) only because of a service that an entry names. */
  | { readonly state: 'held'; readonly diagnostics: readonly Diagnostic[] };

/** What entries are read with. */
export interface SplitWorld {
  readonly fleet: Fleet;
  readonly facts: Facts;
  /** Those of the ingress's namespace. */
  readonly services: Lookup<MultiClusterService>;
}

/** @param splits of all ingresses. */
export function divideRoutes(
  { namespace, name }: MultiClusterIngress,
  routes: Routes,
  splits: readonly WrittenSplit[],
  around: SplitWorld,
): DividedRoutes {
  const own = splits.filter((split) => split.namespace === namespace && split.ingress === name);
  if (own.length === 0) return { state: 'resolved', routes, diagnostics: [] };
  const [errors, warnings]: [Diagnostic[], Diagnostic[]] = [[], []];
  const found = new Map<Route, RouteSplit>();
  let held = false;
  for (const [index, split] of own.entries()) {
    const twin = own.slice(0, index).some((other) => other.host === split.host && other.path === split.path);
    if (twin) errors.push(diagnostic('split-twice', `${dividedPath(split)} has an entry already`, split.at()));
    const ofHost = routes.hosts.find(({ host }) => host === split.host)?.routes ?? [];
    const divided = ofHost.filter(({ written }) => written.includes(split.path));
    if (divided.length === 0) errors.push(notFound(split, routes));
    for (const route of divided) {
      const read = readSplit(split, route, around);
      if (read.state === 'resolved') found.set(route, read.split);
      else held = true;
      errors.push(...read.errors.filter((one) => !errors.some((other) => isSame(one, other))));
    }
    const [route] = divided;
    if (split.between === 'clusters' && route !== undefined) warnings.push(betweenClusters(split, route, around));
  }
  if (held || errors.length > 0) return { state: 'held', diagnostics: errors };
  const hosts = routes.hosts.map((host) => ({ ...host, routes: host.routes.map((route) => withSplit(route, found)) }));
  return { state: 'resolved', routes: { ...routes, hosts }, diagnostics: warnings };
}

function withSplit(route: Route, found: ReadonlyMap<Route, RouteSplit>): Route {
  const split = found.get(route);
  return split === undefined ? route : { ...route, split };
}

/** A path of type Prefix is two paths of a URL map. */
function isSame(one: Diagnostic, other: Diagnostic): boolean {
  return one.code === other.code && one.message === other.message && one.source === other.source;
}

function notFound(split: WrittenSplit, { hosts }: Routes): Diagnostic {
  const { host, path, namespace, ingress, at } = split;
  const known = hosts.map((one) => one.host);
  const ofHost = hosts.find((one) => one.host === host);
  if (ofHost === undefined) {
    const what = host === '*' ? 'rule without a host' : `rule for host ${host}`;
    const message = `${namespace}/${ingress} has no ${what}`;
    const hint = didYouMean(host, known) ?? `It has ${known.join(', ') || 'a default backend alone'}.`;
    return diagnostic('split-not-found', message, at('host'), hint);
  }
  const paths = [...new Set(ofHost.routes.flatMap(({ written }) => written))];
  const message = `${namespace}/${ingress} has no path ${path || 'that is left out'} for ${host === '*' ? 'any host' : host}`;
  const hint = didYouMean(path, paths) ?? `It has ${paths.map((one) => one || 'one without a path').join(', ')}.`;
  return diagnostic('split-not-found', message, at('path'), hint);
}

type SplitReading =
  | { readonly state: 'resolved'; readonly split: RouteSplit; readonly errors: readonly Diagnostic[] }
  | { readonly state: 'held'; readonly errors: readonly Diagnostic[] };

function readSplit(split: WrittenSplit, route: Route, around: SplitWorld): SplitReading {
  const { between, isBoth, weights, headers, at } = split;
  const errors: Diagnostic[] = [];
  let held = false;
  const resolve = (name: string, ...path: readonly string[]): Backend | undefined => {
    const target =
      between === 'clusters'
        ? inCluster(name, route.backend, around, at(...path))
        : inService(name, route, split.namespace, around, at(...path));
    if (target === 'held') held = true;
    else if ('code' in target) errors.push(target);
    else return target;
    return undefined;
  };
  if (isBoth) errors.push(diagnostic('split-unclear', 'the entry has services and clusters', at('clusters')));
  if (between === undefined && headers.length === 0)
    errors.push(diagnostic('split-unclear', 'the entry has neither services nor clusters nor headers', at()));
  for (const [name, weight] of weights) {
    if (weight >= 0 && weight <= HEAVIEST) continue;
    const message = `the weight ${weight} of ${name} is not from 0 to ${HEAVIEST}`;
    errors.push(diagnostic('split-weight', message, at(between ?? '', name)));
  }
  if (between !== undefined && weights.every(([, weight]) => weight === 0))
    errors.push(diagnostic('split-weight', `all weights of ${dividedPath(split)} are 0`, at(between)));
  const shares = weights.flatMap(([name, weight]) => {
    const backend = resolve(name, between ?? '', name);
    return backend === undefined ? [] : [{ backend, weight }];
  });
  const rules = headers.flatMap(({ name, value, to }) => {
    const backend = resolve(to, 'headers', name, ...(value === undefined ? [] : [value]));
    return backend === undefined ? [] : [{ name, value, backend }];
  });
  if (held || errors.length > 0) return { state: 'held', errors };
  const all = between === undefined ? [{ backend: route.backend, weight: 1 }] : shares;
  return { state: 'resolved', split: { shares: all, headers: rules }, errors };
}

/** @param said `cart`, `cart:8080` or `cart:http`. */
function inService(
  said: string,
  { portSaid }: Route,
  namespace: string,
  { services }: SplitWorld,
  source: Diagnostic['source'],
): Backend | 'held' | Diagnostic {
  const [name = '', ownPort] = said.split(':');
  const service = services.find(name);
  if (service === 'held') return 'held';
  if (service === undefined) {
    const message = `there is no MultiClusterService ${name} in namespace ${namespace}`;
    return diagnostic('backend-not-found', message, source, didYouMean(name, services.names));
  }
  const { ports } = service.spec.template.spec;
  const wanted = ownPort ?? portSaid;
  const port = ports.find((one) => String(one.port) === String(wanted) || one.name === wanted);
  if (port !== undefined) return { service, port };
  const known = ports.map((one) => one.port).join(', ');
  const message = `the MultiClusterService ${name} has no port ${wanted}`;
  return diagnostic(
    'port-not-found',
    message,
    source,
    `It has ${known}. Another port is said so: ${name}:${ports[0]?.port ?? 80}.`,
  );
}

function inCluster(
  link: string,
  { service, port }: Backend,
  { fleet, facts }: SplitWorld,
  source: Diagnostic['source'],
): Backend | Diagnostic {
  const members = membersOf(fleet);
  if (!members.has(link)) {
    const message = `the cluster ${link} is not in the fleet`;
    return diagnostic('unknown-cluster-link', message, source, didYouMean(link, members));
  }
  const { namespace, name } = service;
  const selected = selectClusters(fleet, service).clusters.map((one) => one.link);
  const why = !selected.includes(link)
    ? `spec.clusters of ${name} does not name it`
    : factsOf(facts, link).uid === undefined
      ? 'nothing is known of the cluster yet'
      : lacksNamespace(facts, link, namespace)
        ? `it has no namespace ${namespace}`
        : undefined;
  if (why === undefined) return { service, port, cluster: link };
  const message = `${namespace}/${name} is not served in ${link}: ${why}`;
  const hint = `It is served in ${selected.filter((one) => one !== link).join(', ') || 'no cluster'}.`;
  return diagnostic('split-cluster-not-serving', message, source, hint);
}

function betweenClusters(split: WrittenSplit, { backend: { service } }: Route, { fleet }: SplitWorld): Diagnostic {
  const named = new Set(split.weights.map(([link]) => link));
  const others = selectClusters(fleet, service).clusters.flatMap(({ link }) => (named.has(link) ? [] : [link]));
  const rest = others.length === 0 ? '' : `; ${others.join(', ')} gets nothing`;
  const message = `${dividedPath(split)} is divided between clusters: while one of them is sick, its share is answered with errors${rest}`;
  return diagnostic('split-between-clusters', message, split.at('clusters'));
}
