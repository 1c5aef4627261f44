// A cluster for tests of what its pods reach: objects in an embedded API server, pods that are sockets of this process.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createFabric } from '../../../infra/emulators/fabric/index.ts';
import { type Clock, scaledClock } from '../../../infra/emulators/kit/clock.ts';
import { closeServer, listen } from '../../../infra/emulators/kit/serve.ts';
import { seededRandom } from '../../../infra/emulators/kit/random.ts';
import { createKubernetesEmulator } from '../../../infra/emulators/kubernetes/index.ts';
import { SERVICE_IMPORT_DEFINITION } from '../../../infra/emulators/kubernetes/multi-cluster-services.ts';
import { createPodNetwork, type PodNetworkOptions } from '../../../infra/emulators/pod-network/index.ts';
import { type Answer, ask } from '../../../infra/local/demo/client.ts';

export interface TestCluster {
  readonly clock: Clock;
  /** For clients. */
  readonly proxy: string;
  /** Writes an object; its path is that of the collection. */
  create(path: string, object: object): Promise<{ readonly spec: { readonly clusterIP: string } }>;
  remove(path: string): Promise<void>;
  /** A pod that answers with its own address. */
  pod(ip: string): Promise<void>;
  /** The pod's server is gone; its address is not. */
  crash(ip: string): void;
  get(url: string): Promise<Answer>;
  close(): Promise<void>;
}

export const NODE = 'node-a';
export const POD_PORT = 8080;

/** A thousand times faster: a time-out takes 30 ms. */
const SPEED = 1_000;

export async function startCluster(sidecarOf?: PodNetworkOptions['sidecarOf']): Promise<TestCluster> {
  const clock = scaledClock(SPEED);
  const fabric = createFabric();
  const tokens = new Map([['token', 'admin' as const]]);
  const { handler } = createKubernetesEmulator({ name: 'gke-us', clock, random: seededRandom(1), tokens });
  const send = async (method: string, path: string, body?: object): Promise<unknown> => {
    const headers = { authorization: 'Bearer token', 'content-type': 'application/json' };
    const init = { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) };
    const answer = await handler(new Request(`http://kubernetes${path}`, init));
    if (!answer.ok) throw new TypeError(`${method} ${path}: ${await answer.text()}`);
    return answer.json();
  };
  await send('POST', '/apis/apiextensions.k8s.io/v1/customresourcedefinitions', SERVICE_IMPORT_DEFINITION);
  await send('POST', '/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } });
  const network = createPodNetwork({
    api: handler,
    token: 'token',
    fabric,
    clock,
    random: seededRandom(2),
    node: NODE,
    ...(sidecarOf === undefined ? {} : { sidecarOf }),
  });
  const proxy = await network.start();
  const servers: Server[] = [];
  return {
    clock,
    proxy,
    create: async (path, object) =>
      (await send('POST', path, object)) as { readonly spec: { readonly clusterIP: string } },
    remove: async (path) => void (await send('DELETE', path)),
    async pod(ip) {
      const server = createServer((_, response) => response.end(ip));
      servers.push(server);
      await listen(server, 0);
      const socket = { host: '127.0.0.1', port: (server.address() as AddressInfo).port } as const;
      fabric.addPod({ ip, instance: NODE, zone: 'z', sockets: new Map([[POD_PORT, socket]]) });
    },
    crash: (ip) => fabric.addPod({ ip, instance: NODE, zone: 'z', sockets: new Map() }),
    get: (url) => ask(proxy, url),
    async close() {
      await network.close();
      await Promise.all(servers.map(closeServer));
    },
  };
}
