// Which field managers hold a field that is to get another value. Source: Kubernetes, "Server-Side Apply",
// managedFields (fieldsV1) and conflicts.
import { canonicalJson, type JsonObject, objectAt, objectsAt, textAt } from '../core/index.ts';
import { FIELD_MANAGER } from '../model/index.ts';
import type { FieldChange } from './change.ts';

/** @returns in words, what stands there and whose it is; empty for a field that nobody else holds. */
export function heldByOthers(body: JsonObject | undefined, { path, before }: FieldChange): readonly string[] {
  if (before === undefined) return [];
  const managers = objectsAt(body, 'metadata', 'managedFields')
    .filter((entry) => textAt(entry, 'subresource') === undefined && holds(objectAt(entry, 'fieldsV1'), path))
    .flatMap((entry) => textAt(entry, 'manager') ?? [])
    .filter((manager) => manager !== FIELD_MANAGER);
  const said = canonicalJson(before);
  return [...new Set(managers)].sort().map((manager) => `its ${path} is ${said}, as ${manager} has it`);
}

/** @param path `data[mode]`: an entry of a map. */
function holds(fields: JsonObject, path: string): boolean {
  const [map = '', entry] = path.split(/[[\]]/);
  const members = [...map.split('.'), ...(entry === undefined ? [] : [entry])].map((member) => `f:${member}`);
  const last = members.pop() ?? '';
  return objectAt(fields, ...members)[last] !== undefined;
}
