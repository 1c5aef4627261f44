// A change as lines of a diff: before with -, after with +. Raw text for a fenced block or a terminal.
import { canonicalJson, isJsonList, isJsonObject, type Json } from '../../core/index.ts';
import type { Change } from '../../diff/index.ts';
import { CHANGE_WORDS, placeWords, resourceWords } from './change-words.ts';
import type { Kinds } from '../../model/index.ts';

/** What is in every body and tells nothing. */
const SILENT: ReadonlySet<string> = new Set(['name', 'description', 'apiVersion', 'kind']);

export function fieldLines(kinds: Kinds, change: Change): readonly string[] {
  const head = `@@ ${CHANGE_WORDS[change.kind]} ${resourceWords(kinds, change)} (${placeWords(change)}) @@`;
  return [head, ...bodyLines(change)];
}

function bodyLines(change: Change): readonly string[] {
  if (change.kind === 'create') return memberLines('+', change.after);
  if (change.kind === 'delete') return memberLines('-', change.before);
  return change.fields.flatMap(({ path, before, after }) => differenceLines(path, before, after));
}

/**
 * Down to what really differs: of a whole `spec` in one line nobody sees what changed. Lists are compared by position.
 */
function differenceLines(path: string, before: Json | undefined, after: Json | undefined): readonly string[] {
  if (isJsonObject(before) && isJsonObject(after)) {
    const members = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
    return members.flatMap((member) => differenceLines(`${path}.${member}`, before[member], after[member]));
  }
  if (isJsonList(before) && isJsonList(after)) {
    const positions = [...(before.length > after.length ? before : after).keys()];
    return positions.flatMap((index) => differenceLines(`${path}[${index}]`, before[index], after[index]));
  }
  if (before !== undefined && after !== undefined && canonicalJson(before) === canonicalJson(after)) return [];
  return [
    ...(before === undefined ? [] : [`- ${path}: ${valueWords(before)}`]),
    ...(after === undefined ? [] : [`+ ${path}: ${valueWords(after)}`]),
  ];
}

function memberLines(sign: '+' | '-', body: Change['after']): readonly string[] {
  return Object.entries(body ?? {})
    .filter((entry): entry is [string, Json] => entry[1] !== undefined && !SILENT.has(entry[0]))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([member, value]) => `${sign} ${member}: ${valueWords(value)}`);
}

const DIGEST = /"([0-9a-f]{8})[0-9a-f]{56}"/g;

/** Digests are cut: they are there to be told apart, and comments are read by many. */
function valueWords(value: Json): string {
  return canonicalJson(value).replace(DIGEST, '"$1…"');
}
