// What changes, object by object, each with what that does as features tell it; then what they tell of no object.
import { isRootObject, type Kinds } from '../../model/index.ts';
import type { Edit, Revision } from '../../plan/index.ts';
import type { Section } from '../markdown/budget.ts';
import { objectWords, plural } from '../changes/change-words.ts';
import { clip, code } from '../markdown/escape.ts';
import type { Told } from '../part.ts';
import { changeWords, editWords, fleetWords } from './edit-words.ts';

const MOST_ITEMS = 5;
const MOST_ALIKE = 3;
const NAME_LENGTH = 100;
/** Two spaces: a comment breaks every line, a check run only such a one. */
const BREAK = '  \n  ';

export function changedSections(kinds: Kinds, { units, fleetEdits = [] }: Revision, told: Told): readonly Section[] {
  const items = itemsOf(
    kinds,
    units.flatMap(({ edits = [] }) => edits),
  );
  const shown = items.slice(0, MOST_ITEMS);
  const lines = shown.map((edits) => [`- ${itemWords(edits)}`, ...told.below(edits)].join(BREAK));
  const file = fleetWords(fleetEdits);
  const left = items.slice(MOST_ITEMS).flat().length;
  const all = [
    ...(file === '' ? [] : [`- ${file}`]),
    ...lines,
    ...(left === 0 ? [] : [`- … and ${plural(left, 'more object')}`]),
  ];
  const after = told.after(shown.flat());
  return [...(all.length === 0 ? [] : [['', all.join('\n')]]), ...(after === '' ? [] : [['', after]])];
}

/** Changed objects, then those that go, then new ones; more than a few that change alike are told together. */
function itemsOf(kinds: Kinds, edits: readonly Edit[]): readonly (readonly Edit[])[] {
  const alike = new Map<string, Edit[]>();
  for (const edit of edits) {
    const fields = edit.fields.map(({ path, before, after }) => [path, before, after]);
    const key = JSON.stringify([edit.kind, isRootObject(kinds, edit.object), fields]);
    alike.set(key, [...(alike.get(key) ?? []), edit]);
  }
  const items = [...alike.values()].flatMap((some) => (some.length > MOST_ALIKE ? [some] : some.map((one) => [one])));
  const order: readonly (Edit['kind'] | undefined)[] = ['changed', 'gone', 'new'];
  // Stable: those of one kind stay in the order of their names.
  return items.sort(([a], [b]) => order.indexOf(a?.kind) - order.indexOf(b?.kind));
}

function itemWords(edits: readonly Edit[]): string {
  const [first, ...others] = edits;
  if (first === undefined) return '';
  if (others.length === 0) return editWords(first);
  const names = edits.slice(0, MOST_ALIKE).map(({ object }) => code(clip(objectWords(object), NAME_LENGTH)));
  const more = edits.length > MOST_ALIKE ? ` and ${edits.length - MOST_ALIKE} more` : '';
  return `${plural(edits.length, 'object')} (${names.join(', ')}${more}) ${changeWords(first)}`.trimEnd();
}
