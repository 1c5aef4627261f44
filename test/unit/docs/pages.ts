// The project's pages as text, and what they claim: links, paths, npm scripts, tables. Rules work on a page's text, so
// that each can be shown to fail on a made-up page.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';

export const ROOT = join(import.meta.dirname, '..', '..', '..');

export interface Page {
  /** From the root. */
  readonly path: string;
  readonly text: string;
}

/** README and its siblings, and everything under docs. */
export function pages(): readonly Page[] {
  const top = readdirSync(ROOT).filter((name) => name.endsWith('.md'));
  const docs = readdirSync(join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => join('docs', name));
  return [...top, ...docs].sort().map((path) => page(path));
}

export function page(path: string): Page {
  return { path, text: readFileSync(join(ROOT, path), 'utf8') };
}

export function packageJson(): {
  readonly scripts: Readonly<Record<string, string>>;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
} {
  return JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
}

/** Targets of relative links and images that do not exist: files, and headings in a page. */
export function brokenLinks({ path, text }: Page): readonly string[] {
  return [...text.matchAll(/\]\(([^)\s]+)\)/g)]
    .map((match) => match[1] ?? '')
    .filter((target) => !/^[a-z]+:/.test(target))
    .filter((target) => {
      const [file = '', heading] = target.split('#');
      const at = file === '' ? path : normalize(join(dirname(path), file));
      if (file !== '' && !exists(at)) return true;
      if (heading === undefined || !at.endsWith('.md')) return false;
      return !headingsOf(file === '' ? text : page(at).text).has(heading);
    });
}

/** As GitHub links to them; the same heading again is not linked to. */
function headingsOf(text: string): ReadonlySet<string> {
  const plain = text.replaceAll(/^```[^]*?^```$/gm, '');
  const headings = [...plain.matchAll(/^#{1,6} +(.+)$/gm)].map(([, heading = '']) => heading);
  return new Set(
    headings.map((heading) =>
      heading
        .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1')
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
        .trim()
        .replaceAll(' ', '-'),
    ),
  );
}

/** Paths in backticks, from the root, that do not exist. */
export function brokenPaths({ text }: Page): readonly string[] {
  return [...text.matchAll(/`((?:lib|functions|infra|test|docs|schemas)\/[\w./@-]*)`/g)]
    .map((match) => match[1] ?? '')
    .filter((path) => !exists(path));
}

/** Scripts that are run by name (`npm run X`) and are not in package.json. */
export function unknownScripts({ text }: Page, scripts: Readonly<Record<string, string>>): readonly string[] {
  return [...text.matchAll(/\bnpm run (?:-s )?([a-z][\w:-]*)/g)]
    .map((match) => match[1] ?? '')
    .filter((name) => !Object.hasOwn(scripts, name));
}

/** The rows under a table's heading, as cells without backticks; however the table is padded. */
export function tableRows({ text }: Page, heading: string): readonly (readonly string[])[] {
  const lines = text.split('\n');
  const start = lines.findIndex((line) => line.startsWith('|') && cellsOf(line).join() === cellsOf(heading).join());
  if (start < 0) return [];
  const rest = lines.slice(start + 2);
  const end = rest.findIndex((line) => !line.startsWith('|'));
  return rest.slice(0, end < 0 ? undefined : end).map(cellsOf);
}

function cellsOf(line: string): readonly string[] {
  return line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim().replaceAll('`', ''));
}

function exists(path: string): boolean {
  return existsSync(join(ROOT, normalize(path)));
}
