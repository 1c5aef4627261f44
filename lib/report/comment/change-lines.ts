// What changes, object by object, each with what that does to its routes; then the routes of objects that nobody edited.
// May import: core, model, plan, report.
import { isOfKind, OBJECT_KINDS } from '../../model/index.ts';
import type { Edit, Revision } from '../../plan/index.ts';
import type { Section } from '../budget.ts';
import { objectWords, plural } from '../change-words.ts';
import { code } from '../escape.ts';
import { editWords, fleetWords } from './edit-words.ts';
import { readyWords } from './ready-words.ts';
import { groupWords, type RouteGroup, together } from './route-groups.ts';

const MOST_EDITS = 6;
const MOST_NEW = 3;
const MOST_GROUPS = 5;
const BESIDE = 'The new backend is made beside the old one; traffic moves when it is as healthy';

/** @param unchanged routes that lead where they led. */
export function changeSections(
  revision: Revision,
  groups: readonly RouteGroup[],
  unchanged: number,
): readonly Section[] {
  const edits = mergeNew(revision.units.flatMap((unit) => unit.edits ?? []));
  const told = new Set<RouteGroup>();
  const items = edits.slice(0, MOST_EDITS).map((edit) => {
    const own =
      'objects' in edit ? [] : groups.filter(({ ingresses }) => ingresses.includes(edit.object)).slice(0, MOST_GROUPS);
    for (const group of own) told.add(group);
    const lines = own.map((group) => groupWords(group, true));
    return [
      `- ${'objects' in edit ? newWords(edit) : editWords(edit)}`,
      ...lines,
      ...('objects' in edit ? [] : consequence(edit, groups)),
    ].join('\n  ');
  });
  const file = fleetWords(revision.fleetEdits ?? []);
  const all = [...(file === '' ? [] : [`- ${file}`]), ...items];
  const more = edits.length > MOST_EDITS ? [`- … and ${plural(edits.length - MOST_EDITS, 'more object')}`] : [];
  const routes = routeLines(together(groups.filter((group) => !told.has(group))), unchanged, told.size > 0);
  return [...(all.length === 0 ? [] : [['', [...all, ...more].join('\n')]]), ...(routes === '' ? [] : [['', routes]])];
}

interface NewObjects {
  readonly kind: 'new' | 'gone';
  readonly objects: readonly Edit[];
}

/** Of whole objects that come or go, more than a few are told in one line. */
function mergeNew(edits: readonly Edit[]): readonly (Edit | NewObjects)[] {
  const merged = (['gone', 'new'] as const).flatMap((kind): readonly (Edit | NewObjects)[] => {
    const objects = edits.filter((edit) => edit.kind === kind);
    const [ingresses, others] = [objects.filter(isIngress), objects.filter((one) => !isIngress(one))];
    return [...ingresses, ...(others.length > MOST_NEW ? [{ kind, objects: others }] : others)];
  });
  return [...edits.filter(({ kind }) => kind === 'changed'), ...merged];
}

function isIngress({ object }: Edit): boolean {
  return isOfKind(object, OBJECT_KINDS.ingress);
}

function newWords({ kind, objects }: NewObjects): string {
  const names = objects.slice(0, MOST_NEW).map(({ object }) => code(objectWords(object)));
  const word = kind === 'new' ? '**new**' : '**removed**';
  return `${plural(objects.length, 'object')} ${word}: ${names.join(', ')} and ${objects.length - names.length} more`;
}

function consequence({ object }: Edit, groups: readonly RouteGroup[]): readonly string[] {
  const rebuilt = groups.find(
    ({ change, rows }) => change === 'rebuilt' && rows[0]?.after?.service === objectWords(object),
  );
  const after = rebuilt?.rows[0]?.after;
  if (after === undefined) return [];
  const ready = readyWords(after);
  return [`${BESIDE}${ready === '' ? '' : `: ${ready} now`}.`];
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
