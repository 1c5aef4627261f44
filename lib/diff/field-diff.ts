// Compares what we want of a resource with what is there, field by field, through the kind's table.
import {
  canonicalJson,
  compareText,
  isJsonList,
  type Json,
  type JsonObject,
  listAt,
  objectsAt,
} from '../core/index.ts';
import { type FieldRule, type FieldTable, type OwnedFields, ownedFields, withOverrides } from '../model/index.ts';
import type { FieldChange } from './change.ts';

export interface Bodies {
  readonly desired: JsonObject;
  readonly observed: JsonObject;
  /** As last written: entries of open maps that we once wrote and no longer want are taken back. */
  readonly applied: JsonObject | undefined;
}

/**
 * The owned fields that differ, sorted by path. What a person's word on what stands keeps does not.
 * @param valueOf what a reference gives, when known.
 */
export function diffFields(
  table: FieldTable,
  bodies: Bodies,
  valueOf: (reference: string) => string | undefined,
): readonly FieldChange[] {
  const desired = ownedFields(table, withOverrides(table, bodies.desired, bodies.observed), valueOf);
  const observed = ownedFields(table, bodies.observed, valueOf);
  const applied = ownedFields(table, bodies.applied ?? {}, valueOf);
  return compareFields(table, desired, observed, applied, '').sort((a, b) => compareText(a.path, b.path));
}

function compareFields(
  table: FieldTable,
  desired: OwnedFields,
  observed: OwnedFields,
  applied: OwnedFields,
  prefix: string,
): FieldChange[] {
  const changes: FieldChange[] = [];
  for (const path of new Set([...Object.keys(desired), ...Object.keys(observed)])) {
    const rule = ruleOf(table, path);
    if (rule === undefined) continue;
    if (rule.whileOn !== undefined && desired[rule.whileOn] !== true) continue;
    const after = desired[path];
    const before = observed[path] ?? (rule.open ? rule.default : undefined);
    if (rule.open && after === undefined && applied[path] === undefined) continue;
    if (canonicalJson(before ?? null) === canonicalJson(after ?? null)) continue;
    const found = compareValue(rule, before, after, prefix + path);
    const other = rule.items?.otherForm === undefined ? undefined : desired[rule.items.otherForm];
    changes.push(...(objectsAt(other).length > 0 ? found.map(saidElsewhere) : found));
  }
  return changes;
}

function saidElsewhere(change: FieldChange): FieldChange {
  return change.effect === 'shrink' ? { ...change, effect: 'change' } : change;
}

function ruleOf(table: FieldTable, path: string): FieldRule | undefined {
  const index = path.endsWith(']') ? path.indexOf('[') : -1;
  return table[path] ?? (index === -1 ? undefined : table[path.slice(0, index)]);
}

function compareValue(rule: FieldRule, before: Json | undefined, after: Json | undefined, path: string): FieldChange[] {
  if (rule.items !== undefined) return compareItems(rule.items, objectsAt(before), objectsAt(after), path);
  const lost = rule.set && listAt(before).some((item) => !listAt(after).some((other) => same(item, other)));
  const effect = rule.set ? (lost ? 'shrink' : 'grow') : 'change';
  return [fieldChange(path, before, after, effect)];
}

function compareItems(
  items: NonNullable<FieldRule['items']>,
  before: readonly JsonObject[],
  after: readonly JsonObject[],
  path: string,
): FieldChange[] {
  const idOf = (item: JsonObject): string => keyText(item[items.key]);
  const afterById = new Map(after.map((item) => [idOf(item), item]));
  const beforeIds = new Set(before.map(idOf));
  const changes: FieldChange[] = [];
  for (const item of before) {
    const id = idOf(item);
    const wanted = afterById.get(id);
    const at = `${path}[${id}]`;
    if (wanted === undefined)
      changes.push(fieldChange(at, item, undefined, isTemporary(items, id) ? 'change' : 'shrink'));
    else changes.push(...compareFields(items.fields, wanted as OwnedFields, item as OwnedFields, {}, `${at}.`));
  }
  for (const item of after) {
    if (!beforeIds.has(idOf(item))) changes.push(fieldChange(`${path}[${idOf(item)}]`, undefined, item, 'grow'));
  }
  return changes;
}

function fieldChange(
  path: string,
  before: Json | undefined,
  after: Json | undefined,
  effect: FieldChange['effect'],
): FieldChange {
  return { path, ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after }), effect };
}

function keyText(value: Json | undefined): string {
  if (isJsonList(value)) return value.map(keyText).join(',');
  return typeof value === 'string' ? value : canonicalJson(value ?? null);
}

function same(a: Json, b: Json): boolean {
  return canonicalJson(a) === canonicalJson(b);
}

function isTemporary({ temporary }: NonNullable<FieldRule['items']>, id: string): boolean {
  return temporary !== undefined && id.startsWith(temporary);
}
