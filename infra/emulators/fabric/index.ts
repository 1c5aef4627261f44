// The network of the local cloud: which instances exist, which pod addresses they carry, and on which loopback socket
// an address really listens. Emulators meet only here: the clusters put pods in, Compute and its data plane look them
// up. Addresses are virtual (10.0.0.0/8 for pods, 203.0.113.0/24 for VIPs); only loopback is ever used.

/** A node of a cluster, which Compute knows as an instance. */
export interface Instance {
  readonly name: string;
  /** e.g. `us-west1-a`. */
  readonly zone: string;
  /** Network name, e.g. `default`. */
  readonly network: string;
  /** Network tags, e.g. `gke-gke-us-1a2b3c4d-node`; firewall rules aim at them. */
  readonly tags: readonly string[];
  /** The instance's own address. */
  readonly ip: string;
}

/** Where a virtual address really listens. */
export interface Socket {
  /** Loopback, but for pods that have a network of their own. */
  readonly host: string;
  readonly port: number;
}

/** A pod address on an instance. `sockets` maps a container port to the loopback socket behind it. */
export interface PodAddress {
  readonly ip: string;
  readonly instance: string;
  readonly zone: string;
  readonly sockets: ReadonlyMap<number, Socket>;
}

export interface Fabric {
  addInstance(instance: Instance): void;
  instance(zone: string, name: string): Instance | undefined;
  instances(): readonly Instance[];
  /** Registers (or replaces) a pod's address. */
  addPod(pod: PodAddress): void;
  removePod(ip: string): void;
  pod(ip: string): PodAddress | undefined;
  /** The loopback socket behind a virtual address and port; undefined when nothing listens there. */
  socket(ip: string, port: number): Socket | undefined;
}

export function createFabric(): Fabric {
  const instances = new Map<string, Instance>();
  const pods = new Map<string, PodAddress>();
  return {
    addInstance: (instance) => void instances.set(`${instance.zone}/${instance.name}`, instance),
    instance: (zone, name) => instances.get(`${zone}/${name}`),
    instances: () => [...instances.values()],
    addPod: (pod) => void pods.set(pod.ip, pod),
    removePod: (ip) => void pods.delete(ip),
    pod: (ip) => pods.get(ip),
    socket: (ip, port) => pods.get(ip)?.sockets.get(port),
  };
}
