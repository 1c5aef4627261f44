// Builds the programs with Go, or fetches them with Python, each once: a program lies in a folder named by what it was
// made from.
import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { PROGRAMS_FOLDER } from './folders.ts';
import { MODULES, pinsOf, type Program, versionOf } from './programs.ts';

const PROGRESS_EVERY_MS = 20_000;

/** Where the program lies, or will, when it was built from the module as it is now. */
export function builtPath(program: Program): string {
  return join(PROGRAMS_FOLDER, folderOf(program), program.name);
}

function folderOf(program: Program): string {
  const hash = createHash('sha256').update(linkerFlags(program)).update(`${process.platform}/${process.arch}`);
  for (const file of pinsOf(program)) hash.update(readFileSync(join(MODULES, program.module, file)));
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
 * @throws BuildFailed with what Go, or Python, said.
 */
export async function build(program: Program, say: (line: string) => void, signal: AbortSignal): Promise<void> {
  const path = builtPath(program);
  if (existsSync(path)) return;
  const folder = join(PROGRAMS_FOLDER, folderOf(program));
  await mkdir(folder, { recursive: true });
  // Under another name until it is whole: what is there is then always a program.
  const unfinished = `${path}.unfinished`;
  const started = Date.now();
  const [command, ...args] = program.ofPython === true ? pip(`${unfinished}-package`) : goBuild(program, unfinished);
  const child = spawn(command, args, {
    cwd: join(MODULES, program.module),
    env: { ...process.env, GOFLAGS: '-mod=readonly', GOWORK: 'off' },
    stdio: ['ignore', 'ignore', 'pipe'],
    signal,
  });
  const said = follow(child, command);
  const seconds = (): string => `${Math.round((Date.now() - started) / 1000)} s`;
  const timer = setInterval(
    () => say(`${program.name}: ${said.packages} packages compiled in ${seconds()} …`),
    PROGRESS_EVERY_MS,
  );
  try {
    const code = await said.ended;
    if (code !== 0)
      throw new BuildFailed(`${command} ${args[0]} ${program.package} ended with ${code}:\n${said.last.join('\n')}`);
    await rename(program.ofPython === true ? join(`${unfinished}-package`, program.package) : unfinished, path);
  } finally {
    clearInterval(timer);
    await rm(unfinished, { force: true });
    await rm(`${unfinished}-package`, { recursive: true, force: true });
  }
  await removeOlder(program);
  say(`${program.name} ${versionOf(program)} is built (${seconds()}).`);
}

function goBuild(program: Program, output: string): readonly [string, ...string[]] {
  const flags = linkerFlags(program);
  return ['go', 'build', '-v', '-o', output, ...(flags === '' ? [] : ['-ldflags', flags]), program.package];
}

/** Only what has one of the hashes is taken. */
function pip(folder: string): readonly [string, ...string[]] {
  const exactly = ['--no-deps', '--require-hashes', '--only-binary=:all:'];
  return ['python3', '-m', 'pip', 'install', '--quiet', ...exactly, '--target', folder, '-r', 'requirements.txt'];
}

interface Said {
  /** How many packages it has compiled. */
  packages: number;
  /** The last lines. */
  readonly last: string[];
  readonly ended: Promise<number | null>;
}

const WHERE_FROM: Readonly<Record<string, string>> = {
  go: 'https://go.dev/dl has it',
  python3: 'https://python.org has it',
};

function follow(child: ChildProcess, command: string): Said {
  const { promise, resolve, reject } = Promise.withResolvers<number | null>();
  child.once('error', (error: NodeJS.ErrnoException) =>
    reject(error.code === 'ENOENT' ? new BuildFailed(`there is no ${command}; ${WHERE_FROM[command]}`) : error),
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
