// Who wrote fields of an object in a cluster, as its managedFields tell it: a tool, and when. Pure. Source: Kubernetes,
// "Server-Side Apply", field management; fieldsV1 has `f:NAME` for a member, and `k:` or `v:` for an item of a list.
import { isJsonObject, type Json, type JsonObject, objectsAt, textAt, valueAt } from '../../core/index.ts';
import type { Author, FieldChange } from '../../diff/index.ts';
import { FIELD_MANAGER } from '../../model/index.ts';

/**
 * Tools that people hold: kubectl with its verbs, k9s, the console of Google Cloud, and what stands in a browser or in
 * Lens.
 */
const BY_HAND = /^(?:kubectl|k9s|GoogleCloudConsole|Mozilla|node-fetch)(?:[-\s/]|$)/;

/**
 * A person's tool that holds one of the fields goes before any other, and then the newest counts. Null where nobody but
 * us holds one: who takes a field away leaves no trace.
 */
export function fieldAuthor(object: JsonObject, fields: readonly Pick<FieldChange, 'path'>[]): Author | null {
  const authors = objectsAt(object, 'metadata', 'managedFields').flatMap((entry): readonly Author[] => {
    const [by, at] = [textAt(entry, 'manager'), Date.parse(textAt(entry, 'time') ?? '')];
    if (by === undefined || by === FIELD_MANAGER || Number.isNaN(at)) return [];
    const holds = fields.some(({ path }) => isClaimed(valueAt(entry, 'fieldsV1'), path));
    return holds ? [{ by, at, isPerson: BY_HAND.test(by) }] : [];
  });
  return authors.sort((a, b) => Number(b.isPerson) - Number(a.isPerson) || b.at - a.at)[0] ?? null;
}

/** @param path dotted, and at its end the key of an entry or an item in brackets. */
function isClaimed(claim: Json | undefined, path: string): boolean {
  const bracket = path.indexOf('[');
  const members = (bracket < 0 ? path : path.slice(0, bracket)).split('.');
  let node = claim;
  for (const member of members) {
    node = valueAt(node, `f:${member}`);
    if (!isJsonObject(node)) return false;
    // A map or a list that is held as a whole.
    if (Object.keys(node).length === 0) return true;
  }
  if (bracket < 0) return true;
  const key = path.slice(bracket + 1, path.lastIndexOf(']'));
  const held = Object.keys(node as JsonObject).filter((one) => one !== '.');
  return held.includes(`f:${key}`) || held.some((one) => !one.startsWith('f:'));
}
