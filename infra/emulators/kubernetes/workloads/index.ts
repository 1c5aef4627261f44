// The workloads of an emulated GKE cluster: nodes, pods that are real HTTP servers, and the controllers around them.
// In: the cluster's API server and Compute, both over their REST protocols. Out: objects there, addresses in the
// fabric.
import type { Fabric, Instance } from '../../fabric/index.ts';
import { sleep } from '../../kit/clock.ts';
import type { Handler } from '../../kit/serve.ts';
import { persist } from '../../kit/controllers/back-off.ts';
import { type ClusterIdentity, establishIdentity } from './cluster-identity.ts';
import { createClusterView } from './cluster-view.ts';
import { startControllers } from './controllers.ts';
import { createKubeClient } from '../../kit/controllers/kube-client.ts';
import { startKubelet } from './kubelet.ts';
import { createComputeClient } from './neg/compute-client.ts';
import { startNegController } from './neg/controller.ts';
import { createRecorder } from './neg/events.ts';
import { REFLECTOR } from './neg/readiness-reflector.ts';
import { NEG_MANAGER } from './neg/svcneg.ts';
import { installSvcNegKind } from './neg/svcneg-kind.ts';
import { applyNode, createInstances } from './nodes.ts';
import { regionOf } from './objects.ts';
import { createPod, type PodHandle, type RunningPod } from './pod.ts';
import { type HostOptions, loopbackHost, type PodHost } from './pod-host.ts';
import { startScheduler } from './scheduler.ts';

import { startingPods } from './starting-pods.ts';

export type { CallerIdentity } from './caller.ts';
export type { PodHandle } from './pod.ts';
export type { PodHost } from './pod-host.ts';
export { serverOfProcess } from './process-server.ts';
export { injectReadinessGate } from './neg/readiness-gate.ts';
export { readinessGateConfiguration, readinessGateWebhook } from './neg/readiness-gate-webhook.ts';

export interface WorkloadsOptions extends HostOptions {
  readonly clusterName: string;
  /** A region (regional cluster) or a zone (zonal cluster). */
  readonly location: string;
  /** Network name. */
  readonly network: string;
  readonly project: string;
  readonly api: Handler;
  /** Presented as bearer token to `api` and `compute`. */
  readonly token: string;
  /** Without it there is no NEG controller. */
  readonly compute?: Handler;
  readonly negController: boolean;
  /** False: the API server's own controllers make EndpointSlices, ReplicaSets and pods. Default true. */
  readonly controllers?: boolean;
  readonly fabric: Fabric;
  /** Where pods run; default: on loopback. */
  readonly host?: PodHost;
  /** False: pods are addresses without servers, for a data plane in the same process. Default true. */
  readonly sockets?: boolean;
}

export interface Deploy {
  readonly namespace: string;
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly replicas: number;
  readonly containerPort: number;
  readonly app: 'caller';
  /** The URL that its pods call when they are asked to; absent: nobody. */
  readonly calls?: string;
}

export interface Workloads {
  /** Makes the nodes and starts the controllers; waits for an API server that is down. Once only. */
  start(): Promise<void>;
  /**
   * Adds `replicas` pods, spread over the zones; makes the namespace when it is missing. Resolves when they listen and
   * their objects are written.
   */
  deploy(deployment: Deploy): Promise<void>;
  pods(): readonly PodHandle[];
  /** The server dies at once, connections are reset, the Pod object is deleted. Nothing replaces the pod. */
  kill(podName: string): Promise<void>;
  /** The server dies at once; objects and endpoints stay, so that only health checks notice. */
  crash(podName: string): void;
  /** Undoes a crash. */
  recover(podName: string): Promise<void>;
  /** Unready at once; serves on for `graceSeconds` (emulated) and is then killed. Resolves when it is gone. */
  terminate(podName: string, graceSeconds: number): Promise<void>;
  /** Stops the controllers and all pods; deletes nothing from the API server or Compute. */
  close(): Promise<void>;
}

/** No pod of that name runs here. */
export class UnknownPodError extends Error {
  constructor(podName: string) {
    super(`no pod ${podName}`);
    this.name = 'UnknownPodError';
  }
}

/** Pods were to be deployed before `start` made a node. */
export class NoNodeError extends Error {
  constructor(clusterName: string) {
    super(`cluster ${clusterName} has no node`);
    this.name = 'NoNodeError';
  }
}

export function createWorkloads(options: WorkloadsOptions): Workloads {
  const { clusterName, zones, network, project, compute, fabric, clock, random, podCidrPrefix } = options;
  const region = regionOf(options.location);
  const closing = new AbortController();
  const { signal } = closing;
  const client = createKubeClient(options.api, options.token, signal);
  const view = createClusterView(client, clock);
  const host = options.host ?? loopbackHost(options);
  const running = new Map<string, RunningPod>();
  const terminations = new Map<RunningPod, Promise<void>>();
  const stops: (() => void)[] = [];
  let instances: readonly Instance[] = [];
  let placed = 0;

  const podNamed = (name: string): RunningPod => {
    const pod = [...running.values()].find((one) => one.name === name);
    if (pod === undefined) throw new UnknownPodError(name);
    return pod;
  };

  const stop = (pod: RunningPod): void => {
    pod.vanish();
    running.delete(`${pod.namespace}/${pod.name}`);
  };
  const kill = async (pod: RunningPod): Promise<void> => {
    stop(pod);
    await persist(clock, signal, () => pod.remove(client, 0));
  };
  /** The same ending for all who ask: the first one's grace counts. */
  const terminate = (pod: RunningPod, graceSeconds: number): Promise<void> => {
    const under = terminations.get(pod);
    if (under !== undefined) return under;
    const ending = (async () => {
      pod.becomeUnready();
      await sleep(clock, graceSeconds * 1_000, signal);
      await kill(pod);
    })();
    terminations.set(pod, ending);
    return ending;
  };

  const startNegs = async (handler: Handler, identity: ClusterIdentity): Promise<void> => {
    await persist(clock, signal, () => installSvcNegKind(client));
    const negOptions = { compute: handler, token: options.token, project, network, clock, signal };
    const stopNegs = startNegController({
      ...identity,
      client,
      compute: createComputeClient(negOptions),
      view,
      clock,
      record: createRecorder(client, clock, random, NEG_MANAGER),
      recordReadiness: createRecorder(client, clock, random, REFLECTOR),
      zones,
      network,
    });
    stops.push(stopNegs);
  };

  return {
    async start() {
      const block = podCidrPrefix.slice(podCidrPrefix.indexOf('.') + 1);
      instances = createInstances({ clusterName, zones, network, block, fabric, random });
      const identity = await persist(clock, signal, () => establishIdentity(client, random));
      for (const instance of instances)
        await persist(clock, signal, () => applyNode(client, instance, { project, region }));
      const ending = {
        // Rejects only when the workloads are closed meanwhile.
        terminate: (pod: RunningPod, graceSeconds: number) => void terminate(pod, graceSeconds).catch(() => undefined),
        stop,
      };
      const starting = startingPods({
        clusterName,
        region,
        instances: () => instances,
        host,
        sockets: options.sockets ?? true,
        fabric,
        clock,
        random,
        client,
        pods: view.pods,
        running,
        signal,
      });
      stops.push(startKubelet({ client, clock, pods: view.pods, running, starting, ending }));
      stops.push(startScheduler(client, clock, view));
      if (options.controllers ?? true) stops.push(...startControllers(client, clock, random, view));
      if (options.negController && compute !== undefined) await startNegs(compute, identity);
      view.run(signal);
    },

    async deploy({ namespace, name, labels, replicas, containerPort, calls }) {
      const template = random.hex(10);
      await persist(clock, signal, () => applyNamespace(namespace));
      for (let i = 0; i < replicas; i++) {
        const node = placed++ % instances.length;
        const instance = instances[node];
        if (instance === undefined) throw new NoNodeError(clusterName);
        const podName = `${name}-${template}-${random.hex(5)}`;
        const identity = { app: name, cluster: clusterName, region, zone: instance.zone, pod: podName };
        const pod = createPod({
          name: podName,
          namespace,
          app: name,
          labels,
          ...(await host.place(node, identity, calls)),
          containerPorts: [containerPort],
          instance,
          fabric,
          clock,
          sockets: options.sockets ?? true,
        });
        running.set(`${namespace}/${pod.name}`, pod);
        await pod.listen();
        await persist(clock, signal, () => pod.apply(client));
      }
    },

    pods: () => [...running.values()],
    kill: async (podName) => kill(podNamed(podName)),
    crash: (podName) => podNamed(podName).crash(),
    recover: async (podName) => podNamed(podName).listen(),

    async terminate(podName, graceSeconds) {
      const pod = podNamed(podName);
      const ending = terminate(pod, graceSeconds);
      await Promise.all([ending, persist(clock, signal, () => pod.remove(client, graceSeconds))]);
    },

    async close() {
      closing.abort();
      for (const halt of stops) halt();
      const pods = [...running.values()];
      running.clear();
      for (const pod of pods) pod.vanish();
      await Promise.all(pods.map((pod) => pod.gone()));
    },
  };

  async function applyNamespace(name: string): Promise<void> {
    const object = { apiVersion: 'v1', kind: 'Namespace', metadata: { name } };
    await client.apply(`/api/v1/namespaces/${name}`, 'workloads', object);
  }
}
