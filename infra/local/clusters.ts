// The clusters of the local cloud, and what works over all of them: the mesh, the importer of multi-cluster Services,
// and the hosted controller of load balancers.
import { createHostedController, type HostedController } from '../emulators/hosted/index.ts';
import { createImporter, OF_STANDARD } from '../emulators/importer/index.ts';
import type { Random } from '../emulators/kit/random.ts';
import type { LocalAuthority } from '../emulators/kubernetes/index.ts';
import { createMesh, type Mesh } from '../emulators/mesh/index.ts';
import type { ApiServers } from './api-servers/api-server.ts';
import { type ClusterSurroundings, type RunningCluster, startCluster } from './cluster.ts';
import { CLUSTERS, NETWORK, PROJECT, PROJECT_NUMBER, TOKENS } from './layout.ts';

export interface RunningClusters {
  readonly all: readonly RunningCluster[];
  /** Makes load balancers of what stands in the first cluster, when it is asked to. */
  readonly hosted: HostedController;
  close(): Promise<void>;
}

export interface ClustersSurroundings extends Omit<ClusterSurroundings, 'tls' | 'random' | 'sidecarOf'> {
  readonly servers: ApiServers;
  readonly authority: LocalAuthority;
  readonly random: (part: string) => Random;
  readonly propagation: 'none' | 'short' | 'long';
}

export async function startClusters(options: ClustersSurroundings): Promise<RunningClusters> {
  const { authority, random, propagation, ...around } = options;
  const { clock, fabric, compute } = around;
  let mesh: Mesh | undefined;
  const all = await Promise.all(
    CLUSTERS.map(async (layout) =>
      startCluster(layout, {
        ...around,
        random: random(layout.link),
        tls: await authority.issue(layout.name),
        sidecarOf: (workload) => mesh?.sidecarOf(layout.name, workload),
      }),
    ),
  );
  mesh = createMesh({
    clusters: new Map(all.map(({ layout, api }) => [layout.name, { api: api.handler, token: TOKENS.google }])),
    fabric,
    clock,
    random: random('mesh'),
  });
  await mesh.start();
  const importer = createImporter({
    members: all.map(({ layout: { location, name }, api }) => ({
      membership: `projects/${PROJECT_NUMBER}/locations/${location}/memberships/${name}`,
      // CoreDNS resolves no id with a dot.
      clusterId: around.servers.answersNames ? name : `${name}.${location}`,
      api: api.handler,
      token: TOKENS.google,
    })),
    origin: { project: PROJECT, network: NETWORK },
    clock,
    random: random('importer'),
    propagation,
    twins: around.servers.answersNames ? [OF_STANDARD] : [],
  });
  await importer.start();
  const hosted = createHostedController({
    // The others have no NEG controller.
    members: all.flatMap(({ layout: { link, negController }, api }) =>
      negController ? [{ link, api: api.handler }] : [],
    ),
    config: CLUSTERS[0]?.link ?? '',
    compute,
    token: TOKENS.google,
    project: PROJECT,
    network: NETWORK,
    clock,
  });
  return {
    all,
    hosted,
    async close() {
      importer.close();
      mesh.close();
      await Promise.all(all.map((cluster) => cluster.close()));
    },
  };
}
