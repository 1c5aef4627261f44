// Two whole clusters of Kubernetes' own programs with the emulated importer over them: nothing of ours stands between a
// pod and what it calls.
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import { Agent, fetch } from 'undici';
import { createImporter, OF_STANDARD } from '../../../infra/emulators/importer/index.ts';
import { scaledClock } from '../../../infra/emulators/kit/clock.ts';
import { seededRandom } from '../../../infra/emulators/kit/random.ts';
import type { Handler } from '../../../infra/emulators/kit/serve.ts';
import {
  SERVICE_EXPORT_DEFINITIONS,
  SERVICE_IMPORT_DEFINITION,
} from '../../../infra/emulators/kubernetes/multi-cluster-services.ts';
import type { DnsAnswer, DnsQuestion } from '../../../lib/features/services/predict/clusterset-dns.ts';
import { type KubeObject, membershipOf, namespaceOf } from '../../contract/importer/fleet.ts';
import { findFiles, MCS_API } from '../../peers/definitions.ts';
import { findPrograms } from '../../peers/find.ts';
import { addPodAddress, type ClusterNetwork, inNamespace } from '../../peers/network.ts';
import { beginOwnedSet, takeDown } from '../../peers/sets.ts';
import { type PeerCluster, startNetworkedClusters } from '../../peers/start-set.ts';
import type { World } from './play.ts';
import { type Cluster, CLUSTERS, POD, POD_PORT, TWO } from './stories.ts';

const run = promisify(execFile);
const HERE = import.meta.dirname;
const [DNS_CLIENT, POD_CLIENT, POD_SERVER] = [
  join(HERE, 'dns-client.ts'),
  join(HERE, '../../peers/pod-client.ts'),
  join(HERE, '../../peers/pod-server.ts'),
];
const CRDS = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';
const NO_LIMITS = { clusters: 100, pods: 10_000, ports: 10_000 };

export interface PeersWorld extends World {
  /** As a pod of `TWO` asks CoreDNS there. */
  ask(questions: readonly DnsQuestion[]): Promise<readonly DnsAnswer[]>;
  /** The body that a pod of `TWO` gets, or the code of its failure. */
  get(url: string): Promise<string>;
  close(): Promise<void>;
}

export async function startPeersWorld(): Promise<PeersWorld> {
  const set = await beginOwnedSet();
  try {
    const names = CLUSTERS.map((link) => link.split('/')[1] ?? '');
    const started = await startNetworkedClusters({ set, names, programs: findPrograms() }, findFiles(MCS_API) ?? []);
    return await worldOf(new Map(CLUSTERS.map((link, index) => [link, started[index] as PeerCluster])), () =>
      takeDown(set),
    );
  } catch (error) {
    await takeDown(set);
    throw error;
  }
}

async function worldOf(peers: ReadonlyMap<Cluster, PeerCluster>, end: () => Promise<void>): Promise<PeersWorld> {
  const agents: Agent[] = [];
  const lost = new Set<string>();
  const handlers = new Map<string, Handler>();
  for (const [link, { url, ca }] of peers) {
    const agent = new Agent({ connect: { ca }, bodyTimeout: 0 });
    agents.push(agent);
    handlers.set(link, (request) => (lost.has(link) ? Response.error() : forward(request, url, agent)));
  }
  const peerOf = (link: string): PeerCluster => peers.get(link as Cluster) as PeerCluster;
  const networkOf = (link: string): ClusterNetwork => peerOf(link).network as ClusterNetwork;
  const send = async (link: string, method: string, path: string, body?: object): Promise<unknown> => {
    const { url, token } = peerOf(link);
    const type = method === 'PATCH' ? 'application/apply-patch+yaml' : 'application/json';
    const headers = { authorization: `Bearer ${token}`, 'content-type': type };
    const init = { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) };
    const answer = await forward(
      new Request(`http://kubernetes${path}`, init),
      url,
      agents[CLUSTERS.indexOf(link as Cluster)] as Agent,
    );
    const text = await answer.text();
    if (!answer.ok) throw new TypeError(`${method} ${path} in ${link}: ${answer.status} ${text}`);
    return JSON.parse(text);
  };
  for (const link of CLUSTERS) {
    // That of the standard stands already, as mcs-api has it.
    for (const definition of [...SERVICE_EXPORT_DEFINITIONS, SERVICE_IMPORT_DEFINITION])
      await send(link, 'POST', CRDS, definition).catch(() => undefined);
    await send(link, 'PATCH', '/api/v1/namespaces/shop?fieldManager=test', namespaceOf('shop'));
    await serve(networkOf(link), POD[link], peerOf(link).name);
  }
  const importer = createImporter({
    members: CLUSTERS.map((link) => ({
      membership: membershipOf(link),
      // CoreDNS resolves no id with a dot.
      clusterId: link.split('/')[1] ?? '',
      api: handlers.get(link) as Handler,
      token: peerOf(link).token,
    })),
    origin: { project: 'demo-project', network: 'default' },
    clock: scaledClock(1),
    random: seededRandom(1),
    propagation: 'none',
    limits: NO_LIMITS,
    twins: [OF_STANDARD],
  });
  await importer.start();
  const inClient = async (script: string, ...words: readonly string[]): Promise<string> => {
    const command = inNamespace(networkOf(TWO).client, [process.execPath, script, ...words]);
    return (await run(String(command[0]), command.slice(1), { maxBuffer: 16 * 1024 * 1024 })).stdout;
  };
  return {
    put: async (link, path, object) => void (await send(link, 'PATCH', `${path}?fieldManager=test`, object)),
    remove: async (link, path) => void (await send(link, 'DELETE', path)),
    async list<T extends KubeObject>(link: string, path: string) {
      const { items } = (await send(link, 'GET', path)) as { readonly items: readonly T[] };
      return items.toSorted((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1));
    },
    lose: (link) => void lost.add(link),
    // Ages are whole seconds.
    pass: () => wait(1_100),
    ask: async (questions) =>
      JSON.parse(
        await inClient(DNS_CLIENT, networkOf(TWO).dns.service, JSON.stringify(questions)),
      ) as readonly DnsAnswer[],
    get: (url) => inClient(POD_CLIENT, 'get', url),
    async close() {
      importer.close();
      await end();
      for (const agent of agents) await agent.destroy();
    },
  };
}

async function forward(request: Request, url: string, dispatcher: Agent): Promise<Response> {
  const { pathname, search } = new URL(request.url);
  const body = request.body === null ? {} : { body: new Uint8Array(await request.arrayBuffer()) };
  try {
    const answer = await fetch(`${url}${pathname}${search}`, {
      method: request.method,
      headers: Object.fromEntries(request.headers),
      dispatcher,
      ...body,
    });
    return answer;
  } catch {
    return Response.error();
  }
}

/** A pod of the cluster's node. */
async function serve(network: ClusterNetwork, address: string, name: string): Promise<void> {
  await addPodAddress(network, address);
  const command = inNamespace(network.namespace, [process.execPath, POD_SERVER, address, String(POD_PORT), name]);
  const server = spawn(String(command[0]), command.slice(1), { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(server.stdout, 'data');
}
