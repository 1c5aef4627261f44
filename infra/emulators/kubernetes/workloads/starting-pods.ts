// How a pod begins that a scheduler gave one of the nodes: whatever image it names, the sample app runs in it and
// answers on the ports of its containers.
import type { Fabric, Instance } from '../../fabric/index.ts';
import { type Clock, sleep } from '../../kit/clock.ts';
import { persist } from '../../kit/controllers/back-off.ts';
import type { KubeClient } from '../../kit/controllers/kube-client.ts';
import { keyOf, type Watched } from '../../kit/controllers/watched.ts';
import type { Random } from '../../kit/random.ts';
import type { Starting } from './kubelet.ts';
import type { Pod } from './objects.ts';
import { createPod, type RunningPod } from './pod.ts';
import { readyCondition } from './pod-readiness.ts';
import type { PodHost } from './pod-host.ts';

export interface StartingOptions {
  readonly clusterName: string;
  readonly region: string;
  /** The nodes, in the order of their addresses. */
  readonly instances: () => readonly Instance[];
  readonly host: PodHost;
  readonly sockets: boolean;
  readonly fabric: Fabric;
  readonly clock: Clock;
  readonly random: Random;
  readonly client: KubeClient;
  readonly pods: Watched<Pod>;
  /** By key; a pod that runs is added. */
  readonly running: Map<string, RunningPod>;
  readonly signal: AbortSignal;
}

/** What pulling an image and starting a container take. Emulated milliseconds. */
const [LEAST_MS, MOST_MS] = [1_000, 3_000];
const PORT = 8080;
/** Names the URL that a pod calls when it is asked to. */
const CALLS = 'PRODUCER_URL';

export function startingPods(options: StartingOptions): Starting {
  const { clusterName, region, instances, running, clock, random, client, fabric, signal, pods } = options;
  const begun = new Set<string | undefined>();
  const nodeOf = ({ spec }: Pod): number => instances().findIndex(({ name }) => name === spec?.nodeName);

  return {
    // One that has an address already was written by hand.
    isOurs: (pod) => nodeOf(pod) !== -1 && pod.status?.podIP === undefined,
    async start(object) {
      const { uid, name, namespace = '' } = object.metadata;
      if (begun.has(uid)) return;
      begun.add(uid);
      await sleep(clock, random.integer(LEAST_MS, MOST_MS), signal);
      const now = pods.get(keyOf(object));
      const node = nodeOf(object);
      const instance = instances()[node];
      if (now === undefined || instance === undefined) return;
      if (now.metadata.uid !== uid || now.metadata.deletionTimestamp !== undefined) return;
      const containers = (object.spec?.containers ?? []).map((one) => ({
        name: one.name ?? '',
        image: one.image ?? '',
      }));
      const app = containers[0]?.name ?? name;
      const identity = { app, cluster: clusterName, region, zone: instance.zone, pod: name };
      const pod = createPod({
        name,
        namespace,
        app,
        labels: object.metadata.labels ?? {},
        ...(await options.host.place(node, identity, callsOf(object))),
        containerPorts: portsOf(object),
        containers,
        instance,
        fabric,
        clock,
        sockets: options.sockets,
      });
      running.set(keyOf(object), pod);
      await pod.listen();
      await persist(clock, signal, () => pod.applyStatus(client, readyCondition(now)));
    },
  };
}

function portsOf({ spec }: Pod): readonly number[] {
  const named = (spec?.containers ?? []).flatMap(({ ports = [] }) => ports.map(({ containerPort }) => containerPort));
  return named.length === 0 ? [PORT] : named;
}

function callsOf({ spec }: Pod): string | undefined {
  return spec?.containers?.flatMap(({ env = [] }) => env).find(({ name }) => name === CALLS)?.value;
}
