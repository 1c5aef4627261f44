// Routes that come to the same, told together: by what happens to them and the service that they lead to.
import type { ObjectKey } from '../../../model/index.ts';
import type { Plan, PlanEnvelope, Revision } from '../../../plan/index.ts';
import { clip, code, envelopeOf, objectWords, plural } from '../../../report/index.ts';
import type { RouteTarget } from './route-target.ts';
import { movedPlaces, type RouteRow, toldRoutes } from './routes.ts';
import { namesOf, readyMove, readyWords } from './ready-words.ts';
import { sharesWords } from './share-words.ts';

const NAME_LENGTH = 100;
const MOST_NAMES = 2;

export interface RouteGroup {
  readonly change: Exclude<RouteRow['change'], 'same'>;
  /** The MultiClusterIngresses; empty for a service that gets other clusters behind routes that stay. */
  readonly ingresses: readonly ObjectKey[];
  /** At least one; all with the same services before and after. */
  readonly rows: readonly RouteRow[];
  /** For a route that stops: where its requests go then, when they go anywhere. */
  readonly fallsTo?: string;
}

/** The groups that come to the same as one; where many are left, those too that differ in the service only. */
export function together(groups: readonly RouteGroup[], most: number): readonly RouteGroup[] {
  const keys: readonly ((group: RouteGroup) => unknown)[] = [
    ({ change, rows: [row], fallsTo }) => [
      change,
      row?.before?.service,
      row?.after?.service,
      row?.after?.places,
      fallsTo,
    ],
    ({ change, rows: [row] }) => [change, row?.before?.places, row?.after?.places],
    ({ change }) => change,
  ];
  const tried = keys.map((key) => mergedBy(groups, key));
  return tried.find((merged) => merged.length <= most) ?? tried.at(-1) ?? groups;
}

function mergedBy(groups: readonly RouteGroup[], key: (group: RouteGroup) => unknown): readonly RouteGroup[] {
  const merged = new Map<string, RouteGroup>();
  for (const group of groups) {
    const id = JSON.stringify(key(group));
    const other = merged.get(id);
    if (other === undefined) merged.set(id, group);
    else {
      const { fallsTo, ...rest } = other;
      const ingresses = [...new Set([...other.ingresses, ...group.ingresses])];
      const falls = fallsTo !== undefined && fallsTo === group.fallsTo ? { fallsTo } : {};
      merged.set(id, { ...rest, ...falls, ingresses, rows: [...other.rows, ...group.rows] });
    }
  }
  return [...merged.values()];
}

export interface Routed {
  /** Plan by plan, the gravest first. */
  readonly groups: readonly RouteGroup[];
  /** Routes that lead where they led. */
  readonly unchanged: number;
}

const GRAVEST_FIRST: readonly RouteGroup['change'][] = ['removed', 'moved', 'shares', 'places', 'rebuilt', 'new'];

export function routedIn(revision: Revision, plans: readonly Plan[]): Routed {
  const routed = plans.map((plan) => routedBy(plan, envelopeOf(revision, plan)));
  return {
    groups: routed.flatMap(({ groups }) => groups),
    unchanged: routed.reduce((sum, one) => sum + one.unchanged, 0),
  };
}

function routedBy(plan: Plan, envelope: PlanEnvelope | undefined): Routed {
  const groups = new Map<string, RouteGroup & { rows: RouteRow[] }>();
  let unchanged = 0;
  const add = (row: RouteRow, ingresses: readonly ObjectKey[], fallsTo?: string): void => {
    const { change, before, after } = row;
    if (change === 'same') return void (unchanged += 1);
    const id = JSON.stringify([change, before?.service, after?.service, after?.places, fallsTo, ingresses]);
    const group = groups.get(id) ?? { change, ingresses, rows: [], ...(fallsTo === undefined ? {} : { fallsTo }) };
    group.rows.push(row);
    groups.set(id, group);
  };
  for (const { urlMap, rows } of toldRoutes(plan, envelope))
    for (const row of rows) add(row, urlMap.owners, urlMap.kind === 'delete' ? undefined : fallsTo(row, rows));
  for (const row of movedPlaces(plan, envelope)) add(row, []);
  const sorted = [...groups.values()].sort(
    (a, b) => GRAVEST_FIRST.indexOf(a.change) - GRAVEST_FIRST.indexOf(b.change) || b.rows.length - a.rows.length,
  );
  return { groups: sorted, unchanged };
}

/** The host's own default; undefined where the whole host goes. */
function fallsTo({ change, host, path }: RouteRow, rows: readonly RouteRow[]): string | undefined {
  if (change !== 'removed') return undefined;
  return rows.find((row) => row.host === host && row.path === '/*' && path !== '/*')?.after?.service;
}

/** One line of Markdown. @param isOwn whether it stands below the ingress whose routes they are. */
export function groupWords(group: RouteGroup, isOwn: boolean): string {
  const { change, rows } = group;
  const routes = routeNames(rows, isOwn ? [] : group.ingresses);
  const [was, is] = [servicesWords(rows, 'before'), servicesWords(rows, 'after')];
  const [before, after] = [alike(rows, 'before'), alike(rows, 'after')];
  const ready = after === undefined ? '' : readyWords(after);
  const move = after === undefined ? '' : readyMove(before, after);
  switch (change) {
    case 'new':
      return joined(`${newWords(rows, routes)} → ${is}`, ready);
    case 'removed': {
      const then = group.fallsTo === undefined ? '' : `, its requests go to ${code(clip(group.fallsTo, NAME_LENGTH))}`;
      return `${routes} **${rows.length === 1 ? 'stops' : 'stop'}** (was ${was}${then})`;
    }
    case 'moved':
      return joined(`${routes}: ${was} → **${is}**`, move);
    case 'shares':
      return joined(`${routes}: ${movesOfShares(rows)}`, ready);
    case 'rebuilt':
      return `${routes} → ${is} (as before, rebuilt)`;
    case 'places':
      return joined(
        `${routes === '' ? '' : `${routes} → `}${is}`,
        move,
        after === undefined ? '' : placesWords(before, after),
      );
  }
}

function movesOfShares(rows: readonly RouteRow[]): string {
  const [first, ...others] = new Set(rows.map(sharesWords));
  return others.length === 0 ? (first ?? '') : 'divided otherwise, each in its own way';
}

/** The service that all lead to, or how many there are. */
export function servicesWords(rows: readonly RouteRow[], side: 'before' | 'after'): string {
  const services = new Set(rows.flatMap((row) => row[side]?.service ?? []));
  const [only] = services;
  if (only === undefined) return '–';
  return services.size === 1 ? code(clip(only, NAME_LENGTH)) : plural(services.size, 'service');
}

/** A target for all of them, where all have the same clusters with the same numbers. */
export function alike(rows: readonly RouteRow[], side: 'before' | 'after'): RouteTarget | undefined {
  const [first, ...others] = new Set(rows.map((row) => JSON.stringify(row[side]?.places ?? [])));
  return first === undefined || others.length > 0 ? undefined : rows[0]?.[side];
}

/** Which clusters come and go. */
function placesWords(before: RouteTarget | undefined, after: RouteTarget): string {
  const missing = (one: RouteTarget, other: RouteTarget | undefined) =>
    namesOf(one.places.filter(({ name }) => !other?.places.some((place) => place.name === name)));
  const [come, gone] = [missing(after, before), before === undefined ? '' : missing(before, after)];
  return [...(come === '' ? [] : [`with ${come}`]), ...(gone === '' ? [] : [`without ${gone}`])].join(', ');
}

function joined(...parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join(' · ');
}

function newWords(rows: readonly RouteRow[], names: string): string {
  const what = isHosts(rows) ? 'host' : 'route';
  return rows.length === 1 ? `new ${what} ${names}` : `${rows.length} new ${what}s (${names})`;
}

/**
 * `any other host` for the default, the path only where it is not all of the host. @param ingresses named beside the
 * default.
 */
export function routeNames(rows: readonly RouteRow[], ingresses: readonly ObjectKey[] = []): string {
  const named = [...new Set(rows.filter(({ host }) => host !== '').map((row) => routeName(row, ingresses)))];
  const more = named.length > MOST_NAMES ? [`${named.length - MOST_NAMES} more`] : [];
  const shown = more.length > 0 ? named.slice(0, MOST_NAMES) : named;
  return [...shown, ...more].join(', ');
}

function routeName({ host, path }: RouteRow, ingresses: readonly ObjectKey[]): string {
  const rest = path === '/*' ? '' : path;
  if (host !== '*') return code(clip(`${host}${rest}`, NAME_LENGTH));
  const of = ingresses.length === 0 ? '' : ` of ${ingressWords(ingresses)}`;
  return `any other host${of}${rest === '' ? '' : ` ${code(clip(rest, NAME_LENGTH))}`}`;
}

/** Whether each is a whole host. */
export function isHosts(rows: readonly RouteRow[]): boolean {
  return rows.every(({ host, path }) => host !== '*' && path === '/*');
}

/** `blue/foobar-ingress`. */
function ingressWords(ingresses: readonly ObjectKey[]): string {
  const more = ingresses.length > MOST_NAMES ? [`${ingresses.length - MOST_NAMES} more`] : [];
  return [...ingresses.slice(0, MOST_NAMES).map((owner) => code(clip(objectWords(owner), NAME_LENGTH))), ...more].join(
    ', ',
  );
}
