// Members of metadata that a manifest has after `kubectl get -o yaml` (Kubernetes API, ObjectMeta).
import type { Violation } from './schema-check.ts';

const SERVER_FIELDS: ReadonlySet<string> = new Set([
  'creationTimestamp',
  'deletionGracePeriodSeconds',
  'deletionTimestamp',
  'generation',
  'managedFields',
  'resourceVersion',
  'selfLink',
  'uid',
]);

/** The violation, with a hint where it is one of these. */
export function asWritten(violation: Violation): Violation {
  const { wrong, path } = violation;
  if (wrong !== 'key' || path.length !== 2 || path[0] !== 'metadata' || !SERVER_FIELDS.has(String(path[1]))) {
    return violation;
  }
  return { ...violation, hint: 'The API server writes it: take it out.' };
}
