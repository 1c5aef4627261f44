// HTTPS at the edge: which certificate is shown, what SSL policies keep out, what requests look like behind it.
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { beforeAll, expect, test } from 'vitest';
import { closeServer, listen } from '../../../infra/emulators/kit/serve.ts';
import { type TestCertificate, testCertificate } from '../certificates.ts';
import { sendByTls, type TlsClientOptions, tunnel } from './tls-client.ts';
import { createWorld, global, vip, type World } from './world.ts';

const us = 'us-west1';
const FOO = 'foo.example.com';

let foo: TestCertificate;
let bar: TestCertificate;
beforeAll(async () => {
  foo = await testCertificate([FOO]);
  bar = await testCertificate(['bar.example.com', '*.bar.example.com']);
});

/** A pod that answers what it saw, behind HTTP on port 80 and HTTPS on 443. */
async function createTlsWorld(proxy: Readonly<Record<string, unknown>> = {}): Promise<World> {
  const world = await createWorld();
  await world.addPod('10.1.0.1', 'us-west1-a', (request, response) => {
    response.end(JSON.stringify({ url: request.url, headers: request.headers }));
  });
  world.addService('s', { 'us-west1-a': ['10.1.0.1'] });
  world.addFrontEnd({ defaultService: global('backendServices', 's') });
  for (const [name, pair] of Object.entries({ foo, bar })) {
    world.view.put(global('sslCertificates', name), { certificate: pair.certificate });
    world.view.putKey(global('sslCertificates', name), pair.privateKey);
  }
  world.view.put(global('targetHttpsProxies', 'tls'), {
    urlMap: global('urlMaps', 'map'),
    sslCertificates: [global('sslCertificates', 'foo'), global('sslCertificates', 'bar')],
    ...proxy,
  });
  world.view.put(global('forwardingRules', 'tls'), {
    IPAddress: vip,
    portRange: '443-443',
    target: global('targetHttpsProxies', 'tls'),
  });
  await world.healthy(1);
  await world.plane.settled();
  return world;
}

function send(world: World, options: Partial<TlsClientOptions>) {
  const defaults = { connectTo: `${vip}:443`, serverName: FOO, ca: [foo.certificate, bar.certificate] };
  return sendByTls(world.proxies.get(us) ?? '', { ...defaults, ...options });
}

test('the endpoint sees a request over TLS as such', async () => {
  await using world = await createTlsWorld();
  const proxyHeaders = { 'proxy-client-address': '198.51.100.7' };
  const { status, headers, body } = await send(world, { path: '/p?q=1', proxyHeaders });
  expect(status).toBe(200);
  expect(headers).toMatchObject({ via: '1.1 google' });
  const seen = JSON.parse(body) as { url: string; headers: Record<string, string> };
  expect(seen).toMatchObject({
    url: '/p?q=1',
    headers: { host: FOO, 'x-forwarded-proto': 'https', 'x-forwarded-for': `198.51.100.7,${vip}` },
  });
  expect(seen.headers).not.toHaveProperty('proxy-client-address');
  expect(world.plane.requests).toMatchObject([
    { method: 'GET', host: FOO, status: 200, tls: { serverName: FOO, version: 'TLSv1.3' } },
  ]);
});

test.each([
  { serverName: FOO, shown: FOO },
  { serverName: 'bar.example.com', shown: 'bar.example.com' },
  { serverName: 'x.bar.example.com', shown: 'bar.example.com' },
  { serverName: 'other.example.com', shown: FOO },
])('$serverName is shown the certificate of $shown; the first one is the default', async ({ serverName, shown }) => {
  await using world = await createTlsWorld();
  const { subject } = await send(world, { serverName, tls: { rejectUnauthorized: false } });
  expect(subject).toBe(shown);
});

test('a certificate that names the host beats an earlier one with a wildcard', async () => {
  const wild = await testCertificate(['*.example.com']);
  await using world = await createTlsWorld({
    sslCertificates: [global('sslCertificates', 'wild'), global('sslCertificates', 'foo')],
  });
  world.view.put(global('sslCertificates', 'wild'), { certificate: wild.certificate });
  world.view.putKey(global('sslCertificates', 'wild'), wild.privateKey);
  await world.plane.settled();
  expect((await send(world, {})).subject).toBe(FOO);
});

test('an SSL policy keeps old versions and other ciphers out, and the failure is on record', async () => {
  await using world = await createTlsWorld({ sslPolicy: global('sslPolicies', 'strict') });
  const enabledFeatures = ['TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384'];
  world.view.put(global('sslPolicies', 'strict'), { minTlsVersion: 'TLS_1_2', enabledFeatures });
  await world.plane.settled();
  const at12 = (ciphers: string) => send(world, { tls: { maxVersion: 'TLSv1.2', ciphers } });
  expect((await at12('ECDHE-ECDSA-AES256-GCM-SHA384')).status).toBe(200);
  await expect(at12('ECDHE-ECDSA-AES128-GCM-SHA256')).rejects.toThrow();
  world.view.put(global('sslPolicies', 'strict'), { minTlsVersion: 'TLS_1_3', enabledFeatures });
  await world.plane.settled();
  await expect(at12('ECDHE-ECDSA-AES256-GCM-SHA384')).rejects.toThrow();
  expect((await send(world, {})).status).toBe(200);
  const failures = world.plane.requests.filter(({ method }) => method === 'CONNECT');
  expect(failures).toMatchObject([
    { status: 0, reason: expect.stringContaining('TLS failed') },
    { status: 0, reason: expect.stringContaining('TLS failed') },
  ]);
});

test('what a CONNECT cannot reach is refused by name', async () => {
  await using world = await createTlsWorld();
  const refusal = async (connectTo: string): Promise<unknown> => send(world, { connectTo }).catch(String);
  expect(await refusal('203.0.113.99:443')).toContain('no forwarding rule listens on 203.0.113.99:443');
  expect(await refusal('nowhere')).toContain('CONNECT needs VIP:port');
  world.view.put(global('sslCertificates', 'managed'), { type: 'MANAGED' });
  world.view.put(global('targetHttpsProxies', 'tls'), {
    urlMap: global('urlMaps', 'map'),
    sslCertificates: [global('sslCertificates', 'managed')],
  });
  await world.plane.settled();
  expect(await refusal(`${vip}:443`)).toContain('all are being provisioned');
  world.view.remove(global('sslCertificates', 'managed'));
  await world.plane.settled();
  expect(await refusal(`${vip}:443`)).toContain('SSL certificate managed was deleted');
  world.view.put(global('targetHttpsProxies', 'tls'), {
    urlMap: global('urlMaps', 'map'),
    sslCertificates: [global('sslCertificates', 'foo')],
    sslPolicy: global('sslPolicies', 'gone'),
  });
  await world.plane.settled();
  expect(await refusal(`${vip}:443`)).toContain('SSL policy gone was deleted');
  expect(world.plane.requests.map(({ status }) => status)).toEqual([502, 400, 502, 502, 502]);
});

test('plain HTTP to the TLS port is told so; a tunnel to the plain port carries plain HTTP', async () => {
  await using world = await createTlsWorld();
  const plain = await world.send(us, { url: `http://${vip}:443/` });
  expect(plain.status).toBe(502);
  expect(plain.body).toContain('speaks TLS');
  const socket = await tunnel(world.proxies.get(us) ?? '', { connectTo: `${vip}:80` });
  const answer = new Promise<string>((resolve) => socket.once('data', (chunk) => resolve(String(chunk))));
  socket.write('GET /tunnelled HTTP/1.1\r\nhost: h\r\n\r\n');
  expect(await answer).toContain('200 OK');
  socket.destroy();
});

test('HTTP is sent to HTTPS by a map of its own, and a redirect over TLS keeps the scheme', async () => {
  await using world = await createTlsWorld();
  world.view.put(global('urlMaps', 'redirect'), {
    defaultUrlRedirect: { httpsRedirect: true, redirectResponseCode: 'FOUND' },
  });
  world.view.put(global('targetHttpProxies', 'proxy'), { urlMap: global('urlMaps', 'redirect') });
  world.view.put(global('urlMaps', 'map'), { defaultUrlRedirect: { pathRedirect: '/new' } });
  await world.plane.settled();
  const first = await world.send(us, { host: FOO, path: '/a?b' });
  expect(first).toMatchObject({ status: 302, headers: { location: `https://${FOO}/a?b` } });
  const second = await send(world, { path: '/old' });
  expect(second).toMatchObject({ status: 301, headers: { location: `https://${FOO}/new` } });
});

test('HTTPS to the endpoints: no certificate is checked; endpoints that speak HTTP only are a 502', async () => {
  await using world = await createTlsWorld();
  const server = createServer({ key: bar.privateKey, cert: bar.certificate }, (_request, response) => {
    response.end('by TLS');
  });
  await listen(server, 0);
  try {
    const socket = { host: '127.0.0.1', port: (server.address() as AddressInfo).port } as const;
    const pod = { ip: '10.1.0.2', instance: 'node-us-west1-a', zone: 'us-west1-a' };
    world.fabric.addPod({ ...pod, sockets: new Map([[8080, socket]]) });
    world.addService('secure', { 'us-west1-a': ['10.1.0.2'] }, { protocol: 'HTTPS' });
    const probe = { portSpecification: 'USE_SERVING_PORT' };
    world.view.put(global('healthChecks', 'secure'), { type: 'HTTPS', healthyThreshold: 1, httpsHealthCheck: probe });
    world.view.put(global('urlMaps', 'map'), { defaultService: global('backendServices', 'secure') });
    await world.plane.settled();
    await world.healthy(1);
    expect(await world.send(us, {})).toMatchObject({ status: 200, body: 'by TLS' });
    world.view.put(global('backendServices', 's'), {
      ...world.view.get(global('backendServices', 's')),
      protocol: 'HTTPS',
    });
    world.view.put(global('urlMaps', 'map'), { defaultService: global('backendServices', 's') });
    await world.plane.settled();
    await world.healthy(1);
    const broken = await world.send(us, {});
    expect(broken.status).toBe(502);
    expect(broken.body).toContain('backend connection error');
  } finally {
    await closeServer(server);
  }
});
