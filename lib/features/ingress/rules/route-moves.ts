// Which routes of a URL map move from one backend service to another, and the map between: everything as it is, with a
// host rule that nobody can reach in front of each newcomer, because Google health-checks only what a forwarding rule
// reaches. Source: Cloud Load Balancing, health checks overview: a backend service that no front end uses is not
// probed.
import { type JsonObject, objectsAt, sortedEntries } from '../../../core/index.ts';
import type { Change } from '../../../diff/index.ts';
import { names, type RefKey } from '../../../model/index.ts';
import { bearersOf, type ServedRoute, servedRoutes, urlMapView } from '../views/index.ts';

export interface RouteMove {
  readonly to: RefKey;
  /** The backend services that serve those routes now, sorted. */
  readonly from: readonly RefKey[];
  /** Whether the map sends requests to it already, so that its health is known without a warm-up. */
  readonly reached: boolean;
  /** The greatest part of the requests of one of those routes that it gets, 0 to 1; absent: all. */
  readonly share?: number;
}

/**
 * The moves of a change, sorted by newcomer: whoever gets requests of a route, or a greater part of them than before.
 * New routes move nothing: nothing serves there; a rule that looks at a header takes requests from that of its path.
 * What only mends drift moves as any other: what serves now may be healthy, and what it goes back to is not even probed
 * (a run that was taken over in the middle looks like drift, too).
 */
export function routeMoves(change: Change): readonly RouteMove[] {
  if (change.ref.kind !== 'urlMap' || change.kind !== 'update') return [];
  const before = routesOf(change.before);
  // Whether what has weight 0 is probed no source says.
  const reached = new Set([...before.values()].flatMap((parts) => [...parts.keys()]));
  const moves = new Map<RefKey, { readonly from: Set<RefKey>; share: number }>();
  for (const { to, from, share } of takeovers(before, servedRoutes(urlMapView(change.after)))) {
    const move = moves.get(to) ?? { from: new Set(), share: 0 };
    moves.set(to, move);
    for (const one of from) move.from.add(one);
    move.share = Math.max(move.share, share);
  }
  return sortedEntries(moves).map(([to, { from, share }]) => ({
    to,
    from: [...from].sort(),
    reached: reached.has(to),
    ...shareOf(share),
  }));
}

/** How many requests have a header nobody knows: so few that one healthy endpoint in each region is asked for. */
const FEW = 0.001;

interface Takeover {
  readonly to: RefKey;
  /** At least one. */
  readonly from: readonly RefKey[];
  readonly share: number;
}

type Parts = ReadonlyMap<RefKey, number>;

function* takeovers(before: ReadonlyMap<string, Parts>, after: readonly ServedRoute[]): Generator<Takeover> {
  for (const route of after) {
    const same = before.get(routeId(route));
    const isCarved = same === undefined && route.headers.length > 0;
    const was = isCarved ? before.get(routeId({ ...route, headers: [] })) : same;
    for (const [to, part] of bearersOf(route)) {
      const from = [...(was?.keys() ?? [])].filter((one) => one !== to);
      if (from.length > 0 && part > (was?.get(to) ?? 0)) yield { to, from, share: isCarved ? FEW : part };
    }
  }
}

function shareOf(share: number): { readonly share?: number } {
  return share < 1 ? { share } : {};
}

/** The map as it is, with a warm-up rule for each newcomer that it does not reach yet. */
export function warmBody(change: Change): JsonObject {
  const before = change.before ?? {};
  const newcomers = routeMoves(change).filter((move) => !move.reached);
  const rules = newcomers.map(({ to }) => ({ hosts: [names.warmUpHost(to)], pathMatcher: names.warmUpMatcher(to) }));
  const matchers = newcomers.map(({ to }) => ({ name: names.warmUpMatcher(to), defaultService: to }));
  return {
    ...change.after,
    ...before,
    hostRules: [...objectsAt(before, 'hostRules'), ...rules],
    pathMatchers: [...objectsAt(before, 'pathMatchers'), ...matchers],
  };
}

/**
 * Which backend services have more to do after an update of a map → whose work that was, and which part of it. What
 * keeps its routes does not: that such a service loses health is not this run's doing.
 */
export function* movedWork(change: Change): Generator<readonly [key: RefKey, from: RefKey, share: number]> {
  const before = routesOf(change.before);
  const after = servedRoutes(urlMapView(change.after));
  const served = new Set([...before.values()].flatMap((parts) => [...parts.keys()]));
  for (const route of after) {
    if (before.has(routeId(route)) || route.headers.length > 0) continue;
    // With one more route it has more to do.
    for (const service of bearersOf(route).keys()) if (served.has(service)) yield [service, service, 1];
  }
  for (const { to, from, share } of takeovers(before, after)) for (const one of from) yield [to, one, share];
}

/**
 * `host path` → the backend services that get its requests, each with its part; what no path of a host matches, and
 * what no host matches, count as routes too.
 */
export function routesOf(map: JsonObject | undefined): ReadonlyMap<string, Parts> {
  return new Map(servedRoutes(urlMapView(map)).map((route) => [routeId(route), bearersOf(route)]));
}

/** The same whether a path rule says it or a route rule. */
function routeId({ host, path = 'default', headers }: Pick<ServedRoute, 'host' | 'path' | 'headers'>): string {
  const asked = headers.map(({ name, value }) => ` ${JSON.stringify(value === undefined ? [name] : [name, value])}`);
  return `${host} ${path}${asked.join('')}`;
}
