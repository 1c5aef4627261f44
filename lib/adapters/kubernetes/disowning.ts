// What has an object that we made be no more ours, with all that is in it: our marks and our entry among its field
// managers go. Source: Kubernetes, "Server-Side Apply", "Clearing managedFields"; client-go, csaupgrade, which rewrites
// them by a patch as well.
import { type Json, type JsonObject, objectAt, objectsAt, textAt } from '../../core/index.ts';
import { FIELD_MANAGER, MANAGED_BY, OWNER_ANNOTATION } from '../../model/index.ts';

/**
 * A merge patch, for the very object that was seen, as it was seen. A label of ours that somebody gave another value
 * stays.
 */
export function disowning(body: JsonObject): JsonObject {
  const metadata = objectAt(body, 'metadata');
  const { uid, resourceVersion } = metadata;
  const others = objectsAt(metadata, 'managedFields').filter((entry) => textAt(entry, 'manager') !== FIELD_MANAGER);
  const managed: Readonly<Record<string, string>> = MANAGED_BY;
  const isMark = ([name, value]: readonly [string, Json | undefined]): boolean =>
    name.startsWith(OURS) || managed[name] === value;
  const without = (map: JsonObject): JsonObject =>
    Object.fromEntries(
      Object.entries(map)
        .filter(isMark)
        .map(([name]) => [name, null]),
    );
  return {
    metadata: {
      uid,
      resourceVersion,
      // One empty entry clears them all.
      managedFields: others.length === 0 ? [{}] : others,
      labels: without(objectAt(metadata, 'labels')),
      annotations: without(objectAt(metadata, 'annotations')),
    },
  };
}

/** `rangelight.dev/`: what we note on objects. */
const OURS = OWNER_ANNOTATION.slice(0, OWNER_ANNOTATION.indexOf('/') + 1);
