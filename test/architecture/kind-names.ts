// The engine names no kind: what it needs to know of one it asks of the definition, or of the parts that the feature
// brings. Adapters know the collections of their system, by the names that the client library gives them.
import { KINDS } from '../../functions/wiring/kinds.ts';
import { isComputeKind } from '../../lib/model/index.ts';
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

/** Fields of kinds of Compute, those that are no word of any other use. */
const FIELDS = KINDS.all
  .filter(isComputeKind)
  .flatMap(({ fields }) => Object.keys(fields).flatMap((path) => path.split('.')))
  .filter((name) => /[A-Z]/.test(name));
const READ = new RegExp(`(?<![\\w-])(?:${[...new Set(FIELDS)].join('|')})(?![\\w-])`);

/** Files outside of the features that know such a field all the same, and why. */
export const READS_FIELDS: Readonly<Record<string, string>> = {
  'lib/app/running/steps/address-claims.ts': 'who holds an address and ports is asked of Compute itself',
  'lib/fleet/probe-rule.ts': 'whether a rule of the network admits probes is a fact of the project',
  'lib/model/ref.ts': 'collections that manifests name and nobody here makes',
  'lib/ports/compute.ts': 'collections that manifests name and nobody here makes',
  'lib/ports/monitoring.ts': 'a label of a metric of Cloud Monitoring',
};

/** Files of the engine that read a field of one kind, and exceptions that are none any more. */
export function checkFieldNames(
  tree: Tree,
  known: Readonly<Record<string, string>> = READS_FIELDS,
): readonly Finding[] {
  const reading = sources(tree, 'lib')
    .filter(([path, text]) => !/^lib\/(?:features|adapters)\//.test(path) && READ.test(withoutComments(text)))
    .map(([path]) => path);
  return [
    ...reading
      .filter((path) => !Object.hasOwn(known, path))
      .map((path) => ({ path, message: 'reads a field of one kind: ask its field table, or what its feature brings' })),
    ...Object.keys(known)
      .filter((path) => !reading.includes(path))
      .map((path) => ({ path, message: 'reads no field of a kind any more: take it off the list' })),
  ];
}
