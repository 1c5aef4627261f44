// Starts the clusters of a set, side by side.
import { randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type ApiServer, type Identity, loopbackPlace, MASTERS, type Place, startApiServer } from './api-server.ts';
import { startControllers } from './controllers.ts';
import type { Definitions } from './definitions.ts';
import type { Programs } from './find.ts';
import { SETS } from './folders.ts';
import { kubeconfig } from './kubeconfig.ts';
import { type ClusterNetwork, makeNetwork } from './network.ts';
import { startNodePrograms } from './node-programs.ts';
import type { Started } from './start-program.ts';

export interface PeerCluster {
  readonly name: string;
  /** `https://ADDRESS:PORT` of its API server. */
  readonly url: string;
  /** PEM of the authority of its certificate. */
  readonly ca: string;
  /** Of a user who may do everything. */
  readonly token: string;
  /** Path of a file with that user's context. */
  readonly kubeconfig: string;
  /** `http://127.0.0.1:PORT` of its etcd, in its node's network namespace where it has one. */
  readonly etcd: string;
  /** Where its certificates, tokens and logs lie. */
  readonly folder: string;
  /** Absent: it has an API server on loopback, and no pods' addresses. */
  readonly network?: ClusterNetwork;
  readonly started: readonly Started[];
}

export interface SetOptions {
  /** Its folder is there. */
  readonly set: string;
  readonly names: readonly string[];
  readonly programs: Programs;
  /** Who else is known at every API server. */
  readonly identities?: readonly Identity[];
  /**
   * Whether the controllers run that answer for EndpointSlices, namespaces that end, and what belongs to something
   * deleted.
   */
  readonly controllers: boolean;
}

const SERVICE_RANGE = '34.118.224.0/20';

/** API servers on loopback; all of them, or none. @throws StartFailed */
export async function startApiServers(options: SetOptions): Promise<readonly PeerCluster[]> {
  return Promise.all(options.names.map(async (name) => startOne(options, name, await loopbackPlace(), SERVICE_RANGE)));
}

/** Whole clusters, each in a network of its own; all of them, or none. @throws StartFailed, NetworkFailed */
export async function startNetworkedClusters(
  options: Omit<SetOptions, 'controllers'>,
  definitions: Definitions,
): Promise<readonly PeerCluster[]> {
  const networks = await makeNetwork(options.set, options.names.length);
  return allOrNone(
    networks.map(async (network, index) => {
      const name = options.names[index] ?? '';
      const { namespace, node: address, serviceRange } = network;
      const place = { address, apiPort: 6443, etcdPort: 2379, etcdPeerPort: 2380, namespace };
      const cluster = await startOne({ ...options, controllers: true }, name, place, serviceRange);
      const { programs } = options;
      const { kubeconfig, folder } = cluster;
      const more = await startNodePrograms({
        programs,
        definitions,
        name,
        folder,
        kubeconfig,
        network,
        access: cluster,
      });
      return { ...cluster, network, started: [...cluster.started, ...more] };
    }),
  );
}

async function startOne(options: SetOptions, name: string, place: Place, serviceRange: string): Promise<PeerCluster> {
  const folder = join(SETS, options.set, name);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const token = randomBytes(16).toString('hex');
  const identities = [{ token, user: 'peers', groups: [MASTERS] }, ...(options.identities ?? [])];
  const api: ApiServer = await startApiServer({ programs: options.programs, folder, place, identities, serviceRange });
  const file = join(folder, 'kubeconfig');
  await writeFile(file, kubeconfig([{ name, url: api.url, ca: api.ca, token }]), { mode: 0o600 });
  const started = [...api.started];
  if (options.controllers) {
    started.push(await startControllers({ programs: options.programs, ca: api.ca, folder, kubeconfig: file, place }));
  }
  const etcd = `http://127.0.0.1:${place.etcdPort}`;
  return { name, url: api.url, ca: api.ca, token, kubeconfig: file, etcd, folder, started };
}

/**
 * Like Promise.all, but a failure is told only when nothing is under way any more: what was started can be taken down
 * then.
 */
async function allOrNone<T>(promises: readonly Promise<T>[]): Promise<readonly T[]> {
  await Promise.allSettled(promises);
  return Promise.all(promises);
}
