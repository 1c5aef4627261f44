// Nodes, pods and their endpoints: what the API server and the fabric are told, and what a client of the pod sees.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FOO, createTestCluster, putService, type TestCluster, ZONES } from './cluster.ts';

let cluster: TestCluster;
beforeEach(async () => {
  cluster = createTestCluster();
  await cluster.workloads.start();
});
afterEach(() => cluster.workloads.close());

interface Endpoint {
  addresses: string[];
  conditions: { ready: boolean };
  zone: string;
  nodeName: string;
  targetRef: { name: string };
}
const slices = () => cluster.api.all('/apis/discovery.k8s.io/v1/endpointslices');
const endpoints = (): Endpoint[] => slices().flatMap((slice) => slice['endpoints'] as Endpoint[]);
const ready = (): string[] =>
  endpoints()
    .filter((endpoint) => endpoint.conditions.ready)
    .flatMap((endpoint) => endpoint.addresses);
const firstPod = () => {
  const [pod] = cluster.workloads.pods();
  if (pod === undefined) throw new Error('no pod');
  return pod;
};
const message = (body: object): RequestInit => ({ method: 'POST', body: JSON.stringify(body) });

describe('nodes', () => {
  it('makes one per zone, in Kubernetes and in the fabric, tagged for firewall rules', () => {
    const nodes = cluster.api.all('/api/v1/nodes');
    expect(nodes.map((node) => node.metadata.labels?.['topology.kubernetes.io/zone'])).toEqual(ZONES);
    for (const instance of cluster.fabric.instances()) {
      expect(instance.tags[0]).toMatch(/^gke-gke-us-[0-9a-f]{8}-node$/);
      const node = nodes.find(({ metadata }) => metadata.name === instance.name);
      expect(node?.['spec']).toEqual({ providerID: `gce://p/${instance.zone}/${instance.name}` });
      expect(node?.metadata.labels).toMatchObject({ 'topology.kubernetes.io/region': 'us-west1' });
    }
  });
});

describe('the sample app', () => {
  beforeEach(() => cluster.workloads.deploy({ ...FOO, replicas: 1 }));

  it('says who it is', async () => {
    const pod = firstPod();
    const response = await cluster.ask(pod, '/shelf?x=1');
    expect(response.headers.get('x-served-by-cluster')).toBe('gke-us');
    const identity = { app: 'foo', cluster: 'gke-us', region: 'us-west1', zone: 'us-west1-a', pod: pod.name };
    expect(await response.json()).toEqual({ ...identity, host: expect.stringContaining('127.0.0.1'), path: '/shelf' });
    expect(pod.served).toBe(1);
  });

  it('answers a message after its delay, with its status', async () => {
    const pod = firstPod();
    const asked = cluster.ask(pod, '/caller/messages', message({ payload: 'hi', delay: '60000', responseCode: 418 }));
    await cluster.until(() => pod.inFlight === 1);
    await cluster.clock.advance(60_000);
    const response = await asked;
    expect(response.status).toBe(418);
    expect(await response.json()).toMatchObject({ received: 'hi', cluster: 'gke-us', pod: pod.name });
  });

  it.each(['{', '[]', '{"payload":1}', '{"payload":"x","delay":"soon"}', '{"payload":"x","responseCode":99}'])(
    'refuses %s',
    async (body) => {
      expect((await cluster.ask(firstPod(), '/caller/messages', { method: 'POST', body })).status).toBe(400);
    },
  );
});

describe('endpoints', () => {
  it('has every pod in its zone, with the named port resolved', async () => {
    putService(cluster.api, undefined, 'http');
    await cluster.workloads.deploy({ ...FOO, replicas: 3 });
    await cluster.until(() => ready().length === 3);
    expect(
      endpoints()
        .map(({ zone }) => zone)
        .sort(),
    ).toEqual(['us-west1-a', 'us-west1-a', 'us-west1-b']);
    expect(slices()[0]?.['ports']).toEqual([{ name: '', protocol: 'TCP', port: 8080 }]);
    expect(slices()[0]?.metadata.labels).toMatchObject({ 'kubernetes.io/service-name': 'foo' });
    for (const { targetRef, nodeName, addresses } of endpoints()) {
      const pod = cluster.workloads.pods().find(({ name }) => name === targetRef.name);
      expect(cluster.fabric.pod(pod?.ip ?? '')).toMatchObject({ ip: addresses[0], instance: nodeName });
    }
  });

  it('keeps an empty slice for a Service without pods and removes it with the Service', async () => {
    putService(cluster.api);
    await cluster.until(() => slices().length === 1);
    expect(endpoints()).toEqual([]);
    cluster.api.remove('/api/v1/namespaces/shop/services/foo');
    await cluster.until(() => slices().length === 0);
  });

  it('splits more than a hundred', async () => {
    putService(cluster.api);
    await cluster.workloads.deploy({ ...FOO, replicas: 101 });
    await cluster.until(() => ready().length === 101);
    const sizes = slices().map((slice) => (slice['endpoints'] as Endpoint[]).length);
    expect(new Set(sizes)).toEqual(new Set([1, 100]));
  });

  it('catches up after the API server was away', async () => {
    putService(cluster.api);
    await cluster.workloads.deploy({ ...FOO, replicas: 1 });
    await cluster.until(() => ready().length === 1);
    cluster.api.setDown(true);
    const killed = cluster.workloads.kill(firstPod().name);
    await cluster.pass(60);
    expect(ready()).toHaveLength(1);
    cluster.api.setDown(false);
    await cluster.until(() => ready().length === 0);
    await killed;
  });
});

describe('the end of a pod', () => {
  beforeEach(async () => {
    putService(cluster.api);
    await cluster.workloads.deploy({ ...FOO, replicas: 2 });
    await cluster.until(() => ready().length === 2);
  });

  it('kill resets connections and takes everything away, without replacement', async () => {
    const pod = firstPod();
    const asked = cluster.ask(pod, '/caller/messages', message({ payload: 'x', delay: 60_000 }));
    const outcome = expect(asked).rejects.toThrow('fetch failed');
    await cluster.until(() => pod.inFlight === 1);
    await cluster.workloads.kill(pod.name);
    await outcome;
    await cluster.until(() => ready().length === 1);
    expect(cluster.fabric.pod(pod.ip)).toBeUndefined();
    expect(cluster.workloads.pods()).toHaveLength(1);
    expect(cluster.api.all('/api/v1/pods')).toHaveLength(1);
    await expect(cluster.workloads.kill(pod.name)).rejects.toThrow(`no pod ${pod.name}`);
  });

  it('crash leaves objects and address with nothing behind; recover brings it back', async () => {
    const pod = firstPod();
    const before = cluster.api.writes.length;
    const socket = cluster.fabric.socket(pod.ip, 8080);
    cluster.workloads.crash(pod.name);
    await expect(fetch(`http://127.0.0.1:${socket?.port}/`)).rejects.toThrow('fetch failed');
    expect(cluster.fabric.pod(pod.ip)?.sockets.size).toBe(0);
    await cluster.pass(60);
    expect(cluster.api.writes).toHaveLength(before);
    await cluster.workloads.recover(pod.name);
    expect((await cluster.ask(pod, '/healthz')).status).toBe(200);
  });

  it('terminate goes unready at once, serves on through the grace, then is gone', async () => {
    const pod = firstPod();
    const asked = cluster.ask(pod, '/caller/messages', message({ payload: 'x', delay: 20_000 }));
    await cluster.until(() => pod.inFlight === 1);
    const terminated = cluster.workloads.terminate(pod.name, 30);
    await cluster.until(() => ready().length === 1, 2);
    expect((await cluster.ask(pod, '/healthz')).status).toBe(503);
    expect((await cluster.ask(pod, '/shelf')).status).toBe(200);
    await cluster.clock.advance(20_000);
    expect((await asked).status).toBe(200);
    expect(cluster.workloads.pods()).toHaveLength(2);
    await cluster.clock.advance(10_000);
    await terminated;
    expect(cluster.workloads.pods()).toHaveLength(1);
    expect(cluster.fabric.pod(pod.ip)).toBeUndefined();
  });

  it.each([
    ['with grace, it serves on until the grace is over', 30],
    ['without, it stops at once', 0],
  ])('follows when somebody else deletes the object: %s', async (_, gracePeriodSeconds) => {
    const pod = firstPod();
    const init = { method: 'DELETE', headers: { authorization: 'Bearer token' } };
    const url = `http://kubernetes/api/v1/namespaces/shop/pods/${pod.name}`;
    await cluster.api.handler(new Request(url, { ...init, body: JSON.stringify({ gracePeriodSeconds }) }));
    await cluster.until(() => ready().length === 1);
    await cluster.pass(20);
    expect(cluster.fabric.pod(pod.ip) === undefined).toBe(gracePeriodSeconds === 0);
    await cluster.pass(15);
    expect(cluster.fabric.pod(pod.ip)).toBeUndefined();
    expect(cluster.api.all('/api/v1/pods')).toHaveLength(1);
  });
});
