// What a load balancer answers before and after a plan, route by route: read back from the URL maps and the backend
// services of the plan.
import type { JsonObject } from '../../../core/index.ts';
import type { Change } from '../../../diff/index.ts';
import { names, type RefKey } from '../../../model/index.ts';
import { type ServedRoute, servedRoutes, urlMapView } from '../views/index.ts';
import type { Plan, PlanEnvelope } from '../../../plan/index.ts';
import { type RouteTarget, type TargetContext, targetContext, routeTarget } from './route-target.ts';

export interface RouteRow {
  readonly host: string;
  readonly path: string;
  /** Absent when the route is new. */
  readonly before?: RouteTarget;
  /** Absent when the route goes. */
  readonly after?: RouteTarget;
  /**
   * `shares`: several get its requests, before or after, and in other parts. `rebuilt`: the same service behind a new
   * backend service. `places`: the same, in other clusters.
   */
  readonly change: 'new' | 'removed' | 'moved' | 'shares' | 'rebuilt' | 'places' | 'same';
}

export interface ToldRoutes {
  readonly urlMap: Change;
  /** Sorted by host and path; routes that go are in the list. */
  readonly rows: readonly RouteRow[];
}

/** The routes of every URL map that a plan touches; one that only redirects has none. */
export function toldRoutes(plan: Plan, envelope: PlanEnvelope | undefined): readonly ToldRoutes[] {
  const context = targetContext(plan, envelope);
  return plan.changes
    .filter((change) => change.ref.kind === 'urlMap')
    .map((urlMap) => ({ urlMap, rows: rowsOf(urlMap, context) }))
    .filter(({ rows }) => rows.length > 0);
}

/** Backend services that get other clusters while the routes to them stay: no URL map of the plan tells of them. */
export function movedPlaces(plan: Plan, envelope: PlanEnvelope | undefined): readonly RouteRow[] {
  const context = targetContext(plan, envelope);
  const told = new Set(toldRoutes(plan, envelope).flatMap(({ rows }) => rows.flatMap(keysOf)));
  return plan.changes.flatMap(({ ref, key, kind }) => {
    if (ref.kind !== 'backendService' || kind !== 'update' || told.has(key)) return [];
    const route = { shares: [{ backendService: key, weight: 1 }] };
    const [before, after] = [routeTarget(route, 'before', context), routeTarget(route, 'after', context)];
    return samePlaces(before, after) ? [] : [{ host: '', path: '', before, after, change: 'places' as const }];
  });
}

function keysOf({ before, after }: RouteRow): readonly RefKey[] {
  return [before, after].flatMap((target) => target?.backendServices ?? []);
}

function rowsOf(urlMap: Change, context: TargetContext): readonly RouteRow[] {
  const before = readRoutes(urlMap.before);
  const after = readRoutes(urlMap.after);
  const rows: RouteRow[] = [];
  for (const id of [...new Set([...before.keys(), ...after.keys()])].sort()) {
    const shown = after.get(id) ?? before.get(id);
    if (shown === undefined) continue;
    const { host, path, without } = shown;
    // Where no rule looks at the header, the requests that have it go where all others of the path go.
    const [was, is] = [before, after].map((routes) => routes.get(id) ?? routes.get(without ?? ''));
    const targets = {
      ...(was === undefined ? {} : { before: routeTarget(was, 'before', context) }),
      ...(is === undefined ? {} : { after: routeTarget(is, 'after', context) }),
    };
    rows.push({ host, path, ...targets, change: changeOf(targets.before, targets.after) });
  }
  return rows;
}

interface Route extends Pick<ServedRoute, 'host' | 'shares'> {
  /** With the header that it looks at. */
  readonly path: string;
  /** Of a rule that looks at a header: the route of the others. */
  readonly without?: string;
}

/**
 * By host and path; the default of all hosts is `*` `/*`. Hosts of a warm-up, which nobody can reach, are no routes.
 */
function readRoutes(body: JsonObject | undefined): ReadonlyMap<string, Route> {
  const routes = servedRoutes(urlMapView(body)).filter(({ host }) => !names.isWarmUpHost(host));
  return new Map(
    routes.map(({ host, path = '/*', headers, shares }) => {
      const asked = headers.map(({ name, value }) => (value === undefined ? name : `${name}: ${value}`));
      if (asked.length === 0) return [`${host} ${path}`, { host, path, shares }];
      const said = `${path} with ${asked.join(', ')}`;
      return [`${host} ${said}`, { host, path: said, without: `${host} ${path}`, shares }];
    }),
  );
}

function changeOf(was: RouteTarget | undefined, is: RouteTarget | undefined): RouteRow['change'] {
  if (was === undefined) return 'new';
  if (is === undefined) return 'removed';
  if (was.service !== is.service) return was.shares === undefined && is.shares === undefined ? 'moved' : 'shares';
  if (was.backendServices.join() !== is.backendServices.join()) return 'rebuilt';
  return samePlaces(was, is) ? 'same' : 'places';
}

function samePlaces(one: RouteTarget, other: RouteTarget): boolean {
  const namesOf = ({ places }: RouteTarget): string => places.map(({ name }) => name).join(' ');
  return namesOf(one) === namesOf(other);
}
