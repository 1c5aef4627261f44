// `npm run rights [-- FILES]`: runs the scenarios and the proof, and prints for each permission of the deployment's
// table which of them asked for it, by function. Of all of them it writes docs/reference/rights.md. Exit status 1 when
// nobody asked for one, or a test failed.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Note } from './note.ts';
import { rightsPage, rowsOf } from './page.ts';

const PAGE = join(import.meta.dirname, '../../docs/reference/rights.md');

const folder = await mkdtemp(join(tmpdir(), 'rangelight-rights-'));
const file = join(folder, 'notes');
const given = process.argv.slice(2);
try {
  await writeFile(file, '');
  const vitest = join(import.meta.dirname, '../../node_modules/vitest/vitest.mjs');
  const run = spawn(
    process.execPath,
    [vitest, 'run', ...(given.length > 0 ? given : ['test/scenarios', 'test/proof'])],
    {
      env: { ...process.env, RANGELIGHT_RIGHTS: file },
      stdio: ['ignore', 'inherit', 'inherit'],
    },
  );
  const [code] = (await once(run, 'exit')) as [number | null];
  const lines = (await readFile(file, 'utf8')).split('\n').filter((line) => line !== '');
  const rows = rowsOf(lines.map((line) => JSON.parse(line) as Note));
  for (const { function: name, permission, tests } of rows)
    process.stdout.write(`${name.padEnd(8)} ${permission.padEnd(48)} ${tests.join(', ') || 'NOBODY'}\n`);
  const empty = rows.filter(({ tests }) => tests.length === 0).length;
  process.stdout.write(`${empty} permissions without a test that asks for them\n`);
  if (given.length === 0) await writeFile(PAGE, rightsPage(rows, new Date().toISOString().slice(0, 10)));
  process.exitCode = code === 0 && empty === 0 ? 0 : 1;
} finally {
  await rm(folder, { recursive: true });
}
