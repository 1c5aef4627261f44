// How our clients send requests: connections are kept, a signal's reason comes through, and so does the network's.
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it, onTestFinished, vi } from 'vitest';
import { ask, libraryFetch } from '../../../lib/adapters/calls/index.ts';
import { HANGS_MS } from '../../limits.ts';

let server: Server;
let url: string;
const sockets = new Set<unknown>();
beforeAll(async () => {
  server = createServer((request, response) => {
    sockets.add(request.socket);
    if (request.url === '/elsewhere') response.writeHead(302, { location: '/there' }).end();
    else if (request.url === '/half') response.writeHead(200, { 'content-length': '10' }).write('half');
    else if (request.url !== '/never') response.end(JSON.stringify([request.method, request.headers['x-own']]));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
const signal = AbortSignal.timeout(HANGS_MS);

it('asks again on the connection that it has', async () => {
  sockets.clear();
  for (let time = 0; time < 3; time += 1) {
    const init = { method: 'PATCH', headers: { 'x-own': 'yes' }, body: '{}', signal };
    expect(await ask(url, init)).toMatchObject({ status: 200, text: '["PATCH","yes"]' });
  }
  expect(sockets.size).toBe(1);
});

it.each([
  ['asks on a connection that was idle for less than the other side keeps it', 3_900, 1],
  ['makes another one for a connection that was idle longer, even before a timer has run', 4_000, 2],
])('%s', async (_, idleMs, connections) => {
  onTestFinished(() => void vi.useRealTimers());
  sockets.clear();
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() });
  await ask(url, { signal });
  // The agent takes the connection back after the answer has been read.
  await new Promise(setImmediate);
  vi.setSystemTime(Date.now() + idleMs);
  await ask(url, { signal });
  expect(sockets.size).toBe(connections);
});

it('follows what a library follows, and nothing that it does not', async () => {
  const by = async (redirect: 'follow' | 'manual') => (await libraryFetch(`${url}/elsewhere`, { redirect })).status;
  expect([await by('follow'), await by('manual')]).toEqual([200, 302]);
});

it.each(['/never', '/half'])('rejects with the reason of its signal: %s', async (path) => {
  const asked = ask(`${url}${path}`, { signal: AbortSignal.timeout(50) });
  await expect(asked).rejects.toMatchObject({ name: 'TimeoutError' });
});

it('says why nobody answered', async () => {
  await expect(ask('http://127.0.0.1:9', { signal })).rejects.toThrow(/ECONNREFUSED/);
});

it('asks who stands in for the global fetch', async () => {
  vi.stubGlobal('fetch', () => Promise.resolve(new Response('stand-in')));
  onTestFinished(() => void vi.unstubAllGlobals());
  expect((await ask(`${url}/never`, { signal })).text).toBe('stand-in');
});
