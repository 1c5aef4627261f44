// One word, one idea: a name that is exported from two files is read as one thing, and is found as two. Lib has one
// set of words, and so has each program of infra: emulators share nothing, and each has the words of its own API.
import { type Finding, sources, type Tree } from './source.ts';

/** Names that mean the same wherever they are declared, and why there are two of them. */
export const SAME: Readonly<Record<string, string>> = {
  diagnostic: 'each feature makes its findings with its own codes',
};

/** A program that has its words for itself, though it lies in the folder of another one. */
const PROGRAMS = /^infra\/(?:emulators\/(?:compute\/data-plane|kubernetes\/workloads|[^/]+)|[^/]+)/;

const EXPORT = /^export (?:async )?(?:function|const|interface|type|class) (\w+)/gm;

export function checkHomonyms(tree: Tree, same: Readonly<Record<string, string>> = SAME): readonly Finding[] {
  const declared = sources(tree, 'lib', 'infra').flatMap(([path, text]) =>
    [...text.matchAll(EXPORT)].map(([, name = '']) => ({ name, path, words: PROGRAMS.exec(path)?.[0] ?? 'lib' })),
  );
  const twice = [...Map.groupBy(declared, ({ name, words }) => `${words} ${name}`).values()].flatMap((all) => {
    const [{ name } = { name: '' }] = all;
    const [path = '', ...others] = new Set(all.map((one) => one.path));
    return others.length === 0 ? [] : [{ name, path, others }];
  });
  return [
    ...twice
      .filter(({ name }) => !Object.hasOwn(same, name))
      .map(({ name, path, others }) => ({ path, message: `exports ${name}, and so does ${others.join(', ')}` })),
    ...Object.keys(same)
      .filter((known) => !twice.some(({ name }) => name === known))
      .map((name) => ({ path: 'test/architecture/homonyms.ts', message: `${name} is exported once` })),
  ];
}
