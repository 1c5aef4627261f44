// What changes, object by object, each with what that does to its routes; then the routes of objects that nobody edited.
import { isOfKind, OBJECT_KINDS } from '../../model/index.ts';
import type { Edit, Revision } from '../../plan/index.ts';
import type { Section } from '../budget.ts';
import { objectWords, plural } from '../change-words.ts';
import { clip, code } from '../escape.ts';
import { changeWords, editWords, fleetWords } from './edit-words.ts';
import { readyWords } from './ready-words.ts';
import { alike, groupWords, type RouteGroup, together } from './route-groups.ts';

const MOST_ITEMS = 5;
const MOST_ALIKE = 3;
const MOST_GROUPS = 3;
const NAME_LENGTH = 100;
/** Two spaces: a comment breaks every line, a check run only such a one. */
const BREAK = '  \n  ';
const ALL_BESIDE = 'Each gets its new backend beside the old one; traffic moves when that is as healthy';
const BESIDE = 'The new backend is made beside the old one; traffic moves when it is as healthy';

/** @param unchanged routes that lead where they led. */
export function changeSections(
  revision: Revision,
  groups: readonly RouteGroup[],
  unchanged: number,
): readonly Section[] {
  const items = itemsOf(revision.units.flatMap((unit) => unit.edits ?? []));
  const told = new Set<RouteGroup>();
  const lines = items.slice(0, MOST_ITEMS).map((edits) => {
    const own = groups.filter(({ ingresses }) => edits.some(({ object }) => ingresses.includes(object)));
    for (const group of own) told.add(group);
    const routes = together(own, MOST_GROUPS).map((group) => groupWords(group, true));
    return [`- ${itemWords(edits)}`, ...routes.slice(0, MOST_GROUPS), ...consequence(edits, groups)].join(BREAK);
  });
  const file = fleetWords(revision.fleetEdits ?? []);
  const left = items.slice(MOST_ITEMS).flat().length;
  const all = [
    ...(file === '' ? [] : [`- ${file}`]),
    ...lines,
    ...(left === 0 ? [] : [`- … and ${plural(left, 'more object')}`]),
  ];
  const others = groups.filter((group) => !told.has(group));
  const routes = routeLines(together(others, MOST_GROUPS), unchanged, told.size > 0);
  return [...(all.length === 0 ? [] : [['', all.join('\n')]]), ...(routes === '' ? [] : [['', routes]])];
}

/** Changed objects, then those that go, then new ones; more than a few that change alike are told together. */
function itemsOf(edits: readonly Edit[]): readonly (readonly Edit[])[] {
  const alike = new Map<string, Edit[]>();
  for (const edit of edits) {
    const fields = edit.fields.map(({ path, before, after }) => [path, before, after]);
    const key = JSON.stringify([edit.kind, isIngress(edit), fields]);
    alike.set(key, [...(alike.get(key) ?? []), edit]);
  }
  const items = [...alike.values()].flatMap((some) => (some.length > MOST_ALIKE ? [some] : some.map((one) => [one])));
  const order: readonly (Edit['kind'] | undefined)[] = ['changed', 'gone', 'new'];
  // Stable: those of one kind stay in the order of their names.
  return items.sort(([a], [b]) => order.indexOf(a?.kind) - order.indexOf(b?.kind));
}

function isIngress({ object }: Edit): boolean {
  return isOfKind(object, OBJECT_KINDS.ingress);
}

function itemWords(edits: readonly Edit[]): string {
  const [first, ...others] = edits;
  if (first === undefined) return '';
  if (others.length === 0) return editWords(first);
  const names = edits.slice(0, MOST_ALIKE).map(({ object }) => code(clip(objectWords(object), NAME_LENGTH)));
  const more = edits.length > MOST_ALIKE ? ` and ${edits.length - MOST_ALIKE} more` : '';
  return `${plural(edits.length, 'object')} (${names.join(', ')}${more}) ${changeWords(first)}`.trimEnd();
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
