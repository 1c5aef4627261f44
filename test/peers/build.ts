// Builds the programs with Go, each once: a program lies in a folder named by what it was made from.
import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { PROGRAMS_FOLDER } from './folders.ts';
import { MODULES, type Program, versionOf } from './programs.ts';

const PROGRESS_EVERY_MS = 20_000;

/** Where the program lies, or will, when it was built from the module as it is now. */
export function builtPath(program: Program): string {
  return join(PROGRAMS_FOLDER, folderOf(program), program.name);
}

function folderOf(program: Program): string {
  const hash = createHash('sha256').update(linkerFlags(program)).update(`${process.platform}/${process.arch}`);
  for (const file of ['go.mod', 'go.sum']) hash.update(readFileSync(join(MODULES, program.module, file)));
  return `${program.module}-${hash.digest('hex').slice(0, 12)}`;
}

/** Kubernetes says its version only when it is told; without one its API server takes itself for v0.0.0. */
function linkerFlags(program: Program): string {
  if (program.module !== 'kubernetes') return '';
  return `-X k8s.io/component-base/version.gitVersion=${versionOf(program)}`;
}

/**
 * Builds the program unless it is there, and removes what the module's folder of an earlier pin left.
 * @param say told how far it is, every 20 s.
 * @throws BuildFailed with what Go said.
 */
export async function build(program: Program, say: (line: string) => void, signal: AbortSignal): Promise<void> {
  const path = builtPath(program);
  if (existsSync(path)) return;
  const folder = join(PROGRAMS_FOLDER, folderOf(program));
  await mkdir(folder, { recursive: true });
  // Under another name until it is whole: what is there is then always a program.
  const unfinished = `${path}.unfinished`;
  const started = Date.now();
  const flags = linkerFlags(program);
  const args = ['build', '-v', '-o', unfinished, ...(flags === '' ? [] : ['-ldflags', flags]), program.package];
  const child = spawn('go', args, {
    cwd: join(MODULES, program.module),
    env: { ...process.env, GOFLAGS: '-mod=readonly', GOWORK: 'off' },
    stdio: ['ignore', 'ignore', 'pipe'],
    signal,
  });
  const said = follow(child);
  const seconds = (): string => `${Math.round((Date.now() - started) / 1000)} s`;
  const timer = setInterval(
    () => say(`${program.name}: ${said.packages} packages compiled in ${seconds()} …`),
    PROGRESS_EVERY_MS,
  );
  try {
    const code = await said.ended;
    if (code !== 0) throw new BuildFailed(`go build ${program.package} ended with ${code}:\n${said.last.join('\n')}`);
    await rename(unfinished, path);
  } finally {
    clearInterval(timer);
    await rm(unfinished, { force: true });
  }
  await removeOlder(program);
  say(`${program.name} ${versionOf(program)} is built (${seconds()}).`);
}

interface Said {
  /** How many packages it has compiled. */
  packages: number;
  /** The last lines. */
  readonly last: string[];
  readonly ended: Promise<number | null>;
}

function follow(child: ChildProcess): Said {
  const { promise, resolve, reject } = Promise.withResolvers<number | null>();
  child.once('error', (error: NodeJS.ErrnoException) =>
    reject(error.code === 'ENOENT' ? new BuildFailed('there is no go; https://go.dev/dl has it') : error),
  );
  child.once('close', resolve);
  const said: Said = { packages: 0, last: [], ended: promise };
  if (child.stderr !== null) {
    createInterface(child.stderr).on('line', (line) => {
      if (/^[\w.-]+(?:\/[\w.-]+)*$/.test(line)) said.packages += 1;
      said.last.push(line);
      if (said.last.length > 20) said.last.shift();
    });
  }
  return said;
}

async function removeOlder(program: Program): Promise<void> {
  for (const folder of await readdir(PROGRAMS_FOLDER)) {
    const isOlder = folder.startsWith(`${program.module}-`) && folder !== folderOf(program);
    if (isOlder) await rm(join(PROGRAMS_FOLDER, folder), { recursive: true, force: true });
  }
}

export class BuildFailed extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'BuildFailed';
  }
}
