// A value that its schema refuses → one that it accepts, with stand-ins for what cannot be read, so that everything
// else can be looked at, too. What is found with the stand-ins of either side is so whatever the unreadable values were
// meant to be.
import { isJsonList, isJsonObject, type Json, type JsonObject } from '../core/index.ts';
import { didYouMean } from './did-you-mean.ts';

/** Which stand-ins: no two of them are equal where the schema leaves a choice. */
export type Side = 'low' | 'high';

/** Texts that match the patterns of our schemas: names, links, paths, headers. */
const TEXTS: Readonly<Record<Side, readonly string[]>> = {
  low: ['a', 'a/a', '/a', 'a:a'],
  high: ['b', 'b/b', '/b', 'b:b'],
};

/** Of an object: more are hardly misspelt, and comparing words is dear. */
const MOST_UNKNOWN = 100;
const LONGEST_FIELD = 32;

/** @param schema strict, as `schemaOfCrd` makes them. */
export function withStandIns(schema: JsonObject, value: Json | undefined, side: Side): Json {
  if (isJsonObject(schema['properties']) || schema['type'] === 'object') return objectOf(schema, value, side);
  if (schema['type'] === 'array') {
    const items = isJsonObject(schema['items']) ? schema['items'] : {};
    const least = numberAt(schema, 'minItems') ?? 0;
    const given: readonly (Json | undefined)[] =
      isJsonList(value) && value.length >= least ? value : Array.from({ length: least }, () => undefined);
    return given.map((item) => withStandIns(items, item, side));
  }
  return value !== undefined && accepts(schema, value) ? value : scalarOf(schema, side);
}

function objectOf(schema: JsonObject, value: Json | undefined, side: Side): JsonObject {
  const properties = isJsonObject(schema['properties']) ? schema['properties'] : {};
  const open = schema['additionalProperties'];
  const given = isJsonObject(value) ? value : {};
  const out: Record<string, Json | undefined> = {};
  const unknown: string[] = [];
  const add = (key: string, member: Json | undefined): void => {
    const own = Object.hasOwn(properties, key) ? properties[key] : undefined;
    out[key] = withStandIns(isJsonObject(own) ? own : {}, member, side);
  };
  for (const [key, member] of Object.entries(given)) {
    if (Object.hasOwn(properties, key)) add(key, member);
    else if (isJsonObject(open)) out[key] = withStandIns(open, member, side);
    else if (open !== false) out[key] = member;
    else if (side === 'high' && key.length <= LONGEST_FIELD) unknown.push(key);
  }
  // Perhaps misspelt, or of another version: on one side the field that was meant is there, and on the other it is not.
  for (const key of unknown.slice(0, MOST_UNKNOWN)) {
    const meant = Object.keys(properties).find(
      (one) => !Object.hasOwn(out, one) && didYouMean(key, [one]) !== undefined,
    );
    if (meant !== undefined) add(meant, undefined);
  }
  const required = isJsonList(schema['required']) ? schema['required'] : [];
  for (const key of required) if (typeof key === 'string' && !Object.hasOwn(out, key)) add(key, undefined);
  if (Object.keys(out).length === 0 && isJsonObject(open) && (numberAt(schema, 'minProperties') ?? 0) > 0) {
    return { [TEXTS[side][0] ?? '']: withStandIns(open, undefined, side) };
  }
  return out;
}

function accepts(schema: JsonObject, value: Json): boolean {
  const types = [schema['type'] ?? []].flat();
  if (types.length > 0 && !types.some((type) => isOfType(type, value))) return false;
  if (isJsonList(schema['enum']) && !schema['enum'].includes(value)) return false;
  const size = typeof value === 'number' ? value : typeof value === 'string' ? Array.from(value).length : 0;
  const [least, most] = typeof value === 'string' ? ['minLength', 'maxLength'] : ['minimum', 'maximum'];
  if (size < (numberAt(schema, least) ?? size) || size > (numberAt(schema, most) ?? size)) return false;
  const { pattern } = schema;
  return typeof value !== 'string' || typeof pattern !== 'string' || new RegExp(pattern, 'u').test(value);
}

function isOfType(type: Json, value: Json): boolean {
  if (type === 'integer') return Number.isInteger(value);
  return typeof value === type;
}

function scalarOf(schema: JsonObject, side: Side): Json {
  const { enum: choices, type } = schema;
  if (isJsonList(choices)) return choices.at(side === 'low' ? 0 : -1) ?? null;
  const types = [type ?? []].flat();
  if (types.includes('boolean')) return side === 'high';
  if (types.includes('integer') || types.includes('number')) {
    return (
      (side === 'low' ? numberAt(schema, 'minimum') : numberAt(schema, 'maximum')) ?? (side === 'low' ? 1 : 65_535)
    );
  }
  return TEXTS[side].find((text) => accepts(schema, text)) ?? '';
}

function numberAt(schema: JsonObject, key: string): number | undefined {
  const value = schema[key];
  return typeof value === 'number' ? value : undefined;
}
