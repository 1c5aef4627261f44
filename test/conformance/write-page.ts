// Writes docs/reference/conformance.md from conformance.json in the current directory, after a run of every part.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { renderPage } from './page.ts';
import type { Report } from './report.ts';

const report = JSON.parse(readFileSync('conformance.json', 'utf8')) as Report;
const root = fileURLToPath(new URL('../..', import.meta.url));
const page = `${root}docs/reference/conformance.md`;
writeFileSync(page, renderPage(report));
// Laid out as `npm run format` would.
execFileSync(`${root}node_modules/.bin/biome`, ['format', '--write', page], { cwd: root, stdio: 'ignore' });
process.stdout.write(`${page} is written.\n`);
