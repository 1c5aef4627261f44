// What certificates, SSL policies, target HTTPS proxies and the rules behind them may not say.
import { beforeAll, expect, it } from 'vitest';
import { testCertificate } from '../certificates.ts';
import { createProject, type Json, link, makeLoadBalancer, type Project, ruleBody } from './project.ts';

const REDIRECT = { httpsRedirect: true, stripQuery: false };

let project: Project;
let pair: Awaited<ReturnType<typeof testCertificate>>;
beforeAll(async () => {
  project = createProject();
  await makeLoadBalancer(project);
  pair = await testCertificate(['a.com']);
  await project.make('POST', '/global/sslCertificates', { name: 'cert', ...pair });
  await project.make('POST', '/global/urlMaps', { name: 'redirect', defaultUrlRedirect: REDIRECT });
  await project.make('POST', '/global/targetHttpsProxies', proxy({ name: 'proxy' }));
});

function proxy(extra: Json): Json {
  const sslCertificates = [link('/global/sslCertificates/cert')];
  return { name: 'new', urlMap: link('/global/urlMaps/map'), sslCertificates, ...extra };
}

async function refused(collection: string, body: unknown): Promise<{ reason: unknown; message: unknown }> {
  const { status, reason, message } = await project.call('POST', `/global/${collection}`, body);
  expect(status).toBeGreaterThanOrEqual(400);
  return { reason, message };
}

it('refuses certificates and keys that cannot be read, or do not fit, by their own reasons', async () => {
  const { certificate, privateKey } = pair;
  const other = await testCertificate(['a.com']);
  const odd = await testCertificate(['a.com'], 'P-521');
  const reasons: Record<string, unknown> = {};
  for (const [what, body] of Object.entries({
    none: {},
    text: { certificate: 'text', privateKey },
    broken: { certificate: certificate.replace(/.{9}\n-----END/, '\n-----END'), privateKey },
    key: { certificate, privateKey: 'text' },
    stranger: { certificate, privateKey: other.privateKey },
    curve: odd,
    chain: { certificate: certificate.repeat(6), privateKey },
    both: { type: 'MANAGED', managed: { domains: ['a.com'] }, certificate },
    wildcard: { type: 'MANAGED', managed: { domains: ['*.a.com'] } },
    domains: { type: 'MANAGED' },
  })) {
    reasons[what] = (await refused('sslCertificates', { name: 'new', ...body })).reason;
  }
  expect(reasons).toEqual({
    none: 'required',
    text: 'sslCertificateCouldNotParseCert',
    broken: 'sslCertificateCouldNotParseCert',
    key: 'sslCertificateCouldNotParseKey',
    stranger: 'sslCertificateInvalid',
    curve: 'invalid',
    chain: 'invalid',
    both: 'invalid',
    wildcard: 'invalid',
    domains: 'required',
  });
});

it('has no way to change a certificate, and keeps the one that a proxy uses', async () => {
  expect((await project.call('PATCH', '/global/sslCertificates/cert', { description: 'x' })).status).toBe(501);
  const { reason, message } = await project.call('DELETE', '/global/sslCertificates/cert');
  expect(reason).toBe('resourceInUseByAnotherResource');
  expect(message).toContain("The ssl_certificate resource 'projects/demo/global/sslCertificates/cert'");
});

it.each([
  ['features without CUSTOM', { profile: 'MODERN', customFeatures: ['TLS_RSA_WITH_AES_128_CBC_SHA'] }, 'invalid'],
  ['CUSTOM without features', { profile: 'CUSTOM' }, 'required'],
  ['an unknown feature', { profile: 'CUSTOM', customFeatures: ['TLS_NULL'] }, 'invalid'],
  ['TLS 1.3 with a profile for less', { profile: 'MODERN', minTlsVersion: 'TLS_1_3' }, 'invalid'],
])('refuses an SSL policy with %s', async (_name, body, reason) => {
  expect((await refused('sslPolicies', { name: 'new', ...body })).reason).toBe(reason);
});

it('leaves CUSTOM by a PATCH that clears its features', async () => {
  const custom = { name: 'custom', profile: 'CUSTOM', customFeatures: ['TLS_RSA_WITH_AES_128_CBC_SHA'] };
  await project.make('POST', '/global/sslPolicies', custom);
  const { fingerprint, enabledFeatures } = await project.get('/global/sslPolicies/custom');
  expect(enabledFeatures).toEqual(custom.customFeatures);
  const stale = await project.call('PATCH', '/global/sslPolicies/custom', { profile: 'MODERN' });
  expect(stale.reason).toBe('required');
  const patch = { profile: 'MODERN', customFeatures: null, fingerprint };
  await project.make('PATCH', '/global/sslPolicies/custom', patch);
  expect((await project.get('/global/sslPolicies/custom')).enabledFeatures).toHaveLength(10);
});

it.each([
  ['no certificate', { sslCertificates: [] }, 'required'],
  ['a certificate that is not there', { sslCertificates: ['global/sslCertificates/none'] }, 'notFound'],
  ['more certificates than allowed', { sslCertificates: Array(16).fill('global/sslCertificates/cert') }, 'invalid'],
  ['a map that redirects to HTTPS', { urlMap: 'global/urlMaps/redirect' }, 'invalid'],
  ['a certificate map of the wrong form', { certificateMap: 'map' }, 'invalid'],
  [
    'a certificate map',
    { certificateMap: '//certificatemanager.googleapis.com/projects/p/locations/global/certificateMaps/m' },
    'notImplemented',
  ],
  ['a server TLS policy', { serverTlsPolicy: 'x' }, 'notImplemented'],
])('refuses a proxy with %s', async (_name, extra, reason) => {
  expect((await refused('targetHttpsProxies', proxy(extra))).reason).toBe(reason);
});

it('keeps a map that an HTTPS proxy uses from redirecting to HTTPS', async () => {
  const { fingerprint } = await project.get('/global/urlMaps/map');
  const pathMatchers = [{ name: 'm', defaultUrlRedirect: REDIRECT }];
  const hostRules = [{ hosts: ['a.com'], pathMatcher: 'm' }];
  const patch = { hostRules, pathMatchers, fingerprint };
  const { reason, message } = await project.call('PATCH', '/global/urlMaps/map', patch);
  expect(reason).toBe('invalid');
  expect(message).toContain('httpsRedirect');
  const path = '/targetHttpsProxies/proxy/setUrlMap';
  expect((await project.call('POST', path, { urlMap: link('/global/urlMaps/redirect') })).reason).toBe('invalid');
});

it('words the refusal of a certificate map, and accepts that there is none', async () => {
  const path = '/global/targetHttpsProxies/proxy/setCertificateMap';
  const { message } = await project.call('POST', path, { certificateMap: 'x' });
  expect(message).toContain('is not a valid reference. It should have the format //certificatemanager');
  expect((await project.call('POST', path, '')).status).toBe(200);
  await project.clock.advance(0);
});

it('lets a forwarding rule aim at either kind of proxy; a classic one only at the ports of its kind', async () => {
  const target = link('/global/targetHttpsProxies/proxy');
  await project.make('POST', '/global/forwardingRules', ruleBody('https', { target, portRange: '443' }));
  expect(await project.get('/global/forwardingRules/https')).toMatchObject({ target, portRange: '443-443' });
  const { message } = await project.call('DELETE', '/global/targetHttpsProxies/proxy');
  expect(message).toContain('The target_https_proxy resource');
  const classic = ruleBody('classic', { target, loadBalancingScheme: 'EXTERNAL', portRange: '80' });
  expect((await refused('forwardingRules', classic)).message).toContain('ports 443 only');
});
