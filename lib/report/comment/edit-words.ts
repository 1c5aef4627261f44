// An edit of a manifest in its author's own words: object, place, and old → new value of each field that changed.
import { canonicalJson, isJsonList, isJsonObject, type Json, type SourceRef } from '../../core/index.ts';
import type { Edit, FieldEdit } from '../../plan/index.ts';
import { objectWords } from '../changes/change-words.ts';
import { clip, code } from '../markdown/escape.ts';

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

/** Of the fleet file, one line of Markdown; empty for none. */
export function fleetWords(fields: readonly FieldEdit[]): string {
  const [first] = fields;
  return first === undefined
    ? ''
    : [editPlaceWords(first.source).replace(/^ \(|\)$/g, ''), fieldsWords(fields)].join(' ');
}

/** One line of Markdown without what the routes tell. */
export function editWords(edit: Edit): string {
  const { object, source, fields } = edit;
  const place = (fields.find((field) => !isOfRules(field)) ?? fields[0])?.source ?? source;
  return `${code(clip(objectWords(object), NAME_LENGTH))}${editPlaceWords(place)} ${changeWords(edit)}`.trimEnd();
}

/** What becomes of the object, without its name. */
export function changeWords({ kind, fields }: Edit): string {
  if (kind === 'new') return '**new**';
  return kind === 'gone' ? '**removed**' : fieldsWords(fields.filter((field) => !isOfRules(field)));
}

function fieldsWords(fields: readonly FieldEdit[]): string {
  const more = fields.length > MOST_FIELDS ? [`${fields.length - MOST_FIELDS} more fields`] : [];
  return [...fields.slice(0, MOST_FIELDS).map(fieldWords), ...more].join(', ');
}

export function editPlaceWords(source: SourceRef | undefined): string {
  if (source === undefined) return '';
  const from = source.template === undefined ? '' : `, from ${code(clip(source.template, NAME_LENGTH))}`;
  return ` (${code(`${clip(source.file, NAME_LENGTH)}:${source.line}`)}${from})`;
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

/** `targetPort` 8080 → **9090**; of an item of a list, which one comes or goes. */
function fieldWords({ path, before, after }: FieldEdit): string {
  const short = shortPath(path);
  const item = short.at(-1) ?? '';
  if ((before === undefined) !== (after === undefined) && isItem(before ?? after, item)) {
    const list = code(clip(short.slice(0, -1).join('.'), NAME_LENGTH));
    return `${list} ${after === undefined ? '−' : '+'} **${code(clip(item, VALUE_LENGTH))}**`;
  }
  const name = code(clip(short.join('.'), NAME_LENGTH));
  if (after === undefined) return `${name} **gone** (was ${valueWords(before)})`;
  return `${name} ${before === undefined ? '' : `${valueWords(before)} → `}**${valueWords(after)}**`;
}

/** Whether there is no more to say of it than its name. */
function isItem(value: Json | undefined, name: string): boolean {
  return value !== undefined && plainItem(value) === name;
}

function valueWords(value: Json | undefined): string {
  if (value === undefined) return '–';
  const items = isJsonList(value) ? value.map((item) => plainItem(item)) : [plainItem(value)];
  return code(clip(items.join(', '), VALUE_LENGTH));
}

/** A link as its text, not as an object. */
function plainItem(value: Json): string {
  const members = isJsonObject(value) ? Object.values(value) : [value];
  const [only] = members;
  return members.length === 1 && typeof only === 'string' ? only : canonicalJson(value);
}
