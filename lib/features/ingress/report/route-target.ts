// Where a route leads: the MultiClusterService behind a backend service, its clusters, and how many endpoints are ready
// there. Read from the plan where it touches them, else from what was noted beside it.
import { type JsonObject, sortedEntries } from '../../../core/index.ts';
import type { Change } from '../../../diff/index.ts';
import {
  type ClusterLink,
  isKeyOfKind,
  names,
  parseClusterKey,
  parseComputePath,
  type RefKey,
} from '../../../model/index.ts';
import { OBJECT_KINDS } from '../object-kinds.ts';
import { backendServiceView, bearersOf, percentText, type ServedRoute } from '../views/index.ts';
import type { Backing, Plan, PlanEnvelope } from '../../../plan/index.ts';
import { objectWords } from '../../../report/index.ts';

export interface RouteTarget {
  /** At least one. */
  readonly backendServices: readonly RefKey[];
  /**
   * `namespace/name` of the MultiClusterService when it is known, otherwise what the cloud calls it; of several each
   * with its part of the requests.
   */
  readonly service: string;
  /** Sorted; empty when not known. */
  readonly places: readonly RoutePlace[];
  /** Where requests are divided: whom they go to, also those that get none. */
  readonly shares?: readonly RouteShare[];
}

export interface RouteShare {
  /** As in a target; with its cluster where the service has several shares. */
  readonly service: string;
  /** Of the requests, 0 to 1. */
  readonly part: number;
  /** Endpoints that were ready in all its clusters; undefined when that is not known of each. */
  readonly ready: number | undefined;
}

export interface RoutePlace {
  /** A cluster link; a zone where no cluster is known for it. */
  readonly name: string;
  /** Endpoints that were ready when it was planned; undefined when that could not be read. */
  readonly ready?: number;
}

/** What the targets of one unit's plan are looked up in. */
export interface TargetContext {
  readonly unit: string;
  readonly changes: ReadonlyMap<RefKey, Change>;
  readonly backing: Readonly<Record<RefKey, Backing>>;
}

export function targetContext(plan: Plan, envelope: PlanEnvelope | undefined): TargetContext {
  return {
    unit: plan.unit,
    changes: new Map(plan.changes.map((change) => [change.key, change])),
    backing: envelope?.backing ?? {},
  };
}

/** @param when which side of a change of the backend services counts. */
export function routeTarget(
  route: Pick<ServedRoute, 'shares'>,
  when: 'before' | 'after',
  context: TargetContext,
): RouteTarget {
  const targets = route.shares.map(({ backendService }) => targetOf(backendService, when, context));
  const [only, ...others] = targets;
  if (only !== undefined && others.length === 0) return only;
  const parts = bearersOf(route);
  const shares = targets.map((target, index): RouteShare => {
    const isOneOfMany = targets.some((other) => other !== target && other.service === target.service);
    const where = isOneOfMany ? ` in ${target.places.map(({ name }) => name).join(', ')}` : '';
    const part = parts.get(route.shares[index]?.backendService ?? '') ?? 0;
    return { service: `${target.service}${where}`, part, ready: readyIn(target) };
  });
  return {
    backendServices: targets.flatMap((one) => one.backendServices),
    service: shares.map(({ service, part }) => `${service} ${percentText(part)}`).join(', '),
    places: joinedPlaces(targets),
    shares,
  };
}

/** Ready in all clusters together; undefined when that is not known of each. */
export function readyIn(target: RouteTarget | undefined): number | undefined {
  if (target === undefined || target.places.length === 0) return undefined;
  let sum = 0;
  for (const { ready } of target.places) {
    if (ready === undefined) return undefined;
    sum += ready;
  }
  return sum;
}

function joinedPlaces(targets: readonly RouteTarget[]): readonly RoutePlace[] {
  const byName = Map.groupBy(
    targets.flatMap(({ places }) => places),
    ({ name }) => name,
  );
  return sortedEntries(byName).map(([name, places]) => {
    const counts = places.flatMap(({ ready }) => ready ?? []);
    return counts.length < places.length ? { name } : { name, ready: counts.reduce((sum, one) => sum + one, 0) };
  });
}

function targetOf(key: RefKey, when: 'before' | 'after', context: TargetContext): RouteTarget {
  const change = context.changes.get(key);
  const backing = context.backing[key];
  const body = change === undefined ? undefined : (change[when] ?? change.before ?? change.after);
  const places = body === undefined ? Object.keys(backing?.ready ?? {}) : placesOf(body, backing, context);
  return {
    backendServices: [key],
    service: serviceOf(key, change, backing, context.unit),
    places: [...new Set(places)].sort().map((name) => {
      const ready = backing?.ready[name];
      return typeof ready === 'number' ? { name, ready } : { name };
    }),
  };
}

function serviceOf(key: RefKey, change: Change | undefined, backing: Backing | undefined, unit: string): string {
  const owner = backing?.service ?? change?.owners.find((one) => isKeyOfKind(one, OBJECT_KINDS.service));
  if (owner !== undefined) return objectWords(owner);
  const name = parseComputePath(key)?.name ?? key;
  const readable = names.parseName(name)?.readable ?? name;
  // Its name begins with its namespace, which is the unit.
  return readable.startsWith(`${unit}-`) ? `${unit}/${readable.slice(unit.length + 1)}` : readable;
}

/** Backends → groups → the cluster whose derived Service fills the group. */
function placesOf(body: JsonObject, backing: Backing | undefined, { changes }: TargetContext): readonly string[] {
  const known = Object.keys(backing?.ready ?? {});
  return backendServiceView(body).backends.flatMap(({ group }) => {
    const links = (changes.get(group)?.needs ?? []).flatMap((need) => parseClusterKey(need)?.cluster ?? []);
    if (links.length > 0) return links;
    const zone = parseComputePath(group)?.zone;
    if (zone === undefined) return [];
    const [link, ...others] = known.filter((one) => isIn(zone, one));
    return link === undefined || others.length > 0 ? [zone] : [link];
  });
}

/** A link begins with the cluster's location, a zone or a region. */
function isIn(zone: string, link: ClusterLink): boolean {
  const location = link.split('/')[0] ?? '';
  return zone === location || zone.startsWith(`${location}-`);
}
