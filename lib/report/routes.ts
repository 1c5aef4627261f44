// What a load balancer answers after a plan, route by route, and what of that is new: read back from the URL map and the
// backend services of the plan. May import: core, model, plan, diff (types).
import { isJsonObject, type Json, type JsonObject } from '../core/index.ts';
import type { Change } from '../diff/index.ts';
import { names, parseComputePath, type RefKey } from '../model/index.ts';
import type { Plan } from '../plan/index.ts';
import { objectWords } from './change-words.ts';

export interface RouteRow {
  readonly host: string;
  readonly path: string;
  /** `namespace/name` of the MultiClusterService when the plan tells, otherwise what the cloud calls it. */
  readonly service: string;
  /** Cluster links, or zones where the plan does not touch the cluster; empty when the backends stay as they are. */
  readonly clusters: readonly string[];
  readonly change: 'new' | 'removed' | 'moved' | 'same';
}

export interface Routes {
  readonly urlMap: Change;
  /** Sorted by host and path; routes that go are in the list. */
  readonly rows: readonly RouteRow[];
}

/** The routes of every URL map that a plan touches; one that only redirects has none. */
export function routesOf(plan: Plan): readonly Routes[] {
  const byKey = new Map(plan.changes.map((change) => [change.key, change]));
  return plan.changes
    .filter((change) => change.ref.kind === 'urlMap')
    .map((urlMap) => ({ urlMap, rows: rowsOf(urlMap, byKey, plan.unit) }))
    .filter(({ rows }) => rows.length > 0);
}

function rowsOf(urlMap: Change, byKey: ReadonlyMap<RefKey, Change>, unit: string): readonly RouteRow[] {
  const before = readRoutes(urlMap.before ?? {});
  const after = readRoutes(urlMap.after ?? {});
  const rows: RouteRow[] = [];
  for (const id of [...new Set([...before.keys(), ...after.keys()])].sort()) {
    const [was, is] = [before.get(id), after.get(id)];
    const shown = is ?? was;
    if (shown === undefined) continue;
    const { host, path, backend } = shown;
    const backends = byKey.get(backend);
    rows.push({
      host,
      path,
      service: serviceOf(backend, backends, unit),
      clusters: clustersOf(backends, byKey),
      change: changeOf(was, is),
    });
  }
  return rows;
}

interface Route {
  readonly host: string;
  readonly path: string;
  readonly backend: RefKey;
}

/** By host and path; the default of all hosts is `*` `/*`. */
function readRoutes(body: JsonObject): ReadonlyMap<string, Route> {
  const routes = new Map<string, Route>();
  const add = (host: string, path: string, backend: Json | undefined): void => {
    if (typeof backend === 'string') routes.set(`${host} ${path}`, { host, path, backend });
  };
  add('*', '/*', body['defaultService']);
  const hosts = new Map<Json | undefined, readonly string[]>();
  for (const rule of objects(body['hostRules'])) hosts.set(rule['pathMatcher'], strings(rule['hosts']));
  for (const matcher of objects(body['pathMatchers'])) {
    for (const host of hosts.get(matcher['name']) ?? []) {
      add(host, '/*', matcher['defaultService']);
      for (const rule of objects(matcher['pathRules']))
        for (const path of strings(rule['paths'])) add(host, path, rule['service']);
    }
  }
  return routes;
}

function changeOf(was: Route | undefined, is: Route | undefined): RouteRow['change'] {
  if (was === undefined) return 'new';
  if (is === undefined) return 'removed';
  return was.backend === is.backend ? 'same' : 'moved';
}

function serviceOf(key: RefKey, change: Change | undefined, unit: string): string {
  const owner = change?.owners.find((one) => one.startsWith('MultiClusterService/'));
  if (owner !== undefined) return objectWords(owner);
  const name = parseComputePath(key)?.name ?? key;
  const readable = names.parseName(name)?.readable ?? name;
  // Its name begins with its namespace, which is the unit.
  return readable.startsWith(`${unit}-`) ? `${unit}/${readable.slice(unit.length + 1)}` : readable;
}

/** Backends → groups → the cluster whose derived Service fills the group. */
function clustersOf(backendService: Change | undefined, byKey: ReadonlyMap<RefKey, Change>): readonly string[] {
  const found = new Set<string>();
  for (const backend of objects(backendService?.after?.['backends'])) {
    const group = backend['group'];
    if (typeof group !== 'string') continue;
    const links = (byKey.get(group)?.needs ?? []).flatMap(
      (need) => /^clusters\/([^/]+\/[^/]+)\//.exec(need)?.[1] ?? [],
    );
    for (const link of links) found.add(link);
    const zone = parseComputePath(group)?.zone;
    if (links.length === 0 && zone !== undefined) found.add(zone);
  }
  return [...found].sort();
}

function objects(value: Json | undefined): readonly JsonObject[] {
  return Array.isArray(value) ? (value as readonly Json[]).filter(isJsonObject) : [];
}

function strings(value: Json | undefined): readonly string[] {
  return Array.isArray(value) ? (value as readonly Json[]).filter((item) => typeof item === 'string') : [];
}
