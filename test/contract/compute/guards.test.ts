// What security policies, Cloud CDN, IAP and session affinity may not say.
import { beforeAll, expect, it } from 'vitest';
import { createProject, type Json, makeServices, type Project, serviceBody } from './project.ts';

const LAST = { priority: 2_147_483_647, action: 'deny(403)', match: everyone() };
const KEY = { keyName: 'key', keyValue: 'AAAAAAAAAAAAAAAAAAAAAA==' };

function everyone(): Json {
  return { versionedExpr: 'SRC_IPS_V1', config: { srcIpRanges: ['*'] } };
}

let project: Project;
beforeAll(async () => {
  project = createProject();
  await makeServices(project);
  await project.make('POST', '/global/securityPolicies', { name: 'policy', rules: [LAST] });
});

const rule = (extra: Json): Json => ({ priority: 1, action: 'allow', match: everyone(), ...extra });
const ranges = (...srcIpRanges: string[]): Json => ({
  match: { versionedExpr: 'SRC_IPS_V1', config: { srcIpRanges } },
});

it.each([
  ['without a last rule', { rules: [rule({})] }, 'invalid'],
  ['with two rules of one priority', { rules: [rule({}), rule({}), LAST] }, 'invalid'],
  ['with an unknown action', { rules: [rule({ action: 'deny(418)' }), LAST] }, 'invalid'],
  ['with a bad range', { rules: [rule(ranges('10.0.0.0/33')), LAST] }, 'invalid'],
  ['with eleven ranges', { rules: [rule(ranges(...Array<string>(11).fill('10.0.0.1'))), LAST] }, 'invalid'],
  ['with a rule that matches nothing', { rules: [{ priority: 1, action: 'allow' }, LAST] }, 'required'],
  [
    'with two kinds of match',
    { rules: [rule({ match: { ...everyone(), expr: { expression: 'true' } } }), LAST] },
    'invalid',
  ],
  ['with a throttle that has no rate', { rules: [rule({ action: 'throttle' }), LAST] }, 'invalid'],
  ['of a kind for other load balancers', { type: 'CLOUD_ARMOR_NETWORK' }, 'notImplemented'],
])('refuses a security policy %s', async (_name, body, reason) => {
  expect((await project.call('POST', '/global/securityPolicies', { name: 'new', ...body })).reason).toBe(reason);
});

it('words what is wrong with rule verbs, and keeps rules out of PATCH', async () => {
  const path = '/global/securityPolicies/policy';
  const missing = await project.call('POST', `${path}/removeRule?priority=7`);
  expect(missing.message).toBe(
    "Invalid value for field 'priority': '7'. The security policy does not contain a rule at priority 7.",
  );
  expect((await project.call('GET', `${path}/getRule`)).reason).toBe('required');
  expect((await project.call('POST', `${path}/addRule`, LAST)).message).toContain('same priorities');
  expect((await project.call('POST', `${path}/removeRule?priority=${LAST.priority}`)).reason).toBe('invalid');
  expect((await project.call('POST', `${path}/patchRule?priority=${LAST.priority}`, { match: null })).status).toBe(400);
  const { fingerprint } = await project.get(path);
  const patch = { rules: [{ ...LAST, action: 'allow' }], fingerprint };
  expect((await project.call('PATCH', path, patch)).reason).toBe('invalid');
  expect((await project.call('GET', `${path}/getRule?priority=${LAST.priority}`)).body.action).toBe('deny(403)');
});

it('case 50: adds a rule without a priority as the first one', async () => {
  await project.make('POST', '/global/securityPolicies', { name: 'first', rules: [LAST] });
  const path = '/global/securityPolicies/first';
  await project.make('POST', `${path}/addRule`, { action: 'allow', match: everyone() });
  expect((await project.call('GET', `${path}/getRule?priority=0`)).body).toMatchObject({ priority: 0 });
});

it.each([
  ['TTLs with USE_ORIGIN_HEADERS', { cacheMode: 'USE_ORIGIN_HEADERS', defaultTtl: 60 }],
  ['a maxTtl with FORCE_CACHE_ALL', { cacheMode: 'FORCE_CACHE_ALL', maxTtl: 60 }],
  ['a default beyond the maximum', { cacheMode: 'CACHE_ALL_STATIC', defaultTtl: 61, maxTtl: 60 }],
  ['a negative policy without negative caching', { negativeCachingPolicy: [{ code: 404, ttl: 60 }] }],
  ['a status that is never cached', { negativeCaching: true, negativeCachingPolicy: [{ code: 500, ttl: 60 }] }],
  ['a status twice', { negativeCaching: true, negativeCachingPolicy: [{ code: 404 }, { code: 404 }] }],
  [
    'two lists of parameters',
    keyPolicy({ includeQueryString: true, queryStringBlacklist: ['a'], queryStringWhitelist: ['b'] }),
  ],
  ['a list without the query', keyPolicy({ queryStringWhitelist: ['b'] })],
  ['six bypass headers', { bypassCacheOnRequestHeaders: Array.from({ length: 6 }, () => ({ headerName: 'x' })) }],
])('refuses a CDN policy with %s', async (_name, cdnPolicy) => {
  const body = serviceBody('new', { enableCDN: true, cdnPolicy });
  const { reason, message } = await project.call('POST', '/global/backendServices', body);
  expect(reason).toBe('invalid');
  expect(message).toContain('resource.cdnPolicy');
});

function keyPolicy(cacheKeyPolicy: Json): Json {
  return { cacheKeyPolicy };
}

it('fills in a CDN policy when CDN is on, and only then', async () => {
  await project.make('POST', '/global/backendServices', serviceBody('cached', { enableCDN: true }));
  expect(await project.get('/global/backendServices/cached')).toMatchObject({
    cdnPolicy: { cacheMode: 'CACHE_ALL_STATIC', maxTtl: 86_400, cacheKeyPolicy: { includeHost: true } },
  });
  expect(await project.get('/global/backendServices/blue')).not.toHaveProperty('cdnPolicy');
});

it('refuses keys for signed URLs that are malformed, known, too many or missing', async () => {
  await project.make('POST', '/global/backendServices', serviceBody('signed', { enableCDN: true }));
  const path = '/global/backendServices/signed';
  expect((await project.call('POST', `${path}/addSignedUrlKey`, { ...KEY, keyValue: 'short' })).reason).toBe('invalid');
  for (const keyName of ['a', 'b', 'c']) await project.make('POST', `${path}/addSignedUrlKey`, { ...KEY, keyName });
  expect((await project.call('POST', `${path}/addSignedUrlKey`, { ...KEY, keyName: 'a' })).message).toContain('exists');
  expect((await project.call('POST', `${path}/addSignedUrlKey`, KEY)).message).toContain('At most 3');
  expect((await project.call('POST', `${path}/deleteSignedUrlKey?keyName=d`)).reason).toBe('invalid');
});

it.each([
  ['CLIENT_IP_PROTO', {}],
  ['HEADER_FIELD', { localityLbPolicy: 'ROUND_ROBIN' }],
  ['STRONG_COOKIE_AFFINITY', {}],
  ['HTTP_COOKIE', { loadBalancingScheme: 'EXTERNAL' }],
])('refuses session affinity %s with %o', async (sessionAffinity, extra) => {
  const body = serviceBody('new', { sessionAffinity, ...extra });
  expect((await project.call('POST', '/global/backendServices', body)).reason).toBe('invalid');
});

it('refuses IAP together with CDN', async () => {
  const body = serviceBody('new', { enableCDN: true, iap: { enabled: true } });
  expect((await project.call('POST', '/global/backendServices', body)).reason).toBe('invalid');
});

it.each(['HTTPS', 'HTTP2'])('takes %s to backends, with a health check of its type', async (protocol) => {
  const name = protocol.toLowerCase();
  const probe = { [`${name}HealthCheck`]: { portSpecification: 'USE_SERVING_PORT' } };
  await project.make('POST', '/global/healthChecks', { name, type: protocol, ...probe });
  expect(await project.get(`/global/healthChecks/${name}`)).toMatchObject({
    [`${name}HealthCheck`]: { requestPath: '/', proxyHeader: 'NONE' },
  });
  const body = serviceBody(name, { protocol, healthChecks: [`global/healthChecks/${name}`] });
  await project.make('POST', '/global/backendServices', body);
  expect((await project.get(`/global/backendServices/${name}`)).protocol).toBe(protocol);
});
