// An edit of a manifest in its author's own words: object, place, and old → new value of each field that changed.
// May import: core, model, plan, report.
import { canonicalJson, type Json, type SourceRef } from '../../core/index.ts';
import type { Edit, FieldEdit } from '../../plan/index.ts';
import { objectWords } from '../change-words.ts';
import { clip, code } from '../escape.ts';

const NAME_LENGTH = 100;
const VALUE_LENGTH = 60;
const MOST_FIELDS = 3;
const RULES = 'rules';

/** Where every field of a template stands; nobody needs to read that. */
const SILENT: readonly (readonly string[])[] = [
  ['spec', 'template', 'spec'],
  ['spec'],
  ['metadata', 'annotations'],
  ['metadata'],
];

/** One line of Markdown without what the routes tell. */
export function editWords({ object, kind, source, fields }: Edit): string {
  const told = fields.filter((field) => !isOfRules(field));
  const place = (told[0] ?? fields[0])?.source ?? source;
  const name = `${code(clip(objectWords(object), NAME_LENGTH))}${placeWords(place)}`;
  if (kind === 'new') return `${name} **new**`;
  if (kind === 'gone') return `${name} **removed**`;
  const more = told.length > MOST_FIELDS ? [`${told.length - MOST_FIELDS} more fields`] : [];
  return [name, [...told.slice(0, MOST_FIELDS).map(fieldWords), ...more].join(', ')].join(' ').trim();
}

export function placeWords(source: SourceRef | undefined): string {
  return source === undefined
    ? ''
    : ` (${clip(source.file, NAME_LENGTH) === '' ? '' : code(`${clip(source.file, NAME_LENGTH)}:${source.line}`)})`;
}

function isOfRules({ path }: FieldEdit): boolean {
  return shortPath(path)[0] === RULES;
}

function shortPath(path: readonly string[]): readonly string[] {
  const silent = SILENT.find(
    (prefix) => prefix.every((key, index) => path[index] === key) && path.length > prefix.length,
  );
  return path.slice(silent?.length ?? 0);
}

/** `targetPort 8080 → **9090**`. */
function fieldWords({ path, before, after }: FieldEdit): string {
  const name = code(clip(shortPath(path).join('.'), NAME_LENGTH));
  if (after === undefined) return `${name} **gone** (was ${valueWords(before)})`;
  return before === undefined
    ? `${name} **${valueWords(after)}**`
    : `${name} ${valueWords(before)} → **${valueWords(after)}**`;
}

function valueWords(value: Json | undefined): string {
  if (value === undefined) return '–';
  return code(clip(typeof value === 'string' ? value : canonicalJson(value), VALUE_LENGTH));
}
