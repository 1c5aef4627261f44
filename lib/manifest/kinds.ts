// The kinds of manifests that an installation knows, as a value that its functions make and hand down.
import { RangelightError } from '../core/index.ts';
import type { ManifestKind } from './kind.ts';

export interface ManifestKinds {
  /** Names of managed kinds, each once, sorted: what a misspelt word may have meant. */
  readonly names: readonly string[];
  /** The kinds of a name, sorted by group: several groups may each have one. */
  readonly named: (kind: string) => readonly ManifestKind[];
  /** Whether a kind that nobody registered may be a misspelt one of ours, by its group. */
  readonly isNear: (group: string, kind: string) => boolean;
  /** Those that a fleet asks for. @param sections of features, as its file has them. */
  readonly askedFor: (sections: Readonly<Record<string, unknown>>) => ManifestKinds;
}

/**
 * Registers kinds; their order does not matter.
 * @param neighbours group → the kinds of others in it. In such a group every kind is known, so that one that is not is
 * told; in any
 * other group it is for others.
 * Fails with `unexpected` when two are of one group and name: it is a mistake in our code.
 */
export function manifestKinds(
  kinds: readonly ManifestKind[],
  neighbours: Readonly<Record<string, readonly string[]>> = {},
): ManifestKinds {
  const byName = Map.groupBy(
    kinds.toSorted((a, b) => (a.group < b.group ? -1 : 1)),
    ({ kind }) => kind,
  );
  for (const ones of byName.values()) {
    const twice = ones.find(({ group }, index) => ones[index + 1]?.group === group);
    if (twice === undefined) continue;
    throw new RangelightError('unexpected', 'manifests', `two features bring the kind ${twice.group}/${twice.kind}`);
  }
  return {
    names: [...new Set(kinds.flatMap(({ kind, role }) => (role === 'managed' ? [kind] : [])))].sort(),
    named: (kind) => byName.get(kind) ?? [],
    isNear: (group, kind) =>
      Object.hasOwn(neighbours, group) &&
      neighbours[group]?.includes(kind) === false &&
      kinds.some((one) => one.group === group),
    askedFor: (sections) =>
      manifestKinds(
        kinds.filter(({ section }) => section === undefined || Object.hasOwn(sections, section)),
        neighbours,
      ),
  };
}
