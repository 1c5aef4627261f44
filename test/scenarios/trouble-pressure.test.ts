// API servers that serve, but badly: slow, with 1,200 objects of somebody else's, or with their history compacted under
// lists and watches. Nothing is told, because all is done; it only takes longer. Runs with `npm run conformance --
// trouble`.
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import type { StartApiServers } from '../../infra/local/api-servers/api-server.ts';
import { peerServers } from '../../infra/local/api-servers/peers.ts';
import { clusterTokenOf } from '../../infra/local/cluster-rights.ts';
import { CLUSTERS } from '../../infra/local/layout.ts';
import type { FunctionName } from '../../infra/deploy/contract.ts';
import { MANAGED_BY, OWNER_ANNOTATION } from '../../lib/model/index.ts';
import { inLanes } from '../conformance/command.ts';
import { kubeconfig, type PeerCluster, untilReady } from '../peers/index.ts';
import { STORY_MS } from '../limits.ts';
import type { Tree } from './support/repository.ts';
import { functionAnswers } from './support/function-answers.ts';
import { APPLY, EU, IN_TROUBLE, ON_PEERS, type Scenario, startScenario, US } from './support/scenario.ts';
import { clusterOf, objectsIn, request } from './support/state.ts';
import { expectServed, INGRESSES, SERVICES, vipIn } from './support/traffic.ts';
import { withHost } from './support/trees.ts';

const SLOW_MS = 2_000;
const FOREIGN = 1_200;
const LANES = 20;
const COMPACTED_EVERY_MS = 100;
const NOTHING = { compute: [], kubernetes: [] };
const OWN = '/api/v1/namespaces/blue/services';
/** Of nobody's. */
const CHANGE = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'between-two-pages' } };

let peers: readonly PeerCluster[] = [];
let scenario: Scenario;
let fronts: readonly Front[] = [];
const answers = functionAnswers();
/** Hosts only come: taking one away would need an approval. */
let tree: Tree;

interface Front {
  readonly port: number;
  /** How much later than it came each byte of the server goes on, milliseconds. */
  delayMs: number;
  close(): Promise<void>;
}

/** Between the functions and an API server: as far away as it is told. */
async function startFront(url: string): Promise<Front> {
  const { hostname, port } = new URL(url);
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connect(Number(port), hostname);
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => socket.destroy()).on('close', () => sockets.delete(socket));
    }
    client.on('data', (chunk) => upstream.write(chunk)).on('close', () => upstream.destroy());
    upstream.on('data', (chunk) => void setTimeout(() => client.writable && client.write(chunk), front.delayMs));
    upstream.on('close', () => void setTimeout(() => client.destroy(), front.delayMs));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const front: Front = {
    port: (server.address() as AddressInfo).port,
    delayMs: 0,
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
  return front;
}

/** The servers of Kubernetes, each behind a front. */
const frontedServers: StartApiServers = async (authority) => {
  const servers = await peerServers((clusters) => (peers = clusters))(authority);
  fronts = await Promise.all(peers.map(({ url }) => startFront(url)));
  return servers;
};

const peerAt = (link: string): PeerCluster => {
  const found = peers.find(({ name }) => link.endsWith(`/${name}`));
  if (found === undefined) throw new TypeError(`there is no peer ${link}`);
  return found;
};

/** Takes the past away as often as it can be seen. @returns what ends it, and says whether a list ran into it. */
function keepCompacting(link: string): () => boolean {
  const { api } = clusterOf(scenario.cloud, link);
  if (ON_PEERS) {
    // It pages through what is in its own memory: nobody runs into it before it is restarted.
    const compacting = setInterval(() => void api.compact(), COMPACTED_EVERY_MS);
    return () => {
      clearInterval(compacting);
      return true;
    };
  }
  let isCompacted = false;
  const before = api.journal.entries.length;
  answers.set(link, async (handle, { url }) => {
    const page = await handle();
    if (isCompacted || !url.includes('limit=') || !(await page.clone().text()).includes('"continue":"ey')) return page;
    isCompacted = true;
    // The next page is of a version before this change.
    await request(clusterOf(scenario.cloud, link), 'POST', '/api/v1/namespaces/blue/configmaps', CHANGE, 'json');
    await api.compact();
    return page;
  });
  return () => {
    answers.set(link);
    return api.journal.entries.slice(before).some(({ method, status }) => method === 'GET' && status === 410);
  };
}

/** A restarted server knows only what is stored. */
async function startAnew(link: string): Promise<void> {
  const { api } = clusterOf(scenario.cloud, link);
  if (ON_PEERS) {
    const peer = peerAt(link);
    await peer.started.find(({ name }) => name === 'kube-apiserver')?.restart();
    return untilReady(peer.url, peer.token, peer.started);
  }
  api.setDown('refused');
  api.setDown(undefined);
}

async function copiesIn(link: string): Promise<readonly unknown[]> {
  const cluster = clusterOf(scenario.cloud, link);
  const objects = [...(await objectsIn(cluster, INGRESSES)), ...(await objectsIn(cluster, SERVICES))];
  return objects.map(({ metadata: { name, annotations }, spec, status }) => ({ name, annotations, spec, status }));
}

/** Lands another host and says that all of it is done, and nothing else. */
async function landed(host: string): Promise<void> {
  const deletions = (): number =>
    scenario.cloud.compute.journal.entries.filter(({ method, path }) => method === 'DELETE' || path.includes('detach'))
      .length;
  const before = deletions();
  tree = withHost(tree, host);
  const commit = await scenario.land(tree);
  expect((await scenario.github.newestCheck(commit, APPLY)).conclusion).toBe('success');
  const vip = (await vipIn(scenario.cloud, US, 'foobar-ingress')) ?? '';
  await expectServed(scenario, 'foo', vip, host);
  expect(await copiesIn(EU)).toEqual(await copiesIn(US));
  expect(deletions()).toBe(before);
}

/** The way to the real servers, through their fronts. */
const kubeconfigOf = (name: FunctionName): string =>
  kubeconfig(
    CLUSTERS.map(({ link }) => {
      const { ca } = peerAt(link);
      const url = `https://127.0.0.1:${fronts[peers.indexOf(peerAt(link))]?.port}`;
      return { name: link.replace('/', '_'), url, ca, token: clusterTokenOf(name) };
    }),
  );

/** From now on each answer that the functions get of the cluster comes so much later. */
function slowDown(link: string, ms: number): void {
  if (ON_PEERS) (fronts[peers.indexOf(peerAt(link))] as Front).delayMs = ms;
  else answers.set(link, ms === 0 ? undefined : (handle) => delay(ms).then(handle));
}

const skipped = IN_TROUBLE ? '' : ' (skipped: it needs npm run conformance -- trouble)';
describe.skipIf(!IN_TROUBLE)(`pressure${skipped}`, () => {
  beforeAll(async () => {
    const real = { apiServers: frontedServers, kubeconfigOf };
    scenario = await startScenario(ON_PEERS ? real : { apiServers: answers.apiServers });
    tree = scenario.seed;
    await scenario.land(tree);
  }, STORY_MS);
  afterAll(async () => {
    await scenario.close();
    await Promise.all(fronts.map((front) => front.close()));
  });

  test('a backup that answers two seconds later is waited for', { timeout: STORY_MS }, async () => {
    slowDown(EU, SLOW_MS);
    onTestFinished(() => slowDown(EU, 0));
    await landed('slow.example.com');
    slowDown(EU, 0);
    expect(await scenario.writesDuring(() => scenario.planAgain())).toEqual(NOTHING);
  });

  test('1,200 Services of another installation are read in pages, under which the history is compacted', {
    timeout: STORY_MS,
  }, async () => {
    const cluster = clusterOf(scenario.cloud, EU);
    const metadata = {
      labels: MANAGED_BY,
      annotations: { [OWNER_ANNOTATION]: 'rangelight/v2 installation=other fleet=other unit=blue' },
    };
    const spec = { clusterIP: 'None', ports: [{ port: 80 }] };
    await inLanes(
      LANES,
      Array.from({ length: FOREIGN }, (_, index) => `other-${index}`),
      async (name) => {
        const body = { apiVersion: 'v1', kind: 'Service', metadata: { ...metadata, name }, spec };
        expect((await request(cluster, 'POST', OWN, body, 'json')).status).toBe(201);
      },
    );
    const theirs = async () =>
      (await objectsIn(cluster, OWN))
        .filter(({ metadata: { name } }) => name.startsWith('other-'))
        .map(({ metadata }) => Reflect.get(metadata, 'resourceVersion') as unknown);
    const before = await theirs();
    expect(before).toHaveLength(FOREIGN);
    const stop = keepCompacting(EU);
    onTestFinished(() => void stop());
    await landed('pages.example.com');
    expect(stop()).toBe(true);
    expect(await theirs()).toEqual(before);
    expect(await scenario.writesDuring(() => scenario.planAgain())).toEqual(NOTHING);
  });

  test('watches of a server whose history is compacted and that starts anew find the way back', {
    timeout: STORY_MS,
  }, async () => {
    const { api, workloads } = clusterOf(scenario.cloud, US);
    await api.compact();
    await startAnew(US);
    const { view } = scenario.cloud.compute;
    const attached = (): readonly string[] =>
      view
        .list('networkEndpointGroups')
        .filter(({ path, resource }) => path.includes('us-west1-') && resource.name.includes('-blue-foo-'))
        .flatMap(({ path }) => view.endpoints(path).map(({ ipAddress }) => ipAddress))
        .sort();
    const [victim, ...others] = workloads.pods().filter(({ app }) => app === 'foo');
    await workloads.kill(victim?.name ?? '');
    const left = others.map(({ ip }) => ip).sort();
    await vi.waitFor(() => expect(attached()).toEqual(left), { timeout: 90_000, interval: 250 });
    await landed('watches.example.com');
    expect(await scenario.writesDuring(() => scenario.planAgain())).toEqual(NOTHING);
  });
});
