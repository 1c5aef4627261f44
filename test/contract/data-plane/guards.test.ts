// Session affinity, header variables, security policies and the mark that Cloud CDN leaves.
import { expect, test } from 'vitest';
import { createWorld, global, vip, type World } from './world.ts';

const us = 'us-west1';
const PODS = ['10.1.0.1', '10.1.0.2', '10.1.0.3'];
const everyone = (action: string, priority = 2_147_483_647) => fromRanges(action, priority, '*');

function fromRanges(action: string, priority: number, ...srcIpRanges: string[]) {
  return { action, priority, match: { versionedExpr: 'SRC_IPS_V1', config: { srcIpRanges } } };
}

/** Three pods that answer with their address, behind a service with these settings. */
async function serviceWith(body: Readonly<Record<string, unknown>>, pods = PODS): Promise<World> {
  const world = await createWorld();
  for (const ip of pods) await world.addPod(ip, 'us-west1-a');
  world.addService('s', { 'us-west1-a': pods }, body);
  world.addFrontEnd({ defaultService: global('backendServices', 's') });
  await world.healthy(pods.length);
  return world;
}

async function bodies(world: World, count: number, headers: Readonly<Record<string, string>> = {}) {
  const seen = new Set<string>();
  for (let n = 0; n < count; n += 1) seen.add((await world.send(us, { headers })).body);
  return [...seen];
}

test('CLIENT_IP keeps each client at one endpoint, and different clients spread', async () => {
  await using world = await serviceWith({ sessionAffinity: 'CLIENT_IP' });
  expect(await bodies(world, 6)).toHaveLength(1);
  const places = new Set<string>();
  for (let host = 1; host <= 12; host += 1) {
    const [place = '', ...more] = await bodies(world, 2, { 'proxy-client-address': `198.51.100.${host}` });
    expect(more).toEqual([]);
    places.add(place);
  }
  expect(places.size).toBe(PODS.length);
});

test('CLIENT_IP moves only the clients of an endpoint that goes', async () => {
  await using world = await serviceWith({ sessionAffinity: 'CLIENT_IP' });
  const place = async (host: number): Promise<string> =>
    (await world.send(us, { headers: { 'proxy-client-address': `198.51.100.${host}` } })).body;
  const before = new Map<number, string>();
  for (let host = 1; host <= 12; host += 1) before.set(host, await place(host));
  const neg = 'projects/p/zones/us-west1-a/networkEndpointGroups/s';
  world.view.attach(neg, world.view.endpoints(neg).slice(1));
  await world.plane.settled();
  for (const [host, was] of before) {
    const now = await place(host);
    if (was === PODS[0]) expect(now).not.toBe(was);
    else expect(now).toBe(was);
  }
});

test('GENERATED_COOKIE: the first answer sets it, it leads back, and a stale one is replaced', async () => {
  await using world = await serviceWith({ sessionAffinity: 'GENERATED_COOKIE', affinityCookieTtlSec: 60 });
  expect(await bodies(world, 3)).toHaveLength(3);
  const first = await world.send(us, {});
  const [cookie = ''] = first.headers['set-cookie'] as readonly string[];
  expect(cookie).toMatch(/^GCLB="[0-9a-f]{32}"; path=\/; HttpOnly; Max-Age=60$/);
  const own = cookie.split(';')[0] ?? '';
  for (let n = 0; n < 4; n += 1) {
    const again = await world.send(us, { headers: { cookie: `a=b; ${own}` } });
    expect(again.body).toBe(first.body);
    expect(again.headers).not.toHaveProperty('set-cookie');
  }
  const stale = await world.send(us, { headers: { cookie: 'GCLB="nobody"' } });
  expect(stale.headers['set-cookie']).toHaveLength(1);
});

test('variables in custom headers, and in the header actions of a map, get their values', async () => {
  await using world = await createWorld();
  await world.addPod('10.1.0.1', 'us-west1-a', (request, response) => {
    response.end(JSON.stringify(request.headers));
  });
  world.addService(
    's',
    { 'us-west1-a': ['10.1.0.1'] },
    {
      customRequestHeaders: ['X-Client: {client_region}/{client_ip_address}', 'X-Tls: {tls_version}'],
      customResponseHeaders: ['X-Front: {server_ip_address}:{server_port}'],
    },
  );
  const requestHeadersToAdd = [{ headerName: 'x-encrypted', headerValue: '{client_encrypted}' }];
  world.addFrontEnd({ defaultService: global('backendServices', 's'), headerAction: { requestHeadersToAdd } });
  await world.healthy(1);
  const response = await world.send('europe-north1', { headers: { 'proxy-client-address': '198.51.100.7' } });
  expect(response.headers).toMatchObject({ 'x-front': `${vip}:80` });
  expect(JSON.parse(response.body)).toMatchObject({
    'x-client': 'FI/198.51.100.7',
    'x-tls': '',
    'x-encrypted': 'false',
  });
  const service = global('backendServices', 's');
  world.view.put(service, { ...world.view.get(service), customRequestHeaders: ['X: {client_city}'] });
  await world.plane.settled();
  expect(await world.send(us, {})).toMatchObject({
    status: 501,
    body: 'not emulated by the data plane: header variable {client_city}\n',
  });
});

test('a security policy decides by its first rule that matches; preview rules do not count', async () => {
  await using world = await serviceWith({ securityPolicy: global('securityPolicies', 'armor') });
  const policy = global('securityPolicies', 'armor');
  world.view.put(policy, {
    rules: [
      everyone('deny(404)'),
      fromRanges('allow', 10, '198.51.100.7'),
      { ...everyone('deny(502)', 5), preview: true },
      fromRanges('deny(403)', 20, '198.51.100.0/24', '2001:db8::/32'),
    ],
  });
  await world.plane.settled();
  const status = async (address: string): Promise<number> =>
    (await world.send(us, { headers: { 'proxy-client-address': address } })).status;
  expect(await status('198.51.100.7')).toBe(200);
  expect(await status('198.51.100.8')).toBe(403);
  expect(await status('2001:db8::1')).toBe(403);
  expect(await status('192.0.2.1')).toBe(404);
  expect(world.plane.requests.at(-1)).toMatchObject({
    backendService: 's',
    reason: 'denied by security policy armor, rule 2147483647',
  });
});

test('rules that cannot be judged are named when they are reached, and a deleted policy lets nobody in', async () => {
  await using world = await serviceWith({ edgeSecurityPolicy: global('securityPolicies', 'edge') });
  const policy = global('securityPolicies', 'edge');
  const expression = { action: 'deny(403)', priority: 20, match: { expr: { expression: 'request.path == "/"' } } };
  world.view.put(policy, { rules: [fromRanges('allow', 10, '127.0.0.1'), expression, everyone('allow')] });
  await world.plane.settled();
  expect((await world.send(us, {})).status).toBe(200);
  const other = { 'proxy-client-address': '198.51.100.7' };
  expect(await world.send(us, { headers: other })).toMatchObject({
    status: 501,
    body: 'not emulated by the data plane: securityPolicy rule 20: match.expr\n',
  });
  world.view.put(policy, { rules: [everyone('redirect')] });
  await world.plane.settled();
  expect((await world.send(us, {})).body).toContain('action redirect');
  world.view.remove(policy);
  await world.plane.settled();
  expect((await world.send(us, {})).status).toBe(502);
});

test('Cloud CDN has no effect, and the record says so', async () => {
  await using world = await serviceWith({ enableCDN: true }, PODS.slice(0, 1));
  expect((await world.send(us, {})).status).toBe(200);
  expect(world.plane.requests[0]).toMatchObject({ cdn: 'without effect', status: 200 });
});
