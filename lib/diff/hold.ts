// A mistake in a manifest deletes nothing: what an object with an error has keeps standing as it was applied.
import { sortedEntries } from '../core/index.ts';
import {
  type AppliedState,
  type DesiredResource,
  type DesiredState,
  isRootObject,
  type Kinds,
  type ObjectKey,
  type RefKey,
  referencesIn,
  refKey,
} from '../model/index.ts';
import type { Change } from './change.ts';

export interface Held {
  readonly objects: ReadonlySet<ObjectKey>;
  readonly keys: ReadonlySet<RefKey>;
}

/**
 * The desired state, with the applied sub-graph of every held object in place of what was compiled, and everything
 * under it that is not compiled any more: what keeps standing keeps what it stands on.
 */
export function hold(kinds: Kinds, desired: DesiredState, applied: AppliedState | undefined, held: Held): DesiredState {
  const compiled = new Map(desired.resources.map((resource) => [refKey(resource.ref), resource]));
  const before: AppliedState['resources'] = applied?.resources ?? {};
  const standing = withLostObjects(kinds, desired, before, held);
  const kept = new Map(Object.entries(before).filter(([key, resource]) => isHeld(key, resource, standing)));
  // A Map that grows while it is walked is walked to its new end.
  for (const { body, dependsOn } of kept.values()) {
    for (const key of [...referencesIn(body), ...dependsOn]) {
      const under = before[key];
      if (under !== undefined && !compiled.has(key)) kept.set(key, under);
    }
  }
  for (const [key, { maker, dependsOn }] of kept) {
    // GKE takes such a group away by itself, and makes no other.
    const isOrphan = maker === 'gke' && dependsOn.some((under) => !compiled.has(under) && before[under] === undefined);
    if (isOrphan) kept.delete(key);
  }
  const sorted = sortedEntries(new Map([...compiled, ...kept])).map(([, resource]) => resource);
  return { ...desired, resources: sorted };
}

/** The desired state with these as they were applied, and without those that never were. */
export function asApplied(
  desired: DesiredState,
  applied: Pick<AppliedState, 'resources'> | undefined,
  keys: ReadonlySet<RefKey>,
): DesiredState {
  if (keys.size === 0) return desired;
  const resources = new Map<RefKey, DesiredResource>();
  for (const resource of desired.resources)
    if (!keys.has(refKey(resource.ref))) resources.set(refKey(resource.ref), resource);
  for (const key of keys) {
    const before = applied?.resources[key];
    if (before !== undefined) resources.set(key, before);
  }
  return { ...desired, resources: sortedEntries(resources).map(([, resource]) => resource) };
}

/** An object that something held is made from, and that nobody declares any more, keeps its copies too. */
function withLostObjects(kinds: Kinds, desired: DesiredState, before: AppliedState['resources'], held: Held): Held {
  const declared = new Set(desired.resources.flatMap((resource) => resource.owners));
  const lost = Object.values(before)
    .filter(({ owners }) => owners.some((owner) => held.objects.has(owner)))
    .flatMap(({ owners }) => owners)
    // Another root is not something that this one is made from: one that went may go.
    .filter((owner) => !isRootObject(kinds, owner) && !declared.has(owner));
  return { ...held, objects: new Set([...held.objects, ...lost]) };
}

function isHeld(key: RefKey, resource: DesiredResource, held: Held): boolean {
  return held.keys.has(key) || resource.owners.some((owner) => held.objects.has(owner));
}

/** Whether a change takes something away: a resource, or part of what serves. */
export function takesAway(change: Change): boolean {
  if (change.kind === 'delete' || change.kind === 'replace' || change.kind === 'abandon') return true;
  return change.fields.some((field) => field.effect === 'shrink');
}

/**
 * What must also be held so that these changes take nothing away: their owners, or the resource itself without owners.
 */
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
