// One running pod: its object in the API server, its server on loopback, its address in the fabric.
import type { Fabric, Instance, Socket } from '../../fabric/index.ts';
import type { Clock } from '../../kit/clock.ts';
import type { KubeClient } from '../../kit/controllers/kube-client.ts';
import type { Pod, PodCondition } from './objects.ts';
import { readyCondition } from './pod-readiness.ts';
import { onLoopback, type PodServer } from './pod-server.ts';

/** What may be known of a pod from outside. */
export interface PodHandle {
  readonly name: string;
  readonly namespace: string;
  /** The name it was deployed under. */
  readonly app: string;
  readonly ip: string;
  readonly zone: string;
  /** Requests answered to the end since the pod began, health probes of the load balancer left out. */
  readonly served: number;
  readonly inFlight: number;
}

export interface RunningPod extends PodHandle {
  /** Listens and takes its place in the fabric, unless it does so already. */
  listen(): Promise<void>;
  /** The socket refuses from now on and open connections are reset; the address stays, with nothing behind it. */
  crash(): void;
  /** As a crash, and the address is gone too. */
  vanish(): void;
  /** Resolves when nothing of it runs any more, after it vanished. */
  gone(): Promise<void>;
  /** Fails its own readiness checks from now on, and goes on answering everything else. */
  becomeUnready(): void;
  /** Writes the Pod object and its status; rejects with KubeError. */
  apply(client: KubeClient): Promise<void>;
  /** Writes the status alone, with this condition Ready. */
  applyStatus(client: KubeClient, ready: PodCondition): Promise<void>;
  /** Deletes the Pod object: at once, or after a grace period that somebody else has to end. */
  remove(client: KubeClient, graceSeconds: number): Promise<void>;
}

export interface PodOptions {
  readonly name: string;
  readonly namespace: string;
  readonly app: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly ip: string;
  /** On each of which its one server answers. */
  readonly containerPorts: readonly number[];
  /** What its object names; default: one, called as it was deployed. */
  readonly containers?: readonly { readonly name: string; readonly image: string }[];
  readonly instance: Instance;
  readonly fabric: Fabric;
  readonly clock: Clock;
  readonly server: PodServer;
  /** False: no server is started; the address leads to a socket that nobody listens on, for callers in this process. */
  readonly sockets: boolean;
}

/** A pod that does not run yet. */
export function createPod(options: PodOptions): RunningPod {
  const { name, namespace, app, ip, containerPorts, instance, fabric, clock, server } = options;
  const { zone } = instance;
  const path = `/api/v1/namespaces/${namespace}/pods/${name}`;
  const head = { apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace } };
  const startTime = new Date(clock.now()).toISOString().replace(/\.\d+Z$/, 'Z');
  const containers = options.containers ?? [{ name: app, image: 'caller' }];
  let listening = false;

  const applyStatus = async (client: KubeClient, ready: PodCondition): Promise<void> => {
    await client.apply(`${path}/status`, 'kubelet', {
      ...head,
      status: {
        phase: 'Running',
        podIP: ip,
        podIPs: [{ ip }],
        hostIP: instance.ip,
        startTime,
        conditions: [{ type: 'ContainersReady', status: 'True' }, ready],
        containerStatuses: containers.map((one) => ({ ...one, ready: true, restartCount: 0, imageID: '', state: {} })),
      },
    });
  };

  const register = (sockets: ReadonlyMap<number, Socket>): void =>
    fabric.addPod({ ip, instance: instance.name, zone, sockets });

  return {
    name,
    namespace,
    app,
    ip,
    zone,
    get served() {
      return server.served;
    },
    get inFlight() {
      return server.inFlight;
    },
    async listen() {
      if (listening) return;
      listening = true;
      register(options.sockets ? await server.start(containerPorts) : onLoopback(containerPorts, 0));
    },
    crash() {
      listening = false;
      server.stop();
      // Its port is free now and may become another pod's: the address must not lead there.
      register(new Map());
    },
    vanish() {
      server.stop();
      fabric.removePod(ip);
    },
    gone: () => server.gone(),
    becomeUnready() {
      server.setReady(false);
    },
    async apply(client) {
      const ports = containerPorts.map((containerPort) => ({ name: 'http', containerPort, protocol: 'TCP' }));
      const metadata = { name, namespace, labels: options.labels };
      const spec = { nodeName: instance.name, containers: containers.map((one) => ({ ...one, ports })) };
      const written = await client.apply<Pod>(path, 'kubelet', { ...head, metadata, spec });
      await applyStatus(client, readyCondition(written));
    },
    applyStatus,
    remove: (client, graceSeconds) => client.remove(path, graceSeconds),
  };
}
