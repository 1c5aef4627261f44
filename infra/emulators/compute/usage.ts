// Who uses whom: whether what a body refers to is there and settled, and what keeps a resource from being deleted.
import { inUse, notFound, notReady } from './errors.ts';
import { collectionOf, nameOf, type ReferenceKeys, referencesIn } from './references.ts';
import type { Body, Kind, Surroundings } from './resources/kind.ts';
import type { Stored } from './store.ts';

/** Throws unless every reference in `body` that is not among `known` exists and has no operation in flight. */
export function checkReferences(
  body: Body,
  references: ReferenceKeys,
  known: readonly string[],
  around: Surroundings,
): void {
  for (const path of referencesIn(body, references)) {
    if (known.includes(path)) continue;
    if (!exists(path, around)) throw isBeingInserted(path, around) ? notReady(path) : notFound(path);
    if (!around.operations.ready(path, false)) throw notReady(path);
  }
}

/** Throws when something that exists, or is being written, uses the resource. */
export function checkUnused(path: string, kind: Kind, kinds: ReadonlyMap<string, Kind>, around: Surroundings): void {
  const written = [...around.store.all(), ...around.operations.pending()];
  const user = written.find((other) => other.path !== path && uses(other, path, kinds, around));
  if (user !== undefined) throw inUse(kind.snake, path, user.path);
}

function uses(user: Stored, path: string, kinds: ReadonlyMap<string, Kind>, around: Surroundings): boolean {
  const kind = kinds.get(collectionOf(user.path));
  if (kind === undefined) return false;
  if (user.references.includes(path)) return true;
  return kind.alsoUses?.(user.body, around).includes(path) ?? false;
}

function isBeingInserted(path: string, around: Surroundings): boolean {
  return around.operations.pending().some((stored) => stored.path === path);
}

function exists(path: string, around: Surroundings): boolean {
  if (around.store.get(path) !== undefined) return true;
  const collection = collectionOf(path);
  // Subnetworks are not emulated: any name passes, as the fabric knows networks only.
  if (collection === 'subnetworks') return true;
  return collection === 'networks' && networkNames(around).has(nameOf(path));
}

/** Names of the networks that instances are in; every project starts with `default`. */
export function networkNames(around: Pick<Surroundings, 'fabric'>): ReadonlySet<string> {
  return new Set(['default', ...around.fabric.instances().map(({ network }) => network)]);
}
