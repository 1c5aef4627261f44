// Objects of one kind and namespace by name, as far as they can be told.
import type { Manifest, ManifestKind, ReadResult } from '../../../manifest/index.ts';
import { objectKey, type ObjectKey } from '../../../model/index.ts';

/** What an object may refer to. */
export interface Lookup<T> {
  /** `held`: declared, or perhaps declared, but not usable. */
  find(name: string): T | 'held' | undefined;
  readonly names: readonly string[];
}

/** By namespace; each object is looked at once, however many refer to it. */
export function lookups<T extends Manifest>(
  { group, kind }: ManifestKind<T>,
  objects: readonly T[],
  held: ReadonlySet<ObjectKey>,
  read: Pick<ReadResult, 'incomplete'>,
): (namespace: string) => Lookup<T> {
  const inNamespace = Map.groupBy(objects, ({ namespace }) => namespace);
  const made = new Map<string, Lookup<T>>();
  return (namespace) => {
    const known = made.get(namespace);
    if (known !== undefined) return known;
    const here = new Map((inNamespace.get(namespace) ?? []).map((one) => [one.name, one]));
    const found: Lookup<T> = {
      names: [...here.keys()],
      find(name) {
        if (held.has(objectKey({ group, kind, namespace, name }))) return 'held';
        // In a file that could not be read to its end, the object may well be declared.
        return here.get(name) ?? (read.incomplete.length > 0 ? 'held' : undefined);
      },
    };
    made.set(namespace, found);
    return found;
  };
}
