// Request bodies: what the server fills in, and what it refuses, kind by kind.
import { beforeAll, expect, it } from 'vitest';
import { createProject, type Json, link, makeServices, NEG, type Project, serviceBody, ZONE } from './project.ts';

let project: Project;
beforeAll(async () => {
  project = createProject();
  await makeServices(project);
});

const backend = (extra: Json): Json => ({
  backends: [{ group: link(NEG), balancingMode: 'RATE', maxRatePerEndpoint: 1, ...extra }],
});
const firewall = (extra: Json): Json => ({ name: 'fw', allowed: [{ IPProtocol: 'TCP', ports: ['80'] }], ...extra });
const check = (extra: Json): Json => ({ name: 'new', type: 'HTTP', httpHealthCheck: {}, ...extra });

it.each([
  ['an unknown field', 'healthChecks', check({ nme: 'x' }), 'badRequest'],
  ['an unknown field deep inside', 'healthChecks', check({ httpHealthCheck: { prt: 1 } }), 'badRequest'],
  ['a wrong type', 'healthChecks', check({ timeoutSec: '5' }), 'badRequest'],
  ['an unknown enum value', 'healthChecks', check({ type: 'PING' }), 'badRequest'],
  ['a bad name', 'healthChecks', check({ name: 'Bad_Name' }), 'invalid'],
  ['no name', 'healthChecks', { type: 'HTTP', httpHealthCheck: {} }, 'required'],
  ['a name that is taken', 'healthChecks', check({ name: 'hc' }), 'alreadyExists'],
  ['a timeout beyond the interval', 'healthChecks', check({ timeoutSec: 6 }), 'invalid'],
  ['settings of another type', 'healthChecks', check({ tcpHealthCheck: {} }), 'invalid'],
  [
    'a port with USE_SERVING_PORT',
    'healthChecks',
    check({
      httpHealthCheck: { port: 80, portSpecification: 'USE_SERVING_PORT' },
    }),
    'invalid',
  ],
  [
    'UTILIZATION with NEGs',
    'backendServices',
    serviceBody('new', backend({ balancingMode: 'UTILIZATION' })),
    'invalid',
  ],
  ['CONNECTION with HTTP', 'backendServices', serviceBody('new', backend({ balancingMode: 'CONNECTION' })), 'invalid'],
  [
    'RATE without a rate',
    'backendServices',
    serviceBody('new', {
      backends: [{ group: link(NEG), balancingMode: 'RATE' }],
    }),
    'invalid',
  ],
  ['maxUtilization with NEGs', 'backendServices', serviceBody('new', backend({ maxUtilization: 0.8 })), 'invalid'],
  ['a scaler below 0.1', 'backendServices', serviceBody('new', backend({ capacityScaler: 0.05 })), 'invalid'],
  ['scaler 0 on the only backend', 'backendServices', serviceBody('new', backend({ capacityScaler: 0 })), 'invalid'],
  ['backends without health check', 'backendServices', serviceBody('new', { healthChecks: [] }), 'invalid'],
  ['a cookie TTL without cookie', 'backendServices', serviceBody('new', { affinityCookieTtlSec: 5 }), 'invalid'],
  [
    'outlier detection on the classic scheme',
    'backendServices',
    serviceBody('new', {
      loadBalancingScheme: 'EXTERNAL',
      outlierDetection: { consecutiveErrors: 5 },
    }),
    'invalid',
  ],
  ['a firewall without action', 'firewalls', { name: 'fw' }, 'invalid'],
  ['a bad range', 'firewalls', firewall({ sourceRanges: ['10.0.0.0/33'] }), 'invalid'],
  ['ports without ports', 'firewalls', firewall({ allowed: [{ IPProtocol: 'icmp', ports: ['80'] }] }), 'invalid'],
  ['an unknown network', 'firewalls', firewall({ network: 'global/networks/none' }), 'notFound'],
])('refuses %s (%s)', async (_name, collection, body, reason) => {
  expect((await project.call('POST', `/global/${collection}`, body)).reason).toBe(reason);
});

it('words a bad name and an unknown field as the real API does', async () => {
  const named = await project.call('POST', '/global/healthChecks', check({ name: 'X' }));
  expect(named.message).toBe(
    "Invalid value for field 'resource.name': 'X'. Must be a match of regex '(?:[a-z](?:[-a-z0-9]{0,61}[a-z0-9])?)'",
  );
  const unknown = await project.call('POST', '/global/healthChecks', check({ nme: 'x' }));
  expect(unknown.message).toBe(`Invalid JSON payload received. Unknown name "nme" at 'resource': Cannot find field.`);
  expect(unknown.body.error).toMatchObject({ status: 'INVALID_ARGUMENT' });
});

it('fills in what the server fills in', async () => {
  await project.make('POST', '/global/firewalls', firewall({ name: 'filled' }));
  expect(await project.get('/global/firewalls/filled')).toMatchObject({
    direction: 'INGRESS',
    priority: 1000,
    disabled: false,
    network: link('/global/networks/default'),
    allowed: [{ IPProtocol: 'tcp', ports: ['80'] }],
    sourceRanges: ['0.0.0.0/0'],
  });
  expect(await project.get('/global/healthChecks/hc')).toMatchObject({
    checkIntervalSec: 5,
    unhealthyThreshold: 2,
    httpHealthCheck: { port: 80, requestPath: '/', proxyHeader: 'NONE' },
  });
  const service = await project.get('/global/backendServices/blue');
  expect(service).toMatchObject({ protocol: 'HTTP', portName: 'http', sessionAffinity: 'NONE', timeoutSec: 30 });
  expect(service.creationTimestamp).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}-08:00$/);
  expect(service.id).toMatch(/^\d{16,19}$/);
});

it('shows only the digest of an IAP secret, and keeps it when a change leaves the secret out', async () => {
  const iap = { enabled: true, oauth2ClientId: 'id', oauth2ClientSecret: 'secret' };
  await project.make('POST', '/global/backendServices', serviceBody('guarded', { iap }));
  const path = '/global/backendServices/guarded';
  const { iap: shown, fingerprint } = (await project.get(path)) as { iap: Json; fingerprint: string };
  expect(shown).toEqual({
    enabled: true,
    oauth2ClientId: 'id',
    oauth2ClientSecretSha256: expect.stringMatching(/^[0-9a-f]{64}$/),
  });
  await project.make('PATCH', path, { timeoutSec: 31, fingerprint });
  expect((await project.get(path)).iap).toEqual(shown);
});

it('changes the type of a health check by PUT', async () => {
  await project.make('POST', '/global/healthChecks', check({ name: 'turning' }));
  const body = { name: 'turning', type: 'TCP', tcpHealthCheck: { port: 81 } };
  await project.make('PUT', '/global/healthChecks/turning', body);
  const after = await project.get('/global/healthChecks/turning');
  expect(after).toMatchObject({ type: 'TCP', tcpHealthCheck: { port: 81, proxyHeader: 'NONE' } });
  expect(after).not.toHaveProperty('httpHealthCheck');
});

it('counts resources against quotas, those in flight too', async () => {
  const small = createProject({ quotas: { HEALTH_CHECKS: 1 } });
  expect((await small.call('POST', '/global/healthChecks', check({ name: 'one' }))).status).toBe(200);
  const refused = await small.call('POST', '/global/healthChecks', check({ name: 'two' }));
  expect(refused).toMatchObject({ status: 403, reason: 'quotaExceeded' });
  expect(refused.message).toBe("Quota 'HEALTH_CHECKS' exceeded.  Limit: 1.0 globally.");
  const { quotas } = (await small.get('')) as { quotas: Json[] };
  expect(quotas).toContainEqual({ metric: 'HEALTH_CHECKS', limit: 1, usage: 1 });
});

const LIST_SETS = 'securityPolicies.listPreconfiguredExpressionSets';
it.each([
  ['GET', '/global/backendBuckets', 'backendBuckets.list'],
  ['POST', '/global/targetSslProxies', 'targetSslProxies.insert'],
  ['GET', '/global/securityPolicies/listPreconfiguredExpressionSets', LIST_SETS],
  ['GET', '/regions/us-west1/backendServices', 'region/backendServices.list'],
  ['PUT', '/global/forwardingRules/rule', 'PUT forwardingRules'],
  ['PUT', '/global/sslPolicies/policy', 'PUT sslPolicies'],
])('says by name that %s %s is not there', async (method, path, what) => {
  const { status, message } = await project.call(method, path, method === 'GET' ? undefined : {});
  expect({ status, message }).toEqual({ status: 501, message: `${what} is not implemented by this emulator.` });
});

it('answers 404 for a zone, a project and a resource that do not exist', async () => {
  expect((await project.call('GET', '/zones/mars-a/networkEndpointGroups')).reason).toBe('notFound');
  expect((await project.call('GET', `/zones/${ZONE}/networkEndpointGroups/none`)).reason).toBe('notFound');
  const other = new Request('http://127.0.0.1/compute/v1/projects/other/global/urlMaps');
  expect((await project.emulator.handler(other)).status).toBe(404);
});
