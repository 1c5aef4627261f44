// The page of what is unproven, and the script that tries it: neither has anything that the other one lacks.
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { CHECKS } from '../../infra/smoke/checks.ts';

const ROOT = join(import.meta.dirname, '../..');
const PAGE = readFileSync(join(ROOT, 'docs/deploy-unproven.md'), 'utf8');
const MAIN = join(ROOT, 'infra/smoke/main.ts');

const rows = PAGE.split('\n')
  .filter((line) => line.startsWith('| ') && !/^\| (?:-|what is assumed)/.test(line))
  .map((line) => (line.split('|')[1] ?? '').trim());

/** @param gcloud a script in the place of all programs that the checks call. */
function smoke(
  gcloud: string | undefined,
  ...args: readonly string[]
): { readonly status: number | null; readonly out: string } {
  const bin = mkdtempSync(join(tmpdir(), 'rangelight-smoke-'));
  onTestFinished(() => rmSync(bin, { recursive: true }));
  for (const program of ['gcloud', 'gh', 'docker', 'terraform']) {
    writeFileSync(join(bin, program), `#!/bin/sh\n${gcloud ?? 'exit 99'}\n`);
    chmodSync(join(bin, program), 0o755);
  }
  const env = { PATH: `${bin}:/usr/bin:/bin` };
  const { status, stdout } = spawnSync(process.execPath, [MAIN, '--project', 'p', '--region', 'r', ...args], {
    env,
    encoding: 'utf8',
  });
  return { status, out: stdout };
}

it('has a check for each row, and a row for each check', () => {
  expect(rows.length).toBeGreaterThan(15);
  expect(CHECKS.map(({ assumed }) => rows.filter((row) => row.startsWith(assumed)).length)).toEqual(
    CHECKS.map(() => 1),
  );
  expect(rows.filter((row) => !CHECKS.some(({ assumed }) => row.startsWith(assumed)))).toEqual([]);
});

it('has commands that a shell reads', () => {
  for (const { command } of CHECKS)
    expect([command, spawnSync('bash', ['-n', '-c', command]).status]).toEqual([command, 0]);
});

it('lists what it would do, and does nothing', () => {
  const { status, out } = smoke(undefined);
  expect(status).toBe(0);
  for (const { assumed, command } of CHECKS) expect(out).toContain(`${assumed} …\n  ${command}\n`);
});

it('says of each what is otherwise', () => {
  // A project in which nothing is logged and nothing is called as it should be.
  const { status, out } = smoke('exit 0', '--run');
  expect(status).toBe(1);
  expect(out).toContain('as assumed: each call of Compute takes the permissions …\n');
  expect(out).toContain('OTHERWISE: pushes and ticks of the same project …\n');
  expect(out).toMatch(/\d+ as assumed, \d+ otherwise\n$/);
});

it("plans where the configuration is, which is not the repository's folder", () => {
  const { out } = smoke('case "$*" in "-chdir=/acme plan"*) exit 0;; esac; exit 1', '--terraform', '/acme', '--run');
  expect(out).toContain('as assumed: arguments mean what the schema …\n');
});
