// Whether somebody made an object of ours theirs. Source: Kubernetes, "Server-Side Apply", managedFields.
import { type JsonObject, objectAt, objectsAt, textAt } from '../core/index.ts';
import { FIELD_MANAGER } from './ownership.ts';

/**
 * The managers that hold fields in the spec of an object, or applied it whole, and wrote it after we did last; sorted.
 * Who held some before we adopted it gave it to us.
 * @param body as a cluster answers it, or its metadata alone.
 */
export function takenOverBy(body: JsonObject): readonly string[] {
  const entries = objectsAt(body, 'metadata', 'managedFields').filter(
    (entry) => textAt(entry, 'subresource') === undefined,
  );
  const ours = entries.filter(isOurEntry);
  // What is not ours at all was not taken from us.
  if (ours.length === 0) return [];
  const latest = Math.max(...ours.map(timeOf));
  const theirs = entries.filter((entry) => !isOurEntry(entry) && holdsWhole(entry) && timeOf(entry) > latest);
  return [...new Set(theirs.flatMap((entry) => textAt(entry, 'manager') ?? []))].sort();
}

/**
 * The spec, or what kubectl notes on an object that it applies: where that is as it stands, it writes nothing else.
 * Source: Kubernetes, "Declarative Management": last-applied-configuration.
 */
function holdsWhole(entry: JsonObject): boolean {
  const fields = objectAt(entry, 'fieldsV1');
  const noted = objectAt(fields, 'f:metadata', 'f:annotations')['f:kubectl.kubernetes.io/last-applied-configuration'];
  return Object.keys(objectAt(fields, 'f:spec')).length > 0 || noted !== undefined;
}

function isOurEntry(entry: JsonObject): boolean {
  return textAt(entry, 'manager') === FIELD_MANAGER;
}

/** Milliseconds since the epoch; whole seconds, as managedFields have them. */
function timeOf(entry: JsonObject): number {
  return Date.parse(textAt(entry, 'time') ?? '') || 0;
}
