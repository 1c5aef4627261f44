// One word, one idea: a name that lib exports from two files is read as one thing, and is found as two. Emulators share
// nothing with each other, and each has the words of its own API.
import { type Finding, sources, type Tree } from './source.ts';

/** Names that mean the same wherever they are declared, and why there are two of them. */
export const SAME: Readonly<Record<string, string>> = {
  Author: 'a report is handed what the state keeps, and may not import it',
  CheckRun: 'a report makes what the port takes, and may not import it',
  Deployment: 'a report makes what the port takes, and may not import it',
  GitHubAccess: 'the adapter takes what the configuration gives, and may not import it',
  GitHubRates: 'the adapter takes what the configuration gives, and may not import it',
  diagnostic: 'each feature makes its findings with its own codes',
};

const EXPORT = /^export (?:async )?(?:function|const|interface|type|class) (\w+)/gm;

export function checkHomonyms(tree: Tree, same: Readonly<Record<string, string>> = SAME): readonly Finding[] {
  const declared = sources(tree, 'lib').flatMap(([path, text]) =>
    [...text.matchAll(EXPORT)].map(([, name = '']) => [name, path] as const),
  );
  const found = [...Map.groupBy(declared, ([name]) => name)].map(
    ([name, all]) => [name, [...new Set(all.map(([, path]) => path))]] as const,
  );
  const twice = new Map(found.filter(([, paths]) => paths.length > 1));
  return [
    ...[...twice].flatMap(([name, [path = '', ...others]]) =>
      Object.hasOwn(same, name) ? [] : [{ path, message: `exports ${name}, and so does ${others.join(', ')}` }],
    ),
    ...Object.keys(same).flatMap((name) =>
      twice.has(name) ? [] : [{ path: 'test/architecture/homonyms.ts', message: `${name} is exported once` }],
    ),
  ];
}
