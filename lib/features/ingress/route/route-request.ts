// One request, followed through the compiled graph: port → proxy → URL map → backend service → clusters.
import { RangelightError, textAt } from '../../../core/index.ts';
import {
  type DesiredResource,
  isKeyOfKind,
  nameOfKey,
  type ObjectKey,
  objectText,
  type RefKey,
  refKey,
} from '../../../model/index.ts';
import { OBJECT_KINDS } from '../object-kinds.ts';
import { bearersOf, percentText } from '../views/index.ts';
import { type ServingCluster, servingClusters } from './serving-clusters.ts';
import { type Match, matchUrlMap } from './url-map.ts';

export interface RouteRequest {
  /** http or https, absolute. The scheme decides the port. */
  readonly url: string;
  /** Where the client is, as a region of Google Cloud: `europe-west1`. */
  readonly region: string;
  /** Default GET. Rangelight's URL maps do not look at it; it is here for those that will. */
  readonly method?: string;
  /** By name, in any case; `host` takes the place of the URL's. */
  readonly headers?: Readonly<Record<string, string>>;
}

export interface ServiceDestination {
  readonly type: 'service';
  readonly backendService: RefKey;
  /** The MultiClusterService; undefined for a backend service that the graph does not have. */
  readonly service: ObjectKey | undefined;
  /** In the order in which requests go to them while all are healthy. */
  readonly clusters: readonly ServingCluster[];
}

export type Destination =
  | ServiceDestination
  /** Left to chance, by weight: `part` of the requests, 0 to 1. */
  | { readonly type: 'split'; readonly shares: readonly { readonly part: number; readonly to: ServiceDestination }[] }
  | { readonly type: 'redirect'; readonly location: string; readonly code: string }
  /** The URL map says something that Rangelight never writes. */
  | { readonly type: 'unknown' };

export interface RouteAnswer {
  /** The MultiClusterIngress. */
  readonly ingress: ObjectKey;
  readonly urlMap: RefKey;
  /** Patterns of the rules that took the request; undefined where the default did. */
  readonly host: string | undefined;
  readonly path: string | undefined;
  readonly destination: Destination;
  /** Sentences, in the order of the walk. */
  readonly why: readonly string[];
}

/**
 * Where a request goes: one answer for every load balancer that listens on the URL's port, by ingress, because which of
 * them a name leads to is decided by DNS.
 * @param resources of one unit or several.
 * Fails with `invalid` for a URL that is not absolute, or neither http nor https.
 */
export function routeRequest(resources: Iterable<DesiredResource>, request: RouteRequest): readonly RouteAnswer[] {
  const url = parse(request.url);
  const graph = new Map([...resources].map((resource) => [refKey(resource.ref), resource] as const));
  const port = url.port === '' ? (url.protocol === 'https:' ? '443' : '80') : url.port;
  return [...graph.values()]
    .filter(({ ref, body }) => ref.kind === 'forwardingRule' && body['portRange'] === `${port}-${port}`)
    .flatMap((rule) => answer(rule, graph, url, request))
    .sort((a, b) => (a.ingress < b.ingress ? -1 : 1));
}

/** The same as a question about a tree: zones that are made up are left out of the answers. */
export function routesAsked(
  request: RouteRequest,
): (resources: Iterable<DesiredResource>, assumed: boolean) => readonly RouteAnswer[] {
  return (resources, assumed) => {
    const answers = routeRequest(resources, request);
    return assumed ? answers.map(withoutZones) : answers;
  };
}

function withoutZones(answer: RouteAnswer): RouteAnswer {
  const { destination } = answer;
  const without = (one: ServiceDestination): ServiceDestination => ({
    ...one,
    clusters: one.clusters.map((cluster) => ({ ...cluster, zones: [] })),
  });
  if (destination.type === 'service') return { ...answer, destination: without(destination) };
  if (destination.type !== 'split') return answer;
  const shares = destination.shares.map(({ part, to }) => ({ part, to: without(to) }));
  return { ...answer, destination: { ...destination, shares } };
}

function parse(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol === 'http:' || url?.protocol === 'https:') return url;
  throw new RangelightError('invalid', 'route', `${text} is not an absolute http or https URL`);
}

function answer(
  rule: DesiredResource,
  graph: ReadonlyMap<RefKey, DesiredResource>,
  url: URL,
  request: RouteRequest,
): readonly RouteAnswer[] {
  const proxy = named(rule, 'target', graph);
  const urlMap = proxy === undefined ? undefined : named(proxy, 'urlMap', graph);
  const ingress = rule.owners.find((owner) => isKeyOfKind(owner, OBJECT_KINDS.ingress));
  if (urlMap === undefined || ingress === undefined) return [];
  const headers = lowerCase(request.headers ?? {});
  const host = hostOf(url, headers);
  const match = matchUrlMap(urlMap.body, host, url.pathname, headers);
  const destination = destinationOf(match, graph, host, url, request.region);
  return [
    {
      ingress,
      urlMap: refKey(urlMap.ref),
      host: match.host,
      path: match.path,
      destination,
      why: [...matchWords(match, host, url.pathname), ...destinationWords(destination, request.region)],
    },
  ];
}

function named(
  from: DesiredResource,
  member: string,
  graph: ReadonlyMap<RefKey, DesiredResource>,
): DesiredResource | undefined {
  const key = textAt(from.body, member);
  return key === undefined ? undefined : graph.get(key);
}

function lowerCase(headers: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

function hostOf(url: URL, { host }: Readonly<Record<string, string>>): string {
  return (host ?? url.hostname).replace(/:\d+$/, '').toLowerCase();
}

function destinationOf(
  { target }: Match,
  graph: ReadonlyMap<RefKey, DesiredResource>,
  host: string,
  url: URL,
  region: string,
): Destination {
  if (target === undefined) return { type: 'unknown' };
  if (target.type === 'redirect') {
    const { https, code = 'MOVED_PERMANENTLY_DEFAULT' } = target;
    const scheme = https ? 'https:' : url.protocol;
    return { type: 'redirect', location: `${scheme}//${host}${url.pathname}${url.search}`, code };
  }
  const serviceAt = (backendService: RefKey): ServiceDestination => {
    const resource = graph.get(backendService);
    return {
      type: 'service',
      backendService,
      service: resource?.owners.find((owner) => isKeyOfKind(owner, OBJECT_KINDS.service)),
      clusters: resource === undefined ? [] : servingClusters(resource, graph, region),
    };
  };
  if (target.type === 'service') return serviceAt(target.backendService);
  const parts = bearersOf(target);
  const shares = target.shares.map(({ backendService }) => ({
    part: parts.get(backendService) ?? 0,
    to: serviceAt(backendService),
  }));
  return { type: 'split', shares };
}

function matchWords({ host, path, header }: Match, asked: string, askedPath: string): readonly string[] {
  if (host === undefined) return [`no host rule takes ${asked}: the default backend answers`];
  const byHost = host === asked ? `the host rule of ${host} takes it` : `the host rule of ${host} takes ${asked}`;
  if (path === undefined) return [byHost, `no path of it takes ${askedPath}: the default backend answers`];
  const byPath = path === askedPath ? `its path ${path} is exactly that` : `its path ${path} is the longest prefix`;
  return [byHost, byPath, ...(header === undefined ? [] : [`the header ${header} goes before the weights there`])];
}

function destinationWords(destination: Destination, from: string): readonly string[] {
  switch (destination.type) {
    case 'unknown':
      return ['the URL map has an action that Rangelight does not write'];
    case 'redirect':
      return [`it redirects to ${destination.location} (${destination.code})`];
    case 'service':
      return clusterWords(destination, from);
    case 'split':
      return destination.shares.flatMap(({ part, to }) => {
        const who = to.service === undefined ? nameOfKey(to.backendService) : objectText(to.service);
        const words = part === 0 ? [] : clusterWords(to, from);
        return [`${percentText(part)} of the requests go to ${who}`, ...words.map((sentence) => `  ${sentence}`)];
      });
    default:
      return destination satisfies never;
  }
}

function clusterWords({ clusters }: ServiceDestination, from: string): readonly string[] {
  if (clusters.length === 0) return ['no cluster serves it'];
  return clusters.map((cluster, index) => {
    const who = `${cluster.cluster ?? 'unknown cluster'} in ${cluster.region}`;
    if (cluster.capacityScaler === 0) return `${who} is drained: it takes nothing`;
    const rank = index === 0 ? 'serves' : 'comes next, when those before are sick or full';
    return `${who} ${rank}: ${cluster.nearness}, seen from ${from}`;
  });
}
