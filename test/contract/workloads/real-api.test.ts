// The workloads against the API server emulator: the two were written apart and meet here.
import { afterEach, beforeEach, expect, it } from 'vitest';
import { seededRandom } from '../../../infra/emulators/kit/random.ts';
import { createKubernetesEmulator, type KubernetesEmulator } from '../../../infra/emulators/kubernetes/index.ts';
import { createTestCluster, FOO, type TestCluster, ZONES } from './cluster.ts';

const SERVICES = '/api/v1/namespaces/shop/services';
const SVCNEG = '/apis/networking.gke.io/v1beta1/namespaces/shop/servicenetworkendpointgroups/my-neg';

let cluster: TestCluster;
let api: KubernetesEmulator;
beforeEach(async () => {
  cluster = createTestCluster({
    api(clock) {
      const tokens = new Map([['token', 'admin' as const]]);
      api = createKubernetesEmulator({ name: 'gke-us', clock, random: seededRandom(3), tokens });
      return api.handler;
    },
  });
  await cluster.workloads.start();
  await cluster.workloads.deploy({ ...FOO, replicas: 2 });
  await call('PATCH', `${SERVICES}/foo?fieldManager=test&force=true`, {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'foo', annotations: { 'cloud.google.com/neg': '{"exposed_ports":{"80":{"name":"my-neg"}}}' } },
    spec: { clusterIP: 'None', selector: FOO.labels, ports: [{ name: 'web', port: 80, targetPort: 'http' }] },
  });
});
afterEach(() => cluster.workloads.close());

interface Answer {
  readonly items?: readonly Answer[];
  readonly status?: unknown;
  readonly metadata?: { readonly annotations?: Readonly<Record<string, string>> };
}

async function call(method: string, path: string, body?: object): Promise<Answer> {
  const type = method === 'PATCH' ? 'application/apply-patch+yaml' : 'application/json';
  const headers = { authorization: 'Bearer token', 'content-type': type };
  const init = { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) };
  const response = await api.handler(new Request(`http://kubernetes${path}`, init));
  return (await response.json()) as Answer;
}

const attached = (): number => Object.values(cluster.negs('my-neg')).flatMap(({ endpoints }) => endpoints).length;
const failures = () => api.journal.entries.filter((entry) => entry.mutation && entry.status >= 300);

it('brings a Service to its NEGs without one refused write', async () => {
  await cluster.until(() => attached() === 2);
  await cluster.pass(10);
  const { metadata } = await call('GET', `${SERVICES}/foo`);
  const status = JSON.parse(metadata?.annotations?.['cloud.google.com/neg-status'] ?? '{}') as object;
  expect(status).toEqual({ network_endpoint_groups: { 80: 'my-neg' }, zones: ZONES });
  expect((await call('GET', SVCNEG)).status).toMatchObject({
    networkEndpointGroups: [{ state: 'ACTIVE' }, { state: 'ACTIVE' }],
    conditions: [
      { type: 'Initialized', status: 'True' },
      { type: 'Synced', status: 'True' },
    ],
  });
  expect(failures()).toEqual([]);
});

it('is at rest once all is done', async () => {
  await cluster.until(() => attached() === 2);
  await cluster.pass(30);
  const before = api.journal.mutations().length;
  await cluster.pass(110);
  expect(api.journal.mutations()).toHaveLength(before);
});

it('follows kubectl delete with grace, and a deleted namespace', async () => {
  await cluster.until(() => attached() === 2);
  const [pod, other] = cluster.workloads.pods();
  await call('DELETE', `/api/v1/namespaces/shop/pods/${pod?.name}`);
  await cluster.until(() => attached() === 1, 10);
  expect(cluster.workloads.pods()).toHaveLength(2);
  await cluster.until(() => cluster.workloads.pods().length === 1, 40);
  await call('DELETE', '/api/v1/namespaces/shop');
  await cluster.until(() => cluster.fabric.pod(other?.ip ?? '') === undefined, 60);
  await cluster.until(() => cluster.compute.negs.size === 0, 240);
  expect(await call('GET', '/api/v1/namespaces/shop')).toMatchObject({ code: 404 });
});

it.each(['gateway', 'refused'] as const)('catches up after the API server was away (%s)', async (mode) => {
  await cluster.until(() => attached() === 2);
  api.setDown(mode);
  const [pod] = cluster.workloads.pods();
  const killed = cluster.workloads.kill(pod?.name ?? '');
  await cluster.pass(60);
  expect(attached()).toBe(2);
  api.setDown(undefined);
  await cluster.until(() => attached() === 1);
  await killed;
});
