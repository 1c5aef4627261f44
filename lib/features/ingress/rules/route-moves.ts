// Which routes of a URL map move from one backend service to another, and the map between: everything as it is, with a
// host rule that nobody can reach in front of each newcomer, because Google health-checks only what a forwarding rule
// reaches. Source: Cloud Load Balancing, health checks overview: a backend service that no front end uses is not
// probed.
import { type JsonObject, objectsAt, sortedEntries } from '../../../core/index.ts';
import type { Change } from '../../../diff/index.ts';
import { names, type RefKey } from '../../../model/index.ts';
import { servedRoutes, urlMapView } from '../views/index.ts';

export interface RouteMove {
  readonly to: RefKey;
  /** The backend services that serve those routes now, sorted. */
  readonly from: readonly RefKey[];
  /** Whether the map reaches it already, so that its health is known without a warm-up. */
  readonly reached: boolean;
}

/**
 * The moves of a change, sorted by newcomer. New routes move nothing: nothing serves there. What only mends drift moves
 * as any other: what serves now may be healthy, and what it goes back to is not even probed (a run that was taken over
 * in the middle looks like drift, too).
 */
export function routeMoves(change: Change): readonly RouteMove[] {
  if (change.ref.kind !== 'urlMap' || change.kind !== 'update') return [];
  const before = routesOf(change.before);
  const reached = new Set(before.values());
  const moves = new Map<RefKey, Set<RefKey>>();
  for (const [route, to] of routesOf(change.after)) {
    const from = before.get(route);
    if (from !== undefined && from !== to) moves.set(to, (moves.get(to) ?? new Set()).add(from));
  }
  return sortedEntries(moves).map(([to, from]) => ({ to, from: [...from].sort(), reached: reached.has(to) }));
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
 * Which backend services have more to do after an update of a map → whose work that was. What keeps its routes does
 * not: that such a service loses health is not this run's doing.
 */
export function* movedWork(change: Change): Generator<readonly [key: RefKey, from: RefKey]> {
  const before = routesOf(change.before);
  const served = new Set(before.values());
  for (const [route, service] of routesOf(change.after)) {
    const from = before.get(route);
    // With one more route it has more to do.
    if (from === undefined && served.has(service)) yield [service, service];
    if (from !== undefined && from !== service) yield [service, from];
  }
}

/** `host path` → backend service; what no path of a host matches, and what no host matches, count as routes too. */
export function routesOf(map: JsonObject | undefined): ReadonlyMap<string, RefKey> {
  return new Map(
    servedRoutes(urlMapView(map)).map(({ host, path = 'default', backendService }) => [
      `${host} ${path}`,
      backendService,
    ]),
  );
}
