// Which kind of resource a manifest object is of.
import { oncePer } from '../core/index.ts';
import type { ClusterKindDefinition } from './kind.ts';
import { apiGroupsOf, type Kinds } from './kinds.ts';
import { type ObjectKey, parseObjectKey } from './object-key.ts';

/** Undefined for an object that stands in no cluster as it is, and for what is no key. */
export function kindOfObject(kinds: Kinds, key: ObjectKey): ClusterKindDefinition | undefined {
  const id = parseObjectKey(key);
  return id && byName(kinds).get(`${id.group}/${id.kind}`);
}

/** Whether others are there for an object. */
export function isRootObject(kinds: Kinds, key: ObjectKey): boolean {
  return kindOfObject(kinds, key)?.isRoot === true;
}

const byName = oncePer(
  ({ cluster }: Kinds): ReadonlyMap<string, ClusterKindDefinition> =>
    new Map(
      cluster
        .filter(({ aspectOf, name }) => aspectOf === undefined && name === undefined)
        .flatMap((kind) => apiGroupsOf(kind.api).map(({ group }) => [`${group}/${kind.api.kind}`, kind] as const)),
    ),
);
