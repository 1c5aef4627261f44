// An answer without clocks, ids and whatever else no two servers have alike: what can be compared, and kept.
import { type Answer, isList, isObject, type Json, type JsonObject } from './exchange.ts';

export interface PlainAnswer {
  readonly code: number;
  /** Without managedFields, and definitions without their status. */
  readonly body: Json;
  /** The managedFields of the object, sorted by who; absent where there are none. */
  readonly owners?: Json;
  readonly warnings?: readonly string[];
}

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/gu;
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/u;
const ADDRESS = /^34\.118\.2\d\d\.\d+$/u;
const RANDOM = 'made-<random>';
const AGE = /^((\d+[smhdy])+|<invalid>)$/u;
// What a dry run shows lies just above the range.
const NODE_PORT = { least: 30_000, most: 33_000 };

export function plainAnswer({ code, body, warnings }: Answer): PlainAnswer {
  const owners = isObject(body) && isObject(body.metadata) ? body.metadata.managedFields : undefined;
  return {
    code,
    body: plain(withoutOwners(body), ''),
    ...(isList(owners) ? { owners: plainOwners(owners) } : {}),
    ...(warnings.length === 0 ? {} : { warnings: [...warnings].sort() }),
  };
}

/** Members sorted by name, so that the same answer is the same text. */
function plain(value: Json, key: string): Json {
  if (isList(value)) return inOneOrder(value.map((item) => plain(item, key)));
  if (isObject(value)) {
    const entries = Object.entries(value).filter((entry): entry is [string, Json] => isKept(entry, value));
    return Object.fromEntries(
      entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, member]) => [name, plain(member, name)]),
    );
  }
  if (typeof value === 'number') return isNodePort(value, key) ? '<port>' : value;
  return typeof value === 'string' ? plainText(value, key) : value;
}

/** What the server has named stands last in lists, and in no order that two servers have in common. */
function inOneOrder(items: readonly Json[]): readonly Json[] {
  const texts = items.map((item) => JSON.stringify(item));
  const named = texts.filter((text) => text.includes(RANDOM)).sort();
  if (named.length < 2) return items;
  const others = items.filter((_, index) => texts[index]?.includes(RANDOM) !== true);
  return [...others, ...named.map((text) => JSON.parse(text) as Json)];
}

/** What a column is about is told at length by the documentation of Go types, which nobody is shown. */
function isKept([key, member]: [string, Json | undefined], { name, priority }: JsonObject): boolean {
  // Labels of a custom object that are gone may be told as null.
  if (key === 'labels' && member === null) return false;
  return member !== undefined && !(key === 'description' && name !== undefined && priority !== undefined);
}

function plainText(value: string, key: string): string {
  if (key === 'resourceVersion' && /^[1-9]\d*$/u.test(value)) return '<version>';
  if (key === 'continue') return '<continue>';
  if (TIME.test(value)) return '<time>';
  if (ADDRESS.test(value)) return '<address>';
  if (key === 'cells') return AGE.test(value) ? '<age>' : plainName(value.replaceAll(/:3[0-2]\d{3}\//gu, ':<port>/'));
  if (key === 'message') return value.replaceAll(UUID, '<uid>').replaceAll(/\b\d{2,}\b/gu, '<number>');
  return plainName(value.replaceAll(UUID, '<uid>'));
}

/** What a server puts behind `generateName`. */
function plainName(value: string): string {
  return value.replace(/^made-[a-z0-9]{5}$/u, RANDOM);
}

function isNodePort(value: number, key: string): boolean {
  return /nodePort$/iu.test(key) && value >= NODE_PORT.least && value <= NODE_PORT.most;
}

/** Nor the status of definitions, which controllers write: the embedded server plays them at once. */
function withoutOwners(value: Json): Json {
  if (isList(value)) return value.map(withoutOwners);
  if (!isObject(value)) return value;
  const dropped = ['managedFields', ...(value.kind === 'CustomResourceDefinition' ? ['status'] : [])];
  const kept = Object.entries(value).filter(([key, member]) => !dropped.includes(key) && member !== undefined);
  return Object.fromEntries(kept.map(([key, member]) => [key, withoutOwners(member as Json)]));
}

/** Whether there is a time counts; which one, and the order that follows from it, does not. */
function plainOwners(entries: readonly Json[]): Json {
  const texts = entries.map((entry) => plain(entry, '') as JsonObject).map((entry) => [sortKey(entry), entry] as const);
  return texts.sort(([a], [b]) => (a < b ? -1 : 1)).map(([, entry]) => entry);
}

function sortKey({ manager, operation, subresource, apiVersion }: JsonObject): string {
  return JSON.stringify([manager, operation, subresource ?? '', apiVersion]);
}
