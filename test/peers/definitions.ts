// Files that come out of the modules of programs: the definitions of ServiceImport and ServiceExport, which CoreDNS
// reads, and those of Istio with Envoy's bootstrap.
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { copyFile, mkdir, readdir, rename, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { PROGRAMS_FOLDER } from './folders.ts';
import { MODULES } from './programs.ts';

/** Paths of the files, in the order of their table. */
export type Definitions = readonly string[];

export interface ModuleFiles {
  readonly name: string;
  /** Names a folder that has them. */
  readonly variable: string;
  /** Folder of `modules` whose go.sum pins them. */
  readonly module: string;
  readonly goModule: string;
  /** Paths in the Go module. */
  readonly files: readonly string[];
}

const run = promisify(execFile);

export const MCS_API: ModuleFiles = {
  name: 'mcs-api',
  variable: 'TEST_ASSET_MCS_API',
  module: 'coredns',
  goModule: 'sigs.k8s.io/mcs-api',
  files: [
    'config/crd/multicluster.x-k8s.io_serviceexports.yaml',
    'config/crd/multicluster.x-k8s.io_serviceimports.yaml',
  ],
};

export const ISTIO: ModuleFiles = {
  name: 'istio-files',
  variable: 'TEST_ASSET_ISTIO',
  module: 'istio',
  goModule: 'istio.io/istio',
  files: ['manifests/charts/base/files/crd-all.gen.yaml', 'tools/packaging/common/envoy_bootstrap.json'],
};

/** What is there: in the folder that the variable names, or fetched before. */
export function findFiles(
  files: ModuleFiles,
  env: Readonly<Record<string, string | undefined>> = process.env,
): Definitions | undefined {
  const paths = files.files.map((file) => join(env[files.variable] ?? folder(files), basename(file)));
  return paths.every((path) => existsSync(path)) ? paths : undefined;
}

function folder({ name, module }: ModuleFiles): string {
  const pin = createHash('sha256').update(readFileSync(join(MODULES, module, 'go.sum')));
  return join(PROGRAMS_FOLDER, `${name}-${pin.digest('hex').slice(0, 12)}`);
}

/** Fetches them with Go, which checks them against go.sum. */
export async function fetchFiles(files: ModuleFiles, signal: AbortSignal): Promise<void> {
  const go = (...args: readonly string[]) =>
    run('go', [...args], {
      cwd: join(MODULES, files.module),
      env: { ...process.env, GOFLAGS: '', GOWORK: 'off' },
      signal,
    });
  await go('mod', 'download', files.goModule);
  const { stdout } = await go('list', '-m', '-f', '{{.Dir}}', files.goModule);
  const unfinished = `${folder(files)}.unfinished`;
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(unfinished, { recursive: true });
  for (const file of files.files) await copyFile(join(stdout.trim(), file), join(unfinished, basename(file)));
  for (const older of await readdir(PROGRAMS_FOLDER))
    if (older.startsWith(`${files.name}-`) && !older.endsWith('.unfinished'))
      await rm(join(PROGRAMS_FOLDER, older), { recursive: true, force: true });
  await rename(unfinished, folder(files));
}
