// The kinds of manifests that an installation knows, as a value that its functions make and hand down.
import { compareText, RangelightError } from '../core/index.ts';
import type { ManifestKind } from './kind.ts';

export interface ManifestKinds {
  /** Names of managed kinds, each once, sorted: what a misspelt word may have meant. */
  readonly names: readonly string[];
  /** The kinds of a name, sorted by group: several groups may each have one. */
  readonly named: (kind: string) => readonly ManifestKind[];
  /** Whether a kind that nobody registered may be a misspelt one of ours, by its group. */
  readonly isNear: (group: string, kind: string) => boolean;
  /** Those that a fleet asks for. @param isAsked whether it asks for what stands under a section of its file. */
  readonly askedFor: (isAsked: (section: string | undefined) => boolean) => ManifestKinds;
}

/**
 * Registers kinds; their order does not matter.
 * @param neighbours group → the kinds of others in it. In such a group every kind is known, so that one that is not is
 * told; in any
 * other group it is for others.
 * Of features that want one kind, one may manage it; it then goes before those that read it.
 * Fails with `unexpected` when two manage one kind: it is a mistake in our code.
 */
export function manifestKinds(
  kinds: readonly ManifestKind[],
  neighbours: Readonly<Record<string, readonly string[]>> = {},
): ManifestKinds {
  const byObject = Map.groupBy(kinds, ({ group, kind }) => `${group}/${kind}`);
  const ones = [...byObject].map(([name, all]) => oneOf(name, all));
  const byName = Map.groupBy(
    ones.sort((a, b) => compareText(a.group, b.group)),
    ({ kind }) => kind,
  );
  return {
    names: [...new Set(kinds.flatMap(({ kind, role }) => (role === 'managed' ? [kind] : [])))].sort(),
    named: (kind) => byName.get(kind) ?? [],
    isNear: (group, kind) =>
      Object.hasOwn(neighbours, group) &&
      neighbours[group]?.includes(kind) === false &&
      kinds.some((one) => one.group === group),
    askedFor: (isAsked) =>
      manifestKinds(
        kinds.filter(({ section }) => isAsked(section)),
        neighbours,
      ),
  };
}

function oneOf(name: string, all: readonly ManifestKind[]): ManifestKind {
  const [managed, another] = all.filter(({ role }) => role === 'managed');
  const [first] = all;
  if (another !== undefined || first === undefined)
    throw new RangelightError('unexpected', 'manifests', `two features manage the kind ${name}`);
  return managed ?? first;
}
