// The same story of a Deployment on Kubernetes' own API server and controllers, with the emulated scheduler and
// kubelet: what the emulated controllers are held to. Skipped where the programs are not there.
import { createKubeClient } from '../../infra/emulators/kit/controllers/kube-client.ts';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { setTimeout as wait } from 'node:timers/promises';
import { createForwarder } from '../../infra/local/api-servers/forwarder.ts';
import { createFabric } from '../../infra/emulators/fabric/index.ts';
import { scaledClock } from '../../infra/emulators/kit/clock.ts';
import { seededRandom } from '../../infra/emulators/kit/random.ts';
import { createWorkloads, type Workloads } from '../../infra/emulators/kubernetes/workloads/index.ts';
import { deploymentStory, type Story } from './deployment-story.ts';
import { lackingForPeers, openPeers } from './index.ts';

const lacking = lackingForPeers();
const skip = lacking.length > 0;
const TIMEOUT_MS = 120_000;

let story: Story;
let workloads: Workloads | undefined;
const closers: (() => Promise<void>)[] = [];

beforeAll(async () => {
  if (skip) return;
  const peers = await openPeers(['one']);
  closers.push(() => peers.close());
  const [peer] = peers.clusters;
  if (peer === undefined) return;
  const clock = scaledClock(5);
  const random = seededRandom(1);
  const forwarder = createForwarder({ ...peer, clock, random });
  closers.unshift(() => forwarder.close());
  workloads = createWorkloads({
    clusterName: 'one',
    location: 'us-west1',
    zones: ['us-west1-a', 'us-west1-b'],
    network: 'default',
    project: 'p',
    api: forwarder.handler,
    token: peer.token,
    negController: false,
    controllers: false,
    fabric: createFabric(),
    clock,
    random,
    podCidrPrefix: '10.8',
  });
  await workloads.start();
  story = deploymentStory({
    client: createKubeClient(forwarder.handler, peer.token, new AbortController().signal),
    async send(method, path, body, type = 'application/json') {
      const headers = { authorization: `Bearer ${peer.token}`, 'content-type': type };
      const init = { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) };
      return (await forwarder.handler(new Request(`http://kubernetes${path}`, init))).json();
    },
    async until(holds) {
      const deadline = Date.now() + TIMEOUT_MS / 2;
      while (!(await holds())) {
        if (Date.now() > deadline) throw new Error(`still not so after a minute: ${String(holds)}`);
        await wait(50);
      }
    },
  });
  await story.begin();
}, TIMEOUT_MS);

afterAll(async () => {
  await workloads?.close();
  for (const close of closers) await close();
}, TIMEOUT_MS);

it.skipIf(skip)(
  `grows, shrinks, changes and goes as on the emulated cluster ${lacking.join(' ')}`,
  { timeout: TIMEOUT_MS },
  async () => {
    await story.create(3);
    expect((await story.get()).status).toMatchObject({ replicas: 3, readyReplicas: 3, availableReplicas: 3 });
    const least = await story.watchReady();
    await story.patch({ spec: { template: { spec: { containers: [{ name: 'c', image: 'i:v2' }] } } } });
    await story.settled(3);
    expect(await least()).toBeGreaterThanOrEqual(3);
    expect(await story.images()).toEqual(['i:v2', 'i:v2', 'i:v2']);
    expect((await story.get()).metadata.annotations).toMatchObject({ 'deployment.kubernetes.io/revision': '2' });
    const before = await story.readyPods();
    await workloads?.kill(before[0] ?? '');
    expect(await story.replaced(before[0] ?? '', 3)).toContain(before[1]);
    await story.scale(0);
    expect(workloads?.pods()).toEqual([]);
    await story.remove('Orphan');
    const [set] = await story.sets();
    expect(set?.metadata.ownerReferences).toBeUndefined();
  },
);
