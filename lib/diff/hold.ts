// A mistake is not a deletion: what an object with an error has keeps standing as it was applied. May import: model.
import {
  type AppliedState,
  type DesiredResource,
  type DesiredState,
  type ObjectKey,
  type RefKey,
  refKey,
} from '../model/index.ts';
import type { Change } from './change.ts';

export interface Held {
  readonly objects: ReadonlySet<ObjectKey>;
  readonly keys: ReadonlySet<RefKey>;
}

/** The desired state, with the applied sub-graph of every held object in place of what was compiled. */
export function hold(desired: DesiredState, applied: AppliedState | undefined, held: Held): DesiredState {
  const resources = new Map(desired.resources.map((resource) => [refKey(resource.ref), resource]));
  for (const [key, resource] of Object.entries(applied?.resources ?? {})) {
    if (isHeld(key, resource, held)) resources.set(key, resource);
  }
  const sorted = [...resources].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, resource]) => resource);
  return { ...desired, resources: sorted };
}

function isHeld(key: RefKey, resource: DesiredResource, held: Held): boolean {
  return held.keys.has(key) || resource.owners.some((owner) => held.objects.has(owner));
}

/** Whether a change takes something away: a resource, or part of what serves. */
export function takesAway(change: Change): boolean {
  if (change.kind === 'delete' || change.kind === 'replace' || change.kind === 'abandon') return true;
  return change.fields.some((field) => field.effect === 'shrink');
}

/** What must also be held so that these changes take nothing away: their owners, or the resource itself without owners. */
export function holdAlso(held: Held, changes: readonly Change[], applied: AppliedState | undefined): Held {
  const objects = new Set(held.objects);
  const keys = new Set(held.keys);
  for (const change of changes) {
    if (!takesAway(change)) continue;
    keys.add(change.key);
    for (const owner of applied?.resources[change.key]?.owners ?? change.owners) objects.add(owner);
  }
  return { objects, keys };
}
