// Deployments on the emulated clusters: pods that run, grow and shrink in number, change without an outage, and go.
// What Kubernetes' own controllers make of the same is in test/peers/deployments.test.ts.
import { createKubeClient } from '../../../infra/emulators/kit/controllers/kube-client.ts';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { seededRandom } from '../../../infra/emulators/kit/random.ts';
import { createKubernetesEmulator, type KubernetesEmulator } from '../../../infra/emulators/kubernetes/index.ts';
import { APPS, deploymentStory, type Story } from '../../peers/deployment-story.ts';
import { createTestCluster, type TestCluster } from './cluster.ts';

let cluster: TestCluster;
let api: KubernetesEmulator;
let story: Story;
beforeEach(async () => {
  cluster = createTestCluster({
    api(clock) {
      const tokens = new Map([['token', 'admin' as const]]);
      api = createKubernetesEmulator({ name: 'gke-us', clock, random: seededRandom(3), tokens });
      return api.handler;
    },
  });
  await cluster.workloads.start();
  story = deploymentStory({
    client: createKubeClient(api.handler, 'token', new AbortController().signal),
    async send(method, path, body, type = 'application/json') {
      const headers = { authorization: 'Bearer token', 'content-type': type };
      const init = { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) };
      return (await api.handler(new Request(`http://kubernetes${path}`, init))).json();
    },
    async until(holds) {
      for (let waited = 0; waited < 600; waited += 1) {
        if (await holds()) return;
        await cluster.clock.advance(500);
      }
      throw new Error(`still not so after two minutes: ${String(holds)}`);
    },
  });
  await story.begin();
});
afterEach(() => cluster.workloads.close());

it('runs as many pods as it is asked for, which answer on their ports', async () => {
  await story.create(2);
  const pods = await story.readyPods();
  expect(pods).toHaveLength(2);
  const [pod] = cluster.workloads.pods();
  expect(pod).toMatchObject({ namespace: 'shop', app: 'c' });
  const answer = await cluster.ask(pod as never, '/who');
  expect(await answer.json()).toMatchObject({ app: 'c', cluster: 'gke-us', pod: pod?.name });
  expect(new Set(cluster.workloads.pods().map(({ zone }) => zone)).size).toBe(2);
  expect((await story.get()).status).toMatchObject({ replicas: 2, readyReplicas: 2, availableReplicas: 2 });
});

it('grows and shrinks by its scale', async () => {
  await story.create(1);
  await story.scale(3);
  expect(await story.readyPods()).toHaveLength(3);
  await story.scale(0);
  expect(await story.pods()).toEqual([]);
  expect(cluster.workloads.pods()).toEqual([]);
});

it('makes a pod anew that somebody deletes', async () => {
  await story.create(2);
  const before = await story.readyPods();
  await cluster.workloads.kill(before[0] ?? '');
  const after = await story.replaced(before[0] ?? '', 2);
  expect(after).toContain(before[1]);
});

it('changes its template with never less than it may lack, and goes back to the one before', async () => {
  await story.create(3);
  const least = await story.watchReady();
  await story.patch({ spec: { template: { spec: { containers: [{ name: 'c', image: 'i:v2' }] } } } });
  await story.settled(3);
  expect(await least()).toBeGreaterThanOrEqual(3);
  expect(await story.images()).toEqual(['i:v2', 'i:v2', 'i:v2']);
  expect((await story.get()).metadata.annotations).toMatchObject({ 'deployment.kubernetes.io/revision': '2' });
  await story.patch({ spec: { template: { spec: { containers: [{ name: 'c', image: 'i:v1' }] } } } });
  await story.settled(3);
  expect(await story.images()).toEqual(['i:v1', 'i:v1', 'i:v1']);
  const sets = await story.sets();
  expect(new Set(sets.map(({ spec }) => spec.replicas))).toEqual(new Set([0, 3]));
});

it('takes its ReplicaSets and pods along, unless it is to go alone', async () => {
  await story.create(1);
  await story.remove('Orphan');
  expect(await story.pods()).toHaveLength(1);
  const [set] = await story.sets();
  expect(set?.metadata.ownerReferences).toBeUndefined();
  await story.create(1, 'b');
  await story.settled(1, 'b');
  await story.remove('Background', 'b');
  await story.gone('b');
  expect((await story.pods()).filter((name) => name.startsWith('b'))).toEqual([]);
});

it('starts a pod that nobody owns, and refuses kinds of the group that it does not have', async () => {
  await story.send('POST', '/api/v1/namespaces/shop/pods', {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'alone', labels: { app: 'alone' } },
    spec: { containers: [{ name: 'c', image: 'i', ports: [{ containerPort: 9000 }] }] },
  });
  await cluster.until(() => cluster.workloads.pods().some(({ name }) => name === 'alone'));
  expect(await story.send('GET', `${APPS}/statefulsets`)).toMatchObject({ code: 501 });
});
