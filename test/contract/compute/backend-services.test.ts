// What a backend service may not say: limits, fields of other load balancers, and features that are not there.
import { beforeAll, expect, it } from 'vitest';
import { createProject, type Json, link, makeServices, NEG, type Project, serviceBody } from './project.ts';

let project: Project;
beforeAll(async () => {
  project = createProject();
  await makeServices(project);
});

const group = link(NEG);
const backend = (extra: Json): Json => ({ backends: [{ group, balancingMode: 'RATE', maxRate: 1, ...extra }] });
const groups = (count: number): Json => ({
  backends: Array.from({ length: count }, (_, index) => ({
    group: link(`/zones/us-west1-a/networkEndpointGroups/many-${index}`),
    balancingMode: 'RATE',
    maxRate: 1,
  })),
});
const insert = (extra: Json) => project.call('POST', '/global/backendServices', serviceBody('new', extra));

it.each<[string, Json, string]>([
  [
    'one group twice',
    { backends: [...(backend({}).backends as Json[]), ...(backend({}).backends as Json[])] },
    'invalid',
  ],
  ['a backend without a group', backend({ group: '' }), 'invalid'],
  ['connection limits with RATE', backend({ maxConnectionsPerEndpoint: 5 }), 'invalid'],
  ['a rate per instance', backend({ maxRatePerInstance: 5 }), 'invalid'],
  ['rates of nothing', backend({ maxRate: 0 }), 'invalid'],
  [
    'two health checks',
    { healthChecks: [link('/global/healthChecks/hc'), link('/global/healthChecks/hc2')] },
    'invalid',
  ],
  ['a timeout below a second', { timeoutSec: -1 }, 'invalid'],
  [
    'a cookie of more than two weeks',
    { sessionAffinity: 'GENERATED_COOKIE', affinityCookieTtlSec: 1_209_601 },
    'invalid',
  ],
  [
    '17 request headers',
    { customRequestHeaders: Array.from({ length: 17 }, (_, index) => `X-${index}: 1`) },
    'invalid',
  ],
  [
    '17 response headers',
    { customResponseHeaders: Array.from({ length: 17 }, (_, index) => `X-${index}: 1`) },
    'invalid',
  ],
  ['a header of more than 8 KB', { customRequestHeaders: [`X: ${'a'.repeat(8192)}`] }, 'invalid'],
  ['a header without a value', { customRequestHeaders: ['X'] }, 'invalid'],
  ['a stream duration', { maxStreamDuration: { seconds: '5' } }, 'invalid'],
  ['an internal scheme', { loadBalancingScheme: 'INTERNAL_MANAGED' }, 'notImplemented'],
  ['TCP', { protocol: 'TCP' }, 'notImplemented'],
  ['a group of instances', backend({ group: link('/zones/us-west1-a/instanceGroups/ig') }), 'notFound'],
])('refuses %s', async (_name, extra, reason) => {
  await project.call('POST', '/global/healthChecks', { name: 'hc2', type: 'TCP', tcpHealthCheck: {} });
  await project.clock.advance(0);
  expect((await insert(extra)).reason).toBe(reason);
});

it.each([
  ['outlierDetection', { outlierDetection: { consecutiveErrors: 5 } }],
  ['circuitBreakers', { circuitBreakers: { maxRequests: 5 } }],
  ['localityLbPolicy', { localityLbPolicy: 'RING_HASH' }],
  ['consistentHash', { consistentHash: { minimumRingSize: '5' } }],
])('knows %s with the Envoy-based scheme only', async (field, extra) => {
  const classic = await insert({ ...extra, loadBalancingScheme: 'EXTERNAL' });
  expect(classic).toMatchObject({ status: 400, reason: 'invalid' });
  expect(classic.message).toContain(`resource.${field}`);
  const name = field.toLowerCase();
  expect((await insert({ ...extra, name })).status).toBe(200);
});

it('takes 50 backends, and not 51', async () => {
  for (let index = 0; index < 51; index += 1) {
    const neg = { name: `many-${index}`, networkEndpointType: 'GCE_VM_IP_PORT' };
    await project.call('POST', '/zones/us-west1-a/networkEndpointGroups', neg);
  }
  await project.clock.advance(0);
  const refused = await insert(groups(51));
  expect(refused.reason).toBe('invalid');
  expect(refused.message).toContain('At most 50 backends');
  expect((await insert({ ...groups(50), name: 'fifty' })).status).toBe(200);
});

it('holds 0 as no timeout to be the default', async () => {
  await project.make('POST', '/global/backendServices', serviceBody('zero', { timeoutSec: 0 }));
  expect((await project.get('/global/backendServices/zero')).timeoutSec).toBe(30);
});

it('tells the health of its own groups only', async () => {
  const ask = (body: Json) => project.call('POST', '/global/backendServices/blue/getHealth', body);
  expect((await ask({})).reason).toBe('required');
  expect((await ask({ group: 'neg' })).reason).toBe('invalid');
  await project.make('POST', '/zones/us-west1-a/networkEndpointGroups', {
    name: 'stranger',
    networkEndpointType: 'GCE_VM_IP_PORT',
  });
  const refused = await ask({ group: link('/zones/us-west1-a/networkEndpointGroups/stranger') });
  expect(refused.message).toContain('not a backend of this backend service');
});
