// Istio's control plane of one cluster, with the cluster's own authority, and what it needs to see the pods of the
// others.
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseAllDocuments, stringify } from 'yaml';
import { untilOk } from '../node-programs.ts';
import { kubeconfig } from '../kubeconfig.ts';
import { apply } from '../objects.ts';
import type { Definitions } from '../definitions.ts';
import type { Programs } from '../find.ts';
import type { ClusterNetwork } from '../network.ts';
import type { PeerCluster } from '../start-set.ts';
import { type Started, startProgram } from '../start-program.ts';
import type { ClusterAuthority } from './authority.ts';

export type NetworkedCluster = PeerCluster & { readonly network: ClusterNetwork };

const ISTIO_SYSTEM = '/api/v1/namespaces/istio-system';
const [HTTP, PLAIN, SECURE, MONITORING] = [8080, 15010, 15012, 15014];

/** Where agents find it. */
export function discoveryAddress({ network }: NetworkedCluster): string {
  return `${network.node}:${SECURE}`;
}

/** What the control plane of a cluster is told of its mesh. */
export interface MeshSettings {
  readonly authority: ClusterAuthority;
  /** Default: `cluster.local`. */
  readonly trustDomain?: string;
  readonly trustDomainAliases?: readonly string[];
  /** Of its pods; default: one that all share. */
  readonly network?: string;
}

/** In `from`, what lets its istiod see the pods of `to`, in the documented form. */
export function letDiscover(from: NetworkedCluster, { name, url, ca, token }: PeerCluster): Promise<void> {
  return writeSecret(
    from,
    `istio-remote-secret-${name}`,
    { labels: { 'istio/multiCluster': 'true' }, annotations: { 'networking.istio.io/cluster': name } },
    { [name]: kubeconfig([{ name, url, ca, token }]) },
  );
}

function writeSecret(cluster: NetworkedCluster, name: string, metadata: object, stringData: object): Promise<void> {
  return apply(cluster, `${ISTIO_SYSTEM}/secrets/${name}`, {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name, namespace: 'istio-system', ...metadata },
    stringData,
  });
}

/**
 * The namespace, the definitions, the authority, and a remote secret for each other cluster, in the documented form.
 */
export async function prepareCluster(
  cluster: NetworkedCluster,
  all: readonly NetworkedCluster[],
  authority: ClusterAuthority,
  definitions: Definitions,
): Promise<void> {
  await apply(cluster, ISTIO_SYSTEM, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'istio-system' } });
  for (const document of parseAllDocuments(await readFile(definitions[0] ?? '', 'utf8'))) {
    const definition = document.toJS() as { readonly metadata: { readonly name: string } } | null;
    if (definition === null) continue;
    await apply(
      cluster,
      `/apis/apiextensions.k8s.io/v1/customresourcedefinitions/${definition.metadata.name}`,
      definition,
    );
  }
  await writeSecret(cluster, 'cacerts', {}, authority);
  for (const other of all.filter(({ name }) => name !== cluster.name)) await letDiscover(cluster, other);
}

/** Starts it and waits until it says that it is ready. @throws StartFailed */
export async function startIstiod(
  cluster: NetworkedCluster,
  programs: Programs,
  settings: Omit<MeshSettings, 'authority'> = {},
): Promise<Started> {
  const { network, name: clusterName } = cluster;
  // It writes beside itself.
  const folder = join(cluster.folder, 'istiod');
  await mkdir(folder, { mode: 0o700 });
  const meshConfig = join(folder, 'mesh.yaml');
  await writeFile(meshConfig, stringify(meshConfigOf(cluster, settings)));
  await writeFile(join(folder, 'networks.yaml'), 'networks: {}\n');
  const name = 'pilot-discovery';
  const started = await startProgram({
    name,
    path: programs.get(name)?.path ?? name,
    args: [
      'discovery',
      `--kubeconfig=${cluster.kubeconfig}`,
      `--clusterID=${clusterName}`,
      `--meshConfig=${meshConfig}`,
      `--networksConfig=${join(folder, 'networks.yaml')}`,
      `--httpAddr=${network.node}:${HTTP}`,
      '--httpsAddr=',
      `--grpcAddr=${network.node}:${PLAIN}`,
      `--secureGRPCAddr=${discoveryAddress(cluster)}`,
      `--monitoringAddr=${network.node}:${MONITORING}`,
      '--ctrlz_port=0',
    ],
    log: join(cluster.folder, `${name}.log`),
    namespace: network.namespace,
    cwd: folder,
    env: {
      CLUSTER_ID: clusterName,
      POD_NAME: 'istiod',
      POD_NAMESPACE: 'istio-system',
      ENABLE_CA_SERVER: 'true',
      PILOT_CERT_PROVIDER: 'istiod',
      USE_REMOTE_CERTS: 'true',
      ROOT_CA_DIR: join(folder, 'cacerts'),
      // Envoy as everybody has it has none of Istio's own filters.
      PILOT_ENABLE_ALPN_FILTER: 'false',
      PILOT_ENABLE_METADATA_EXCHANGE: 'false',
      // Nothing here is injected by a webhook.
      INJECTION_WEBHOOK_CONFIG_NAME: '',
      VALIDATION_WEBHOOK_CONFIG_NAME: '',
    },
  });
  await untilReady(cluster, started);
  return started;
}

/** Has it start anew with other settings. Pods keep what they have of it until their sidecars start anew. */
export async function restartIstiod(
  cluster: NetworkedCluster,
  started: Started,
  settings: MeshSettings,
): Promise<void> {
  const folder = join(cluster.folder, 'istiod');
  await writeSecret(cluster, 'cacerts', {}, settings.authority);
  await setNetwork(cluster, settings.network);
  // It takes what it finds there before what is in the Secret.
  await rm(join(folder, 'cacerts'), { recursive: true, force: true });
  await writeFile(join(folder, 'mesh.yaml'), stringify(meshConfigOf(cluster, settings)));
  await started.restart();
  await untilReady(cluster, started);
}

/** As Istio's documentation says which network the pods of a cluster are in. */
function setNetwork(cluster: NetworkedCluster, network: string | undefined): Promise<void> {
  const labels = network === undefined ? {} : { labels: { 'topology.istio.io/network': network } };
  return apply(cluster, ISTIO_SYSTEM, {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: 'istio-system', ...labels },
  });
}

function untilReady({ network }: NetworkedCluster, started: Started): Promise<void> {
  return untilOk(`http://${network.node}:${HTTP}/ready`, [started]);
}

function meshConfigOf(
  cluster: NetworkedCluster,
  { trustDomain = 'cluster.local', trustDomainAliases = [] }: Omit<MeshSettings, 'authority'>,
): object {
  return {
    enableAutoMtls: true,
    accessLogFile: './access.log',
    trustDomain,
    trustDomainAliases,
    defaultConfig: { discoveryAddress: discoveryAddress(cluster), meshId: 'peers' },
  };
}
