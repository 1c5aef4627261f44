// The HTTPS front end and what guards a backend service, through the real client library over a socket.
import { BackendServicesClient } from '@google-cloud/compute/build/src/v1/backend_services_client.js';
import { GlobalOperationsClient } from '@google-cloud/compute/build/src/v1/global_operations_client.js';
import { SecurityPoliciesClient } from '@google-cloud/compute/build/src/v1/security_policies_client.js';
import { SslCertificatesClient } from '@google-cloud/compute/build/src/v1/ssl_certificates_client.js';
import { SslPoliciesClient } from '@google-cloud/compute/build/src/v1/ssl_policies_client.js';
import { TargetHttpsProxiesClient } from '@google-cloud/compute/build/src/v1/target_https_proxies_client.js';
import { UrlMapsClient } from '@google-cloud/compute/build/src/v1/url_maps_client.js';
import { PassThroughClient } from 'google-auth-library';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type ComputeEmulator, createComputeEmulator } from '../../../infra/emulators/compute/index.ts';
import { scaledClock } from '../../../infra/emulators/kit/clock.ts';
import { seededRandom } from '../../../infra/emulators/kit/random.ts';
import { type Served, serve } from '../../../infra/emulators/kit/serve.ts';
import { testCertificate } from '../certificates.ts';
import { link, REGIONS, testFabric } from './project.ts';
import { HANGS_MS } from '../../limits.ts';

const project = 'demo';
const CALL = { timeout: HANGS_MS };
const LAST = 2_147_483_647;

let emulator: ComputeEmulator;
let served: Served;
let clients: ReturnType<typeof createClients>;

function createClients(port: number) {
  const options = () => ({
    apiEndpoint: '127.0.0.1',
    port,
    protocol: 'http',
    authClient: new PassThroughClient(),
  });
  return {
    services: new BackendServicesClient(options()),
    operations: new GlobalOperationsClient(options()),
    policies: new SecurityPoliciesClient(options()),
    certificates: new SslCertificatesClient(options()),
    sslPolicies: new SslPoliciesClient(options()),
    proxies: new TargetHttpsProxiesClient(options()),
    maps: new UrlMapsClient(options()),
  };
}

beforeAll(async () => {
  emulator = createComputeEmulator({
    project,
    clock: scaledClock(1),
    random: seededRandom(3),
    fabric: testFabric(),
    regions: REGIONS,
    operations: 'instant',
  });
  served = await serve(emulator.handler);
  clients = createClients(served.port);
  for (const client of Object.values(clients)) await client.initialize();
});
afterAll(() => served.close());

type Started = readonly [{ readonly latestResponse?: unknown }, ...unknown[]];

/** Waits until the operation is done and answers its type. */
async function settle([wrapper]: Started): Promise<string> {
  const { name = '' } = wrapper.latestResponse as { name?: string };
  const [operation] = await clients.operations.wait({ project, operation: name }, CALL);
  expect(operation.status).toBe('DONE');
  expect(operation.error).toBeUndefined();
  return String(operation.operationType);
}

async function service(name: string): Promise<void> {
  const body = { name, loadBalancingScheme: 'EXTERNAL_MANAGED', enableCDN: true };
  await settle(await clients.services.insert({ project, backendServiceResource: body }, CALL));
}

async function map(name: string): Promise<string> {
  const defaultUrlRedirect = { hostRedirect: 'example.com', stripQuery: false };
  await settle(await clients.maps.insert({ project, urlMapResource: { name, defaultUrlRedirect } }, CALL));
  return link(`/global/urlMaps/${name}`);
}

async function certificate(name: string, domains: readonly string[]): Promise<string> {
  const selfManaged = await testCertificate(domains);
  const sslCertificateResource = { name, type: 'SELF_MANAGED', selfManaged };
  await settle(await clients.certificates.insert({ project, sslCertificateResource }, CALL));
  return link(`/global/sslCertificates/${name}`);
}

it('takes a certificate and its key, and never gives the key back', async () => {
  const { certificates } = clients;
  await certificate('uploaded', ['foo.example.com', '*.bar.example.com']);
  const [shown] = await certificates.get({ project, sslCertificate: 'uploaded' }, CALL);
  expect(shown).toMatchObject({
    type: 'SELF_MANAGED',
    expireTime: '2040-01-01T19:04:05.000-08:00',
    subjectAlternativeNames: ['foo.example.com', '*.bar.example.com'],
    certificate: expect.stringContaining('BEGIN CERTIFICATE'),
  });
  expect(shown.selfManaged?.certificate).toBe(shown.certificate);
  const [listed] = await certificates.list({ project }, CALL);
  expect(JSON.stringify([shown, listed])).not.toContain('PRIVATE KEY');
  const path = 'projects/demo/global/sslCertificates/uploaded';
  expect(emulator.view.privateKey(path)).toContain('PRIVATE KEY');
  expect(JSON.stringify(emulator.view.get(path))).not.toContain('PRIVATE KEY');
});

it('keeps a managed certificate PROVISIONING', async () => {
  const sslCertificateResource = { name: 'managed', type: 'MANAGED', managed: { domains: ['foo.example.com'] } };
  await settle(await clients.certificates.insert({ project, sslCertificateResource }, CALL));
  const [shown] = await clients.certificates.get({ project, sslCertificate: 'managed' }, CALL);
  expect(shown.managed).toMatchObject({
    status: 'PROVISIONING',
    domains: ['foo.example.com'],
    domainStatus: { 'foo.example.com': 'PROVISIONING' },
  });
});

it('computes the features of an SSL policy from its profile', async () => {
  const { sslPolicies } = clients;
  await settle(await sslPolicies.insert({ project, sslPolicyResource: { name: 'tls' } }, CALL));
  const [first] = await sslPolicies.get({ project, sslPolicy: 'tls' }, CALL);
  expect(first).toMatchObject({ profile: 'COMPATIBLE', minTlsVersion: 'TLS_1_0' });
  expect(first.enabledFeatures).toContain('TLS_RSA_WITH_3DES_EDE_CBC_SHA');
  const change = { profile: 'RESTRICTED', minTlsVersion: 'TLS_1_2', fingerprint: first.fingerprint ?? '' };
  await settle(await sslPolicies.patch({ project, sslPolicy: 'tls', sslPolicyResource: change }, CALL));
  const [second] = await sslPolicies.get({ project, sslPolicy: 'tls' }, CALL);
  expect(second.enabledFeatures).toHaveLength(6);
  const [available] = await sslPolicies.listAvailableFeatures({ project }, CALL);
  expect(available.features).toEqual(expect.arrayContaining(second.enabledFeatures ?? []));
});

it('builds a target HTTPS proxy and changes each of its parts by the verb for it', async () => {
  const { proxies, sslPolicies } = clients;
  const [urlMap, other] = [await map('first'), await map('second')];
  const [a, b] = [await certificate('cert-a', ['a.com']), await certificate('cert-b', ['b.com'])];
  await settle(await sslPolicies.insert({ project, sslPolicyResource: { name: 'policy' } }, CALL));
  const sslPolicy = link('/global/sslPolicies/policy');
  const targetHttpsProxyResource = { name: 'proxy', urlMap, sslCertificates: [a] };
  await settle(await proxies.insert({ project, targetHttpsProxyResource }, CALL));
  const read = async () => (await proxies.get({ project, targetHttpsProxy: 'proxy' }, CALL))[0];
  const inserted = await read();
  expect(inserted).toMatchObject({ urlMap, sslCertificates: [a], tlsEarlyData: 'DISABLED' });
  expect(inserted.quicOverride).toBeFalsy();

  const at = { project, targetHttpsProxy: 'proxy' };
  const types = [
    await settle(await proxies.setUrlMap({ ...at, urlMapReferenceResource: { urlMap: other } }, CALL)),
    await settle(
      await proxies.setSslCertificates(
        { ...at, targetHttpsProxiesSetSslCertificatesRequestResource: { sslCertificates: [b, a] } },
        CALL,
      ),
    ),
    await settle(await proxies.setSslPolicy({ ...at, sslPolicyReferenceResource: { sslPolicy } }, CALL)),
    await settle(
      await proxies.setQuicOverride(
        { ...at, targetHttpsProxiesSetQuicOverrideRequestResource: { quicOverride: 'DISABLE' } },
        CALL,
      ),
    ),
  ];
  expect(types[3]).toBe('compute.targetHttpsProxies.setQuicOverride');
  expect(await read()).toMatchObject({ urlMap: other, sslCertificates: [b, a], sslPolicy, quicOverride: 'DISABLE' });
  await expect(sslPolicies.delete({ project, sslPolicy: 'policy' }, CALL)).rejects.toThrow(
    "The ssl_policy resource 'projects/demo/global/sslPolicies/policy' is already being used by",
  );
  await settle(await proxies.setSslPolicy({ ...at, sslPolicyReferenceResource: {} }, CALL));
  expect((await read()).sslPolicy).toBeFalsy();
  const { fingerprint } = await read();
  const patch = { quicOverride: 'NONE', fingerprint: fingerprint ?? '' };
  await settle(await proxies.patch({ ...at, targetHttpsProxyResource: patch }, CALL));
  expect((await read()).quicOverride).toBeFalsy();
  await settle(await proxies.delete(at, CALL));
});

it('keeps the rules of a security policy, and adds, changes and removes them one by one', async () => {
  const { policies } = clients;
  await settle(await policies.insert({ project, securityPolicyResource: { name: 'armor' } }, CALL));
  const at = { project, securityPolicy: 'armor' };
  const [inserted] = await policies.get(at, CALL);
  expect(inserted).toMatchObject({ type: 'CLOUD_ARMOR', rules: [{ action: 'allow', priority: LAST, preview: false }] });
  const rule = {
    priority: 1000,
    action: 'deny(403)',
    match: { versionedExpr: 'SRC_IPS_V1', config: { srcIpRanges: ['198.51.100.0/24'] } },
  };
  expect(await settle(await policies.addRule({ ...at, securityPolicyRuleResource: rule }, CALL))).toBe('AddRule');
  const changed = { action: 'deny(404)' };
  const byPriority = { ...at, priority: 1000 };
  await settle(await policies.patchRule({ ...byPriority, securityPolicyRuleResource: changed }, CALL));
  const [shown] = await policies.getRule(byPriority, CALL);
  expect(shown).toMatchObject({ ...rule, ...changed, kind: 'compute#securityPolicyRule' });
  const [withRule] = await policies.get(at, CALL);
  expect(withRule.rules?.map(({ priority }) => priority)).toEqual([1000, LAST]);
  expect(withRule.fingerprint).not.toBe(inserted.fingerprint);
  await settle(await policies.removeRule(byPriority, CALL));
  await expect(policies.getRule(byPriority, CALL)).rejects.toThrow('does not contain a rule at priority 1000');
  const [bare] = await policies.get(at, CALL);
  const patch = { description: 'shield', fingerprint: bare.fingerprint ?? '' };
  await settle(await policies.patch({ ...at, securityPolicyResource: patch }, CALL));
  const labels = { labels: { team: 'a' }, labelFingerprint: bare.labelFingerprint ?? '' };
  await policies.setLabels({ project, resource: 'armor', globalSetLabelsRequestResource: labels }, CALL);
  expect((await policies.get(at, CALL))[0]).toMatchObject({ description: 'shield', labels: { team: 'a' } });
});

it('puts security policies and keys on a backend service and takes them off', async () => {
  const { policies, services } = clients;
  await service('guarded');
  for (const [name, type] of Object.entries({ front: 'CLOUD_ARMOR', edge: 'CLOUD_ARMOR_EDGE' })) {
    await settle(await policies.insert({ project, securityPolicyResource: { name, type } }, CALL));
  }
  const [front, edge] = ['front', 'edge'].map((name) => link(`/global/securityPolicies/${name}`)) as [string, string];
  const at = { project, backendService: 'guarded' };
  const read = async () => (await services.get(at, CALL))[0];
  const reference = (securityPolicy: string) => ({ ...at, securityPolicyReferenceResource: { securityPolicy } });
  await settle(await services.setSecurityPolicy(reference(front), CALL));
  await settle(await services.setEdgeSecurityPolicy(reference(edge), CALL));
  const guarded = await read();
  expect(guarded).toMatchObject({ securityPolicy: front, edgeSecurityPolicy: edge });
  await expect(services.setSecurityPolicy(reference(edge), CALL)).rejects.toMatchObject({ httpStatusCode: 400 });
  await expect(policies.delete({ project, securityPolicy: 'front' }, CALL)).rejects.toThrow('security_policy');

  const signedUrlKeyResource = { keyName: 'key-1', keyValue: 'AAAAAAAAAAAAAAAAAAAAAA==' };
  await settle(await services.addSignedUrlKey({ ...at, signedUrlKeyResource }, CALL));
  // A PUT of what was read changes neither: both belong to verbs of their own.
  const current = await read();
  await settle(await services.update({ ...at, backendServiceResource: { ...current, timeoutSec: 31 } }, CALL));
  expect(await read()).toMatchObject({
    timeoutSec: 31,
    securityPolicy: front,
    cdnPolicy: { cacheMode: 'CACHE_ALL_STATIC', signedUrlKeyNames: ['key-1'] },
  });
  expect(JSON.stringify(await read())).not.toContain(signedUrlKeyResource.keyValue);
  await settle(await services.deleteSignedUrlKey({ ...at, keyName: 'key-1' }, CALL));
  await settle(await services.setSecurityPolicy({ ...at, securityPolicyReferenceResource: {} }, CALL));
  const freed = await read();
  expect(freed.securityPolicy).toBeFalsy();
  expect(freed.cdnPolicy?.signedUrlKeyNames).toEqual([]);
  await settle(await policies.delete({ project, securityPolicy: 'front' }, CALL));
});

it('invalidates a cache by an operation that leaves the map alone', async () => {
  const { maps } = clients;
  await map('cached');
  const at = { project, urlMap: 'cached' };
  const [before] = await maps.get(at, CALL);
  await settle(await maps.invalidateCache({ ...at, cacheInvalidationRuleResource: { path: '/images/*' } }, CALL));
  expect((await maps.get(at, CALL))[0].fingerprint).toBe(before.fingerprint);
  await expect(
    maps.invalidateCache({ ...at, cacheInvalidationRuleResource: { path: '/images*' } }, CALL),
  ).rejects.toMatchObject({ httpStatusCode: 400 });
});
