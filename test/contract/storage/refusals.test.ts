// Requests that cannot be meant, one line for each rule. In process: nothing here needs a socket.
import { beforeEach, expect, it } from 'vitest';
import { virtualClock } from '../../../infra/emulators/kit/clock.ts';
import { seededRandom } from '../../../infra/emulators/kit/random.ts';
import { createStorageEmulator, type StorageEmulator } from '../../../infra/emulators/storage/index.ts';

const OBJECTS = '/storage/v1/b/state/o';
const UPLOAD = `/upload${OBJECTS}`;

let emulator: StorageEmulator;
beforeEach(() => {
  emulator = createStorageEmulator({ clock: virtualClock(), random: seededRandom(1), buckets: ['state'] });
});

async function send(method: string, path: string, init: RequestInit = {}): Promise<Response> {
  return emulator.handler(new Request(`http://any${path}`, { ...init, method }));
}

async function refusal(response: Response): Promise<{ status: number; reason: string | undefined; message: string }> {
  const { error } = (await response.json()) as { error: { message: string; errors: { reason: string }[] } };
  return { status: response.status, reason: error.errors[0]?.reason, message: error.message };
}

const put = (name: string, init: RequestInit = { body: 'x' }) =>
  send('POST', `${UPLOAD}?uploadType=media&name=${name}`, init);
const multipart = (metadata: string, type = 'multipart/related; boundary=b') =>
  send('POST', `${UPLOAD}?uploadType=multipart`, {
    headers: { 'content-type': type },
    body: `--b\r\n\r\n${metadata}\r\n--b\r\n\r\nx\r\n--b--`,
  });

it.each([
  ['a precondition that is no number', 'GET', `${OBJECTS}/a?ifGenerationMatch=x`],
  ['a page of x objects', 'GET', `${OBJECTS}?maxResults=x`],
  ['a page token of somebody else', 'GET', `${OBJECTS}?pageToken=%21`],
  ['a name that does not decode', 'GET', `${OBJECTS}/%E0%A4%A`],
  ['an upload without a name', 'POST', `${UPLOAD}?uploadType=media`],
  ['a name of more than 1024 bytes', 'POST', `${UPLOAD}?uploadType=media&name=${'é'.repeat(513)}`],
  ['a name with a line break', 'POST', `${UPLOAD}?uploadType=media&name=a%0Ab`],
])('refuses %s', async (_what, method, path) => {
  await put('a');
  expect(await refusal(await send(method, path, method === 'POST' ? { body: 'x' } : {}))).toMatchObject({
    status: 400,
  });
  expect(emulator.objects('state').map(({ name }) => name)).toEqual(['a']);
});

it.each([
  ['metadata that is no JSON', '{', 'not a JSON object'],
  ['metadata that is no object', '7', 'not a JSON object'],
  ['a content type that is no text', '{"name":"a","contentType":7}', 'Invalid value for contentType'],
  ['custom metadata in a list', '{"name":"a","metadata":["x"]}', 'Invalid value for metadata'],
])('refuses an upload with %s', async (_what, metadata, message) => {
  expect(await refusal(await multipart(metadata))).toMatchObject({
    status: 400,
    message: expect.stringContaining(message) as string,
  });
});

it('refuses a multipart upload without a boundary, and fields that are not emulated by name', async () => {
  expect(await refusal(await multipart('{"name":"a"}', 'text/plain'))).toMatchObject({ status: 400 });
  expect(await refusal(await multipart('{"name":"a","temporaryHold":true}'))).toMatchObject({
    status: 501,
    message: expect.stringContaining('temporaryHold') as string,
  });
});

it('refuses buckets of impossible names, and changes that are no JSON', async () => {
  const made = await send('POST', '/storage/v1/b', { body: '{"name":"Not_A_Bucket"}' });
  expect(await refusal(made)).toMatchObject({ status: 400 });
  await put('a');
  expect(await refusal(await send('PATCH', `${OBJECTS}/a`, { body: '[' }))).toMatchObject({ status: 400 });
});

it('has no ranges: 501 by name', async () => {
  await put('a');
  const part = await send('GET', `${OBJECTS}/a?alt=media`, { headers: { range: 'bytes=0-1' } });
  expect(await refusal(part)).toMatchObject({ status: 501, message: expect.stringContaining('Range') as string });
});

it('gives back with the bytes what was said about them', async () => {
  const said = { cacheControl: 'no-store', contentDisposition: 'inline', contentLanguage: 'en', contentType: 'text/x' };
  await multipart(JSON.stringify({ name: 'a', ...said }));
  const { headers } = await send('GET', `${OBJECTS}/a?alt=media`);
  expect(Object.fromEntries(headers)).toMatchObject({
    'cache-control': 'no-store',
    'content-disposition': 'inline',
    'content-language': 'en',
    'content-type': 'text/x',
  });
});

it('counts changes and deletions against the rate of a name, and lets it through again a second later', async () => {
  const clock = virtualClock();
  emulator = createStorageEmulator({ clock, random: seededRandom(1), buckets: ['state'] });
  await put('a');
  const change = () => send('PATCH', `${OBJECTS}/a`, { body: '{"metadata":{"k":"v"}}' });
  const statuses = [];
  for (let count = 0; count < 3; count += 1) statuses.push((await change()).status);
  expect(statuses).toEqual([200, 200, 429]);
  expect(await refusal(await send('DELETE', `${OBJECTS}/a`))).toMatchObject({
    status: 429,
    reason: 'rateLimitExceeded',
  });
  await clock.advance(1000);
  expect((await send('DELETE', `${OBJECTS}/a`)).status).toBe(204);
});
