// The tree that is left when a feature is deleted: the rooms of lib, the functions, and the tests of the engine with
// what they import.
import { importsOf, type Tree } from '../architecture/source.ts';

const TESTS = /^test\/unit\/engine\//;

/** Paths, sorted. The verbs of the feature go with it. */
export function filesWithout(tree: Tree, feature: string): readonly string[] {
  const verbs = feature.replace(/^lib\//, 'functions/cli/');
  const isLeft = (path: string): boolean => !path.startsWith(`${feature}/`) && !path.startsWith(`${verbs}/`);
  const files = new Set([...tree.keys()].filter((path) => /^(?:lib|functions)\//.test(path) && isLeft(path)));
  const left = [...tree.keys()].filter((path) => TESTS.test(path));
  for (let path = left.pop(); path !== undefined; path = left.pop()) {
    if (files.has(path) || !tree.has(path) || !isLeft(path)) continue;
    files.add(path);
    left.push(...importsOf(path, tree.get(path) ?? '').flatMap((one) => one.path ?? []));
  }
  return [...files].sort();
}

/** A file of the wiring, without what it imports of a feature; any other file as it is. */
export function withoutNames(path: string, text: string, feature: string): string {
  if (!path.startsWith('functions/wiring/')) return text;
  const door = feature.split('/').at(-1) ?? '';
  const imports = new RegExp(`^import \\{([^}]*)\\} from '[^']*/features/${door}/[^']*';\\n`, 'gm');
  const names = [...text.matchAll(imports)].flatMap(([, list = '']) => list.split(',').map((name) => name.trim()));
  const used = names.filter((name) => name !== '');
  if (used.length === 0) return text;
  return text.replace(imports, '').replace(new RegExp(`(?:\\.\\.\\.)?\\b(?:${used.join('|')})\\b,?\\s*`, 'g'), '');
}
