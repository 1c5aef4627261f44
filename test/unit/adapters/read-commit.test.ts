// A commit of a repository on this machine, as the tree that the planner would read of it.
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readLocalCommit, readDirectory } from '../../../lib/adapters/directory/index.ts';

const signal = new AbortController().signal;
let folder: string;

async function git(...args: readonly string[]): Promise<void> {
  const who = ['-c', 'user.name=t', '-c', 'user.email=t@example.com', '-c', 'commit.gpgsign=false'];
  await promisify(execFile)('git', ['-C', folder, ...who, ...args]);
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rangelight-commit-'));
  await git('init', '-q');
  await mkdir(join(folder, 'inner/deep'), { recursive: true });
  await writeFile(join(folder, 'inner/a.yaml'), 'a: 1\n');
  await writeFile(join(folder, 'inner/empty'), '');
  await writeFile(join(folder, 'inner/deep/ümlaut.bin'), Uint8Array.of(10, 0, 10, 255));
  await writeFile(join(folder, 'outer.yaml'), 'outer: 1\n');
  await writeFile(join(folder, '.gitattributes'), 'inner/left export-ignore\n');
  await writeFile(join(folder, 'inner/left'), 'left\n');
  await symlink('a.yaml', join(folder, 'inner/link'));
  await symlink('../outer.yaml', join(folder, 'inner/out'));
  await git('add', '-A');
  await git('commit', '-qm', 'one');
});
afterAll(() => rm(folder, { recursive: true }));

it('is the tree that its folder has when it is checked out, whatever becomes of the folder then', async () => {
  const before = await readLocalCommit(folder, 'HEAD', signal);
  expect(before).toEqual(await readDirectory(folder, signal));
  const inner = join(folder, 'inner');
  expect(await readLocalCommit(inner, 'HEAD', signal)).toEqual(await readDirectory(inner, signal));
  await writeFile(join(folder, 'inner/a.yaml'), 'a: 2\n');
  await writeFile(join(folder, 'inner/new.yaml'), 'b: 1\n');
  expect(await readLocalCommit(folder, 'HEAD', signal)).toEqual(before);
});

it.each(['nonexistent', '--all', 'HEAD:outer.yaml', ''])('that is none is told: %j', async (revision) => {
  await expect(readLocalCommit(folder, revision, signal)).rejects.toMatchObject({ code: 'not-found' });
});

it('is read whole or not at all', async () => {
  const few = readLocalCommit(folder, 'HEAD', signal, { bytes: 1e6, entries: 3 });
  await expect(few).rejects.toMatchObject({ code: 'invalid' });
  const small = readLocalCommit(folder, 'HEAD', signal, { bytes: 8, entries: 100 });
  await expect(small).rejects.toMatchObject({ code: 'invalid' });
});
