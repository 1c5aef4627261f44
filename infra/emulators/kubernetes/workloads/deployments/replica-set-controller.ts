// The replica set controller: makes as many pods of a ReplicaSet's template as it asks for, and takes away what is too
// many.
import { isDeepStrictEqual } from 'node:util';
import type { Clock } from '../../../kit/clock.ts';
import type { KubeClient } from '../../../kit/controllers/kube-client.ts';
import { createWorkQueue } from '../../../kit/controllers/work-queue.ts';
import { keyOf, type Watched } from '../../../kit/controllers/watched.ts';
import type { Random } from '../../../kit/random.ts';
import type { Pod } from '../objects.ts';
import { isOwnedBy, isReady, ownerOf, type OwnedPod, type ReplicaSet } from './objects.ts';

const MANAGER = 'replicaset-controller';
const BACK_OFF = { first: 5, most: 1_000_000 };

/** Starts working on changes; the returned function stops it. */
export function startReplicaSetController(options: {
  readonly client: KubeClient;
  readonly clock: Clock;
  readonly random: Random;
  readonly replicaSets: Watched<ReplicaSet>;
  readonly pods: Watched<Pod>;
}): () => void {
  const { client, clock, random, replicaSets, pods } = options;
  const queue = createWorkQueue(clock, BACK_OFF, reconcile);
  replicaSets.onChange((set) => queue.add(keyOf(set)));
  pods.onChange((pod: OwnedPod) => {
    const owner = ownerOf(pod);
    if (owner?.kind === 'ReplicaSet') queue.add(`${pod.metadata.namespace}/${owner.name}`);
  });

  async function reconcile(key: string): Promise<void> {
    const set = replicaSets.get(key);
    if (set === undefined || set.metadata.deletionTimestamp !== undefined) return;
    const { namespace, uid } = set.metadata;
    // Asked anew: what was just made may not have been seen yet.
    const { items } = await client.list<OwnedPod>(`/api/v1/namespaces/${namespace}/pods`);
    const own = items.filter((pod) => isOwnedBy(pod, uid) && pod.metadata.deletionTimestamp === undefined);
    const lacking = (set.spec.replicas ?? 1) - own.length;
    for (let made = 0; made < lacking; made += 1)
      await client.create(`/api/v1/namespaces/${namespace}/pods`, podOf(set, random));
    for (const pod of own.toSorted(byNeed).slice(0, Math.max(0, -lacking)))
      await client.remove(podPath(pod), graceOf(pod));
    await tell(set, own);
  }

  async function tell(set: ReplicaSet, own: readonly OwnedPod[]): Promise<void> {
    const ready = own.filter(isReady).length;
    const counts = { fullyLabeledReplicas: own.length, readyReplicas: ready, availableReplicas: ready };
    const said = {
      replicas: own.length,
      ...Object.fromEntries(Object.entries(counts).filter(([, count]) => count !== 0)),
      observedGeneration: set.metadata.generation,
    };
    if (isDeepStrictEqual(said, set.status)) return;
    await client.apply(`${pathOf(set)}/status`, MANAGER, {
      apiVersion: 'apps/v1',
      kind: 'ReplicaSet',
      metadata: { name: set.metadata.name, namespace: set.metadata.namespace },
      status: said,
    });
  }

  return () => queue.close();
}

function podOf({ metadata: { name, namespace, uid }, spec: { template } }: ReplicaSet, random: Random): object {
  const owner = { apiVersion: 'apps/v1', kind: 'ReplicaSet', name, uid, controller: true, blockOwnerDeletion: true };
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { ...template.metadata, name: `${name}-${random.hex(5)}`, namespace, ownerReferences: [owner] },
    spec: template.spec,
  };
}

/** The first to go: without a node, not ready, young. Source: pkg/controller, ActivePods. */
function byNeed(a: OwnedPod, b: OwnedPod): number {
  const rank = (pod: OwnedPod): number => (pod.spec?.nodeName === undefined ? 0 : isReady(pod) ? 2 : 1);
  const madeAt = ({ metadata }: OwnedPod): number => Date.parse(metadata.creationTimestamp ?? '');
  return rank(a) - rank(b) || madeAt(b) - madeAt(a) || (a.metadata.name < b.metadata.name ? -1 : 1);
}

export function graceOf(pod: Pod): number {
  return pod.spec?.terminationGracePeriodSeconds ?? 30;
}

export function podPath({ metadata: { namespace, name } }: Pod): string {
  return `/api/v1/namespaces/${namespace}/pods/${name}`;
}

function pathOf({ metadata: { namespace, name } }: ReplicaSet): string {
  return `/apis/apps/v1/namespaces/${namespace}/replicasets/${name}`;
}
