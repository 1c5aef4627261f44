// Reflects the load balancer's health into pods: polls NEGs in which gated pods wait, and writes their condition.
import type { Clock } from '../../../kit/clock.ts';
import type { ClusterView } from '../cluster-view.ts';
import type { KubeClient } from '../../../kit/controllers/kube-client.ts';
import type { Pod, PodCondition } from '../objects.ts';
import { keyOf } from '../../../kit/controllers/watched.ts';
import { createWorkQueue } from '../../../kit/controllers/work-queue.ts';
import type { ComputeClient } from './compute-client.ts';
import type { Recorder } from './events.ts';
import { endpointKey, type NegEndpoint } from './neg-endpoints.ts';
import { healthyIn, meanwhile, negNamesOf, waits, withoutHealthCheck } from './readiness-gate.ts';

export const REFLECTOR = 'neg-readiness-reflector';

// Between two looks at a NEG in which a pod waits, in emulated milliseconds.
const POLL_EVERY = 5_000;
const BACK_OFF = { first: 1_000, most: 60_000 };

export interface ReflectorOptions {
  readonly client: KubeClient;
  readonly compute: ComputeClient;
  readonly view: ClusterView;
  readonly clock: Clock;
  readonly record: Recorder;
  readonly namingUid: string;
}

export interface ReadinessReflector {
  /** Tells what a NEG holds now; it is polled for as long as one of these pods waits. */
  committed(zone: string, name: string, endpoints: readonly NegEndpoint[]): void;
  stop(): void;
}

interface Target {
  readonly zone: string;
  readonly name: string;
  /** By endpoint. */
  pods: ReadonlyMap<string, string>;
  polling: boolean;
  cancel: () => void;
}

/** Starts watching the pods of `view`. */
export function startReadinessReflector(options: ReflectorOptions): ReadinessReflector {
  const { client, compute, view, clock, record, namingUid } = options;
  const targets = new Map<string, Target>();
  // By our own clock: an API server that somebody else wrote notes a pod's creation by another one.
  const cameAt = new Map<string, number>();
  let stopped = false;
  const queue = createWorkQueue(clock, BACK_OFF, async (key) => {
    const pod = view.pods.get(key);
    if (!waits(pod)) return void cameAt.delete(key);
    const came = cameAt.get(key) ?? clock.now();
    cameAt.set(key, came);
    await write(pod, meanwhile(negNamesOf(pod, view.services.values(), namingUid), clock.now() - came));
  });
  const addWaiting = (): void => {
    for (const pod of view.pods.values()) if (waits(pod)) queue.add(keyOf(pod));
  };
  // A pod seen before its Service would be taken for one that belongs in no NEG.
  void view.synced.then(() => {
    view.pods.onChange((pod) => queue.add(keyOf(pod)));
    view.services.onChange(addWaiting);
    addWaiting();
  });

  async function write(pod: Pod, wanted: PodCondition): Promise<void> {
    const said = pod.status?.conditions?.find(({ type }) => type === wanted.type);
    if (said?.status === wanted.status && said.reason === wanted.reason && said.message === wanted.message) return;
    const { namespace = '', name, uid } = pod.metadata;
    const subject = { apiVersion: 'v1', kind: 'Pod', namespace, name, ...(uid === undefined ? {} : { uid }) };
    await record(subject, 'Normal', wanted.reason ?? '', wanted.message ?? '');
    const head = { apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace } };
    const path = `/api/v1/namespaces/${namespace}/pods/${name}/status`;
    await client.apply(path, REFLECTOR, { ...head, status: { conditions: [wanted] } });
  }

  const waiting = ({ pods }: Target): readonly [string, string][] =>
    [...pods].filter(([, podKey]) => waits(view.pods.get(podKey)));

  async function poll(target: Target): Promise<void> {
    const { zone, name } = target;
    const healths = new Map(
      (await compute.healths(zone, name)).map((found) => [endpointKey(found.endpoint), found.healths]),
    );
    const isChecked = [...healths.values()].some((found) => found.length > 0);
    for (const [endpoint, podKey] of waiting(target)) {
      const found = healths.get(endpoint);
      const healthy = found?.find(({ healthState }) => healthState === 'HEALTHY');
      const condition =
        healthy !== undefined
          ? healthyIn({ name, zone }, healthy.backendService)
          : found !== undefined && !isChecked
            ? withoutHealthCheck({ name, zone })
            : undefined;
      await queue.exclusively(podKey, async () => {
        const pod = view.pods.get(podKey);
        if (waits(pod) && condition !== undefined) await write(pod, condition);
      });
      // Its ten minutes may be over.
      if (condition === undefined) queue.add(podKey);
    }
  }

  function start(target: Target): void {
    if (stopped || target.polling) return;
    if (waiting(target).length === 0) return void targets.delete(`${target.zone}/${target.name}`);
    target.polling = true;
    target.cancel();
    const next = (): void => {
      target.polling = false;
      if (!stopped) target.cancel = clock.after(POLL_EVERY, () => start(target));
    };
    // A poll that failed is repeated like one that found nothing.
    poll(target).then(next, next);
  }

  return {
    committed(zone, name, endpoints) {
      const key = `${zone}/${name}`;
      const target = targets.get(key) ?? { zone, name, pods: new Map(), polling: false, cancel: () => undefined };
      target.pods = new Map(
        endpoints.flatMap(({ endpoint, podKey }) =>
          podKey === undefined ? [] : [[endpointKey(endpoint), podKey] as const],
        ),
      );
      targets.set(key, target);
      start(target);
    },
    stop() {
      stopped = true;
      queue.close();
      for (const { cancel } of targets.values()) cancel();
    },
  };
}
