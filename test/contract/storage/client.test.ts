// What the real client sees: uploads, downloads, metadata, preconditions, the write rate.
import type { GetFilesResponse } from '@google-cloud/storage';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { save, type StorageRig, storageRig } from './rig.ts';

let rig: StorageRig;
beforeEach(async () => {
  rig = await storageRig();
});
afterEach(() => rig.close());

describe('objects', () => {
  it('gives back what was saved, checked by the client against the checksums', async () => {
    await save(rig.bucket, 'dir/a b.json', '{"über":1}', 0);
    const [bytes] = await rig.bucket.file('dir/a b.json').download({ validation: 'crc32c' });
    expect(bytes.toString()).toBe('{"über":1}');
    const [md5Checked] = await rig.bucket.file('dir/a b.json').download({ validation: 'md5' });
    expect(md5Checked).toEqual(bytes);
  });

  it('stores binary bytes and empty objects as they are', async () => {
    const every = Buffer.from(Array.from({ length: 1024 }, (_, i) => i % 256));
    const file = rig.bucket.file('blob');
    await file.save(every, { resumable: false, preconditionOpts: { ifGenerationMatch: 0 } });
    expect((await file.download())[0].equals(every)).toBe(true);
    await save(rig.bucket, 'empty', '', 0);
    expect((await rig.bucket.file('empty').download())[0]).toHaveLength(0);
  });

  it('describes an object with known checksums and emulated time', async () => {
    await rig.clock.advance(1500);
    await rig.bucket.file('n').save('123456789', {
      resumable: false,
      contentType: 'text/plain',
      metadata: { metadata: { run: 'r1' } },
      preconditionOpts: { ifGenerationMatch: 0 },
    });
    const [metadata] = await rig.bucket.file('n').getMetadata();
    expect(metadata).toMatchObject({
      crc32c: '4waSgw==',
      md5Hash: 'JfnnlDI7RTiF9RgfG2JNCw==',
      contentType: 'text/plain',
      metadata: { run: 'r1' },
      size: '9',
      metageneration: '1',
      timeCreated: '2026-01-01T00:00:01.500Z',
      updated: '2026-01-01T00:00:01.500Z',
    });
  });

  it('tells absent objects and buckets from present ones', async () => {
    expect(await rig.bucket.file('nope').exists()).toEqual([false]);
    await expect(rig.bucket.file('nope').download()).rejects.toMatchObject({ code: 404 });
    const absent = rig.storage.bucket('nope').file('x').getMetadata();
    await expect(absent).rejects.toMatchObject({ code: 404, errors: [{ reason: 'notFound' }] });
    expect(await rig.bucket.exists()).toEqual([true]);
  });

  it('makes and lists buckets', async () => {
    await rig.storage.createBucket('plans');
    const [buckets] = await rig.storage.getBuckets();
    expect(buckets.map(({ name }) => name)).toEqual(['plans', 'state']);
    await expect(rig.storage.createBucket('plans')).rejects.toMatchObject({ code: 409 });
  });

  it('merges custom metadata and leaves the generation alone', async () => {
    await save(rig.bucket, 'n', 'x', 0);
    const file = rig.bucket.file('n');
    const [before] = await file.getMetadata();
    await file.setMetadata({ metadata: { a: '1', b: '2' } }, { ifMetagenerationMatch: 1 });
    await file.setMetadata({ metadata: { a: null } }, { ifMetagenerationMatch: 2 });
    const [after] = await file.getMetadata();
    expect(after).toMatchObject({ metadata: { b: '2' }, metageneration: '3', generation: before.generation });
    const stale = file.setMetadata({ metadata: { a: '3' } }, { ifMetagenerationMatch: 1 });
    await expect(stale).rejects.toMatchObject({ code: 412 });
  });

  it('deletes once', async () => {
    await save(rig.bucket, 'n', 'x', 0);
    const [{ generation = '' }] = await rig.bucket.file('n').getMetadata();
    await rig.bucket.file('n').delete({ ifGenerationMatch: generation });
    expect(rig.emulator.objects('state')).toEqual([]);
    await expect(rig.bucket.file('n').delete()).rejects.toMatchObject({ code: 404 });
    await rig.bucket.file('n').delete({ ignoreNotFound: true });
  });
});

describe('compare and swap', () => {
  it('lets exactly one of many creators win', async () => {
    const attempts = await Promise.allSettled(['a', 'b', 'c', 'd'].map((who) => save(rig.bucket, 'lease', who, 0)));
    expect(attempts.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const attempt of attempts) {
      if (attempt.status === 'rejected') expect(attempt.reason).toMatchObject({ code: 412 });
    }
  });

  it('refuses a write over another generation, and gives each write a greater one', async () => {
    await save(rig.bucket, 'n', 'one', 0);
    const [first] = await rig.bucket.file('n').getMetadata();
    await save(rig.bucket, 'n', 'two', first.generation ?? 0);
    const [second] = await rig.bucket.file('n').getMetadata();
    expect(BigInt(second.generation ?? 0) > BigInt(first.generation ?? 0)).toBe(true);
    const lost = save(rig.bucket, 'n', 'three', first.generation ?? 0);
    await expect(lost).rejects.toMatchObject({ code: 412, errors: [{ reason: 'conditionNotMet' }] });
    expect((await rig.bucket.file('n').download())[0].toString()).toBe('two');
    const stale = rig.bucket.file('n', { generation: first.generation ?? 0 });
    await expect(stale.getMetadata()).rejects.toMatchObject({ code: 404 });
  });

  it('answers 429 to more than about one write a second to one name, other names are free', async () => {
    const write = async (): Promise<void> => {
      const generation = rig.emulator.objects('state').find(({ name }) => name === 'hot')?.generation ?? 0;
      await save(rig.bucket, 'hot', 'x', generation);
    };
    for (let i = 0; i < 3; i += 1) await write();
    await expect(write()).rejects.toMatchObject({ code: 429, errors: [{ reason: 'rateLimitExceeded' }] });
    await save(rig.bucket, 'cold', 'x', 0);
    await rig.clock.advance(1000);
    await write();
    await expect(write()).rejects.toMatchObject({ code: 429 });
  });
});

describe('lists', () => {
  beforeEach(async () => {
    for (const name of ['runs/2', 'runs/1', 'runs/1/steps/a', 'plans/p', 'Z']) await save(rig.bucket, name, name, 0);
  });

  it('follows pages to the end', async () => {
    const pages: string[][] = [];
    let query: object | null = { maxResults: 2, autoPaginate: false };
    while (query !== null) {
      const [files, next]: GetFilesResponse = await rig.bucket.getFiles(query);
      pages.push(files.map(({ name }) => name));
      query = next;
    }
    expect(pages).toEqual([['Z', 'plans/p'], ['runs/1', 'runs/1/steps/a'], ['runs/2']]);
  });

  it('selects by prefix and folds by delimiter', async () => {
    const [files] = await rig.bucket.getFiles({ prefix: 'runs/', fields: 'items(name),nextPageToken' });
    expect(files.map(({ name }) => name)).toEqual(['runs/1', 'runs/1/steps/a', 'runs/2']);
    const query = { delimiter: '/', autoPaginate: false };
    const [top, , answer] = await rig.bucket.getFiles(query);
    expect(top.map(({ name }) => name)).toEqual(['Z']);
    expect(answer).toMatchObject({ prefixes: ['plans/', 'runs/'] });
    const [none] = await rig.bucket.getFiles({ prefix: 'nothing/' });
    expect(none).toEqual([]);
  });
});
