// Two parts of the kubelet: it ends pods (one marked for deletion gets its grace, one deleted outright stops at once),
// and makes a pod ready when the last of its readiness gates opens.
import type { Clock } from '../../kit/clock.ts';
import type { KubeClient } from '../../kit/controllers/kube-client.ts';
import type { Pod } from './objects.ts';
import type { RunningPod } from './pod.ts';
import { readyCondition, saysSo } from './pod-readiness.ts';
import { keyOf, type Watched } from '../../kit/controllers/watched.ts';
import { createWorkQueue } from '../../kit/controllers/work-queue.ts';

export interface Ending {
  /** Called for each sight of a marked pod, so more than once. */
  terminate(pod: RunningPod, graceSeconds: number): void;
  /** Its object is gone from the API server. */
  stop(pod: RunningPod): void;
}

export interface KubeletOptions {
  readonly client: KubeClient;
  readonly clock: Clock;
  readonly pods: Watched<Pod>;
  /** By name. */
  readonly running: ReadonlyMap<string, RunningPod>;
  readonly ending: Ending;
}

// The kubelet writes a failed status again after its sync period.
const BACK_OFF = { first: 10_000, most: 10_000 };

/**
 * Ends those of the running pods whose objects others delete, as `kubectl delete` does, and keeps their condition
 * Ready. The returned function stops it.
 */
export function startKubelet({ client, clock, pods, running, ending }: KubeletOptions): () => void {
  const podOf = (object: Pod): RunningPod | undefined => {
    const pod = running.get(object.metadata.name);
    return pod?.namespace === object.metadata.namespace ? pod : undefined;
  };
  const queue = createWorkQueue(clock, BACK_OFF, async (key) => {
    const object = pods.get(key);
    const pod = object === undefined ? undefined : podOf(object);
    // Without a status it is still being started, and that ends with the first one.
    if (object?.status?.podIP === undefined || pod === undefined) return;
    const ready = readyCondition(object);
    if (!saysSo(object, ready)) await pod.applyStatus(client, ready);
  });
  pods.onChange((object) => {
    const pod = podOf(object);
    if (pod === undefined) return;
    if (pods.get(keyOf(object)) === undefined) return ending.stop(pod);
    const { deletionTimestamp, deletionGracePeriodSeconds = 0 } = object.metadata;
    if (deletionTimestamp !== undefined) return ending.terminate(pod, deletionGracePeriodSeconds);
    queue.add(keyOf(object));
  });
  return () => queue.close();
}
