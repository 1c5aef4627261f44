// How answers can be made to differ: rate limits, PENDING operations, lenient bodies, partial answers, beta links,
// filtered lists of operations.
import { createRequire } from 'node:module';
import { expect, it } from 'vitest';
import { createProject, type Json, link, makeServices, ruleBody, ZONE } from './project.ts';

const CHECK = { name: 'hc', type: 'HTTP', httpHealthCheck: {} };

it('refuses more requests than a minute allows, until the next whole minute of the clock', async () => {
  const { call, clock } = createProject({
    rates: { GlobalReadsPerMinutePerProject: 2, ReadRequestsPerMinutePerProjectPerRegion: 1 },
  });
  await clock.advance(59_000);
  const read = () => call('GET', '/global/urlMaps');
  expect([(await read()).status, (await read()).status]).toEqual([200, 200]);
  const refused = await read();
  expect(refused).toMatchObject({ status: 403, reason: 'rateLimitExceeded' });
  expect(refused.message).toMatch(
    /^Quota exceeded for quota metric 'Global reads' and limit 'Global reads per minute' of service 'compute.googleapis.com' for consumer 'project_number:\d+'.$/,
  );
  expect(refused.body.error).toMatchObject({
    details: [{ reason: 'RATE_LIMIT_EXCEEDED', metadata: { quota_limit_value: '2', quota_location: 'global' } }],
  });
  const inZone = () => call('GET', `/zones/${ZONE}/networkEndpointGroups`);
  expect([(await inZone()).status, (await inZone()).status]).toEqual([200, 403]);
  expect((await call('GET', '/zones/europe-west1-b/networkEndpointGroups')).status).toBe(200);
  expect((await call('POST', '/global/healthChecks', CHECK)).status).toBe(200);
  await clock.advance(1000);
  expect((await read()).status).toBe(200);
});

it.each([
  ['OperationReadRequestsPerMinutePerProject', 'GET', '/global/operations'],
  ['HeavyWeightReadRequestsPerMinutePerProject', 'GET', '/aggregated/urlMaps'],
  ['GlobalWritesPerMinutePerProject', 'DELETE', '/global/urlMaps/none'],
  ['WritesPerMinutePerProjectPerRegion', 'DELETE', `/zones/${ZONE}/networkEndpointGroups/none`],
  [
    'NetworkEndpointWriteRequestsPerMinutePerProjectPerRegion',
    'POST',
    `/zones/${ZONE}/networkEndpointGroups/none/attachNetworkEndpoints`,
  ],
  [
    'NetworkEndpointListRequestsPerMinutePerProjectPerRegion',
    'POST',
    `/zones/${ZONE}/networkEndpointGroups/none/listNetworkEndpoints`,
  ],
] as const)('%s counts %s %s', async (limit, method, path) => {
  const { call } = createProject({ rates: { [limit]: 0 } });
  const body = method === 'POST' ? {} : undefined;
  expect((await call(method, path, body)).reason).toBe('rateLimitExceeded');
  expect((await call('GET', '')).status).toBe(200);
});

it('starts operations PENDING when asked to, without a start time', async () => {
  const { call, clock } = createProject({ operations: 'realistic', operationsStart: 'PENDING' });
  const { body } = await call('POST', '/global/healthChecks', CHECK);
  expect(body).toMatchObject({ status: 'PENDING', progress: 0 });
  expect(body).not.toHaveProperty('startTime');
  const read = async () => (await call('GET', `/global/operations/${String(body.name)}`)).body;
  await clock.advance(500);
  expect(await read()).toMatchObject({ status: 'RUNNING', startTime: expect.any(String) });
  await clock.advance(500);
  expect((await read()).status).toBe('DONE');
});

it('drops unknown fields when asked to, at any depth', async () => {
  const { make, get } = createProject({ unknownFields: 'drop' });
  await make('POST', '/global/healthChecks', { ...CHECK, nme: 1, httpHealthCheck: { prt: 1, port: 81 } });
  const shown = await get('/global/healthChecks/hc');
  expect(shown).not.toHaveProperty('nme');
  expect(shown.httpHealthCheck).toEqual({ port: 81, requestPath: '/', proxyHeader: 'NONE' });
});

it('answers the fields that were asked for, and refuses a malformed selection', async () => {
  const project = createProject();
  await makeServices(project);
  const { body } = await project.call('GET', '/global/backendServices?fields=kind,items(name,backends/group)');
  expect(body).toEqual({
    kind: 'compute#backendServiceList',
    items: ['blue', 'green'].map((name) => ({ name, backends: [{ group: expect.stringContaining('/neg') }] })),
  });
  const aggregated = await project.call('GET', '/aggregated/healthChecks?fields=items/*/healthChecks(name)');
  expect(aggregated.body).toMatchObject({ items: { global: { healthChecks: [{ name: 'hc' }] } } });
  for (const mask of ['items(name', 'items)', 'a,', '/a']) {
    const fields = encodeURIComponent(mask);
    expect((await project.call('GET', `/global/urlMaps?fields=${fields}`)).reason).toBe('invalidParameter');
  }
});

it('answers beta requests with beta links, and says of fields that only beta has that they are missing', async () => {
  const project = createProject();
  await makeServices(project);
  const beta = async (path: string, init?: RequestInit): Promise<{ status: number; body: Json }> => {
    const url = `http://127.0.0.1/compute/beta/projects/demo${path}`;
    const response = await project.emulator.handler(new Request(url, init));
    return { status: response.status, body: (await response.json()) as Json };
  };
  const { body } = await beta('/global/backendServices/blue');
  expect(body).toMatchObject({
    selfLink: link('/global/backendServices/blue').replace('/v1/', '/beta/'),
    healthChecks: [link('/global/healthChecks/hc').replace('/v1/', '/beta/')],
  });
  const insert = { method: 'POST', body: JSON.stringify({ ...CHECK, name: 'new', betaOnly: true }) };
  expect((await beta('/global/healthChecks', insert)).status).toBe(501);
});

it('filters operations by what they did and to what', async () => {
  const project = createProject();
  await makeServices(project);
  await project.make('DELETE', '/global/backendServices/green');
  const list = async (filter: string): Promise<unknown> => {
    const path = `/global/operations?filter=${encodeURIComponent(filter)}`;
    const { items = [] } = await project.get(path);
    return (items as Json[]).map(({ operationType, targetLink }) => [operationType, targetLink]);
  };
  const green = link('/global/backendServices/green');
  expect(await list('operationType = delete')).toEqual([['delete', green]]);
  expect(await list(`targetLink = "${green}" AND status = DONE`)).toEqual([
    ['insert', green],
    ['delete', green],
  ]);
  expect(await list('status != DONE')).toEqual([]);
});

it('shows a quota for every metric that it counts, each a published one', async () => {
  const project = createProject({ quotas: { GLOBAL_EXTERNAL_MANAGED_FORWARDING_RULES: 0 } });
  await makeServices(project);
  const { quotas } = (await project.get('')) as unknown as { quotas: { metric: string; usage: number }[] };
  const published = Object.keys(quotaMetrics());
  expect(quotas.map(({ metric }) => metric).filter((metric) => !published.includes(metric))).toEqual([]);
  expect(quotas).toContainEqual(expect.objectContaining({ metric: 'BACKEND_SERVICES', usage: 2 }));
  for (const metric of ['SSL_CERTIFICATES', 'SSL_POLICIES', 'SECURITY_POLICIES', 'TARGET_HTTPS_PROXIES']) {
    expect(quotas).toContainEqual(expect.objectContaining({ metric, usage: 0 }));
  }
  await project.make('POST', '/global/urlMaps', { name: 'map', defaultService: 'global/backendServices/blue' });
  await project.make('POST', '/global/targetHttpProxies', { name: 'proxy', urlMap: 'global/urlMaps/map' });
  const rule = await project.call('POST', '/global/forwardingRules', ruleBody('rule'));
  expect(rule.message).toContain("Quota 'GLOBAL_EXTERNAL_MANAGED_FORWARDING_RULES' exceeded.");
});

function quotaMetrics(): Readonly<Record<string, unknown>> {
  interface Node {
    readonly nested?: Readonly<Record<string, Node>>;
    readonly values?: Readonly<Record<string, unknown>>;
  }
  let node = createRequire(import.meta.url)('@google-cloud/compute/build/protos/protos.json') as Node;
  for (const name of ['google', 'cloud', 'compute', 'v1', 'Quota', 'Metric']) node = node.nested?.[name] ?? {};
  return node.values ?? {};
}
