// A Node that is too old is told in one clear line, before anything else can go wrong on it.
import { execFile, execFileSync } from 'node:child_process';
import { accessSync, constants, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join, sep } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const run = promisify(execFile);
const ROOT = join(import.meta.dirname, '..', '..', '..');
const PREFLIGHT = join(ROOT, 'infra', 'local', 'preflight.mjs');
const OLD_NODE = systemNodeBefore(24);

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

let directory = '';
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'rangelight-preflight-'));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

describe('preflight', () => {
  it('says nothing on the Node that npm installs', async () => {
    expect(await end(process.execPath, [PREFLIGHT])).toEqual({ code: 0, stdout: '', stderr: '' });
  });

  it('names both versions, the executable and what to do, and exits 1', async () => {
    const ended = await end(process.execPath, [copyThatRequires(999)]);
    expectRefusal(ended, 999, process.versions.node, process.execPath);
  });

  it.skipIf(OLD_NODE === undefined)('is understood by an old Node (skipped where PATH has none)', async () => {
    const ended = await end(OLD_NODE?.path ?? '', [PREFLIGHT]);
    expectRefusal(ended, 24, OLD_NODE?.version ?? '', OLD_NODE?.path ?? '');
  });

  it('comes first in every npm script that runs our sources', async () => {
    const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
      readonly scripts: Readonly<Record<string, string>>;
    };
    const ours = Object.entries(scripts).filter(([, command]) => /\bnode \S+\.ts\b|\bvitest\b/.test(command));
    expect(ours.map(([name]) => name)).toEqual(expect.arrayContaining(['demo', 'local', 'rangelight', 'test']));
    for (const [name, command] of ours) {
      // exec, at the end: npm passes signals to the shell, which would die and leave our process behind.
      expect(`${name}: ${command}`).toMatch(/^[\w:]+: node infra\/local\/preflight\.mjs && (?:[^&]+ && )?exec [^&]+$/);
    }
  });

  // Without install scripts the package `node` brings no binary, so there is no node_modules/.bin/node and npm's
  // scripts find the system's Node. A PATH without node_modules/.bin is the same to them.
  it.skipIf(OLD_NODE === undefined)('ends a script where install scripts are disabled', async () => {
    const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
      readonly scripts: Readonly<Record<string, string>>;
    };
    const path = withoutLocalBinaries(process.env['PATH'] ?? '');
    const ended = await end('/bin/sh', ['-c', scripts['demo'] ?? ''], { PATH: path });
    expectRefusal(ended, 24, OLD_NODE?.version ?? '', OLD_NODE?.path ?? '');
  });
});

function expectRefusal(ended: Ended, required: number, version: string, path: string): void {
  const [line, ...rest] = ended.stderr.split('\n');
  expect(ended.code).toBe(1);
  expect(ended.stdout).toBe('');
  expect(line).toMatch(new RegExp(`^rangelight: needs Node ${required} but runs on ${escape(version)} \\(`));
  expect(line).toContain(path);
  expect(line).toContain('npm rebuild node --ignore-scripts=false');
  expect(rest).toEqual(['']);
}

/** A copy is what a future version will be: nothing but the number differs. */
function copyThatRequires(major: number): string {
  const source = readFileSync(PREFLIGHT, 'utf8');
  const raised = source.replace(/^var required = \d+;$/m, `var required = ${major};`);
  expect(raised).not.toBe(source);
  const path = join(directory, `preflight-${major}.mjs`);
  writeFileSync(path, raised);
  return path;
}

async function end(file: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Ended> {
  try {
    const { stdout, stderr } = await run(file, args, { cwd: ROOT, env: { PATH: process.env['PATH'], ...env } });
    return { code: 0, stdout, stderr };
  } catch (error) {
    const { code, stdout, stderr } = error as Ended;
    return { code, stdout, stderr };
  }
}

/** The `node` that a shell finds outside node_modules, when it is older than `major`. */
function systemNodeBefore(major: number): { readonly path: string; readonly version: string } | undefined {
  for (const folder of withoutLocalBinaries(process.env['PATH'] ?? '').split(delimiter)) {
    const path = join(folder, 'node');
    if (!isExecutable(path)) continue;
    const version = execFileSync(path, ['--version'], { encoding: 'utf8' }).trim().slice(1);
    return Number(version.split('.')[0]) < major ? { path, version } : undefined;
  }
  return undefined;
}

function withoutLocalBinaries(path: string): string {
  return path
    .split(delimiter)
    .filter((folder) => folder !== '' && !folder.split(sep).includes('node_modules'))
    .join(delimiter);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function escape(text: string): string {
  return text.replaceAll('.', '\\.');
}
