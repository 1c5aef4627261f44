// Files that import each other in a circle: none of them can be read, tested or moved by itself. Imports of types
// count, for they make a reader go round as well.
import { type Finding, importsOf, sources, type Tree } from './source.ts';

/** Circles of lib, functions, infra and the tests, each by the file at which it closes. */
export function checkCircles(tree: Tree): readonly Finding[] {
  const imports = new Map(
    sources(tree, 'lib', 'functions', 'infra', 'test').map(([path, text]) => [
      path,
      importsOf(path, text).flatMap((one) => one.path ?? []),
    ]),
  );
  const done = new Set<string>();
  return [...imports.keys()].flatMap((start) => circlesFrom(start, imports, done));
}

/** Walks in depth; whoever is met again while he is still being walked closes a circle. */
function circlesFrom(
  start: string,
  imports: ReadonlyMap<string, readonly string[]>,
  done: Set<string>,
  way: readonly string[] = [],
): readonly Finding[] {
  if (way.includes(start)) {
    const circle = way.slice(way.indexOf(start));
    return [{ path: start, message: `stands in a circle of imports: ${[...circle, start].join(' → ')}` }];
  }
  if (done.has(start)) return [];
  const found = (imports.get(start) ?? []).flatMap((next) => circlesFrom(next, imports, done, [...way, start]));
  done.add(start);
  return found;
}
