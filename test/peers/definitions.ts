// The definitions of ServiceImport and ServiceExport, which CoreDNS reads: those of the mcs-api that CoreDNS' own module pins.
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { copyFile, mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { PROGRAMS_FOLDER } from './folders.ts';
import { MODULES } from './programs.ts';

/** Paths of files with one definition each. */
export type Definitions = readonly string[];

const run = promisify(execFile);

const MODULE = 'sigs.k8s.io/mcs-api';
const FILES = ['multicluster.x-k8s.io_serviceexports.yaml', 'multicluster.x-k8s.io_serviceimports.yaml'];
export const DEFINITIONS_VARIABLE = 'TEST_ASSET_MCS_API';

/** What is there: in the folder that TEST_ASSET_MCS_API names, or fetched before. */
export function findDefinitions(
  env: Readonly<Record<string, string | undefined>> = process.env,
): Definitions | undefined {
  const paths = FILES.map((file) => join(env[DEFINITIONS_VARIABLE] ?? folder(), file));
  return paths.every((path) => existsSync(path)) ? paths : undefined;
}

function folder(): string {
  const pin = createHash('sha256').update(readFileSync(join(MODULES, 'coredns', 'go.sum')));
  return join(PROGRAMS_FOLDER, `mcs-api-${pin.digest('hex').slice(0, 12)}`);
}

/** Fetches them with Go, which checks them against go.sum. */
export async function fetchDefinitions(signal: AbortSignal): Promise<void> {
  const go = (...args: readonly string[]) =>
    run('go', [...args], {
      cwd: join(MODULES, 'coredns'),
      env: { ...process.env, GOFLAGS: '', GOWORK: 'off' },
      signal,
    });
  await go('mod', 'download', MODULE);
  const { stdout } = await go('list', '-m', '-f', '{{.Dir}}', MODULE);
  const unfinished = `${folder()}.unfinished`;
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(unfinished, { recursive: true });
  for (const file of FILES) await copyFile(join(stdout.trim(), 'config', 'crd', file), join(unfinished, file));
  for (const older of await readdir(PROGRAMS_FOLDER))
    if (older.startsWith('mcs-api-') && !older.endsWith('.unfinished'))
      await rm(join(PROGRAMS_FOLDER, older), { recursive: true, force: true });
  await rename(unfinished, folder());
}
