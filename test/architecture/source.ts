// What a source file says about itself, read from its text: imports, opening comment, length, and its code without
// comments and strings' contents. Rules work on a Map of path → text, so that each can be shown to fail on a made-up
// tree.

/** Path from the repository's root → text. */
export type Tree = ReadonlyMap<string, string>;

export interface Finding {
  readonly path: string;
  readonly message: string;
}

export interface Import {
  /** As written: `./x.ts`, `node:fs`, `hono`. */
  readonly specifier: string;
  /** Path from the root for relative ones; undefined for packages and built-ins. */
  readonly path: string | undefined;
  readonly typeOnly: boolean;
}

const STATEMENT = /^\s*(import|export)\s+(type\s+)?(?:[\w*{}\s,$]+?\s+from\s+)?'([^']+)'/gm;
const DYNAMIC = /\bimport\(\s*'([^']+)'\s*\)/g;

export function importsOf(path: string, text: string): readonly Import[] {
  const code = withoutComments(text);
  const found: Import[] = [];
  for (const match of code.matchAll(STATEMENT)) found.push(toImport(path, match[3] ?? '', match[2] !== undefined));
  for (const match of code.matchAll(DYNAMIC)) found.push(toImport(path, match[1] ?? '', false));
  return found;
}

function toImport(path: string, specifier: string, typeOnly: boolean): Import {
  if (!specifier.startsWith('.')) return { specifier, path: undefined, typeOnly };
  return { specifier, path: resolve(path, specifier), typeOnly };
}

function resolve(from: string, specifier: string): string {
  const parts = from.split('/').slice(0, -1);
  for (const part of specifier.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.') parts.push(part);
  }
  return parts.join('/');
}

// A string wins over a comment that begins in it, and the other way round: whichever begins first.
const TOKENS = /'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`|\/\/[^\n]*|\/\*[\s\S]*?\*\//g;

/** Same lines, comments blanked. */
export function withoutComments(text: string): string {
  return text.replace(TOKENS, (token) => (token.startsWith('/') ? token.replace(/[^\n]/g, ' ') : token));
}

/** Comments and plain strings blanked: what is left is code. Templates stay, they hold code. */
export function codeOf(text: string): string {
  return text.replace(TOKENS, (token) => (token.startsWith('`') ? token : token.replace(/[^\n]/g, ' ')));
}

/** The comment that a file opens with, after the line that makes it a program. */
export function openingComment(text: string): string {
  const lines: string[] = [];
  for (const line of text.replace(/^#!.*\n/, '').split('\n')) {
    if (!line.startsWith('//')) break;
    lines.push(line);
  }
  return lines.join('\n');
}

export function lengthOf(text: string): number {
  return text.split('\n').length - (text.endsWith('\n') ? 1 : 0);
}

/** TypeScript sources under some folders, in order of path. */
export function sources(tree: Tree, ...folders: readonly string[]): readonly (readonly [string, string])[] {
  return [...tree]
    .filter(([path]) => path.endsWith('.ts') && folders.some((folder) => path.startsWith(`${folder}/`)))
    .sort(([a], [b]) => (a < b ? -1 : 1));
}
