// Files that stay readable: their length, their opening comment, and an index.ts per folder that says what may be
// imported.
import { type Finding, lengthOf, openingComment, sources, type Tree } from './source.ts';

const ROOTS = ['lib', 'functions', 'infra'] as const;
const LONG = 250;
const TOO_LONG = 400;
const MEDIAN = 100;
const MOST_FILES = 40;

export interface Exception {
  readonly path: string;
  /** `table`: data, which may be of any length. */
  readonly kind: 'table' | 'long';
  readonly reason: string;
}

/** Files over 250 lines, each with its reason; over 400 only tables of data. */
export const EXCEPTIONS: readonly Exception[] = [];

export interface Lengths {
  readonly files: number;
  readonly median: number;
  readonly p95: number;
  readonly longest: string;
}

export function lengths(tree: Tree): Lengths {
  const measured = sources(tree, ...ROOTS).map(([path, text]) => ({ path, lines: lengthOf(text) }));
  measured.sort((a, b) => a.lines - b.lines);
  const at = (share: number): number => measured[Math.floor((measured.length - 1) * share)]?.lines ?? 0;
  const longest = measured.at(-1);
  return {
    files: measured.length,
    median: at(0.5),
    p95: at(0.95),
    longest: longest === undefined ? '' : `${longest.path} (${longest.lines})`,
  };
}

export function checkLengths(tree: Tree, exceptions: readonly Exception[] = EXCEPTIONS): readonly Finding[] {
  const findings: Finding[] = [];
  for (const [path, text] of sources(tree, ...ROOTS)) {
    const lines = lengthOf(text);
    const exception = exceptions.find((one) => one.path === path);
    if (lines > TOO_LONG && exception?.kind !== 'table')
      findings.push({ path, message: `${lines} lines are too many` });
    else if (lines > LONG && exception === undefined) findings.push({ path, message: `${lines} lines want a reason` });
    else if (lines <= LONG && exception !== undefined)
      findings.push({ path, message: `${lines} lines need no exception any more` });
  }
  const { median } = lengths(tree);
  if (median >= MEDIAN) findings.push({ path: ROOTS.join(', '), message: `the median file has ${median} lines` });
  return findings;
}

/** A folder is a room that one can take in: a longer list of files wants rooms of its own. */
export function checkFolders(tree: Tree): readonly Finding[] {
  const files = new Map<string, number>();
  for (const [path] of sources(tree, ...ROOTS)) {
    const folder = path.slice(0, path.lastIndexOf('/'));
    files.set(folder, (files.get(folder) ?? 0) + 1);
  }
  return [...files]
    .filter(([, count]) => count > MOST_FILES)
    .map(([path, count]) => ({ path, message: `${count} files are more than one can take in` }));
}

/** What a file may import is the table's to say: a list in its own opening would go stale. */
export function checkOpenings(tree: Tree): readonly Finding[] {
  return sources(tree, ...ROOTS).flatMap(([path, text]) => {
    const said = openingComment(text)
      .replaceAll(/^\/\/ ?/gm, '')
      .trim();
    if (!/^\S+ \S+.*[.)]$/s.test(said)) return [{ path, message: 'the opening comment does not say what it is for' }];
    return said.includes('May import') ? [{ path, message: 'the table says what it may import' }] : [];
  });
}

/** Every folder of lib has a front door. */
export function checkIndexes(tree: Tree): readonly Finding[] {
  const folders = new Set(sources(tree, 'lib').map(([path]) => path.split('/').slice(0, 2).join('/')));
  return [...folders].flatMap((folder) => {
    // Adapters, features and rooms of use cases have a door each: nobody wants all of them.
    if (folder === 'lib/adapters' || folder === 'lib/app' || folder === 'lib/features') return doors(tree, folder);
    return tree.has(`${folder}/index.ts`) ? [] : [{ path: folder, message: 'has no index.ts' }];
  });
}

function doors(tree: Tree, folder: string): readonly Finding[] {
  const inner = sources(tree, folder).map(([path]) => path.split('/').slice(0, -1));
  const systems = new Set(inner.filter((path) => path.length > 2).map((path) => path.slice(0, 3).join('/')));
  return [...systems]
    .filter((system) => !tree.has(`${system}/index.ts`))
    .map((path) => ({ path, message: 'has no index.ts' }));
}
