import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readDirectory } from '../../../lib/adapters/directory/index.ts';

const NEVER = new AbortController().signal;
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rangelight-tree-'));
  await mkdir(join(folder, 'a/b'), { recursive: true });
  await writeFile(join(folder, 'a/b/one.yaml'), 'one');
  await writeFile(join(folder, 'two.yaml'), 'two');
});
afterEach(() => rm(folder, { recursive: true }));

describe('readDirectory', () => {
  it('reads every file by its path, but not what no commit holds', async () => {
    for (const skipped of ['.git', 'a/node_modules']) {
      await mkdir(join(folder, skipped));
      await writeFile(join(folder, skipped, 'file'), '');
    }
    const files = await readDirectory(folder, NEVER);
    const texts = [...files].map(([path, entry]) => [
      path,
      typeof entry === 'string' ? entry : Buffer.from(entry).toString(),
    ]);
    expect(texts).toEqual([
      ['a/b/one.yaml', 'one'],
      ['two.yaml', 'two'],
    ]);
  });

  // What it says of links, submodules and export-ignore is held against the planner's in
  // test/contract/adapters/github.test.ts.
  it('case 02: follows no link, and names it', async () => {
    await symlink('a', join(folder, 'link'));
    await symlink('../two.yaml', join(folder, 'a/to-file'));
    const tree = await readDirectory(folder, NEVER);
    expect([...tree].filter(([, entry]) => typeof entry === 'string')).toEqual([
      ['a/to-file', 'link-to-file'],
      ['link', 'link'],
    ]);
  });

  it('gives nothing of a tree over its limits', async () => {
    await expect(readDirectory(folder, NEVER, { bytes: 5, entries: 10 })).rejects.toMatchObject({ code: 'invalid' });
    await expect(readDirectory(folder, NEVER, { bytes: 6, entries: 3 })).rejects.toMatchObject({ code: 'invalid' });
    expect((await readDirectory(folder, NEVER, { bytes: 6, entries: 4 })).size).toBe(2);
  });

  it('tells a folder that is not there from a file', async () => {
    await expect(readDirectory(join(folder, 'no'), NEVER)).rejects.toMatchObject({ code: 'not-found' });
    await expect(readDirectory(join(folder, 'two.yaml'), NEVER)).rejects.toThrow(/is not a directory/);
  });

  it('ends when it is told to', async () => {
    await expect(readDirectory(folder, AbortSignal.abort(new Error('enough')))).rejects.toThrow('enough');
  });
});
