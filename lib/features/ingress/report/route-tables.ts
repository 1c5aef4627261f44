// Routes before → after as Markdown: what changes as a table, what stays folded away.
import type { Plan, PlanEnvelope } from '../../../plan/index.ts';
import { clip, code, folded, objectWords, plural, type Section, table } from '../../../report/index.ts';
import type { RoutePlace, RouteTarget } from './route-target.ts';
import { shareWords } from './share-words.ts';
import { movedPlaces, type RouteRow, type ToldRoutes, toldRoutes } from './routes.ts';

const MOST_ROWS = 60;
const MOST_PLACES = 10;
const NAME_LENGTH = 100;

const ROUTE_WORDS: Readonly<Record<RouteRow['change'], string>> = {
  new: '🟢&nbsp;**new**',
  removed: '🔴&nbsp;**stops**',
  moved: '🟡&nbsp;**moves**',
  shares: '🟡&nbsp;**other shares**',
  rebuilt: '🟡&nbsp;**rebuilt** beside the old one',
  places: '🟡&nbsp;**other clusters**',
  same: 'stays',
};

/** Of one plan: a section per load balancer, and one for services that get other clusters behind routes that stay. */
export function routeSections(plan: Plan, envelope: PlanEnvelope | undefined): readonly Section[] {
  return [...toldRoutes(plan, envelope).map(routeSection), ...placesSections(movedPlaces(plan, envelope))];
}

function routeSection({ urlMap, rows }: ToldRoutes): Section {
  const name = urlMap.owners.map((owner) => code(objectWords(owner))).join(', ') || code(urlMap.ref.name);
  const changed = rows.filter((row) => row.change !== 'same');
  const same = rows.filter((row) => row.change === 'same');
  const title = `**Routes** of ${name}`;
  const counts = `${changed.length} changed, ${same.length} as before`;
  const head = ['Route', 'Before', 'After'];
  const shown = changed.length === 0 ? [] : [table(head, changed.map(cellsOf), MOST_ROWS)];
  const stay = table(['Route', 'Served by'], same.map(sameCells), MOST_ROWS);
  const rest = same.length === 0 ? [] : [folded(`${plural(same.length, 'route')} as before`, stay)];
  const tables = [`${title}: ${counts}`, ...shown, ...rest].join('\n\n');
  return [`${title}: ${counts}`, tables];
}

function placesSections(rows: readonly RouteRow[]): readonly Section[] {
  if (rows.length === 0) return [];
  const title = '**Clusters** behind routes that stay';
  const cells = rows.map(({ before, after }) => [
    code(clip(after?.service ?? '', NAME_LENGTH)),
    placesWords(before),
    placesWords(after),
  ]);
  return [[title, `${title}\n\n${table(['MultiClusterService', 'Before', 'After'], cells, MOST_ROWS)}`]];
}

function cellsOf(row: RouteRow): readonly string[] {
  return [`${ROUTE_WORDS[row.change]}<br>${routeWords(row)}`, targetWords(row.before), targetWords(row.after)];
}

function sameCells(row: RouteRow): readonly string[] {
  return [routeWords(row), targetWords(row.after)];
}

function targetWords(target: RouteTarget | undefined): string {
  if (target === undefined) return '–';
  const service = (target.shares ?? []).map(shareWords).join('<br>') || code(clip(target.service, NAME_LENGTH));
  return target.places.length === 0 ? service : `${service}<br>${placesWords(target)}`;
}

function placesWords(target: RouteTarget | undefined): string {
  const places = target?.places ?? [];
  const more = places.length > MOST_PLACES ? [`and ${places.length - MOST_PLACES} more`] : [];
  return [...places.slice(0, MOST_PLACES).map(placeWords), ...more].join('<br>');
}

/** None ready is what a reviewer must not overlook. */
function placeWords({ name, ready }: RoutePlace): string {
  const count =
    ready === undefined ? '' : ready === 0 ? ':&nbsp;⚠️&nbsp;**none&nbsp;ready**' : `:&nbsp;${ready}&nbsp;ready`;
  return `${code(clip(name, NAME_LENGTH))}${count}`;
}

/** Host and path. */
function routeWords({ host, path }: RouteRow): string {
  return host === '*' ? `any other host ${code(clip(path, NAME_LENGTH))}` : code(clip(`${host}${path}`, NAME_LENGTH));
}
