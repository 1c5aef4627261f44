// `npm run walk`: docs/try.md by hand, as it is written: every command in one bash, in a copy of the tracked files,
// beside `npm run local`, with the kubectl, gcloud, git and curl of this machine. A command fails it, and so does a
// line that the page shows and the command does not print.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { WALKED_PAGE } from './shown-commands.ts';
import { missingLines, stepsOf } from './shown-steps.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
/** Of the whole walk. */
const TIMEOUT_MS = 300_000;

/** Whoever follows the page has a name for git. */
const PERSON = { GIT_AUTHOR_NAME: 'x', GIT_AUTHOR_EMAIL: 'x@example.com' };
const COMMITTER = { GIT_COMMITTER_NAME: 'x', GIT_COMMITTER_EMAIL: 'x@example.com' };

async function copyOfTree(folder: string): Promise<void> {
  const files = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], { cwd: ROOT });
  for (const file of files.toString().split('\0').filter(Boolean)) await cp(join(ROOT, file), join(folder, file));
  await symlink(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
}

/** Resolves when it says that it is ready; rejects when it ends before. */
async function started(local: ChildProcess): Promise<void> {
  const ended = once(local, 'exit').then(([code]) => {
    throw new TypeError(`npm run local ended with ${code}`);
  });
  const ready = (async () => {
    if (local.stdout === null) return;
    for await (const line of createInterface(local.stdout)) if (line.startsWith('ready')) return;
  })();
  await Promise.race([ready, ended]);
  ended.catch(() => undefined);
  local.stdout?.resume();
}

async function walk(folder: string, signal: AbortSignal): Promise<boolean> {
  const page = await readFile(join(ROOT, WALKED_PAGE), 'utf8');
  const env = { ...process.env, ...PERSON, ...COMMITTER };
  const shell = spawn('bash', ['--norc'], { cwd: folder, env, stdio: ['pipe', 'pipe', 'inherit'], signal });
  shell.once('error', () => undefined);
  shell.stdin.write(`failed=0; trap 'failed=$?; echo "ended with $failed: $BASH_COMMAND" >&2' ERR\n`);
  const lines = createInterface(shell.stdout)[Symbol.asyncIterator]();
  let isFine = true;
  for (const [at, { commands, shown }] of stepsOf(page).entries()) {
    const began = Date.now();
    const file = join(folder, '.local', `step-${at}.sh`);
    await writeFile(file, commands);
    const end = `-- end of step ${at}: `;
    shell.stdin.write(`failed=0; . ${file} </dev/null; echo; echo "${end}$failed"\n`);
    const said: string[] = [];
    let code: string | undefined;
    while (code === undefined) {
      const { value, done } = await lines.next();
      if (done === true) throw new TypeError(`the shell ended in step ${at}`);
      if (value.startsWith(end)) code = value.slice(end.length);
      else said.push(value);
    }
    const missing = missingLines(shown, said);
    const isGood = code === '0' && missing.length === 0;
    isFine &&= isGood;
    const [first = ''] = commands.split('\n');
    const seconds = ((Date.now() - began) / 1000).toFixed(1);
    process.stdout.write(`${isGood ? 'ok    ' : 'FAILED'} ${seconds} s  ${WALKED_PAGE}: ${first}\n`);
    if (!isGood) process.stdout.write([...said, ...missing.map((line) => `not there: ${line}`), ''].join('\n'));
  }
  shell.stdin.end();
  return isFine;
}

const folder = await mkdtemp(join(tmpdir(), 'rangelight-walk-'));
try {
  await copyOfTree(folder);
  const local = spawn('npm', ['run', 'local'], { cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] });
  const stopped = once(local, 'exit');
  try {
    await started(local);
    const isFine = await walk(folder, AbortSignal.timeout(TIMEOUT_MS));
    process.exitCode = isFine ? 0 : 1;
  } finally {
    local.kill('SIGTERM');
    const [code] = (await stopped) as [number | null];
    if (code !== 0) process.exitCode = 1;
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}
