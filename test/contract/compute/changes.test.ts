// What changes keep, replace and refuse: fingerprints, PATCH and PUT, references, use, schemes, addresses.
import { beforeEach, expect, it } from 'vitest';
import { createProject, link, makeLoadBalancer, NEG, type Project, ruleBody, serviceBody } from './project.ts';

const BLUE = '/global/backendServices/blue';
const MAP = '/global/urlMaps/map';

let project: Project;
beforeEach(async () => {
  project = createProject();
  await makeLoadBalancer(project);
});

it.each(['PATCH', 'PUT'])('%s needs the current fingerprint', async (method) => {
  const { fingerprint } = await project.get(BLUE);
  const missing = await project.call(method, BLUE, serviceBody('blue'));
  expect(missing).toMatchObject({ status: 400, reason: 'required' });
  expect(missing.message).toBe("Required field 'resource.fingerprint' not specified");
  await project.make(method, BLUE, serviceBody('blue', { timeoutSec: 40, fingerprint }));
  const stale = await project.call(method, BLUE, serviceBody('blue', { timeoutSec: 50, fingerprint }));
  expect(stale).toMatchObject({ status: 412, reason: 'conditionNotMet', message: 'Invalid fingerprint.' });
  const after = await project.get(BLUE);
  expect(after.timeoutSec).toBe(40);
  expect(Buffer.from(String(after.fingerprint), 'base64url')).toHaveLength(8);
  expect(after.fingerprint).not.toBe(fingerprint);
});

it('has a fingerprint of the content: the same content, the same fingerprint', async () => {
  const { fingerprint: first } = await project.get(BLUE);
  await project.make('PATCH', BLUE, { timeoutSec: 40, fingerprint: first });
  const { fingerprint: second } = await project.get(BLUE);
  await project.make('PATCH', BLUE, { timeoutSec: 30, fingerprint: second });
  expect(await project.get(BLUE)).toMatchObject({ fingerprint: first });
});

it('PATCH merges and null clears; PUT replaces', async () => {
  const patch = { customRequestHeaders: ['A:1'], logConfig: { enable: true, sampleRate: 0.5 } };
  const read = async (): Promise<unknown> => (await project.get(BLUE)).fingerprint;
  await project.make('PATCH', BLUE, { ...patch, fingerprint: await read() });
  await project.make('PATCH', BLUE, { logConfig: { sampleRate: null }, fingerprint: await read() });
  expect(await project.get(BLUE)).toMatchObject({ customRequestHeaders: ['A:1'], logConfig: { enable: true } });
  expect((await project.get(BLUE)).logConfig).toEqual({ enable: true });
  await project.make('PUT', BLUE, serviceBody('blue', { fingerprint: await read() }));
  const after = await project.get(BLUE);
  expect(after).not.toHaveProperty('customRequestHeaders');
  expect(after).not.toHaveProperty('logConfig');
});

it('keeps what cannot change', async () => {
  const { fingerprint } = await project.get(BLUE);
  const scheme = { loadBalancingScheme: 'EXTERNAL', fingerprint };
  expect((await project.call('PATCH', BLUE, scheme)).reason).toBe('invalid');
  const port = { portRange: '8080' };
  expect((await project.call('PATCH', '/global/forwardingRules/rule', port)).reason).toBe('invalid');
});

it('answers canonical links whatever spelling was sent, and who uses a service', async () => {
  await project.make('POST', '/global/backendServices', {
    ...serviceBody('other'),
    healthChecks: ['global/healthChecks/hc'],
    backends: [{ group: `http://127.0.0.1:8080/compute/v1/projects/demo${NEG}`, balancingMode: 'RATE', maxRate: 5 }],
  });
  expect(await project.get('/global/backendServices/other')).toMatchObject({
    healthChecks: [link('/global/healthChecks/hc')],
    backends: [{ group: link(NEG), capacityScaler: 1 }],
    selfLink: link('/global/backendServices/other'),
  });
  expect(await project.get(BLUE)).toMatchObject({ usedBy: [{ reference: link(MAP) }] });
  expect(project.emulator.view.get('projects/demo/global/urlMaps/map')).toMatchObject({
    defaultService: 'projects/demo/global/backendServices/blue',
  });
});

it('refuses references to what does not exist or cannot be meant', async () => {
  const map = (defaultService: string): unknown => ({ name: 'm2', defaultService });
  const missing = await project.call('POST', '/global/urlMaps', map('global/backendServices/none'));
  expect(missing).toMatchObject({ status: 404, reason: 'notFound' });
  expect(missing.message).toBe("The resource 'projects/demo/global/backendServices/none' was not found");
  const malformed = await project.call('POST', '/global/urlMaps', map('blue'));
  expect(malformed).toMatchObject({ status: 400, reason: 'invalid' });
  expect(malformed.message).toContain('The URL is malformed.');
  const wrong = await project.call('POST', '/global/urlMaps', map('global/healthChecks/hc'));
  expect(wrong).toMatchObject({ status: 400, reason: 'invalid' });
});

it.each([
  { path: '/global/addresses/vip', type: 'address' },
  { path: '/global/targetHttpProxies/proxy', type: 'target_http_proxy' },
  { path: MAP, type: 'url_map' },
  { path: BLUE, type: 'backend_service' },
  { path: '/global/healthChecks/hc', type: 'health_check' },
  { path: NEG, type: 'network_endpoint_group' },
])('refuses at once to delete the $type that something uses', async ({ path, type }) => {
  const refused = await project.call('DELETE', path);
  expect(refused).toMatchObject({ status: 400, reason: 'resourceInUseByAnotherResource' });
  expect(refused.message).toContain(`The ${type} resource 'projects/demo${path}' is already being used by`);
});

it('unwinds in the order of references, each step after the one before it is done', async () => {
  await project.call('DELETE', '/global/forwardingRules/rule');
  expect((await project.call('DELETE', '/global/targetHttpProxies/proxy')).status).toBe(400);
  await project.clock.advance(0);
  const rest = ['/global/targetHttpProxies/proxy', MAP, BLUE, '/global/backendServices/green', NEG];
  for (const path of [...rest, '/global/healthChecks/hc', '/global/addresses/vip']) await project.make('DELETE', path);
  expect(project.emulator.view.list('addresses')).toEqual([]);
});

it('refuses to mix load balancing schemes', async () => {
  const classic = ruleBody('classic', { loadBalancingScheme: 'EXTERNAL' });
  const refused = await project.call('POST', '/global/forwardingRules', classic);
  expect(refused.message).toContain(
    'Load balancing scheme EXTERNAL does not match the backend service load balancing scheme EXTERNAL_MANAGED.',
  );
  const service = serviceBody('old', { loadBalancingScheme: 'EXTERNAL' });
  await project.make('POST', '/global/backendServices', service);
  const { fingerprint } = await project.get(MAP);
  const map = { defaultService: link('/global/backendServices/old'), fingerprint };
  expect((await project.call('PATCH', MAP, map)).reason).toBe('invalid');
});

it('gives one address, protocol and port to one rule only, and an address of its own to a rule without', async () => {
  const { address } = await project.get('/global/addresses/vip');
  const onVip = (name: string, portRange: string): unknown =>
    ruleBody(name, { portRange, IPAddress: link('/global/addresses/vip') });
  const refused = await project.call('POST', '/global/forwardingRules', onVip('second', '80'));
  expect(refused.message).toContain('Specified IP address is in-use and would result in a conflict.');
  await project.make('POST', '/global/forwardingRules', onVip('second', '8080'));
  await project.make('POST', '/global/forwardingRules', ruleBody('third'));
  expect(await project.get('/global/forwardingRules/second')).toMatchObject({
    IPAddress: address,
    portRange: '8080-8080',
  });
  expect((await project.get('/global/forwardingRules/third')).IPAddress).not.toBe(address);
  expect(await project.get('/global/addresses/vip')).toMatchObject({
    status: 'IN_USE',
    users: [link('/global/forwardingRules/rule'), link('/global/forwardingRules/second')],
  });
  await project.make('POST', '/global/addresses', { name: 'going' });
  await project.call('DELETE', '/global/addresses/going');
  const going = ruleBody('fourth', { IPAddress: link('/global/addresses/going') });
  expect((await project.call('POST', '/global/forwardingRules', going)).reason).toBe('resourceNotReady');
  const stranger = ruleBody('fourth', { IPAddress: '192.0.2.1' });
  expect((await project.call('POST', '/global/forwardingRules', stranger)).reason).toBe('invalid');
});

it('switches targets: setUrlMap on its old path, setTarget, and only setTarget changes the fingerprint', async () => {
  const rule = '/global/forwardingRules/rule';
  const defaultService = link('/global/backendServices/green');
  await project.make('POST', '/global/urlMaps', { name: 'second', defaultService });
  await project.make('POST', '/targetHttpProxies/proxy/setUrlMap', { urlMap: link('/global/urlMaps/second') });
  const proxy = await project.get('/global/targetHttpProxies/proxy');
  expect(proxy.urlMap).toBe(link('/global/urlMaps/second'));
  expect((await project.call('POST', '/global/targetHttpProxies/proxy/setUrlMap', {})).status).toBe(501);
  await project.make('POST', '/global/targetHttpProxies', { name: 'other', urlMap: link(MAP) });
  const before = await project.get(rule);
  await project.make('POST', `${rule}/setLabels`, { labels: { a: 'b' }, labelFingerprint: before.labelFingerprint });
  expect(await project.get(rule)).toMatchObject({ fingerprint: before.fingerprint, labels: { a: 'b' } });
  await project.make('POST', `${rule}/setTarget`, { target: link('/global/targetHttpProxies/other') });
  const after = await project.get(rule);
  expect(after.target).toBe(link('/global/targetHttpProxies/other'));
  expect(after.fingerprint).not.toBe(before.fingerprint);
});
