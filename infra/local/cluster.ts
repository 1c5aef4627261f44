// One GKE cluster of the local cloud: an API server over https, nodes, pods, NEG controller.
import type { Fabric, Socket } from '../emulators/fabric/index.ts';
import type { Clock } from '../emulators/kit/clock.ts';
import type { Random } from '../emulators/kit/random.ts';
import { type Handler, type Served, serve, type Tls } from '../emulators/kit/serve.ts';
import type { KubernetesEmulator } from '../emulators/kubernetes/index.ts';
import {
  SERVICE_EXPORT_DEFINITIONS,
  SERVICE_IMPORT_DEFINITION,
} from '../emulators/kubernetes/multi-cluster-services.ts';
import { ISTIO_DEFINITIONS, type Sidecar } from '../emulators/mesh/index.ts';
import { createWorkloads, type Workloads } from '../emulators/kubernetes/workloads/index.ts';
import { createPodNetwork } from '../emulators/pod-network/index.ts';
import type { ApiServers } from './api-servers/api-server.ts';
import { bindingOf, CLUSTER_ROLES } from './cluster-rights.ts';
import { APPS, CONTAINER_PORT, type LocalCluster, NETWORK, PROJECT, REPLICAS, SERVICES, TOKENS } from './layout.ts';

export interface RunningCluster {
  readonly layout: LocalCluster;
  readonly api: KubernetesEmulator;
  readonly workloads: Workloads;
  readonly url: string;
  /** For `curl -x`: a request through it is that of a pod in the cluster. */
  readonly proxy: string;
  /** The same for a workload of a mesh: its sidecar is emulated, whatever pods run in. */
  readonly meshProxy: string;
  /** Where the port of the sample app of a pod leads to. */
  socketOf(ip: string): Socket | undefined;
  /** From now on its API server shows this certificate, or its own again. */
  renewCertificate(tls?: Tls): void;
  close(): Promise<void>;
}

export interface ClusterSurroundings {
  readonly servers: ApiServers;
  readonly clock: Clock;
  readonly random: Random;
  readonly fabric: Fabric;
  readonly compute: Handler;
  readonly tls: Tls;
  /**
   * Pods that call others are processes of their own, whose time runs so much faster; absent: they run in this process.
   */
  readonly processSpeed?: number;
  /** The proxy of the mesh beside the pods of a workload of the cluster. */
  readonly sidecarOf: (workload: string) => Sidecar | undefined;
}

export async function startCluster(layout: LocalCluster, around: ClusterSurroundings): Promise<RunningCluster> {
  const { servers, clock, random, fabric, compute, tls, processSpeed, sidecarOf } = around;
  const server = await servers.open(layout, { clock, random });
  const { api } = server;
  await installDefinitions(api);
  await installClusterRoles(api);
  const served: Served = await serve(api.handler, { tls });
  let proxy = '';
  const podNetworks = server.podNetworks?.(random, processSpeed ?? 1);
  const workloads = createWorkloads({
    clusterName: layout.name,
    location: layout.location,
    zones: layout.zones,
    network: NETWORK,
    project: PROJECT,
    api: api.handler,
    token: TOKENS.google,
    compute,
    negController: layout.negController,
    controllers: !server.hasControllers,
    fabric,
    clock,
    random,
    podCidrPrefix: layout.podCidrPrefix,
    proxy: () => proxy,
    ...(podNetworks === undefined ? {} : { host: podNetworks.host }),
    ...(processSpeed === undefined ? {} : { processSpeed }),
  });
  await workloads.start();
  const node = fabric.instances().find(({ zone }) => layout.zones.includes(zone))?.name ?? '';
  const network = createPodNetwork({ api: api.handler, token: TOKENS.google, fabric, clock, random, node, sidecarOf });
  const meshProxy = await network.start();
  proxy = podNetworks === undefined ? meshProxy : await podNetworks.door();
  for (const { clusters, ...app } of APPS) {
    if (clusters?.includes(layout.link) === false) continue;
    await workloads.deploy({ ...app, replicas: REPLICAS, containerPort: CONTAINER_PORT, app: 'caller' });
  }
  for (const { cluster, namespace, name, spec } of SERVICES)
    if (cluster === layout.link)
      await create(api, `/api/v1/namespaces/${namespace}/services`, {
        apiVersion: 'v1',
        kind: 'Service',
        metadata: { name, namespace },
        spec,
      });
  return {
    layout,
    api,
    workloads,
    url: served.url,
    proxy,
    meshProxy,
    socketOf: (ip) => fabric.socket(ip, CONTAINER_PORT),
    renewCertificate: (other = tls) => served.renew(other),
    async close() {
      await workloads.close();
      await network.close();
      await served.close();
      await server.close();
    },
  };
}

/** As GKE does in every member when Multi-cluster Services and the mesh are switched on. */
async function installDefinitions(api: KubernetesEmulator): Promise<void> {
  for (const definition of [...SERVICE_EXPORT_DEFINITIONS, SERVICE_IMPORT_DEFINITION, ...ISTIO_DEFINITIONS])
    await create(api, '/apis/apiextensions.k8s.io/v1/customresourcedefinitions', definition);
}

/** As whoever deploys Rangelight does. */
async function installClusterRoles(api: KubernetesEmulator): Promise<void> {
  const at = '/apis/rbac.authorization.k8s.io/v1';
  for (const [name, role] of CLUSTER_ROLES) {
    await create(api, `${at}/clusterroles`, role);
    await create(api, `${at}/clusterrolebindings`, bindingOf(name, role));
  }
}

async function create({ handler }: KubernetesEmulator, path: string, object: object): Promise<void> {
  const headers = { authorization: `Bearer ${TOKENS.google}`, 'content-type': 'application/json' };
  await handler(new Request(`https://cluster${path}`, { method: 'POST', headers, body: JSON.stringify(object) }));
}
