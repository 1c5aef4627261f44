// Every object against the others, also those of which parts cannot be read: of these only what is so whatever the
// unreadable parts were meant to be.
import type { Facts, Fleet } from '../../../fleet/index.ts';
import { inBoth, type ReadResult } from '../../../manifest/index.ts';
import { type CheckedObjects, checkObjects } from './check-objects.ts';

export function checkAll(fleet: Fleet, facts: Facts, read: ReadResult): CheckedObjects {
  const checked = checkObjects(fleet, facts, read);
  if (read.rejected.every(({ otherwise }) => otherwise === undefined)) return checked;
  const rejected = read.rejected.map((one) =>
    one.otherwise === undefined ? one : { ...one, manifest: one.otherwise },
  );
  const other = checkObjects(fleet, facts, { ...read, rejected });
  return { ...checked, diagnostics: inBoth(checked.diagnostics, other.diagnostics) };
}
