// What a load balancer answers before and after a plan, route by route: read back from the URL maps and the backend
// services of the plan.
import type { JsonObject } from '../../../core/index.ts';
import type { Change } from '../../../diff/index.ts';
import { names, type RefKey } from '../../../model/index.ts';
import { servedRoutes, urlMapView } from '../views/index.ts';
import type { Plan, PlanEnvelope } from '../../../plan/index.ts';
import { type RouteTarget, type TargetContext, targetContext, routeTarget } from './route-target.ts';

export interface RouteRow {
  readonly host: string;
  readonly path: string;
  /** Absent when the route is new. */
  readonly before?: RouteTarget;
  /** Absent when the route goes. */
  readonly after?: RouteTarget;
  /** `rebuilt`: the same service behind a new backend service. `places`: the same, in other clusters. */
  readonly change: 'new' | 'removed' | 'moved' | 'rebuilt' | 'places' | 'same';
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
    const [before, after] = [routeTarget(key, 'before', context), routeTarget(key, 'after', context)];
    return samePlaces(before, after) ? [] : [{ host: '', path: '', before, after, change: 'places' as const }];
  });
}

function keysOf({ before, after }: RouteRow): readonly RefKey[] {
  return [before, after].flatMap((target) => target?.backendService ?? []);
}

function rowsOf(urlMap: Change, context: TargetContext): readonly RouteRow[] {
  const before = readRoutes(urlMap.before);
  const after = readRoutes(urlMap.after);
  const rows: RouteRow[] = [];
  for (const id of [...new Set([...before.keys(), ...after.keys()])].sort()) {
    const [was, is] = [before.get(id), after.get(id)];
    const shown = is ?? was;
    if (shown === undefined) continue;
    const { host, path } = shown;
    const targets = {
      ...(was === undefined ? {} : { before: routeTarget(was.backend, 'before', context) }),
      ...(is === undefined ? {} : { after: routeTarget(is.backend, 'after', context) }),
    };
    rows.push({ host, path, ...targets, change: changeOf(targets.before, targets.after) });
  }
  return rows;
}

interface Route {
  readonly host: string;
  readonly path: string;
  readonly backend: RefKey;
}

/**
 * By host and path; the default of all hosts is `*` `/*`. Hosts of a warm-up, which nobody can reach, are no routes.
 */
function readRoutes(body: JsonObject | undefined): ReadonlyMap<string, Route> {
  const routes = servedRoutes(urlMapView(body)).filter(({ host }) => !names.isWarmUpHost(host));
  return new Map(
    routes.map(({ host, path = '/*', backendService: backend }) => [`${host} ${path}`, { host, path, backend }]),
  );
}

function changeOf(was: RouteTarget | undefined, is: RouteTarget | undefined): RouteRow['change'] {
  if (was === undefined) return 'new';
  if (is === undefined) return 'removed';
  if (was.service !== is.service) return 'moved';
  if (was.backendService !== is.backendService) return 'rebuilt';
  return samePlaces(was, is) ? 'same' : 'places';
}

function samePlaces(one: RouteTarget, other: RouteTarget): boolean {
  const namesOf = ({ places }: RouteTarget): string => places.map(({ name }) => name).join(' ');
  return namesOf(one) === namesOf(other);
}
