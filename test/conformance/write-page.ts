// Writes docs/reference/conformance.md and the pages below it from conformance.json in the current directory. A part
// that the run left out keeps the page that it has, and its figures in the index.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { conformancePages, pathOf, readPartPage } from './page.ts';
import { parts } from './parts.ts';
import type { PartReport, Report } from './report.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const reference = join(root, 'docs/reference');
const report = JSON.parse(readFileSync('conformance.json', 'utf8')) as Report;
const ran = new Map(report.parts.map((part) => [part.part, part]));

const pages = conformancePages({ parts: parts.flatMap(({ name }) => ran.get(name) ?? written(name)) });
rmSync(join(reference, 'conformance'), { recursive: true, force: true });
mkdirSync(join(reference, 'conformance'));
for (const [path, text] of pages) writeFileSync(join(reference, path), text);
// Laid out as `npm run format` would.
const format = ['format', '--write', join(reference, 'conformance.md'), join(reference, 'conformance')];
execFileSync(join(root, 'node_modules/.bin/biome'), format, { cwd: root, stdio: 'ignore' });
process.stdout.write(`${[...pages.keys()].join('\n')}\n`);

function written(part: string): readonly PartReport[] {
  const page = join(reference, pathOf(part));
  return existsSync(page) ? [readPartPage(readFileSync(page, 'utf8'))] : [];
}
