// Two whole clusters with istiod, and a pod with Envoy for each workload of the story: nothing of ours stands between a
// caller and who answers.
import { join } from 'node:path';
import { textAt } from '../../../lib/core/index.ts';
import { findFiles, ISTIO, MCS_API } from '../../peers/definitions.ts';
import { findPrograms } from '../../peers/find.ts';
import { createMeshAuthority } from '../../peers/mesh/authority.ts';
import type { NetworkedCluster } from '../../peers/mesh/istiod.ts';
import { type MeshedPod, startMeshedPod } from '../../peers/mesh/pod.ts';
import { startControlPlanes } from '../../peers/mesh/start-mesh.ts';
import { endConnections } from '../../peers/network.ts';
import { apply } from '../../peers/objects.ts';
import { beginOwnedSet, takeDown } from '../../peers/sets.ts';
import { startNetworkedClusters } from '../../peers/start-set.ts';
import type { Started } from '../../peers/start-program.ts';
import { createAuthorities, renewControlPlane } from './control-planes.ts';
import { createObjects } from './objects.ts';
import type { Answered, Called } from './called.ts';
import { callers, stubsIn } from './predicted.ts';
import { remoteSecret, secretPath } from './remote-secret.ts';
import { type Resident, startResident } from './resident.ts';
import { callsOf, seenOf } from './seen.ts';
import { hasService, isHeadless, serviceOf } from './story-files.ts';
import { type Link, NAMESPACE, ONE, POD_PORT, PORT, SERVICES, type Story, TWO, WORKLOADS } from './story.ts';

const LINKS = [ONE, TWO] as const;
const HOME = `/api/v1/namespaces/${NAMESPACE}`;

export interface MeshPeers {
  /** Has the clusters be as the story says; what they were before goes. */
  become(story: Story): Promise<void>;
  /** What each caller is answered now, on connections that are made for it. */
  ask(story: Story): Promise<readonly Called[]>;
  /** What one workload is answered by one Service now. */
  call(workload: string, service: string): Promise<Answered>;
  /** In the order of the links. */
  readonly clusters: readonly NetworkedCluster[];
  /** By link: the control plane's programs, and the pods. */
  readonly istiods: ReadonlyMap<Link, Started>;
  readonly pods: ReadonlyMap<string, MeshedPod>;
  close(): Promise<void>;
}

export async function startMeshPeers(): Promise<MeshPeers> {
  const set = await beginOwnedSet();
  try {
    return await worldOf(set);
  } catch (error) {
    await takeDown(set);
    throw error;
  }
}

async function worldOf(set: string): Promise<MeshPeers> {
  const programs = findPrograms();
  const names = LINKS.map((link) => link.split('/')[1] ?? '');
  const definitions = findFiles(ISTIO) ?? [];
  const peers = await startNetworkedClusters({ set, names, programs }, findFiles(MCS_API) ?? []);
  const roots = { a: await createMeshAuthority('Root a'), b: await createMeshAuthority('Root b') };
  const authorities = createAuthorities(roots);
  const { clusters, started } = await startControlPlanes(peers, programs, definitions, roots.a);
  const clusterOf = (link: Link): NetworkedCluster => clusters[LINKS.indexOf(link)] as NetworkedCluster;
  const istiods = new Map(
    LINKS.flatMap((link) => (started.get(clusterOf(link).name) ?? []).map((one) => [link, one] as const)),
  );
  const pods = new Map<string, MeshedPod>();
  const backends = new Map<string, Resident>();
  const askers = new Map<string, Resident>();
  const start = async (link: Link): Promise<void> => {
    const cluster = clusterOf(link);
    await placeNode(cluster, link);
    await apply(cluster, HOME, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAMESPACE } });
    for (const [index, { name, app }] of WORKLOADS.filter((one) => one.cluster === link).entries()) {
      const options = { cluster, programs, definitions, root: roots.a.root, name, namespace: NAMESPACE };
      const pod = await startMeshedPod({ ...options, labels: { app }, number: index + 1 });
      pods.set(name, pod);
      const { namespace } = pod.network;
      backends.set(name, startResident(namespace, script('backend.ts'), [String(POD_PORT), `${link} ${name}`]));
      askers.set(
        name,
        startResident(namespace, script('caller.ts'), [cluster.network.dns.service, NAMESPACE, String(PORT)]),
      );
    }
  };
  await Promise.all(LINKS.map(start));
  const objects = new Map(LINKS.map((link) => [link, createObjects(clusterOf(link))]));
  let controlPlanes = '{}';

  const becomeIn = async (story: Story, link: Link): Promise<void> => {
    const own = objects.get(link) ?? createObjects(clusterOf(link));
    const stubs = new Map(stubsIn(story, link).map((body) => [textAt(body, 'metadata', 'name'), body]));
    for (const name of SERVICES) {
      const path = `${HOME}/services/${name}`;
      const stub = stubs.get(name);
      // One with an address of its own becomes none without, and the other way round.
      const mode = isHeadless(story, link, name) ? 'headless' : 'with an address';
      if (hasService(story, link, name)) await own.put(path, serviceOf(story, link, name), mode);
      else if (stub === undefined) await own.drop(path);
      else await own.put(path, { apiVersion: 'v1', kind: 'Service', ...stub }, mode);
    }
    const other = link === ONE ? TWO : ONE;
    const id = `${clusterOf(other).name}${story.hasOtherIds === true ? '-otherwise' : ''}`;
    const secret = secretPath(clusterOf(other));
    if (story.discovers?.(link, other) ?? true) await own.put(secret, remoteSecret(clusterOf(other), id), id);
    else await own.drop(secret);
    const rules = (story.rules ?? []).filter(({ cluster }) => cluster === link).map(({ rule }) => rule);
    await own.keepOnly([...rules, ...(story.placed ?? [])]);
    for (const { name } of WORKLOADS.filter((one) => one.cluster === link && story.atZero?.includes(one.name)))
      await own.drop(`${HOME}/pods/${name}?gracePeriodSeconds=0`);
  };
  const renew = async (story: Story): Promise<void> => {
    const wanted = JSON.stringify(story.controlPlanes ?? {});
    if (wanted === controlPlanes) return;
    controlPlanes = wanted;
    const each = LINKS.map(async (link) => {
      const [cluster, istiod] = [clusterOf(link), istiods.get(link)];
      if (istiod === undefined) return;
      const own = WORKLOADS.filter((one) => one.cluster === link).flatMap(({ name }) => pods.get(name) ?? []);
      const settings = await authorities.settingsOf(cluster.name, story.controlPlanes?.[link] ?? {});
      await renewControlPlane({ cluster, istiod, pods: own }, settings);
    });
    await Promise.all(each);
  };
  const askFrom = async (workload: string, services: readonly string[], story: Story) =>
    (await askers.get(workload)?.ask(callsOf(story, services))) as Readonly<
      Record<string, Readonly<Record<string, number>>>
    >;

  return {
    async become(story) {
      await renew(story);
      await Promise.all(LINKS.map((link) => becomeIn(story, link)));
      for (const [name, backend] of backends) {
        const how = story.unwell?.find(({ workload }) => workload === name);
        await backend.ask({ status: how?.status ?? 200, delayMs: how?.delayMs ?? 0 });
      }
    },
    async ask(story) {
      const asked = callers(story);
      // Those of the story before were made by its rules, and serve on where nothing of the callee's side changes.
      await Promise.all([...pods.values()].map(({ network }) => endConnections(network)));
      const workloads = [...new Set(asked.map((one) => one.workload))];
      const answers = new Map(
        await Promise.all(workloads.map(async (name) => [name, await askFrom(name, SERVICES, story)] as const)),
      );
      return asked.map((one) => ({ ...one, ...seenOf(story, answers.get(one.workload)?.[one.service] ?? {}) }));
    },
    async call(workload, service) {
      const answers = await askFrom(workload, [service], { name: '' });
      return Object.keys(answers[service] ?? {}).sort();
    },
    clusters,
    istiods,
    pods,
    async close() {
      for (const one of [...askers.values(), ...backends.values()]) one.end();
      await takeDown(set);
    },
  };
}

function script(name: string): string {
  return join(import.meta.dirname, name);
}

/** Where the link says that the cluster is; proxies take it from the node of their pod. */
function placeNode(cluster: NetworkedCluster, link: Link): Promise<void> {
  const [region = ''] = link.split('/');
  const labels = { 'topology.kubernetes.io/region': region, 'topology.kubernetes.io/zone': `${region}-a` };
  const { name, network } = cluster;
  return apply(cluster, `/api/v1/nodes/${name}`, {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name, labels },
    // As it was made: what is left out would be taken away.
    spec: { podCIDR: network.podRange, podCIDRs: [network.podRange] },
  });
}
