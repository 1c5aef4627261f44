// One GKE cluster of the local cloud: an API server over https, nodes, pods, NEG controller.
import type { Fabric } from '../emulators/fabric/index.ts';
import type { Clock } from '../emulators/kit/clock.ts';
import type { Random } from '../emulators/kit/random.ts';
import { type Handler, type Served, serve } from '../emulators/kit/serve.ts';
import type { KubernetesEmulator } from '../emulators/kubernetes/index.ts';
import {
  SERVICE_EXPORT_DEFINITIONS,
  SERVICE_IMPORT_DEFINITION,
} from '../emulators/kubernetes/multi-cluster-services.ts';
import { createWorkloads, type Workloads } from '../emulators/kubernetes/workloads/index.ts';
import type { ApiServers } from './api-servers/api-server.ts';
import { APPS, CONTAINER_PORT, type LocalCluster, NETWORK, PROJECT, REPLICAS, TOKENS } from './layout.ts';

export interface RunningCluster {
  readonly layout: LocalCluster;
  readonly api: KubernetesEmulator;
  readonly workloads: Workloads;
  readonly url: string;
  close(): Promise<void>;
}

export interface ClusterSurroundings {
  readonly servers: ApiServers;
  readonly clock: Clock;
  readonly random: Random;
  readonly fabric: Fabric;
  readonly compute: Handler;
  readonly tls: { readonly key: string; readonly cert: string };
}

export async function startCluster(layout: LocalCluster, around: ClusterSurroundings): Promise<RunningCluster> {
  const { servers, clock, random, fabric, compute, tls } = around;
  const server = await servers.open(layout, { clock, random });
  const { api } = server;
  await installDefinitions(api);
  const served: Served = await serve(api.handler, { tls });
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
    endpointsController: !server.makesEndpointSlices,
    fabric,
    clock,
    random,
    podCidrPrefix: layout.podCidrPrefix,
  });
  await workloads.start();
  for (const app of APPS) {
    await workloads.deploy({ ...app, replicas: REPLICAS, containerPort: CONTAINER_PORT, app: 'caller' });
  }
  return {
    layout,
    api,
    workloads,
    url: served.url,
    async close() {
      await workloads.close();
      await served.close();
      await server.close();
    },
  };
}

/** As GKE does in every member when Multi-cluster Services is switched on. */
async function installDefinitions({ handler }: KubernetesEmulator): Promise<void> {
  const headers = { authorization: `Bearer ${TOKENS.google}`, 'content-type': 'application/json' };
  for (const definition of [...SERVICE_EXPORT_DEFINITIONS, SERVICE_IMPORT_DEFINITION]) {
    const url = 'https://cluster/apis/apiextensions.k8s.io/v1/customresourcedefinitions';
    await handler(new Request(url, { method: 'POST', headers, body: JSON.stringify(definition) }));
  }
}
