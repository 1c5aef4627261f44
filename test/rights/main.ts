// `npm run rights [-- FILES]`: runs the scenarios and the proof, and prints for each permission of the deployment's
// table which of them asked for it, by function. Exit status 1 when nobody asked for one, or a test failed.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FUNCTIONS } from '../../infra/deploy/contract.ts';
import { permissionsOf } from '../../infra/deploy/permissions.ts';
import { accountOf } from '../../infra/local/rights.ts';
import type { Note } from './note.ts';

/** The way into the clusters: Connect Gateway is not emulated (docs/adr/0068). */
const NOT_EMULATED = /^gkehub\.(?:gateway\.|memberships\.get$)/;

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
  const empty = print(lines.map((line) => JSON.parse(line) as Note));
  process.stdout.write(`${empty} permissions without a test that asks for them\n`);
  process.exitCode = code === 0 && empty === 0 ? 0 : 1;
} finally {
  await rm(folder, { recursive: true });
}

/** @returns how many rows are empty. */
function print(notes: readonly Note[]): number {
  let empty = 0;
  for (const name of FUNCTIONS) {
    const scopes = ['project', 'networkProject', 'fleetProject'] as const;
    const granted = new Set(scopes.flatMap((scope) => permissionsOf(name, scope)));
    for (const permission of [...granted].sort()) {
      const asked = notes.filter((one) => one.account === accountOf(name) && one.permissions.includes(permission));
      const by = [...new Set(asked.map((one) => one.by))].sort();
      const isLeftOut = NOT_EMULATED.test(permission);
      if (by.length === 0 && !isLeftOut) empty += 1;
      const told = isLeftOut ? 'not emulated' : by.join(', ') || 'NOBODY';
      process.stdout.write(`${name.padEnd(8)} ${permission.padEnd(48)} ${told}\n`);
    }
  }
  return empty;
}
