// Lays an applied configuration over a live value, and takes field sets out of values.
import { type Json, isEmptyValue, isList, isObject } from '../json.ts';
import { type Schema, schemaBelow, shapeOf } from '../schema/schema.ts';
import { type FieldSet, difference, intersection, isEmptySet, union, withNamedFields } from './field-set.ts';
import { childrenOf, fieldsOf } from './fields-of.ts';

/** `config` over `live`: maps member by member, keyed lists item by item, everything else as a whole. */
export function merge(live: Json | undefined, config: Json | undefined, schema: Schema | undefined): Json | undefined {
  if (config === undefined) return live;
  if (live === undefined) return config;
  // Nothing over something that merges member by member takes nothing away.
  if (config === null && !isEmptyValue(live) && shapeOf(schema, live) !== 'leaf') return live;
  const shape = shapeOf(schema, config);
  if (shape === 'leaf' || shapeOf(schema, live) !== shape) return config;
  if (isObject(live) && isObject(config)) {
    const merged: Record<string, Json> = {};
    for (const key of new Set([...Object.keys(live), ...Object.keys(config)])) {
      const value = merge(live[key], config[key], schemaBelow(schema, `f:${key}`));
      if (value !== undefined) merged[key] = value;
    }
    return merged;
  }
  return mergeLists(live, config, schema);
}

/**
 * The order of structured-merge-diff: applied items in the applied order, items that only the live list has
 * stay where they stand between the shared ones.
 */
function mergeLists(live: Json, config: Json, schema: Schema | undefined): Json {
  const left = childrenOf(live, schema);
  const right = childrenOf(config, schema);
  const lefts = [...left.keys()];
  const rights = [...right.keys()];
  const shared = rights.filter((element) => left.has(element));
  const taken = new Set<string>();
  const out: Json[] = [];
  const take = (element: string): void => {
    const item = merge(left.get(element), right.get(element), schema?.items);
    if (item !== undefined) out.push(item);
    taken.add(element);
    if (shared[0] === element) shared.shift();
  };
  let l = 0;
  let r = 0;
  while (l < lefts.length || r < rights.length) {
    const leftElement = lefts[l];
    const rightElement = rights[r];
    if (leftElement !== undefined && leftElement === rightElement) {
      take(leftElement);
      l += 1;
      r += 1;
      continue;
    }
    const wanted = shared[0];
    const ahead = leftElement !== undefined && right.has(leftElement) && wanted !== undefined && wanted !== leftElement;
    if (ahead && rightElement !== undefined) {
      l += 1;
      continue;
    }
    if (leftElement !== undefined && !right.has(leftElement)) {
      take(leftElement);
      l += 1;
      continue;
    }
    if (leftElement !== undefined && taken.has(leftElement)) l += 1;
    if (rightElement !== undefined) {
      take(rightElement);
      r += 1;
    }
  }
  return out;
}

/**
 * `value` without the members of `set`. A container that loses its last child is null then, as in
 * structured-merge-diff.
 */
export function without(value: Json, set: FieldSet, schema: Schema | undefined): Json {
  if (isEmptySet(set) || shapeOf(schema, value) === 'leaf') return value;
  const kept: [string, Json][] = [];
  for (const [element, child] of childrenOf(value, schema)) {
    const below = set.children.get(element);
    if (below?.member === true) continue;
    kept.push([element, below === undefined ? child : without(child, below, schemaBelow(schema, element))]);
  }
  const hadChildren = childrenOf(value, schema).size > 0;
  if (kept.length === 0 && hadChildren) return null;
  if (isList(value)) return kept.map(([, child]) => child);
  return Object.fromEntries(kept.map(([element, child]) => [element.slice(2), child]));
}

/**
 * Takes out of `merged` what the manager set last time and no longer sets: `last` goes, then everything comes
 * back that somebody owns now (`owned`), or that was never in `last`.
 */
export function dropAbandoned(merged: Json, last: FieldSet, owned: FieldSet, schema: Schema | undefined): Json {
  if (isEmptySet(last)) return merged;
  const named = (set: FieldSet): FieldSet => withNamedFields(set, schema);
  const all = named(fieldsOf(merged, schema));
  const afterRemoval = without(merged, named(last), schema) ?? {};
  const kept = union(named(fieldsOf(afterRemoval, schema)), named(owned));
  const withOwned = without(merged, difference(all, kept), schema) ?? {};
  const gone = difference(all, named(fieldsOf(withOwned, schema)));
  return without(merged, intersection(gone, named(last)), schema) ?? {};
}
