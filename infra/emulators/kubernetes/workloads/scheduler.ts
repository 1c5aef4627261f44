// The scheduler: gives each pod without a node the next one in turn. It looks at nothing but whether a node takes pods.
import type { Clock } from '../../kit/clock.ts';
import type { KubeClient } from '../../kit/controllers/kube-client.ts';
import { createWorkQueue } from '../../kit/controllers/work-queue.ts';
import { keyOf, type Watched } from '../../kit/controllers/watched.ts';
import type { Node, Pod } from './objects.ts';

const BACK_OFF = { first: 1_000, most: 10_000 };

/** Starts working on changes; the returned function stops it. */
export function startScheduler(
  client: KubeClient,
  clock: Clock,
  { pods, nodes }: { readonly pods: Watched<Pod>; readonly nodes: Watched<Node> },
): () => void {
  let placed = 0;
  const isWaiting = ({ spec, metadata }: Pod): boolean =>
    spec?.nodeName === undefined && metadata.deletionTimestamp === undefined;
  const queue = createWorkQueue(clock, BACK_OFF, async (key) => {
    await nodes.synced;
    const pod = pods.get(key);
    if (pod === undefined || !isWaiting(pod)) return;
    const open = nodes
      .values()
      .filter(({ spec }) => spec?.unschedulable !== true)
      .map(({ metadata }) => metadata.name)
      .sort();
    const name = open[placed % open.length];
    if (name === undefined) throw new NoNodeOpen(key);
    placed += 1;
    const { namespace, name: podName } = pod.metadata;
    await client.create(`/api/v1/namespaces/${namespace}/pods/${podName}/binding`, {
      apiVersion: 'v1',
      kind: 'Binding',
      metadata: { name: podName, namespace },
      target: { apiVersion: 'v1', kind: 'Node', name },
    });
  });
  pods.onChange((pod) => {
    if (isWaiting(pod)) queue.add(keyOf(pod));
  });
  return () => queue.close();
}

/** It is tried again. */
class NoNodeOpen extends Error {
  constructor(pod: string) {
    super(`no node takes ${pod}`);
    this.name = 'NoNodeOpen';
  }
}
