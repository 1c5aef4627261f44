// Certificates that an ingress names, of the project and of Secrets: one that has ended, that ends while it serves, or
// that has other names than the hosts is told (cases 72, 73). In one process.
import { expect, it } from 'vitest';
import { testCertificate } from '../contract/certificates.ts';
import { rolesForSecrets } from '../deploy/secret-roles.ts';
import { computeCall } from './harness/by-hand.ts';
import { requestTo } from './harness/cluster-request.ts';
import { inOwnWorld } from './harness/own-world.ts';
import { EU, type IngressSpec, treeOf, US } from './harness/trees.ts';
import type { ProofWorld } from './harness/world.ts';

const PLAN = 'rangelight/plan';
const HOST = 'foo.example.com';
const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const WEB = 'manifests/ingress-web.yaml';

let world: ProofWorld;
inOwnWorld((made) => {
  world = made;
});

const treeWith = (front: Partial<IngressSpec>) =>
  treeOf({
    clusters: [US, EU],
    services: [{ name: 'foo' }],
    ingresses: [{ name: 'web', backend: 'foo', hosts: { [HOST]: 'foo' }, ...front }],
  });
const preShared = (names: string) => treeWith({ annotations: { 'networking.gke.io/pre-shared-certs': names } });

async function upload(name: string, notAfter: number, host = HOST): Promise<void> {
  const { certificate, privateKey } = await testCertificate([host], 'P-256', 0, notAfter);
  await computeCall(world, 'POST', 'sslCertificates', { name, certificate, privateKey });
  await world.clock.advance(MINUTE_MS);
}

async function putSecret(host: string): Promise<void> {
  const { certificate, privateKey } = await testCertificate([host], 'P-256', 0);
  const data = { 'tls.crt': certificate, 'tls.key': privateKey };
  const metadata = { name: 'foo-tls', namespace: 'blue' };
  const secret = { apiVersion: 'v1', kind: 'Secret', metadata, type: 'kubernetes.io/tls', stringData: data };
  const path = '/api/v1/namespaces/blue/secrets/foo-tls?fieldManager=person&force=true';
  for (const one of [...rolesForSecrets('blue', ['foo-tls']), { path, body: secret }])
    for (const link of [US, EU]) await requestTo(world, link, 'PATCH', one.path, one.body, 'apply-patch+yaml');
}

/** Findings that the check run of a commit shows on the ingress. */
const told = (commit: string) =>
  (world.host.check(commit, PLAN)?.annotations ?? [])
    .filter(({ title, source }) => title.includes('certificate') && source.file === WEB)
    .map(({ message }) => message);

const proxies = () =>
  world.cloud.compute.view.list('targetHttpsProxies').map(({ resource }) => resource['sslCertificates']);

it('case 73: a pre-shared one that has ended is an error, and what serves goes on', async () => {
  await upload('good', world.clock.now() + 365 * DAY_MS);
  await upload('ended', Date.parse('2024-12-31T00:00:00Z'));
  const first = world.push(preShared('good'));
  await world.untilIdle();
  expect(told(first)).toEqual([]);
  const before = proxies();
  expect(before).toHaveLength(1);
  const commit = world.push(preShared('ended'));
  await world.untilIdle();
  expect(world.host.check(commit, PLAN)?.conclusion).toBe('failure');
  expect(told(commit)).toEqual([expect.stringContaining('the SSL certificate ended ended on 2024-12-31')]);
  expect(proxies()).toEqual(before);
});

it('case 73: a pre-shared one that comes to its end while it serves is told by the sweep', async () => {
  const end = world.clock.now() + 30 * DAY_MS + 9 * MINUTE_MS;
  await upload('good', end);
  const commit = world.push(preShared('good'));
  await world.clock.advance(5 * MINUTE_MS);
  expect(world.host.check(commit, PLAN)?.conclusion).toBe('success');
  expect(told(commit)).toEqual([]);
  await world.clock.advance(5 * MINUTE_MS);
  const day = new Date(end).toISOString().slice(0, 10);
  expect(told(commit)).toEqual([expect.stringContaining(`the SSL certificate good ends on ${day}`)]);
});

it('cases 72 and 73: those of other names are told, of the project and of Secrets', async () => {
  await upload('other', world.clock.now() + 365 * DAY_MS, 'bar.example.com');
  const words = (name: string) => `no certificate of web is for ${HOST}: the names are ${name}`;
  const first = world.push(preShared('other'));
  await world.untilIdle();
  expect(told(first)).toEqual([expect.stringContaining(words('bar.example.com'))]);

  await putSecret(HOST);
  const second = world.push(treeWith({ tls: ['foo-tls'] }));
  await world.untilIdle();
  expect(told(second)).toEqual([]);
  await putSecret('baz.example.com');
  await world.untilIdle();
  expect(told(second)).toEqual([expect.stringContaining(words('baz.example.com'))]);
});
