// Sets of field paths as trees, in the spelling of managedFields (`f:name`, `k:{…}`, `v:…`).
import { type Json, type JsonObject, objectOf } from '../json.ts';
import { type Schema, memberOf, schemaBelow } from '../schema/schema.ts';

/** A node of the tree: whether this very path is in the set, and what lies below. */
export interface FieldSet {
  readonly member: boolean;
  readonly children: ReadonlyMap<string, FieldSet>;
}

export const emptySet: FieldSet = { member: false, children: new Map() };
export const leafSet: FieldSet = { member: true, children: new Map() };

export function isEmptySet(set: FieldSet): boolean {
  return !set.member && set.children.size === 0;
}

/** A node from its children; empty ones are left out, so that emptiness stays visible at the root. */
export function fieldSet(member: boolean, children: Iterable<readonly [string, FieldSet]>): FieldSet {
  return { member, children: new Map([...children].filter(([, child]) => !isEmptySet(child))) };
}

function combine(
  a: FieldSet,
  b: FieldSet,
  member: (inA: boolean, inB: boolean) => boolean,
  elements: Iterable<string>,
): FieldSet {
  const children = new Map<string, FieldSet>();
  for (const element of elements) {
    const below = combine(
      a.children.get(element) ?? emptySet,
      b.children.get(element) ?? emptySet,
      member,
      elementsOf(a.children.get(element), b.children.get(element)),
    );
    children.set(element, below);
  }
  return fieldSet(member(a.member, b.member), children);
}

function elementsOf(a: FieldSet | undefined, b: FieldSet | undefined): Set<string> {
  return new Set([...(a?.children.keys() ?? []), ...(b?.children.keys() ?? [])]);
}

export function union(a: FieldSet, b: FieldSet): FieldSet {
  return combine(a, b, (inA, inB) => inA || inB, elementsOf(a, b));
}

export function difference(a: FieldSet, b: FieldSet): FieldSet {
  return combine(a, b, (inA, inB) => inA && !inB, elementsOf(a, b));
}

export function intersection(a: FieldSet, b: FieldSet): FieldSet {
  return combine(a, b, (inA, inB) => inA && inB, elementsOf(a, b));
}

/** The set without the given children (one level below the root) and all that is under them. */
export function withoutChildren(set: FieldSet, elements: readonly string[]): FieldSet {
  return fieldSet(
    set.member,
    [...set.children].filter(([element]) => !elements.includes(element)),
  );
}

/** Also counts every declared property on the way to a member as a member itself. */
export function withNamedFields(set: FieldSet, schema: Schema | undefined): FieldSet {
  const children = [...set.children].map(([element, child]): [string, FieldSet] => {
    const below = withNamedFields(child, schemaBelow(schema, element));
    const named = element.startsWith('f:') && memberOf(schema, element.slice(2))?.named === true;
    return [element, named && !below.member ? { ...below, member: true } : below];
  });
  return fieldSet(set.member, children);
}

/** The `fieldsV1` object of a managedFields entry. */
export function toFieldsV1(set: FieldSet): JsonObject {
  const entries: [string, Json][] = [];
  if (set.member && set.children.size > 0) entries.push(['.', {}]);
  for (const element of [...set.children.keys()].sort()) {
    entries.push([element, toFieldsV1(set.children.get(element) ?? emptySet)]);
  }
  return Object.fromEntries(entries);
}

/** Reads a `fieldsV1` object; the root itself is never a member. */
export function fromFieldsV1(fields: JsonObject): FieldSet {
  const read = (node: JsonObject): FieldSet => {
    const elements = Object.keys(node).filter((element) => element !== '.');
    const member = '.' in node || elements.length === 0;
    return { member, children: new Map(elements.map((element) => [element, read(objectOf(node[element]))])) };
  };
  return { ...read(fields), member: false };
}

/**
 * Every member as the server prints it, `.spec.ports[port=80,protocol="TCP"].name`: those of a level before what is
 * below.
 */
export function pathsOf(set: FieldSet, prefix = ''): readonly string[] {
  const children = [...set.children].sort(([a], [b]) => (a < b ? -1 : 1));
  const members = children.filter(([, { member }]) => member).map(([element]) => `${prefix}${printed(element)}`);
  return [...members, ...children.flatMap(([element, child]) => pathsOf(child, `${prefix}${printed(element)}`))];
}

function printed(element: string): string {
  const rest = element.slice(2);
  if (element.startsWith('f:')) return `.${rest}`;
  if (element.startsWith('v:')) return `[=${rest}]`;
  const keys = Object.entries(JSON.parse(rest) as Record<string, Json>);
  return `[${keys.map(([key, value]) => `${key}=${JSON.stringify(value)}`).join(',')}]`;
}
