// The part of the kubelet that ends pods: one marked for deletion gets its grace, one deleted outright stops at once.
// May import: sibling files.
import type { Pod } from './objects.ts';
import type { RunningPod } from './pod.ts';
import { keyOf, type Watched } from './watched.ts';

export interface Ending {
  /** Called for each sight of a marked pod, so more than once. */
  terminate(pod: RunningPod, graceSeconds: number): void;
  /** Its object is gone from the API server. */
  stop(pod: RunningPod): void;
}

/** Ends those of the `running` pods (by name) whose objects others delete, as `kubectl delete` does. */
export function startKubelet(pods: Watched<Pod>, running: ReadonlyMap<string, RunningPod>, ending: Ending): void {
  pods.onChange((object) => {
    const pod = running.get(object.metadata.name);
    if (pod === undefined || pod.namespace !== object.metadata.namespace) return;
    if (pods.get(keyOf(object)) === undefined) return ending.stop(pod);
    const { deletionTimestamp, deletionGracePeriodSeconds = 0 } = object.metadata;
    if (deletionTimestamp !== undefined) ending.terminate(pod, deletionGracePeriodSeconds);
  });
}
