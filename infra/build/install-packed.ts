// The package of the command line as somebody installs it: packed, and installed in a folder without a registry.
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';

const run = promisify(execFile);

/**
 * `npm run build` made it.
 * @param home where the tarball goes.
 */
export async function installPacked(folder: string, home: string): Promise<void> {
  const { stdout } = await run('npm', ['pack', '--silent', '--pack-destination', home], {
    cwd: resolve('dist/rangelight'),
  });
  await run('npm', ['install', '--offline', '--no-audit', '--no-fund', '--no-save', join(home, stdout.trim())], {
    cwd: folder,
  });
}

export interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
  readonly seconds: string;
}

/** @param command of a shell. @param input what the person types. */
export async function runShell(command: string, cwd: string, env: NodeJS.ProcessEnv, input = ''): Promise<Ran> {
  const began = Date.now();
  const child = spawn('sh', ['-c', command], { cwd, env, stdio: ['pipe', 'pipe', 'pipe'] });
  child.stdin.on('error', () => undefined).end(input);
  const [out, err, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { code: code as number | null, out, err, seconds: ((Date.now() - began) / 1000).toFixed(1) };
}
