// Two whole clusters with istiod, and a pod with Envoy for each workload of the story: nothing of ours stands between a
// caller and who answers.
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Agent, fetch } from 'undici';
import { textAt } from '../../../lib/core/index.ts';
import { findFiles, ISTIO, MCS_API } from '../../peers/definitions.ts';
import { findPrograms } from '../../peers/find.ts';
import { letDiscover, type NetworkedCluster } from '../../peers/mesh/istiod.ts';
import { type MeshedPod, startMeshedPod } from '../../peers/mesh/pod.ts';
import { startControlPlanes, startServer } from '../../peers/mesh/start-mesh.ts';
import { inNamespace } from '../../peers/network.ts';
import { apply } from '../../peers/objects.ts';
import { beginOwnedSet, takeDown } from '../../peers/sets.ts';
import { startNetworkedClusters } from '../../peers/start-set.ts';
import type { Answered, Called } from './predicted.ts';
import { callers, stubsIn } from './predicted.ts';
import {
  hasService,
  type Link,
  type Manifest,
  NAMESPACE,
  ONE,
  POD_PORT,
  PORT,
  serviceOf,
  SERVICES,
  type Story,
  TWO,
  WORKLOADS,
} from './stories.ts';

const CALLER = join(import.meta.dirname, 'caller.ts');
/** So many that who is asked now and then is met. */
const CALLS = 24;
const LINKS = [ONE, TWO] as const;
const run = promisify(execFile);

export interface MeshPeers {
  /** Has the clusters be as the story says; what they were before goes. */
  become(story: Story): Promise<void>;
  /** What each caller is answered now. */
  ask(story: Story): Promise<readonly Called[]>;
  /** What one workload is answered by one Service now. */
  call(workload: string, service: string): Promise<Answered>;
  /** In the order of the links. */
  readonly clusters: readonly NetworkedCluster[];
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
  const { clusters, root } = await startControlPlanes(peers, programs, definitions);
  const clusterOf = (link: Link): NetworkedCluster => clusters[LINKS.indexOf(link)] as NetworkedCluster;
  const home = `/api/v1/namespaces/${NAMESPACE}`;
  const pods = new Map<string, MeshedPod>();
  /** Paths of the rules that stand. */
  const stand = new Map<Link, readonly string[]>();
  for (const link of LINKS) {
    const cluster = clusterOf(link);
    await apply(cluster, home, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAMESPACE } });
    for (const [index, { name, app }] of WORKLOADS.filter((one) => one.cluster === link).entries()) {
      const made = {
        cluster,
        programs,
        definitions,
        root,
        name,
        namespace: NAMESPACE,
        labels: { app },
        number: index + 1,
      };
      const pod = await startMeshedPod(made);
      await startServer(pod, POD_PORT, `${link} ${name}`);
      pods.set(name, pod);
    }
  }
  const callFrom = async (workload: string, services: readonly string[]) => {
    const { cluster = ONE } = WORKLOADS.find(({ name }) => name === workload) ?? {};
    const words = [clusterOf(cluster).network.dns.service, NAMESPACE, String(PORT), String(CALLS), ...services];
    const [command = '', ...args] = inNamespace(pods.get(workload)?.network.namespace ?? '', [
      process.execPath,
      CALLER,
      ...words,
    ]);
    return JSON.parse((await run(command, args)).stdout) as Readonly<Record<string, Answered>>;
  };
  return {
    async become(story) {
      for (const link of LINKS) {
        const cluster = clusterOf(link);
        const stubs = new Map(stubsIn(story, link).map((body) => [textAt(body, 'metadata', 'name'), body]));
        for (const name of SERVICES) {
          const path = `${home}/services/${name}`;
          const stub = stubs.get(name);
          if (hasService(story, link, name)) await apply(cluster, path, serviceOf(story, link, name));
          else if (stub === undefined) await remove(cluster, path);
          else await apply(cluster, path, { apiVersion: 'v1', kind: 'Service', ...stub });
        }
        const other = link === ONE ? TWO : ONE;
        const secret = `/api/v1/namespaces/istio-system/secrets/istio-remote-secret-${clusterOf(other).name}`;
        const knows = story.discovers?.(link, other) ?? true;
        await (knows ? letDiscover(cluster, clusterOf(other)) : remove(cluster, secret));
        const rules = (story.rules ?? []).filter((one) => one.cluster === link).map(({ rule }) => rule);
        const paths = rules.map(pathOf);
        for (const path of stand.get(link) ?? []) if (!paths.includes(path)) await remove(cluster, path);
        for (const rule of rules) await apply(cluster, pathOf(rule), rule);
        stand.set(link, paths);
        for (const { name } of WORKLOADS.filter((one) => one.cluster === link && story.atZero?.includes(one.name)))
          await remove(cluster, `${home}/pods/${name}?gracePeriodSeconds=0`);
      }
    },
    async ask(story) {
      const asked = callers(story);
      const answers = new Map<string, Readonly<Record<string, readonly string[]>>>();
      for (const workload of new Set(asked.map((one) => one.workload))) {
        answers.set(workload, await callFrom(workload, SERVICES));
      }
      return asked.map((one) => ({ ...one, answered: answers.get(one.workload)?.[one.service] ?? [] }));
    },
    call: async (workload, service) => (await callFrom(workload, [service]))[service] ?? [],
    clusters,
    close: () => takeDown(set),
  };
}

function pathOf({ apiVersion, kind, metadata: { name } }: Manifest): string {
  const plural = `${kind.toLowerCase()}s`.replace(/ys$/, 'ies');
  return `/apis/${apiVersion}/namespaces/${NAMESPACE}/${plural}/${name}`;
}

async function remove({ url, ca, token }: NetworkedCluster, path: string): Promise<void> {
  const dispatcher = new Agent({ connect: { ca } });
  const answer = await fetch(`${url}${path}`, {
    method: 'DELETE',
    headers: { authorization: `Bearer ${token}` },
    dispatcher,
  });
  const text = await answer.text();
  await dispatcher.destroy();
  if (!answer.ok && answer.status !== 404) throw new TypeError(`DELETE ${path}: ${answer.status} ${text}`);
}
