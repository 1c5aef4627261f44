// Which field paths a value consists of, and which differ between two values.
import { type Json, equal, isEmptyValue, isList, isObject } from '../json.ts';
import { type Schema, itemElement, memberOf, schemaBelow, shapeOf } from '../schema/schema.ts';
import { type FieldSet, emptySet, fieldSet, leafSet } from './field-set.ts';

/** The paths that a configuration sets: its leaves, its list items, and its empty or open maps' entries. */
export function fieldsOf(value: Json, schema: Schema | undefined): FieldSet {
  const shape = shapeOf(schema, value);
  if (shape === 'leaf') return leafSet;
  const children: [string, FieldSet][] = [];
  for (const [element, child] of childrenOf(value, schema)) {
    const set = fieldsOf(child, schemaBelow(schema, element));
    children.push([element, isMember(element, child, schema) ? { ...set, member: true } : set]);
  }
  return fieldSet(false, children);
}

function isMember(element: string, child: Json, parent: Schema | undefined): boolean {
  if (!element.startsWith('f:')) return true;
  if (child === null || (isObject(child) && isEmptyValue(child))) return true;
  return memberOf(parent, element.slice(2))?.named !== true;
}

/** Members or items by path element; of two items with one key the first counts. */
export function childrenOf(value: Json | undefined, schema: Schema | undefined): ReadonlyMap<string, Json> {
  const children = new Map<string, Json>();
  if (isObject(value)) {
    for (const [key, member] of Object.entries(value)) if (member !== undefined) children.set(`f:${key}`, member);
  } else if (isList(value)) {
    const shape = shapeOf(schema, value) === 'keyed' ? 'keyed' : 'set';
    for (const item of value) {
      const element = itemElement(schema, shape, item);
      if (!children.has(element)) children.set(element, item);
    }
  }
  return children;
}

export interface Comparison {
  readonly removed: FieldSet;
  readonly modified: FieldSet;
  /** Includes containers that exist only afterwards, not just their leaves. */
  readonly added: FieldSet;
}

const nothing: Comparison = { removed: emptySet, modified: emptySet, added: emptySet };

export function compare(before: Json | undefined, after: Json | undefined, schema: Schema | undefined): Comparison {
  if (before === undefined && after === undefined) return nothing;
  if (isLeafPair(before, after, schema)) return compareLeaves(before, after);
  const then = childrenOf(before, schema);
  const now = childrenOf(after, schema);
  const parts: [string, Comparison][] = [];
  for (const element of new Set([...then.keys(), ...now.keys()])) {
    parts.push([element, compare(then.get(element), now.get(element), schemaBelow(schema, element))]);
  }
  return {
    removed: fieldSet(
      after === undefined,
      parts.map(([element, part]) => [element, part.removed] as const),
    ),
    modified: fieldSet(
      false,
      parts.map(([element, part]) => [element, part.modified] as const),
    ),
    added: fieldSet(
      before === undefined,
      parts.map(([element, part]) => [element, part.added] as const),
    ),
  };
}

function isLeafPair(before: Json | undefined, after: Json | undefined, schema: Schema | undefined): boolean {
  const shape = shapeOf(schema, after ?? before);
  if (shape === 'leaf') return true;
  // Nothing takes the shape of the other one.
  const both = before !== undefined && before !== null && after !== undefined && after !== null;
  if (both && shapeOf(schema, before) !== shape) return true;
  const bothEmpty = [before, after].every((value) => value === undefined || isEmptyValue(value));
  return bothEmpty;
}

function compareLeaves(before: Json | undefined, after: Json | undefined): Comparison {
  if (before === undefined) return { ...nothing, added: leafSet };
  if (after === undefined) return { ...nothing, removed: leafSet };
  return equal(before, after) ? nothing : { ...nothing, modified: leafSet };
}
