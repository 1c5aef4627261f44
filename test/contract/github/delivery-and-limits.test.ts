// What depends on time: the webhook timeout and the rate limit, on a virtual clock; and what git may send compressed.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createGitHubEmulator, type GitHubEmulator } from '../../../infra/emulators/github/index.ts';
import { type VirtualClock, virtualClock } from '../../../infra/emulators/kit/clock.ts';
import { seededRandom } from '../../../infra/emulators/kit/random.ts';
import { type Served, serve } from '../../../infra/emulators/kit/serve.ts';

const base = 'http://127.0.0.1:1';
let directory: string;
let clock: VirtualClock;
let hub: GitHubEmulator;
let receiver: Served;
let arrived: PromiseWithResolvers<void>;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'github-emulator-'));
  clock = virtualClock();
  arrived = Promise.withResolvers<void>();
  receiver = await serve(() => {
    arrived.resolve();
    return new Promise<Response>(() => {});
  });
  hub = await createGitHubEmulator({
    repositories: [{ directory, owner: 'acme', repo: 'fleet', defaultBranch: 'main' }],
    clock,
    random: seededRandom(7),
    webhook: { url: () => receiver.url, secrets: ['s'] },
    tokens: new Map([['t', { login: 'ada', type: 'User', permission: 'admin' }]]),
    baseUrl: () => base,
  });
});
afterEach(async () => {
  await receiver.close();
  await hub.idle();
  await rm(directory, { recursive: true });
});

const call = (method: string, path: string, body?: object): Promise<Response> =>
  Promise.resolve(
    hub.handler(
      new Request(`${base}${path}`, {
        method,
        headers: { authorization: 'Bearer t' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
    ),
  );

test('a receiver that does not answer has ten seconds', async () => {
  await call('POST', '/repos/acme/fleet/issues', { title: 'Slow' });
  await arrived.promise;
  await clock.advance(9_999);
  expect(hub.deliveries()[0]).toMatchObject({ event: 'issues', status: undefined });
  await clock.advance(1);
  await hub.idle();
  expect(hub.deliveries()[0]).toMatchObject({ status: 0, attempts: [{ status: 0, redelivery: false }] });
});

test('a token has 5,000 requests an hour', async () => {
  let last = await call('GET', '/repos/acme/fleet');
  for (let used = 1; used < 5_000; used += 1) {
    // More than 900 a minute would be too fast.
    if (used % 800 === 0) await clock.advance(60_000);
    last = await call('GET', '/repos/acme/fleet');
  }
  expect([last.status, last.headers.get('x-ratelimit-remaining')]).toEqual([200, '0']);
  const refused = await call('GET', '/repos/acme/fleet');
  expect([refused.status, refused.headers.get('x-ratelimit-remaining')]).toEqual([403, '0']);
  await clock.advance(3_600_000);
  expect((await call('GET', '/repos/acme/fleet')).headers.get('x-ratelimit-remaining')).toBe('4999');
});

test('what comes too fast is refused with the seconds to wait, although the hour has room', async () => {
  const create = () => call('POST', '/repos/acme/fleet/issues', { title: 'One of many' });
  for (let made = 0; made < 80; made += 1) expect((await create()).status).toBe(201);
  const refused = await create();
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([403, '60']);
  expect(await refused.json()).toMatchObject({ message: expect.stringContaining('secondary rate limit') });
  expect(Number(refused.headers.get('x-ratelimit-remaining'))).toBeGreaterThan(4_000);
  await clock.advance(60_000);
  expect((await create()).status).toBe(201);
});

test('reads count too, a fifth of a write', async () => {
  for (let read = 0; read < 900; read += 1) expect((await call('GET', '/repos/acme/fleet')).status).toBe(200);
  expect((await call('GET', '/repos/acme/fleet')).headers.get('retry-after')).toBe('60');
});

test('malformed bodies and paths are the client’s mistake', async () => {
  const broken = new Request(`${base}/repos/acme/fleet/issues`, {
    method: 'POST',
    headers: { authorization: 'Bearer t' },
    body: '{',
  });
  expect((await hub.handler(broken)).status).toBe(400);
  expect((await call('POST', '/repos/acme/fleet/issues', { title: 5 })).status).toBe(422);
  expect((await call('GET', '/repos/acme/fleet/contents/%ff')).status).toBe(400);
});

test('a gzip request body, which git sends when it has much to say, is understood', async () => {
  const request = new Request(`${base}/acme/fleet.git/git-upload-pack`, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-git-upload-pack-request',
      'content-encoding': 'gzip',
      'git-protocol': 'version=2',
    },
    body: gzipSync('0014command=ls-refs\n00010009peel\n0000'),
  });
  const response = await hub.handler(request);
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toBe('application/x-git-upload-pack-result');
  // An empty repository has no refs: a flush packet and nothing else.
  expect(await response.text()).toBe('0000');
});
