// What a client sees: routing by host and path, the proxy's headers, and the answers of the load balancer itself.
import { expect, test } from 'vitest';
import { createWorld, global, negPath, vip } from './world.ts';

const service = (name: string): string => global('backendServices', name);
const us = 'us-west1';

test('the worked example: default backend, exact path, prefix, and a catch-all host', async () => {
  await using world = await createWorld();
  for (const [name, ip] of [
    ['d', '10.1.0.1'],
    ['s1', '10.1.0.2'],
    ['s2', '10.1.0.3'],
    ['s3', '10.1.0.4'],
  ] as const) {
    await world.addPod(ip, 'us-west1-a', (_request, response) => void response.end(name));
    world.addService(name, { 'us-west1-a': [ip] });
  }
  world.addFrontEnd({
    defaultService: service('d'),
    hostRules: [
      { hosts: ['a'], pathMatcher: 'm1' },
      { hosts: ['*'], pathMatcher: 'm2' },
    ],
    pathMatchers: [
      {
        name: 'm1',
        defaultService: service('d'),
        pathRules: [
          { paths: ['/x'], service: service('s1') },
          { paths: ['/x/*'], service: service('s2') },
        ],
      },
      { name: 'm2', defaultService: service('d'), pathRules: [{ paths: ['/*'], service: service('s3') }] },
    ],
  });
  await world.healthy(4);
  const answers: Record<string, string> = {};
  for (const [host, path] of [
    ['a', '/x'],
    ['a', '/x/'],
    ['a', '/x/y?q=1'],
    ['a', '/xy'],
    ['A:80', '/x'],
    ['b', '/x'],
  ] as const) {
    answers[`${host}${path}`] = (await world.send(us, { host, path })).body;
  }
  expect(answers).toEqual({ 'a/x': 's1', 'a/x/': 's2', 'a/x/y?q=1': 's2', 'a/xy': 'd', 'A:80/x': 's1', 'b/x': 's3' });
});

test('the endpoint sees Host, path and body as sent, and the headers of the proxy', async () => {
  await using world = await createWorld();
  await world.addPod('10.1.0.1', 'us-west1-a', (request, response) => {
    response.setHeader('set-cookie', ['a=1', 'b=2']);
    response.writeHead(request.url === '/healthz' ? 200 : 201);
    let body = '';
    request.on('data', (chunk) => (body += String(chunk)));
    request.on('end', () => response.end(JSON.stringify({ url: request.url, headers: request.headers, body })));
  });
  world.addService('s', { 'us-west1-a': ['10.1.0.1'] }, { customRequestHeaders: ['X-Team: blue'] });
  world.addFrontEnd({ defaultService: service('s') });
  await world.healthy(1);
  const response = await world.send(us, {
    host: 'bar.example.com',
    path: '/p?q=1',
    method: 'POST',
    headers: { 'x-forwarded-for': '192.0.2.7', connection: 'x-hop', 'x-hop': '1' },
    body: 'hello',
  });
  expect(response.status).toBe(201);
  expect(response.headers).toMatchObject({ via: '1.1 google', 'set-cookie': ['a=1', 'b=2'] });
  const seen = JSON.parse(response.body) as { url: string; headers: Record<string, string>; body: string };
  expect(seen).toMatchObject({ url: '/p?q=1', body: 'hello' });
  expect(seen.headers).toMatchObject({
    host: 'bar.example.com',
    via: '1.1 google',
    'x-forwarded-for': `192.0.2.7,127.0.0.1,${vip}`,
    'x-forwarded-proto': 'http',
    'x-team': 'blue',
  });
  expect(seen.headers).not.toHaveProperty('x-hop');
  expect(world.plane.requests).toEqual([
    {
      at: expect.any(Number) as number,
      region: us,
      vip,
      method: 'POST',
      host: 'bar.example.com',
      path: '/p?q=1',
      backendService: 's',
      neg: 's',
      endpoint: '10.1.0.1:8080',
      zone: 'us-west1-a',
      status: 201,
      reason: 'ok',
    },
  ]);
});

test('route actions: weights, rewrites, header actions and redirects', async () => {
  await using world = await createWorld();
  for (const [name, ip] of [
    ['s1', '10.1.0.1'],
    ['s2', '10.1.0.2'],
  ] as const) {
    await world.addPod(ip, 'us-west1-a', (request, response) => {
      response.end(`${name} ${request.headers.host} ${request.url} ${request.headers['x-added'] as string}`);
    });
    world.addService(name, { 'us-west1-a': [ip] });
  }
  const weightedBackendServices = [
    {
      backendService: service('s1'),
      weight: 900,
      headerAction: { requestHeadersToAdd: [{ headerName: 'X-Added', headerValue: 'main' }] },
    },
    {
      backendService: service('s2'),
      weight: 100,
      headerAction: { requestHeadersToAdd: [{ headerName: 'X-Added', headerValue: 'canary' }] },
    },
  ];
  world.addFrontEnd({
    defaultService: service('s1'),
    hostRules: [{ hosts: ['*'], pathMatcher: 'm' }],
    pathMatchers: [
      {
        name: 'm',
        defaultService: service('s1'),
        headerAction: { responseHeadersToAdd: [{ headerName: 'X-Map', headerValue: 'm', replace: true }] },
        routeRules: [
          {
            priority: 2,
            matchRules: [{ prefixMatch: '/split/' }],
            routeAction: { weightedBackendServices, urlRewrite: { hostRewrite: 'inner', pathPrefixRewrite: '/v2/' } },
          },
          {
            priority: 1,
            matchRules: [{ prefixMatch: '/old/' }],
            urlRedirect: { prefixRedirect: '/new/', httpsRedirect: true, redirectResponseCode: 'FOUND' },
          },
          { priority: 3, matchRules: [{ regexMatch: '/a.*' }], service: service('s2') },
        ],
      },
    ],
  });
  await world.healthy(2);
  const seen = new Map<string, number>();
  for (let i = 0; i < 100; i += 1) {
    const response = await world.send(us, { path: '/split/a?b' });
    expect(response.headers['x-map']).toBe('m');
    seen.set(response.body, (seen.get(response.body) ?? 0) + 1);
  }
  expect([...seen.keys()].sort()).toEqual(['s1 inner /v2/a?b main', 's2 inner /v2/a?b canary']);
  expect(seen.get('s2 inner /v2/a?b canary')).toBeGreaterThan(3);
  expect(seen.get('s2 inner /v2/a?b canary')).toBeLessThan(25);
  const redirect = await world.send(us, { host: 'h', path: '/old/x?y' });
  expect(redirect).toMatchObject({ status: 302, headers: { location: 'https://h/new/x?y' } });
  expect(await world.send(us, { path: '/other' })).toMatchObject({
    status: 501,
    body: 'not emulated by the data plane: matchRules.regexMatch\n',
  });
});

test('what does not exist or is not emulated is answered by name', async () => {
  await using world = await createWorld();
  await world.addPod('10.1.0.1', 'us-west1-a');
  world.addService('s', { 'us-west1-a': ['10.1.0.1'] }, { iap: { enabled: true } });
  world.addFrontEnd({ defaultService: service('s') });
  world.view.put(global('forwardingRules', 'tls'), {
    IPAddress: vip,
    portRange: '443-443',
    target: global('targetSslProxies', 'tls'),
  });
  world.view.put(global('forwardingRules', 'mesh'), {
    IPAddress: '203.0.113.20',
    portRange: '80-80',
    loadBalancingScheme: 'INTERNAL_SELF_MANAGED',
    target: global('targetHttpProxies', 'proxy'),
  });
  expect((await world.send(us, { url: 'http://203.0.113.20/' })).status).toBe(502);
  const unknown = await world.send(us, { url: 'http://203.0.113.99/' });
  expect(unknown.status).toBe(502);
  expect(unknown.body).toContain('no forwarding rule listens on 203.0.113.99:80');
  expect((await world.send(us, { url: `http://${vip}:8080/` })).status).toBe(502);
  expect(await world.send(us, { url: `http://${vip}:443/` })).toMatchObject({
    status: 501,
    body: 'not emulated by the data plane: targetSslProxies\n',
  });
  expect(await world.send(us, {})).toMatchObject({
    status: 501,
    body: 'not emulated by the data plane: backendService.iap\n',
  });
  expect((await world.send(us, { url: '/', host: 'x' })).status).toBe(400);
});

test('a broken or silent endpoint: 502 without a retry, 504 after the timeout', async () => {
  await using world = await createWorld();
  let hits = 0;
  const pod = await world.addPod('10.1.0.1', 'us-west1-a', (request, response) => {
    if (request.url === '/healthz') {
      response.end();
      return;
    }
    hits += 1;
    if (request.url === '/reset') request.socket.destroy();
    if (request.url === '/silent') void world.clock.advance(1000);
  });
  world.addService('s', { 'us-west1-a': ['10.1.0.1'] }, { timeoutSec: 1 });
  world.addFrontEnd({ defaultService: service('s') });
  await world.healthy(1);
  expect((await world.send(us, { path: '/reset' })).status).toBe(502);
  expect(hits).toBe(1);
  expect((await world.send(us, { path: '/silent' })).status).toBe(504);
  pod.close();
  pod.closeAllConnections();
  expect((await world.send(us, {})).status).toBe(502);
  expect(world.plane.requests.map(({ reason }) => reason)).toEqual([
    'backend connection error ECONNRESET',
    'upstream request timeout',
    'backend connection error ECONNREFUSED',
  ]);
  expect(world.view.endpoints(negPath('us-west1-a', 's'))).toHaveLength(1);
});

test('a header action that makes invalid HTTP fails the request, not the emulator', async () => {
  await using world = await createWorld();
  await world.addPod('10.1.0.1', 'us-west1-a');
  world.addService('s', { 'us-west1-a': ['10.1.0.1'] });
  const invalid = [{ headerName: 'X-Bad', headerValue: 'a\nb' }];
  world.addFrontEnd({
    defaultService: service('s'),
    headerAction: { requestHeadersToAdd: invalid },
  });
  await world.healthy(1);
  expect((await world.send(us, {})).status).toBe(502);
  world.view.put(global('urlMaps', 'map'), {
    defaultService: service('s'),
    headerAction: { responseHeadersToAdd: invalid },
  });
  await world.plane.settled();
  expect((await world.send(us, {})).status).toBe(502);
});

test('features of a request, a backend service or a map that are not emulated are named', async () => {
  await using world = await createWorld();
  await world.addPod('10.1.0.1', 'us-west1-a');
  world.addService('s', { 'us-west1-a': ['10.1.0.1'] });
  world.addFrontEnd({ defaultService: service('s') });
  await world.healthy(1);
  const named = (feature: string) => ({ status: 501, body: `not emulated by the data plane: ${feature}\n` });
  const headers = { connection: 'upgrade', upgrade: 'websocket' };
  expect(await world.send(us, { headers })).toMatchObject(named('WebSocket'));
  const stored = world.view.get(service('s'));
  for (const [change, feature] of [
    [{ protocol: 'HTTP2' }, 'backendService.protocol HTTP2'],
    [{ sessionAffinity: 'HEADER_FIELD' }, 'backendService.sessionAffinity HEADER_FIELD'],
    [{ backends: [{ group: 'projects/p/zones/us-west1-a/instanceGroups/ig' }] }, 'instance group backends'],
  ] as const) {
    world.view.put(service('s'), { ...stored, ...change });
    await world.plane.settled();
    expect(await world.send(us, {})).toMatchObject(named(feature));
  }
  world.view.put(service('s'), { ...stored });
  const prefixMatch = '/';
  for (const [rule, feature] of [
    [{ matchRules: [{ pathTemplateMatch: '/a/*' }] }, 'matchRules.pathTemplateMatch'],
    [
      { matchRules: [{ prefixMatch, headerMatches: [{ headerName: 'a', regexMatch: '.' }] }] },
      'headerMatches.regexMatch',
    ],
    [
      { matchRules: [{ prefixMatch, queryParameterMatches: [{ name: 'a', regexMatch: '.' }] }] },
      'queryParameterMatches.regexMatch',
    ],
    [{ matchRules: [{ prefixMatch, metadataFilters: [{}] }] }, 'matchRules.metadataFilters'],
    [
      { matchRules: [{ prefixMatch }], routeAction: { urlRewrite: { pathTemplateRewrite: '/{a}' } } },
      'urlRewrite.pathTemplateRewrite',
    ],
    [{ matchRules: [{ prefixMatch }], routeAction: { faultInjectionPolicy: {} } }, 'routeAction.faultInjectionPolicy'],
  ] as const) {
    world.view.put(global('urlMaps', 'map'), {
      defaultService: service('s'),
      hostRules: [{ hosts: ['*'], pathMatcher: 'm' }],
      pathMatchers: [
        { name: 'm', defaultService: service('s'), routeRules: [{ priority: 1, service: service('s'), ...rule }] },
      ],
    });
    await world.plane.settled();
    expect(await world.send(us, {})).toMatchObject(named(feature));
  }
});
