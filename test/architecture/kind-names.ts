// The engine names no kind: what it needs to know of one it asks of the definition, or of the parts that the feature
// brings. Adapters know the collections of their system, by the names that the client library gives them.
import { KINDS } from '../../functions/wiring/kinds.ts';
import { type Finding, sources, type Tree, withoutComments } from './source.ts';

const IDS = KINDS.all.map(({ id }) => id);
/** Those that are no word of any other use: a text of one of them is the kind. */
const PLAIN = IDS.filter((id) => /[A-Z]/.test(id)).join('|');

/** A comparison with a kind's id, a call with one, or a list of ids; or any text that is nothing but an id. */
const NAMED = new RegExp(
  `\\bkind\\s*(?:===|!==|:)\\s*'(?:${IDS.join('|')})'|\\w\\('(?:${IDS.join('|')})'|(?<![\\w\\]])\\['(?:${IDS.join('|')})'|'(?:${PLAIN})'`,
);

/** Files outside of the features that name a kind. */
export function checkKindNames(tree: Tree): readonly Finding[] {
  return sources(tree, 'lib')
    .filter(([path, text]) => !/^lib\/(?:features|adapters)\//.test(path) && NAMED.test(withoutComments(text)))
    .map(([path]) => ({ path, message: 'names a kind: ask its definition, or what its feature brings' }));
}
