// Objects of one kind and namespace by name, as far as they can be told. May import: manifest, model.
import { groupOf, type Manifest, type ManifestKind, type ReadResult } from '../manifest/index.ts';
import { objectKey, type ObjectKey } from '../model/index.ts';

/** What an object may refer to. */
export interface Lookup<T> {
  /** `held`: declared, or perhaps declared, but not usable. */
  find(name: string): T | 'held' | undefined;
  readonly names: readonly string[];
}

export function lookup<T extends Manifest>(
  kind: ManifestKind,
  namespace: string,
  objects: readonly T[],
  held: ReadonlySet<ObjectKey>,
  read: Pick<ReadResult, 'incomplete'>,
): Lookup<T> {
  const here = objects.filter((one) => one.namespace === namespace);
  return {
    names: here.map((one) => one.name),
    find(name) {
      if (held.has(objectKey({ group: groupOf(kind), kind, namespace, name }))) return 'held';
      // In a file that could not be read to its end, the object may well be declared.
      return here.find((one) => one.name === name) ?? (read.incomplete.length > 0 ? 'held' : undefined);
    },
  };
}
