// The engine names no kind: what it needs to know of one it asks of the definition, or of the feature's rules. Files that still name
// kinds stand here, each until what it does belongs to a feature; the list only gets shorter.
import { KINDS } from '../../functions/wiring/kinds.ts';
import { type Finding, sources, type Tree, withoutComments } from './source.ts';

const IDS = KINDS.all.map(({ id }) => id).join('|');

/** A comparison with a kind's id, a call with one, or a list of ids; or kinds of manifests by name. */
const NAMED = new RegExp(
  `\\bkind\\s*(?:===|!==|:)\\s*'(?:${IDS})'|\\w\\('(?:${IDS})'|(?<![\\w\\]])\\['(?:${IDS})'|\\bOBJECT_KINDS\\.`,
);

export const STILL_NAMING: readonly string[] = [
  'lib/app/running/steps/front-ends.ts',
  'lib/app/running/steps/pods-behind.ts',
];

/** Files outside of the features that name a kind and are not listed, and listed ones that name none any more. */
export function checkKindNames(tree: Tree, listed: readonly string[] = STILL_NAMING): readonly Finding[] {
  const naming = new Set<string>();
  for (const [path, text] of sources(tree, 'lib')) {
    if (path.startsWith('lib/features/')) continue;
    if (NAMED.test(withoutComments(text))) naming.add(path);
  }
  return [
    ...[...naming]
      .filter((path) => !listed.includes(path))
      .map((path) => ({ path, message: 'names a kind: ask its definition, or the rules of its feature' })),
    ...listed
      .filter((path) => !naming.has(path))
      .map((path) => ({ path, message: 'names no kind any more: take it off the list' })),
  ];
}
