// What the smaller kinds of resources may not say, one line for each rule.
import { beforeAll, describe, expect, it } from 'vitest';
import { createProject, type Json, link, makeLoadBalancer, NEG, type Project, ruleBody } from './project.ts';

let project: Project;
beforeAll(async () => {
  project = createProject();
  await makeLoadBalancer(project);
});

type Case = readonly [what: string, body: Json, reason: string];

/** Bodies that an insert into the collection refuses, each with its reason. */
function inserts(collection: string, cases: readonly Case[]): void {
  describe(`refuses in ${collection}`, () => {
    it.each(cases)('%s', async (_what, body, reason) => {
      const path = collection === 'networkEndpointGroups' ? NEG.replace(/\/neg$/u, '') : `/global/${collection}`;
      expect((await project.call('POST', path, { name: 'new', ...body })).reason).toBe(reason);
    });
  });
}

const http = (httpHealthCheck: Json): Json => ({ type: 'HTTP', httpHealthCheck });
inserts('healthChecks', [
  ['no type', {}, 'required'],
  ['no settings of its type', { type: 'HTTP' }, 'required'],
  ['a path without /', http({ requestPath: 'healthz' }), 'invalid'],
  ['port 0', http({ port: 0 }), 'invalid'],
  ['port 65536', http({ port: 65_536 }), 'invalid'],
  ['an interval of more than 5 minutes', { ...http({}), checkIntervalSec: 301 }, 'invalid'],
  ['a threshold above 10', { ...http({}), healthyThreshold: 11 }, 'invalid'],
  ['a threshold of nothing', { ...http({}), unhealthyThreshold: 0 }, 'invalid'],
]);

const allowed = [{ IPProtocol: 'tcp', ports: ['80'] }];
inserts('firewalls', [
  ['an action without a protocol', { allowed: [{ ports: ['80'] }] }, 'required'],
  ['a port that is none', { allowed: [{ IPProtocol: 'tcp', ports: ['http'] }] }, 'invalid'],
  ['sources of egress', { allowed, direction: 'EGRESS', sourceTags: ['a'] }, 'invalid'],
  [
    'tags beside service accounts',
    { allowed, targetTags: ['a'], targetServiceAccounts: ['a@demo.iam.gserviceaccount.com'] },
    'invalid',
  ],
  ['a priority above 65535', { allowed, priority: 65_536 }, 'invalid'],
  ['allowed beside denied', { allowed, denied: allowed }, 'invalid'],
]);

inserts('addresses', [
  ['an address of one’s choice', { address: '192.0.2.1' }, 'invalid'],
  ['an internal one', { addressType: 'INTERNAL' }, 'invalid'],
  ['IPv6', { ipVersion: 'IPV6' }, 'invalid'],
  ['the standard tier', { networkTier: 'STANDARD' }, 'invalid'],
]);

inserts('forwardingRules', [
  ['no target', { ...ruleBody('new'), target: '' }, 'required'],
  ['a backend service as target', ruleBody('new', { backendService: link('/global/backendServices/blue') }), 'invalid'],
  ['no port', ruleBody('new', { portRange: undefined }), 'required'],
  ['a range of ports', ruleBody('new', { portRange: '80-90' }), 'invalid'],
  ['ports beside a target proxy', ruleBody('new', { ports: ['80'] }), 'invalid'],
  ['UDP', ruleBody('new', { IPProtocol: 'UDP' }), 'invalid'],
  ['the standard tier', ruleBody('new', { networkTier: 'STANDARD' }), 'invalid'],
  ['a scheme of a mesh', ruleBody('new', { loadBalancingScheme: 'INTERNAL_SELF_MANAGED' }), 'notImplemented'],
  ['an address that is not reserved', ruleBody('new', { IPAddress: link('/global/addresses/none') }), 'notFound'],
]);

const urlMap = link('/global/urlMaps/map');
inserts('targetHttpProxies', [
  ['no map', {}, 'required'],
  ['a bound proxy', { urlMap, proxyBind: true }, 'invalid'],
  ['connections kept for 4 seconds', { urlMap, httpKeepAliveTimeoutSec: 4 }, 'invalid'],
  ['connections kept for 1201 seconds', { urlMap, httpKeepAliveTimeoutSec: 1201 }, 'invalid'],
]);

inserts('networkEndpointGroups', [
  ['no type', {}, 'required'],
  ['the internet', { networkEndpointType: 'INTERNET_IP_PORT' }, 'notImplemented'],
]);

inserts('sslCertificates', [
  ['no key', { certificate: 'x' }, 'required'],
  [
    'a self-managed one with domains',
    { certificate: 'x', privateKey: 'y', managed: { domains: ['a.com'] } },
    'invalid',
  ],
  [
    '101 domains',
    { type: 'MANAGED', managed: { domains: Array.from({ length: 101 }, (_, i) => `h${i}.com`) } },
    'invalid',
  ],
]);

const cached = (cdnPolicy: Json): Json => ({
  loadBalancingScheme: 'EXTERNAL_MANAGED',
  healthChecks: [link('/global/healthChecks/hc')],
  enableCDN: true,
  cdnPolicy,
});
inserts('backendServices', [
  ['a TTL of more than a year', cached({ defaultTtl: 31_622_401 }), 'invalid'],
  ['signed URLs that expire in the past', cached({ signedUrlCacheMaxAgeSec: '-1' }), 'invalid'],
  ['stale content of more than a week', cached({ serveWhileStale: 604_801 }), 'invalid'],
  [
    'a negative answer kept too long',
    cached({ negativeCaching: true, negativeCachingPolicy: [{ code: 404, ttl: 1801 }] }),
    'invalid',
  ],
]);

it.each<[string, string, unknown, string]>([
  ['no map', '/targetHttpProxies/proxy/setUrlMap', {}, 'required'],
  ['no target', '/global/forwardingRules/rule/setTarget', {}, 'required'],
  ['labels without their fingerprint', '/global/addresses/vip/setLabels', { labels: {} }, 'required'],
  ['endpoints of nothing', `${NEG}/attachNetworkEndpoints`, { networkEndpoints: [] }, 'required'],
  ['a verb without a body', '/targetHttpProxies/proxy/setUrlMap', undefined, 'required'],
  ['an unknown operation', '/global/operations/none/wait', undefined, 'notFound'],
  ['a health question about nothing', '/global/backendServices/none/getHealth', { group: link(NEG) }, 'notFound'],
])('refuses a verb with %s', async (_what, path, body, reason) => {
  expect((await project.call('POST', path, body)).reason).toBe(reason);
});

it.each([
  ['text that is no JSON', 'POST', '/global/healthChecks', '{'],
  ['a list for a message', 'POST', '/global/healthChecks', '[]'],
  ['text for a list', 'POST', '/global/firewalls', '{"name":"a","allowed":"tcp"}'],
  ['a list for a map', 'POST', '/global/addresses/vip/setLabels', '{"labels":[],"labelFingerprint":"42WmSpB8rSM="}'],
  ['an enumeration by number', 'POST', '/global/healthChecks', '{"name":"a","type":2}'],
])('refuses %s', async (_what, method, path, body) => {
  const url = `http://127.0.0.1/compute/v1/projects/demo${path}`;
  const response = await project.emulator.handler(new Request(url, { method, body }));
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({ error: { errors: [{ reason: 'badRequest' }] } });
});

it.each([
  ['GET', '/aggregated/firewalls', 'firewalls.aggregatedList'],
  ['POST', '/zones', 'POST zones'],
  ['PATCH', '', 'PATCH projects'],
  ['PATCH', '/global/addresses/vip', 'PATCH addresses'],
])('says by name that %s %s is not there', async (method, path, what) => {
  const { status, message } = await project.call(method, path, method === 'GET' ? undefined : {});
  expect({ status, message }).toEqual({ status: 501, message: `${what} is not implemented by this emulator.` });
});

it('answers 404 for places that are none, and 501 for paths that are none', async () => {
  expect((await project.call('GET', '/regions/mars')).reason).toBe('notFound');
  expect((await project.call('GET', '/zones/mars-a')).reason).toBe('notFound');
  const at = async (path: string): Promise<number> =>
    (await project.emulator.handler(new Request(`http://127.0.0.1${path}`))).status;
  expect(await at('/compute/v1/projects/demo/global')).toBe(501);
  expect(await at('/compute/v1/projects/demo/global/urlMaps/%E0%A4%A')).toBe(501);
  expect(await at('/storage/v1/b')).toBe(501);
});
