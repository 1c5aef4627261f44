// Emulators in one process on a virtual clock, and the real clients in front of them without a socket.
import { type ComputeEmulator, createComputeEmulator } from '../../../infra/emulators/compute/index.ts';
import { createFabric } from '../../../infra/emulators/fabric/index.ts';
import { type VirtualClock, virtualClock } from '../../../infra/emulators/kit/clock.ts';
import { seededRandom } from '../../../infra/emulators/kit/random.ts';
import { createKubernetesEmulator, type KubernetesEmulator } from '../../../infra/emulators/kubernetes/index.ts';
import type { Clock } from '../../../lib/ports/index.ts';
import { USERS } from '../adapters/compute-rig.ts';
import { INSTANCE, PROJECT, ZONES } from '../adapters/suites/compute.ts';

export const COMPUTE = 'http://compute.local';
export const CLUSTER = 'http://gke-us.local';
export const TOKEN = 'admin-token';

export function newCompute(clock: VirtualClock): ComputeEmulator {
  const fabric = createFabric();
  const { name, tags, podIp } = INSTANCE;
  fabric.addInstance({ name, zone: ZONES[0], network: 'default', tags, ip: '10.128.0.2' });
  fabric.addPod({ ip: podIp, instance: name, zone: ZONES[0], sockets: new Map() });
  return createComputeEmulator({
    project: PROJECT,
    clock,
    random: seededRandom(1),
    fabric,
    regions: [{ name: 'us-west1', zones: ZONES }],
    operations: 'realistic',
    latency: 'realistic',
    users: USERS,
  });
}

export async function newCluster(namespace: string, clock = virtualClock()): Promise<KubernetesEmulator> {
  const emulator = createKubernetesEmulator({
    name: 'gke-us',
    clock,
    random: seededRandom(1),
    tokens: new Map([[TOKEN, 'admin']]),
  });
  await emulator.handler(
    new Request(`${CLUSTER}/api/v1/namespaces`, {
      method: 'POST',
      headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' },
      body: JSON.stringify({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } }),
    }),
  );
  return emulator;
}

/** The port with every call run until it is done, while time flies. */
export function flying<Port extends object>(port: Port, clock: VirtualClock): Port {
  return new Proxy(port, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== 'function') return member;
      return (...args: readonly unknown[]) =>
        clock.until(Promise.resolve(Reflect.apply(member, target, args) as unknown));
    },
  });
}

/** The emulated clock as the application's. */
export function portClock(clock: VirtualClock): Clock {
  return {
    now: () => clock.now(),
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        const cancel = clock.after(ms, resolve);
        signal.addEventListener('abort', () => {
          cancel();
          reject(signal.reason as Error);
        });
      }),
  };
}
