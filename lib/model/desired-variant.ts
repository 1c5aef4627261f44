// A desired state told as another one with a few resources otherwise: the plans of a unit work towards states that
// share nearly everything, and what they share is there once.
import { oncePer, sortedEntries } from '../core/index.ts';
import type { DesiredResource, DesiredState } from './desired.ts';
import { type RefKey, refKey } from './ref.ts';

export interface DesiredVariant {
  readonly base: DesiredState;
  /** By key, where it is not as in the base; undefined: the variant has none. */
  readonly otherwise: ReadonlyMap<RefKey, DesiredResource | undefined>;
}

/** What a desired state has of a key. */
export const resourcesByKey = oncePer(
  ({ resources }: DesiredState): ReadonlyMap<RefKey, DesiredResource> =>
    new Map(resources.map((resource) => [refKey(resource.ref), resource])),
);

/** A state that is its own base. */
export function asVariant(base: DesiredState): DesiredVariant {
  return { base, otherwise: new Map() };
}

/** The base with these keys as another state has them. */
export function variantOf(base: DesiredState, keys: Iterable<RefKey>, other: DesiredState): DesiredVariant {
  const otherwise = new Map<RefKey, DesiredResource | undefined>();
  const [here, there] = [resourcesByKey(base), resourcesByKey(other)];
  for (const key of keys) if (here.get(key) !== there.get(key)) otherwise.set(key, there.get(key));
  return { base, otherwise };
}

/** The whole of it. */
export function wholeState({ base, otherwise }: DesiredVariant): DesiredState {
  if (otherwise.size === 0) return base;
  const resources = new Map(resourcesByKey(base));
  for (const [key, resource] of otherwise)
    if (resource === undefined) resources.delete(key);
    else resources.set(key, resource);
  return { ...base, resources: sortedEntries(resources).map(([, resource]) => resource) };
}
