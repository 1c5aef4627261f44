// A pod of the mesh: a network namespace of its own whose traffic goes through an Envoy, and the agent that keeps it.
// There is no kubelet: what it would mount lies in a folder of the pod, in which the agent runs.
import { execFile } from 'node:child_process';
import { chown, copyFile, link, mkdir, readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import { StartFailed } from '../api-server.ts';
import type { Definitions } from '../definitions.ts';
import type { Programs } from '../find.ts';
import { addPodNetwork, inNamespace, pidsIn, type PodNetwork } from '../network.ts';
import { apply, post } from '../objects.ts';
import { kill } from '../processes.ts';
import type { ProgramName } from '../programs.ts';
import { type Started, startProgram } from '../start-program.ts';
import { discoveryAddress, type NetworkedCluster } from './istiod.ts';

export interface MeshedPod {
  readonly cluster: string;
  readonly network: PodNetwork;
  readonly agent: Started;
  /** Has its sidecar start anew, as its control plane is now; resolves when it is ready. */
  renew(sidecar: SidecarOptions): Promise<void>;
}

/** What a sidecar is told that its control plane is told, too. */
export interface SidecarOptions {
  /** PEM of the roots that it trusts its control plane by. */
  readonly root: string;
  /** Default: `cluster.local`. */
  readonly trustDomain?: string;
  /** Default: the one that all share. */
  readonly network?: string;
}

export interface PodOptions extends SidecarOptions {
  readonly cluster: NetworkedCluster;
  readonly programs: Programs;
  /** Of Istio: the last one is Envoy's bootstrap. */
  readonly definitions: Definitions;
  readonly name: string;
  readonly namespace: string;
  /** Default: `app` is its name. */
  readonly labels?: Readonly<Record<string, string>>;
  /** From 1, in its cluster. */
  readonly number: number;
}

const run = promisify(execFile);
/** The user of sidecars, by which their own traffic is known. */
const SIDECAR = 1337;
/** Where its folder is for the sidecar's user, who may not enter the folders above it. */
const MOUNT = '/mnt';
const READY_WITHIN_MS = 60_000;
const POD_CLIENT = join(import.meta.dirname, '../pod-client.ts');

/**
 * Makes the pod, starts its agent, and waits until Envoy has what istiod knows; then the pod is ready. @throws
 * StartFailed
 */
export async function startMeshedPod(options: PodOptions): Promise<MeshedPod> {
  const { cluster, name, namespace } = options;
  const network = await addPodNetwork(cluster.network, name, options.number);
  await run('ip', ['netns', 'exec', network.namespace, 'nft', '-f', join(import.meta.dirname, 'interception.nft')]);
  await makePod(options, network);
  const folder = await makeFolder(options);
  const agent = await startAgent(options, network, folder);
  await untilReady(network, agent);
  const conditions = ['ContainersReady', 'Ready'].map((type) => ({ type, status: 'True' }));
  await apply(cluster, `/api/v1/namespaces/${namespace}/pods/${name}/status`, {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace },
    status: { phase: 'Running', podIP: network.address, podIPs: [{ ip: network.address }], conditions },
  });
  let current = agent;
  return {
    cluster: cluster.name,
    network,
    get agent() {
      return current;
    },
    async renew(sidecar) {
      await endSidecar(network);
      const renewed = { ...options, ...sidecar };
      await writeIdentity(renewed, folder);
      current = await startAgent(renewed, network, folder);
      await untilReady(network, current);
    },
  };
}

function startAgent(options: PodOptions, network: PodNetwork, folder: string): Promise<Started> {
  const { cluster, name, namespace } = options;
  const program: ProgramName = 'pilot-agent';
  // In the namespace's own view of the file system, so that nobody else sees the mount, and it goes with the process.
  const inFolder = `mount --bind "$0" ${MOUNT} && cd ${MOUNT} && exec setpriv --reuid=${SIDECAR} --regid=${SIDECAR} --clear-groups "$@"`;
  return startProgram({
    name: program,
    path: 'sh',
    args: ['-c', inFolder, folder, `./${program}`, 'proxy', 'sidecar', '--domain', `${namespace}.svc.cluster.local`],
    log: join(cluster.folder, `${program}-${name}.log`),
    namespace: network.namespace,
    env: environmentOf(options, network),
  });
}

/** The agent and its Envoy: all that runs in the pod as their user. */
async function endSidecar({ namespace }: PodNetwork): Promise<void> {
  const isSidecar = async (pid: number): Promise<boolean> =>
    (await stat(`/proc/${pid}`).catch(() => undefined))?.uid === SIDECAR;
  for (;;) {
    const pids = await pidsIn(namespace);
    const left = (await Promise.all(pids.map(async (pid) => ((await isSidecar(pid)) ? [pid] : [])))).flat();
    if (left.length === 0) return;
    for (const pid of left) kill(pid);
    await wait(20);
  }
}

async function makePod(
  { cluster, name, namespace, labels = { app: name } }: PodOptions,
  { address }: PodNetwork,
): Promise<void> {
  const home = `/api/v1/namespaces/${namespace}`;
  const metadata = { name, namespace };
  await apply(cluster, home, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
  await apply(cluster, `${home}/serviceaccounts/${name}`, { apiVersion: 'v1', kind: 'ServiceAccount', metadata });
  await apply(cluster, `${home}/pods/${name}`, {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { ...metadata, labels: { ...labels, 'security.istio.io/tlsMode': 'istio' } },
    spec: { nodeName: cluster.name, serviceAccountName: name, containers: [{ name, image: name }] },
  });
  // istiod knows a sidecar by the address of its pod.
  await apply(cluster, `${home}/pods/${name}/status`, {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata,
    status: { phase: 'Running', podIP: address, podIPs: [{ ip: address }] },
  });
}

/** What a kubelet would mount, and the two programs: the sidecar's user sees no folder above this one. */
async function makeFolder(options: PodOptions): Promise<string> {
  const { cluster, programs, definitions, name } = options;
  const folder = join(cluster.folder, `pod-${name}`);
  for (const path of ['etc/istio/proxy', 'var/run/secrets/workload-spiffe-uds', 'var/run/secrets/istio-dns'])
    await mkdir(join(folder, path), { recursive: true });
  await writeIdentity(options, folder);
  for (const program of ['pilot-agent', 'envoy'] as const)
    await linkOrCopy(programs.get(program)?.path ?? '', join(folder, program));
  await copyFile(definitions.at(-1) ?? '', join(folder, 'bootstrap.json'));
  for (const path of [folder, ...(await readdir(folder, { recursive: true })).map((one) => join(folder, one))])
    if (!path.endsWith('/pilot-agent') && !path.endsWith('/envoy')) await chown(path, SIDECAR, SIDECAR);
  return folder;
}

/** A token by which istiod knows the pod, the roots by which the pod knows istiod, and its labels. */
async function writeIdentity(options: PodOptions, folder: string): Promise<void> {
  const { cluster, root, name, namespace, labels = { app: name } } = options;
  const answer = await post(cluster, `/api/v1/namespaces/${namespace}/serviceaccounts/${name}/token`, {
    apiVersion: 'authentication.k8s.io/v1',
    kind: 'TokenRequest',
    spec: { audiences: ['istio-ca'], boundObjectRef: { apiVersion: 'v1', kind: 'Pod', name } },
  });
  const { token } = (answer as { readonly status: { readonly token: string } }).status;
  const files: Readonly<Record<string, string>> = {
    'var/run/secrets/tokens/istio-token': token,
    'var/run/secrets/istio/root-cert.pem': root,
    'etc/istio/pod/labels': Object.entries(labels)
      .map(([key, value]) => `${key}="${value}"\n`)
      .join(''),
    'etc/istio/pod/annotations': '',
  };
  for (const [path, text] of Object.entries(files)) {
    await mkdir(join(folder, path, '..'), { recursive: true });
    await writeFile(join(folder, path), text);
  }
}

/** On one file system a hundred megabytes for each pod are spared. */
async function linkOrCopy(from: string, to: string): Promise<void> {
  await link(from, to).catch(() => copyFile(from, to));
}

function environmentOf(
  { cluster, name, namespace, trustDomain = 'cluster.local', network }: PodOptions,
  { address }: PodNetwork,
): Readonly<Record<string, string>> {
  return {
    POD_NAME: name,
    POD_NAMESPACE: namespace,
    INSTANCE_IP: address,
    SERVICE_ACCOUNT: name,
    ISTIO_META_CLUSTER_ID: cluster.name,
    ISTIO_META_INTERCEPTION_MODE: 'REDIRECT',
    ISTIO_META_MESH_ID: 'peers',
    ISTIO_META_NODE_NAME: cluster.name,
    CLOUD_PLATFORM: 'none',
    TRUST_DOMAIN: trustDomain,
    ...(network === undefined ? {} : { ISTIO_META_NETWORK: network }),
    PILOT_CERT_PROVIDER: 'istiod',
    // The name in istiod's certificate; it is reached by its address.
    ISTIOD_SAN: 'istiod.istio-system.svc',
    PROXY_CONFIG: JSON.stringify({
      discoveryAddress: discoveryAddress(cluster),
      binaryPath: './envoy',
      concurrency: 1,
      proxyBootstrapTemplatePath: './bootstrap.json',
    }),
  };
}

/** Asks in the pod's own namespace, where Envoy is not in the way of this port. */
async function untilReady({ namespace }: PodNetwork, agent: Started): Promise<void> {
  const deadline = Date.now() + READY_WITHIN_MS;
  const [command = '', ...args] = inNamespace(namespace, [
    process.execPath,
    POD_CLIENT,
    'status',
    'http://127.0.0.1:15021/healthz/ready',
  ]);
  while ((await run(command, args)).stdout !== '200') {
    const why = agent.whyEnded();
    if (why !== undefined) throw new StartFailed(why);
    if (Date.now() > deadline) throw new StartFailed(`the sidecar was not ready within ${READY_WITHIN_MS / 1000} s`);
    await wait(250);
  }
}
