// The garbage collector, of ReplicaSets and pods: what belongs to something that is gone goes; what belongs to
// something that goes alone (`--cascade=orphan`) belongs to nobody from then on.
import type { Clock } from '../../../kit/clock.ts';
import type { KubeClient, KubeObject } from '../../../kit/controllers/kube-client.ts';
import { createWorkQueue } from '../../../kit/controllers/work-queue.ts';
import { keyOf, type Watched } from '../../../kit/controllers/watched.ts';
import type { Pod } from '../objects.ts';
import { type Deployment, isOwnedBy, type Owned, type OwnedPod, ownerOf, type ReplicaSet } from './objects.ts';
import { graceOf, podPath } from './replica-set-controller.ts';

const MANAGER = 'generic-garbage-collector';
const BACK_OFF = { first: 5, most: 1_000_000 };
const PLURALS: Readonly<Record<string, string>> = { Deployment: 'deployments', ReplicaSet: 'replicasets' };

/** Starts working on changes; the returned function stops it. */
export function startGarbageCollector(options: {
  readonly client: KubeClient;
  readonly clock: Clock;
  readonly deployments: Watched<Deployment>;
  readonly replicaSets: Watched<ReplicaSet>;
  readonly pods: Watched<Pod>;
}): () => void {
  const { client, clock, deployments, replicaSets, pods } = options;
  const setPath = (key: string): string => `/apis/apps/v1/namespaces/${key.replace('/', '/replicasets/')}`;
  const ofSets = createWorkQueue(clock, BACK_OFF, async (key) => {
    const set = replicaSets.get(key);
    if (set !== undefined) await collect(set, setPath(key));
  });
  const ofPods = createWorkQueue(clock, BACK_OFF, async (key) => {
    const pod = pods.get(key);
    if (pod !== undefined) await collect(pod, podPath(pod), graceOf(pod));
  });

  async function collect(one: Owned<KubeObject>, path: string, graceSeconds?: number): Promise<void> {
    const owner = ownerOf(one);
    const plural = PLURALS[owner?.kind ?? ''];
    if (owner === undefined || plural === undefined || one.metadata.deletionTimestamp !== undefined) return;
    const found = await client.get<Owned<KubeObject>>(
      `/apis/apps/v1/namespaces/${one.metadata.namespace}/${plural}/${owner.name}`,
    );
    const goesAlone = found?.metadata.deletionTimestamp !== undefined && found.metadata.finalizers?.includes('orphan');
    if (found?.metadata.uid !== owner.uid) await client.remove(path, graceSeconds);
    else if (goesAlone === true) await client.patch(path, MANAGER, { metadata: { ownerReferences: null } });
  }

  /** Everything that belongs to it is looked at. */
  const owner = ({ metadata: { uid } }: KubeObject): void => {
    for (const set of replicaSets.values()) if (isOwnedBy(set, uid)) ofSets.add(keyOf(set));
    for (const pod of pods.values() as readonly OwnedPod[]) if (isOwnedBy(pod, uid)) ofPods.add(keyOf(pod));
  };
  const isGoing = (one: KubeObject, view: Watched<KubeObject>): boolean =>
    one.metadata.deletionTimestamp !== undefined || view.get(keyOf(one)) === undefined;
  deployments.onChange((one) => {
    if (isGoing(one, deployments)) owner(one);
  });
  replicaSets.onChange((one) => {
    if (isGoing(one, replicaSets)) owner(one);
    else ofSets.add(keyOf(one));
  });
  return () => {
    ofSets.close();
    ofPods.close();
  };
}
