// What goes over the wire where the client shows too little: headers, conditional reads, refusals by name, faults.
import { gzipSync } from 'node:zlib';
import { CRC32C } from '@google-cloud/storage';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { save, type StorageRig, storageRig } from './rig.ts';

let rig: StorageRig;
beforeEach(async () => {
  rig = await storageRig();
});
afterEach(() => rig.close());

function upload(query: string, init: { readonly body: string; readonly type?: string }): Promise<Response> {
  const url = `${rig.objectsUrl.replace('/storage/', '/upload/storage/')}?${query}`;
  return fetch(url, { method: 'POST', body: init.body, headers: { 'content-type': init.type ?? 'text/plain' } });
}

describe('reads', () => {
  it('carry checksums and the generation', async () => {
    await save(rig.bucket, 'n', '123456789', 0);
    const [object] = rig.emulator.objects('state');
    const response = await fetch(`${rig.objectsUrl}/n?alt=media`);
    expect(response.headers.get('x-goog-hash')).toBe('crc32c=4waSgw==,md5=JfnnlDI7RTiF9RgfG2JNCw==');
    expect(response.headers.get('x-goog-generation')).toBe(object?.generation);
    expect(await response.text()).toBe('123456789');
  });

  it('answer 304 when the generation is the known one, 412 when it is not the wanted one', async () => {
    await save(rig.bucket, 'n', 'x', 0);
    const [object] = rig.emulator.objects('state');
    const known = object?.generation ?? '';
    const statuses = [];
    for (const query of [
      `ifGenerationNotMatch=${known}`,
      'ifGenerationNotMatch=1',
      'ifGenerationMatch=1',
      'ifMetagenerationMatch=1',
    ]) {
      statuses.push((await fetch(`${rig.objectsUrl}/n?${query}`)).status);
    }
    expect(statuses).toEqual([304, 200, 412, 200]);
  });

  it('decompress gzip only for clients that do not take it', async () => {
    const file = rig.bucket.file('z');
    const metadata = { contentEncoding: 'gzip' };
    const preconditionOpts = { ifGenerationMatch: 0 };
    await file.save(gzipSync('hello'), { resumable: false, metadata, preconditionOpts, validation: false });
    const plain = await fetch(`${rig.objectsUrl}/z?alt=media`, { headers: { 'accept-encoding': 'identity' } });
    expect(plain.headers.get('content-encoding')).toBeNull();
    expect(await plain.text()).toBe('hello');
    const packed = await fetch(`${rig.objectsUrl}/z?alt=media`, { headers: { 'accept-encoding': 'gzip' } });
    expect(packed.headers.get('content-encoding')).toBe('gzip');
    expect(await packed.text()).toBe('hello');
  });
});

describe('uploads', () => {
  it('take plain media', async () => {
    const response = await upload('uploadType=media&name=m&ifGenerationMatch=0', { body: 'hi' });
    expect(await response.json()).toMatchObject({ name: 'm', size: '2', contentType: 'text/plain' });
    expect((await upload('uploadType=media&name=m&ifGenerationNotMatch=0', { body: 'hi' })).status).toBe(200);
  });

  it('refuse content that does not match the stated checksum, and bodies that cannot be read', async () => {
    const part = (body: string): string =>
      `--b\r\ncontent-type: application/json\r\n\r\n${body}\r\n--b\r\n\r\nhi\r\n--b--`;
    const type = 'multipart/related; boundary="b"';
    const sum = new CRC32C();
    sum.update(Buffer.from('hi'));
    const clientSum = sum.toString();
    const wrong = await upload('uploadType=multipart', { body: part('{"name":"w","crc32c":"AAAAAA=="}'), type });
    expect(wrong.status).toBe(400);
    const right = await upload('uploadType=multipart', { body: part(`{"name":"r","crc32c":"${clientSum}"}`), type });
    expect(await right.json()).toMatchObject({ name: 'r', crc32c: clientSum });
    expect((await upload('uploadType=multipart&name=t', { body: '--b\r\n\r\n{}', type })).status).toBe(400);
    expect(rig.emulator.objects('state').map(({ name }) => name)).toEqual(['r']);
  });
});

describe('what is not there', () => {
  it.each([
    ['POST', '/upload/storage/v1/b/state/o?uploadType=resumable&name=n', 'uploadType=resumable'],
    ['POST', '/storage/v1/b/state/o/n/compose', '/storage/v1/b/state/o/n/compose'],
    ['DELETE', '/storage/v1/b/state', 'DELETE /storage/v1/b/state'],
    ['GET', '/storage/v1/b/state/o?matchGlob=*', 'matchGlob'],
    ['GET', '/state/n', 'GET /state/n'],
  ])('%s %s is 501 by name', async (method, path, named) => {
    const response = await fetch(new URL(path, rig.objectsUrl), { method });
    expect(response.status).toBe(501);
    const { error } = (await response.json()) as { error: { message: string; errors: { reason: string }[] } };
    expect(error.message).toContain(named);
    expect(error.errors[0]?.reason).toBe('notImplemented');
  });
});

describe('faults and the journal', () => {
  it('put an error in the way of a request, once', async () => {
    rig.emulator.faults.inject({
      when: ({ method }) => method === 'POST',
      answer: () => new Response('down', { status: 503 }),
      times: 1,
    });
    await expect(save(rig.bucket, 'n', 'x', 0)).rejects.toMatchObject({ code: 503 });
    await save(rig.bucket, 'n', 'x', 0);
    const { journal } = rig.emulator;
    expect(journal.mutations()).toHaveLength(1);
    expect(journal.entries.map(({ status }) => status)).toEqual([503, 200]);
  });
});
