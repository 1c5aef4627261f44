// Three parts of the kubelet: it starts pods that a scheduler gave its nodes, ends pods (one marked for deletion gets
// its grace, one deleted outright stops at once), and makes a pod ready when the last of its readiness gates opens.
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

export interface Starting {
  /** Whether it is a pod of one of the nodes. */
  isOurs(pod: Pod): boolean;
  /** Resolves when it runs; called once for each pod. */
  start(pod: Pod): Promise<void>;
}

export interface KubeletOptions {
  readonly client: KubeClient;
  readonly clock: Clock;
  readonly pods: Watched<Pod>;
  /** By key. */
  readonly running: ReadonlyMap<string, RunningPod>;
  readonly starting: Starting;
  readonly ending: Ending;
}

// The kubelet writes a failed status again after its sync period.
const BACK_OFF = { first: 10_000, most: 10_000 };

/**
 * Ends those of the running pods whose objects others delete, as `kubectl delete` does, and keeps their condition
 * Ready. The returned function stops it.
 */
export function startKubelet({ client, clock, pods, running, starting, ending }: KubeletOptions): () => void {
  const podOf = (object: Pod): RunningPod | undefined => running.get(keyOf(object));
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
    const { deletionTimestamp, deletionGracePeriodSeconds = 0 } = object.metadata;
    if (pod === undefined) {
      if (!starting.isOurs(object) || pods.get(keyOf(object)) === undefined) return;
      if (deletionTimestamp === undefined) void starting.start(object).catch(() => undefined);
      // It never ran: nobody else would let it go.
      else void client.remove(podPath(object)).catch(() => undefined);
      return;
    }
    if (pods.get(keyOf(object)) === undefined) return ending.stop(pod);
    if (deletionTimestamp !== undefined) return ending.terminate(pod, deletionGracePeriodSeconds);
    queue.add(keyOf(object));
  });
  return () => queue.close();
}

function podPath({ metadata: { namespace, name } }: Pod): string {
  return `/api/v1/namespaces/${namespace}/pods/${name}`;
}
