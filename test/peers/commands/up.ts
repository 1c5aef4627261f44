// `peers up`: clusters that run on when the command has ended; whole ones where the machine can, else their API servers
// alone.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { lacking } from '../abilities.ts';
import { findFiles, ISTIO, MCS_API } from '../definitions.ts';
import { findPrograms, type Programs } from '../find.ts';
import { SETS, UP } from '../folders.ts';
import { kubeconfig } from '../kubeconfig.ts';
import { startMesh } from '../mesh/start-mesh.ts';
import { endPrograms } from '../processes.ts';
import { sweep, takeDown } from '../sets.ts';
import { type PeerCluster, startApiServers, startNetworkedClusters } from '../start-set.ts';
import { writeStatus } from './status.ts';

export interface UpOptions {
  readonly clusters: number;
  /** True: nothing else is wanted. */
  readonly apiServers: boolean;
  /** True: a mesh over the clusters, too. */
  readonly mesh: boolean;
  readonly say: (line: string) => void;
  /** Aborted: what was started is taken down. */
  readonly signal: AbortSignal;
}

/** @returns the exit status. @throws StartFailed; nothing stays then. */
export async function up({ clusters, apiServers, mesh, say, signal }: UpOptions): Promise<number> {
  await takeDown(UP);
  await sweep();
  const programs = findPrograms();
  const impossible = lacking('api-servers', programs);
  if (impossible.length > 0) {
    for (const reason of impossible) say(reason);
    return 3;
  }
  const names = Array.from({ length: clusters }, (_, index) => `peer-${index + 1}`);
  const withoutNetwork = apiServers ? [] : lacking('network', programs);
  const definitions = apiServers || withoutNetwork.length > 0 ? undefined : findFiles(MCS_API);
  const withoutMesh = !mesh
    ? []
    : definitions === undefined
      ? ['A mesh needs whole clusters.']
      : lacking('mesh', programs);
  const options = { set: UP, names, programs };
  const controllers = lacking('controllers', programs).length === 0;
  await mkdir(join(SETS, UP), { recursive: true, mode: 0o700 });
  const starting =
    definitions === undefined
      ? startApiServers({ ...options, controllers })
      : startNetworkedClusters(options, definitions);
  // Without its programs it fails at once; only then nothing more of it comes.
  const interrupt = (): void => void endPrograms(UP).catch(() => undefined);
  signal.addEventListener('abort', interrupt, { once: true });
  try {
    const started = await starting;
    signal.throwIfAborted();
    await finish(mesh && withoutMesh.length === 0 ? await meshed(started, programs, say) : started, say);
  } catch (error) {
    await takeDown(UP);
    throw signal.aborted ? new Interrupted() : error;
  }
  for (const reason of withoutMesh) say(`There is no mesh. ${reason}`);
  if (withoutNetwork.length === 0) return withoutMesh.length === 0 ? 0 : 3;
  say('These are API servers on loopback: there is no network of pods, no kube-proxy and no CoreDNS.');
  for (const reason of withoutNetwork) say(`  ${reason}`);
  return 3;
}

/** The clusters with what the mesh started in them. */
async function meshed(
  clusters: readonly PeerCluster[],
  programs: Programs,
  say: (line: string) => void,
): Promise<readonly PeerCluster[]> {
  const { pods, started } = await startMesh(clusters, programs, findFiles(ISTIO) ?? []);
  for (const { cluster, network, address } of pods)
    say(`${cluster}: ip netns exec ${network.namespace} curl http://${address}/`);
  return clusters.map((one) => ({ ...one, started: [...one.started, ...(started.get(one.name) ?? [])] }));
}

async function finish(clusters: readonly PeerCluster[], say: (line: string) => void): Promise<void> {
  await writeStatus(clusters);
  const file = join(SETS, UP, 'kubeconfig');
  await writeFile(file, kubeconfig(clusters), { mode: 0o600 });
  for (const { name, url, started } of clusters) say(`${name}: ${url}, ${started.map((one) => one.name).join(', ')}`);
  say(`kubectl --kubeconfig ${file} --context ${clusters[0]?.name} get namespaces`);
}

class Interrupted extends Error {
  constructor() {
    super('it was interrupted; all is down');
    this.name = 'Interrupted';
  }
}
