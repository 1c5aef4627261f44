// A mesh over clusters that have a network: a control plane in each, under one root, and in each a pod `hello` behind a
// Service of that name, which lets in only who shows a certificate of the mesh.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Definitions } from '../definitions.ts';
import type { Programs } from '../find.ts';
import { inNamespace } from '../network.ts';
import { apply } from '../objects.ts';
import type { PeerCluster } from '../start-set.ts';
import type { Started } from '../start-program.ts';
import { createMeshAuthority, type MeshAuthority } from './authority.ts';
import { type NetworkedCluster, prepareCluster, startIstiod } from './istiod.ts';
import { type MeshedPod, startMeshedPod } from './pod.ts';

export interface Mesh {
  /** With the address of the Service in the pod's cluster. */
  readonly pods: readonly (MeshedPod & { readonly address: string })[];
  /** The control plane of each cluster, then the agents. */
  readonly started: ReadonlyMap<string, readonly Started[]>;
}

/** Namespace and name of the Service. */
export const HELLO = { namespace: 'mesh', name: 'hello' } as const;
const PORT = 8080;
const POD_SERVER = join(import.meta.dirname, '../pod-server.ts');

/** A control plane in each cluster, under one root. @throws StartFailed, NotWritten; all goes with the set. */
export async function startControlPlanes(
  clusters: readonly PeerCluster[],
  programs: Programs,
  definitions: Definitions,
  authority: MeshAuthority,
): Promise<{
  readonly clusters: readonly NetworkedCluster[];
  readonly started: Map<string, readonly Started[]>;
}> {
  const networked = clusters.filter((one): one is NetworkedCluster => one.network !== undefined);
  const started = new Map<string, readonly Started[]>();
  for (const cluster of networked) {
    await prepareCluster(cluster, networked, await authority.under(cluster.name), definitions);
    started.set(cluster.name, [await startIstiod(cluster, programs)]);
  }
  return { clusters: networked, started };
}

/** @throws StartFailed, NotWritten; what was started goes with the set. */
export async function startMesh(
  peers: readonly PeerCluster[],
  programs: Programs,
  definitions: Definitions,
): Promise<Mesh> {
  const authority = await createMeshAuthority();
  const { clusters, started } = await startControlPlanes(peers, programs, definitions, authority);
  const pods: (MeshedPod & { readonly address: string })[] = [];
  for (const cluster of clusters) await makeHello(cluster);
  for (const cluster of clusters) {
    const pod = await startMeshedPod({ cluster, programs, definitions, root: authority.root, ...HELLO, number: 1 });
    await startServer(pod, PORT, cluster.name);
    started.set(cluster.name, [...(started.get(cluster.name) ?? []), pod.agent]);
    pods.push({ ...pod, address: helloAddress(cluster) });
  }
  return { pods, started };
}

/** The Service's address in the cluster. */
export function helloAddress({ network }: NetworkedCluster): string {
  return network.serviceRange.replace('0.0/16', '0.20');
}

async function makeHello(cluster: NetworkedCluster): Promise<void> {
  const { namespace, name } = HELLO;
  const home = `/api/v1/namespaces/${namespace}`;
  await apply(cluster, home, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
  await apply(cluster, `${home}/services/${name}`, {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace },
    spec: {
      clusterIP: helloAddress(cluster),
      selector: { app: name },
      ports: [{ name: 'http', port: 80, targetPort: PORT }],
    },
  });
  await apply(cluster, `/apis/security.istio.io/v1/namespaces/${namespace}/peerauthentications/default`, {
    apiVersion: 'security.istio.io/v1',
    kind: 'PeerAuthentication',
    metadata: { name: 'default', namespace },
    spec: { mtls: { mode: 'STRICT' } },
  });
}

/** Ends with the pod's namespace. */
export async function startServer({ network }: MeshedPod, port: number, says: string): Promise<void> {
  const [command = '', ...args] = inNamespace(network.namespace, [
    process.execPath,
    POD_SERVER,
    '0.0.0.0',
    String(port),
    says,
  ]);
  const server = spawn(command, args, { detached: true, stdio: ['ignore', 'pipe', 'ignore'] });
  await once(server.stdout, 'data');
  server.stdout.destroy();
  server.unref();
}
