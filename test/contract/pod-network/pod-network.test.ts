// What a pod gets for a name and an address, clause by clause of the network's BEHAVIOR.md.
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { NODE, POD_PORT, startCluster, type TestCluster } from './cluster.ts';

const NAMESPACE = '/api/v1/namespaces/shop';
const SLICES = '/apis/discovery.k8s.io/v1/namespaces/shop/endpointslices';
const IMPORTS = '/apis/net.gke.io/v1/namespaces/shop/serviceimports';

let cluster: TestCluster;
beforeAll(async () => {
  cluster = await startCluster();
  for (const ip of ['10.8.0.2', '10.8.0.3', '10.16.0.2']) await cluster.pod(ip);
});
afterAll(() => cluster.close());

/** An object of its own for each test: its name, and that of its slice. */
let made = 0;
const nameOf = (): string => `s${(made += 1)}`;

async function service(spec: object = {}, name = nameOf()): Promise<{ readonly name: string; readonly ip: string }> {
  const ports = [{ name: 'http', port: 80, targetPort: POD_PORT }];
  const object = { apiVersion: 'v1', kind: 'Service', metadata: { name }, spec: { ports, ...spec } };
  const { spec: stored } = await cluster.create(`${NAMESPACE}/services`, object);
  return { name, ip: stored.clusterIP };
}

interface Pod {
  readonly ip: string;
  readonly ready?: boolean;
  readonly terminating?: boolean;
  readonly hostname?: string;
  readonly node?: string;
}

async function slice(
  of: string,
  pods: readonly Pod[],
  labels: object = {},
  port: object = { name: 'http', port: POD_PORT },
) {
  const endpoints = pods.map(({ ip, ready = true, terminating = false, hostname, node }) => ({
    addresses: [ip],
    conditions: { ready, serving: ready || terminating, terminating },
    ...(hostname === undefined ? {} : { hostname }),
    ...(node === undefined ? {} : { nodeName: node }),
  }));
  const metadata = { name: nameOf(), labels: { 'kubernetes.io/service-name': of, ...labels } };
  const object = {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata,
    addressType: 'IPv4',
    endpoints,
    ports: [port],
  };
  await cluster.create(SLICES, object);
}

async function imported(spec: object, name = nameOf()): Promise<string> {
  await cluster.create(IMPORTS, { apiVersion: 'net.gke.io/v1', kind: 'ServiceImport', metadata: { name }, spec });
  return name;
}

/** What a pod gets, once the cluster's programs have seen what was written. */
async function gets(url: string, expected: string | RegExp): Promise<void> {
  await vi.waitFor(async () => expect((await cluster.get(url)).body).toMatch(expected), {
    timeout: 20_000,
    interval: 20,
  });
}

it('leads a name of the cluster to a ready pod, by the port of its slice', async () => {
  const { name, ip } = await service();
  await slice(name, [{ ip: '10.8.0.2' }, { ip: '10.8.0.9', ready: false }]);
  await gets(`http://${name}.shop.svc.cluster.local/`, /^10\.8\.0\.2$/);
  await gets(`http://${name}.shop.svc.cluster.local./`, /^10\.8\.0\.2$/);
  await gets(`http://${ip}/`, /^10\.8\.0\.2$/);
  // The other zone has its own names, and a port that the Service does not have is refused.
  await gets(`http://${name}.shop.svc.clusterset.local/`, 'ENOTFOUND');
  await gets(`http://${name}.shop.svc.cluster.local:81/`, 'ECONNREFUSED');
});

it('leads a name of the set to the Service behind its import', async () => {
  const { name, ip } = await service();
  await slice(name, [{ ip: '10.16.0.2' }]);
  const own = await imported({ type: 'ClusterSetIP', ips: [ip], ports: [{ name: 'http', port: 80, protocol: 'TCP' }] });
  await gets(`http://${own}.shop.svc.clusterset.local/`, /^10\.16\.0\.2$/);
  await gets(`http://gke-us.us-west1.${own}.shop.svc.clusterset.local/`, 'ENOTFOUND');
  await gets(`http://${own}.shop.svc.cluster.local/`, 'ENOTFOUND');
});

it('tells a name without an address from one that is not there', async () => {
  const own = await imported({ type: 'ClusterSetIP', ports: [{ port: 80, protocol: 'TCP' }] });
  await gets(`http://${own}.shop.svc.clusterset.local/`, 'ENODATA');
  await gets('http://nobody.shop.svc.clusterset.local/', 'ENOTFOUND');
  await gets('http://example.com/', 'ENOTFOUND');
});

it('leads a headless name to ready pods, and each pod has a name', async () => {
  const own = await imported({ type: 'Headless', ports: [{ name: 'http', port: 80, protocol: 'TCP' }] });
  const source = {
    'multicluster.kubernetes.io/service-name': own,
    'multicluster.kubernetes.io/source-cluster': 'gke-us.us-west1',
  };
  await slice(
    'none',
    [{ ip: '10.8.0.2', hostname: 'db-0' }, { ip: '10.8.0.3' }, { ip: '10.8.0.9', hostname: 'db-2', ready: false }],
    source,
  );
  const name = `${own}.shop.svc.clusterset.local:${POD_PORT}`;
  await gets(`http://${name}/`, /^10\.8\.0\.[23]$/);
  await gets(`http://db-0.gke-us.us-west1.${name}/`, /^10\.8\.0\.2$/);
  await gets(`http://10-8-0-3.gke-us.us-west1.${name}/`, /^10\.8\.0\.3$/);
  await gets(`http://db-2.gke-us.us-west1.${name}/`, 'ENOTFOUND');
  await gets(`http://gke-us.us-west1.${name}/`, 'ENOTFOUND');
});

it('refuses at once where nobody is ready, and uses pods that end when there is nobody else', async () => {
  const none = await service();
  await slice(none.name, [{ ip: '10.8.0.2', ready: false }]);
  await gets(`http://${none.ip}/`, 'ECONNREFUSED');
  const ending = await service();
  await slice(ending.name, [{ ip: '10.8.0.3', ready: false, terminating: true }]);
  await gets(`http://${ending.ip}/`, /^10\.8\.0\.3$/);
  const other = await service();
  await slice(other.name, [{ ip: '10.8.0.2' }], {}, { name: 'web', port: POD_PORT });
  await gets(`http://${other.ip}/`, 'ECONNREFUSED');
});

it('drops what goes to a deleted Service for as long as its name is remembered, and to addresses of nobody', async () => {
  const { name, ip } = await service();
  await slice(name, [{ ip: '10.8.0.2' }]);
  await gets(`http://${name}.shop.svc.cluster.local/`, /^10\.8\.0\.2$/);
  await cluster.remove(`${NAMESPACE}/services/${name}`);
  await gets(`http://${ip}/`, 'ETIMEDOUT');
  expect((await cluster.get('http://10.99.0.1/')).status).toBe(504);
  // Its time is over: the name is not found any more.
  await gets(`http://${name}.shop.svc.cluster.local/`, 'ENOTFOUND');
});

it('drops what internalTrafficPolicy Local leaves no pod for', async () => {
  const far = await service({ internalTrafficPolicy: 'Local' });
  await slice(far.name, [{ ip: '10.16.0.2' }]);
  await gets(`http://${far.ip}/`, 'ETIMEDOUT');
  const near = await service({ internalTrafficPolicy: 'Local' });
  await slice(near.name, [{ ip: '10.16.0.2' }, { ip: '10.8.0.2', node: NODE }]);
  await gets(`http://${near.ip}/`, /^10\.8\.0\.2$/);
});

it('keeps a caller with one pod where the Service says so, and spreads it elsewhere', async () => {
  const pods = [{ ip: '10.8.0.2' }, { ip: '10.8.0.3' }];
  const answersOf = async (spec: object): Promise<ReadonlySet<string>> => {
    const { name, ip } = await service(spec);
    await slice(name, pods);
    await gets(`http://${ip}/`, /^10\./);
    const bodies = await Promise.all(Array.from({ length: 20 }, () => cluster.get(`http://${ip}/`)));
    return new Set(bodies.map(({ body }) => body));
  };
  expect((await answersOf({ sessionAffinity: 'ClientIP' })).size).toBe(1);
  expect((await answersOf({})).size).toBe(2);
});

it('refuses where the pod is there and its server is not', async () => {
  await cluster.pod('10.8.0.4');
  const { name, ip } = await service();
  await slice(name, [{ ip: '10.8.0.4' }]);
  await gets(`http://${ip}/`, /^10\.8\.0\.4$/);
  cluster.crash('10.8.0.4');
  await gets(`http://${ip}/`, 'ECONNREFUSED');
});

it('says how it is to be used to whoever takes it for a server', async () => {
  expect((await cluster.get('https://example.com/')).status).toBe(400);
});
