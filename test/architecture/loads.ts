// What a function loads when it starts: each file that it imports for its values, and what these import. A function
// that loads what it has no use for starts later, and can do what it should not.
import { type Finding, importsOf, type Tree } from './source.ts';

/** Entry → folders of which it loads nothing, with what they are for. */
const UNLOADED: Readonly<Record<string, readonly { readonly folder: RegExp; readonly what: string }[]>> = {
  'functions/reporter/main.ts': [
    { folder: /^lib\/compile\//, what: 'the compiler' },
    { folder: /^lib\/features\/[^/]+\/(?:compile|index)\.ts$/, what: 'the compiler of a feature' },
  ],
};

export function checkLoads(tree: Tree): readonly Finding[] {
  return Object.entries(UNLOADED).flatMap(([entry, folders]) => {
    const loaded = loadedBy(tree, entry);
    return folders.flatMap(({ folder, what }) =>
      [...loaded].filter((path) => folder.test(path)).map((path) => ({ path, message: `${entry} loads ${what}` })),
    );
  });
}

function loadedBy(tree: Tree, entry: string): ReadonlySet<string> {
  const loaded = new Set<string>();
  const left = tree.has(entry) ? [entry] : [];
  for (let path = left.pop(); path !== undefined; path = left.pop()) {
    if (loaded.has(path)) continue;
    loaded.add(path);
    left.push(
      ...importsOf(path, tree.get(path) ?? '').flatMap((one) =>
        one.typeOnly || one.path === undefined ? [] : one.path,
      ),
    );
  }
  return loaded;
}
