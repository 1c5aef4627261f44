// What edited objects do to routes, below them; then the routes of objects that nobody edited.
import type { Edit } from '../../../plan/index.ts';
import { objectWords } from '../../../report/index.ts';
import { readyWords } from './ready-words.ts';
import { alike, groupWords, type Routed, type RouteGroup, together } from './route-groups.ts';

const MOST_GROUPS = 3;
const ALL_BESIDE = 'Each gets its new backend beside the old one; traffic moves when that is as healthy';
const BESIDE = 'The new backend is made beside the old one; traffic moves when it is as healthy';

export function linesBelow(edits: readonly Edit[], groups: readonly RouteGroup[]): readonly string[] {
  const routes = together(ownOf(edits, groups), MOST_GROUPS).map((group) => groupWords(group, true));
  return [...routes.slice(0, MOST_GROUPS), ...consequence(edits, groups)];
}

/** Markdown; empty for none. @param told the edits below which their own routes stand. */
export function linesAfter(told: readonly Edit[], { groups, unchanged }: Routed): string {
  const own = new Set(ownOf(told, groups));
  const others = groups.filter((group) => !own.has(group));
  return routeLines(together(others, MOST_GROUPS), unchanged, own.size > 0);
}

function ownOf(edits: readonly Edit[], groups: readonly RouteGroup[]): readonly RouteGroup[] {
  return groups.filter(({ ingresses }) => edits.some(({ object }) => ingresses.includes(object)));
}

function consequence(edits: readonly Edit[], groups: readonly RouteGroup[]): readonly string[] {
  const services = new Set(edits.map(({ object }) => objectWords(object)));
  const rows = groups
    .filter(({ change }) => change === 'rebuilt')
    .flatMap((group) => group.rows.filter(({ after }) => after !== undefined && services.has(after.service)));
  if (rows.length === 0) return [];
  const after = alike(rows, 'after');
  const ready = after === undefined ? '' : readyWords(after);
  return [`${edits.length === 1 ? BESIDE : ALL_BESIDE}${ready === '' ? '' : `: ${ready} now`}.`];
}

function routeLines(groups: readonly RouteGroup[], unchanged: number, isTold: boolean): string {
  const stay = unchanged === 0 ? '' : `${unchanged} ${isTold ? 'others ' : ''}unchanged`;
  const lines = groups.slice(0, MOST_GROUPS).map((group) => groupWords(group, false));
  const more = groups.length > MOST_GROUPS ? [`${groups.length - MOST_GROUPS} more kinds of route`] : [];
  if (lines.length === 0) return isTold && stay !== '' ? `Routes: ${stay}` : '';
  if (lines.length === 1) return ['Routes:', [...lines, ...(stay === '' ? [] : [stay])].join(' · ')].join(' ');
  const last = [...more, ...(stay === '' ? [] : [stay])].join(' · ');
  return ['Routes:', ...[...lines, ...(last === '' ? [] : [last])].map((line) => `- ${line}`)].join('\n');
}
