// Readiness gates: a pod behind a Service with NEGs is ready when the load balancer finds it healthy, or cannot say.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { seededRandom } from '../../../infra/emulators/kit/random.ts';
import { createKubernetesEmulator, type KubernetesEmulator } from '../../../infra/emulators/kubernetes/index.ts';
import { injectReadinessGate } from '../../../infra/emulators/kubernetes/workloads/index.ts';
import { createTestCluster, FOO, type TestCluster } from './cluster.ts';

const GATE = 'cloud.google.com/load-balancer-neg-ready';
const NEG = { 'cloud.google.com/neg': '{"exposed_ports":{"80":{"name":"my-neg"}}}' };

interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly message?: string;
}

interface Stored {
  readonly metadata: { readonly name: string };
  readonly spec?: { readonly readinessGates?: readonly { readonly conditionType: string }[] };
  readonly status?: { readonly conditions?: readonly Condition[] };
  readonly endpoints?: readonly { readonly conditions: { readonly ready: boolean; readonly serving: boolean } }[];
  readonly reason?: string;
  readonly source?: { readonly component: string };
  readonly items?: readonly Stored[];
}

let cluster: TestCluster;
let api: KubernetesEmulator;
beforeEach(async () => {
  cluster = createTestCluster({
    api(clock) {
      const tokens = new Map([['token', 'admin' as const]]);
      const options = { name: 'gke-us', clock, random: seededRandom(3), tokens, admission: injectReadinessGate };
      api = createKubernetesEmulator(options);
      return api.handler;
    },
  });
  await cluster.workloads.start();
});
afterEach(() => cluster.workloads.close());

async function call(method: string, path: string, body?: object): Promise<Stored> {
  const type = method === 'PATCH' ? 'application/apply-patch+yaml' : 'application/json';
  const headers = { authorization: 'Bearer token', 'content-type': type };
  const init = { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) };
  const response = await api.handler(new Request(`http://kubernetes${path}`, init));
  return (await response.json()) as Stored;
}

async function putService(name: string, annotations: object, selector: object = FOO.labels): Promise<void> {
  await call('PATCH', '/api/v1/namespaces/shop?fieldManager=test', {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: 'shop' },
  });
  await call('PATCH', `/api/v1/namespaces/shop/services/${name}?fieldManager=test&force=true`, {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, annotations },
    spec: { clusterIP: 'None', selector, ports: [{ port: 80, targetPort: 8080 }] },
  });
}

const pods = async (): Promise<readonly Stored[]> => (await call('GET', '/api/v1/namespaces/shop/pods')).items ?? [];
const said = (pod: Stored | undefined, type: string) =>
  pod?.status?.conditions?.find((condition) => condition.type === type);
const endpoints = async () => {
  const { items } = await call('GET', '/apis/discovery.k8s.io/v1/namespaces/shop/endpointslices');
  return (items ?? []).flatMap((slice) => slice.endpoints ?? []);
};
const attached = (): number => Object.values(cluster.negs('my-neg')).flatMap(({ endpoints: all }) => all).length;

/** Lets time pass, second by second, until the only pod's condition has this reason; answers the pod. */
async function untilSaid(type: string, wanted: Partial<Condition>, limit = 60): Promise<Stored | undefined> {
  let pod: Stored | undefined;
  for (let second = 0; second <= limit; second++) {
    [pod] = await pods();
    const condition = said(pod, type);
    if (condition !== undefined && Object.entries(wanted).every(([k, v]) => condition[k as keyof Condition] === v))
      break;
    await cluster.pass(1);
  }
  expect(said(pod, type)).toMatchObject(wanted);
  return pod;
}

describe('which pods have the gate', () => {
  it('those made while a Service with NEGs selects them, and no others', async () => {
    await cluster.workloads.deploy({ ...FOO, name: 'early', replicas: 1 });
    await putService('foo', NEG);
    await putService('bar', {}, { app: 'bar' });
    await cluster.workloads.deploy({ ...FOO, name: 'late', replicas: 1 });
    await cluster.workloads.deploy({ ...FOO, name: 'other', labels: { app: 'bar' }, replicas: 1 });
    const gates = Object.fromEntries(
      (await pods()).map(({ metadata, spec }) => [metadata.name.split('-')[0], spec?.readinessGates]),
    );
    expect(gates).toEqual({ early: undefined, late: [{ conditionType: GATE }], other: undefined });
  });

  it('no Service in another namespace counts, and no gate is put in twice', async () => {
    await putService('foo', NEG);
    const spec = { containers: [{ name: 'c', image: 'i' }] };
    const head = { apiVersion: 'v1', kind: 'Pod' };
    const metadata = { labels: FOO.labels };
    const elsewhere = await call('POST', '/api/v1/namespaces/default/pods', {
      ...head,
      metadata: { ...metadata, name: 'a' },
      spec,
    });
    expect(elsewhere.spec).toBeDefined();
    expect(elsewhere.spec?.readinessGates).toBeUndefined();
    const readinessGates = [{ conditionType: GATE }];
    const asked = await call('POST', '/api/v1/namespaces/shop/pods', {
      ...head,
      metadata: { ...metadata, name: 'a' },
      spec: { ...spec, readinessGates },
    });
    expect(asked.spec?.readinessGates).toEqual(readinessGates);
  });
});

describe('a gated pod', () => {
  beforeEach(() => putService('foo', NEG));

  it('is attached before it is ready, and ready once a backend service finds it healthy', async () => {
    await cluster.workloads.deploy({ ...FOO, replicas: 1 });
    const ip = cluster.workloads.pods()[0]?.ip ?? '';
    cluster.compute.healths.set(ip, [{ backendService: 'bs', healthState: 'UNHEALTHY' }]);
    await cluster.until(() => attached() === 1);
    await cluster.pass(30);
    const [waiting] = await pods();
    expect(said(waiting, GATE)).toMatchObject({
      type: GATE,
      status: '',
      reason: 'LoadBalancerNegNotReady',
      message: 'Waiting for pod to become healthy in at least one of the NEG(s): [my-neg]',
    });
    expect(said(waiting, 'ContainersReady')).toMatchObject({ status: 'True' });
    expect(said(waiting, 'Ready')).toMatchObject({ status: 'False', reason: 'ReadinessGatesNotReady' });
    expect((await endpoints()).map(({ conditions }) => conditions)).toMatchObject([{ ready: false, serving: false }]);
    expect(attached()).toBe(1);

    cluster.compute.healths.set(ip, [{ backendService: 'bs', healthState: 'HEALTHY' }]);
    const ready = await untilSaid('Ready', { status: 'True' });
    expect(said(ready, GATE)).toMatchObject({
      type: GATE,
      status: 'True',
      reason: 'LoadBalancerNegReady',
      message: `Pod has become Healthy in NEG "Key{\\"my-neg\\", zone: \\"us-west1-a\\"}" attached to BackendService "Key{\\"bs\\"}". Marking condition "${GATE}" to True.`,
    });
    await cluster.pass(2);
    expect((await endpoints()).map(({ conditions }) => conditions)).toMatchObject([{ ready: true, serving: true }]);
    const events = (await call('GET', '/api/v1/namespaces/shop/events')).items ?? [];
    const fromReflector = events.filter(({ source }) => source?.component === 'neg-readiness-reflector');
    expect(fromReflector.map(({ reason }) => reason)).toEqual(
      expect.arrayContaining(['LoadBalancerNegNotReady', 'LoadBalancerNegReady']),
    );
  });

  it('is ready at once where no backend service checks the NEG', async () => {
    await cluster.workloads.deploy({ ...FOO, replicas: 1 });
    const pod = await untilSaid('Ready', { status: 'True' });
    expect(said(pod, GATE)).toMatchObject({
      status: 'True',
      reason: 'LoadBalancerNegWithoutHealthCheck',
      message: `Pod is in NEG "Key{\\"my-neg\\", zone: \\"us-west1-a\\"}". NEG is not attached to any BackendService with health checking. Marking condition "${GATE}" to True.`,
    });
  });

  it('is let through ten minutes after its creation', async () => {
    await cluster.workloads.deploy({ ...FOO, replicas: 1 });
    cluster.compute.healths.set(cluster.workloads.pods()[0]?.ip ?? '', [
      { backendService: 'bs', healthState: 'UNHEALTHY' },
    ]);
    await cluster.pass(595);
    expect(said((await pods())[0], 'Ready')).toMatchObject({ status: 'False' });
    const pod = await untilSaid('Ready', { status: 'True' }, 30);
    expect(said(pod, GATE)).toMatchObject({ status: 'True', reason: 'LoadBalancerNegTimeout' });
  });

  it('that belongs in no NEG any more is ready', async () => {
    await cluster.workloads.deploy({ ...FOO, replicas: 1 });
    cluster.compute.healths.set(cluster.workloads.pods()[0]?.ip ?? '', [
      { backendService: 'bs', healthState: 'UNHEALTHY' },
    ]);
    await untilSaid(GATE, { reason: 'LoadBalancerNegNotReady' });
    await call('DELETE', '/api/v1/namespaces/shop/services/foo');
    const pod = await untilSaid('Ready', { status: 'True' });
    expect(said(pod, GATE)).toMatchObject({
      reason: 'LoadBalancerNegReady',
      message: `Pod does not belong to any NEG. Marking condition "${GATE}" to True.`,
    });
  });

  it('stays ready once it was, whatever health says later', async () => {
    await cluster.workloads.deploy({ ...FOO, replicas: 1 });
    const ip = cluster.workloads.pods()[0]?.ip ?? '';
    cluster.compute.healths.set(ip, [{ backendService: 'bs', healthState: 'HEALTHY' }]);
    await untilSaid('Ready', { status: 'True' });
    cluster.compute.healths.set(ip, [{ backendService: 'bs', healthState: 'UNHEALTHY' }]);
    const before = api.journal.mutations().length;
    await cluster.pass(60);
    expect(said((await pods())[0], 'Ready')).toMatchObject({ status: 'True' });
    expect(api.journal.mutations()).toHaveLength(before);
  });

  it('leaves the NEG when it begins to end, ready or not', async () => {
    await cluster.workloads.deploy({ ...FOO, replicas: 1 });
    const [pod] = cluster.workloads.pods();
    cluster.compute.healths.set(pod?.ip ?? '', [{ backendService: 'bs', healthState: 'UNHEALTHY' }]);
    await cluster.until(() => attached() === 1);
    const ended = cluster.workloads.terminate(pod?.name ?? '', 30);
    await cluster.until(() => attached() === 0, 10);
    await cluster.clock.advance(30_000);
    await ended;
  });
});
