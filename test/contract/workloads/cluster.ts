// A cluster for the tests: workloads over the fakes, on a virtual clock, with a way to wait for what should happen.
import { createFabric } from '../../../infra/emulators/fabric/index.ts';
import { virtualClock, type VirtualClock } from '../../../infra/emulators/kit/clock.ts';
import type { Handler } from '../../../infra/emulators/kit/serve.ts';
import { seededRandom } from '../../../infra/emulators/kit/random.ts';
import {
  createWorkloads,
  type PodHandle,
  type Workloads,
} from '../../../infra/emulators/kubernetes/workloads/index.ts';
import { createFakeApi, type FakeApi } from './fake-api.ts';
import { createFakeCompute, type FakeCompute, type FakeNeg } from './fake-compute.ts';

export interface TestCluster {
  readonly workloads: Workloads;
  readonly api: FakeApi;
  readonly compute: FakeCompute;
  readonly clock: VirtualClock;
  readonly fabric: ReturnType<typeof createFabric>;
  /** Lets emulated time pass until `holds`; throws after `limit` emulated seconds. */
  until(holds: () => boolean, limit?: number): Promise<void>;
  /** Lets that many emulated seconds pass in small steps, so that work between timers gets its turns. */
  pass(seconds: number): Promise<void>;
  /** A request to the pod's own socket. */
  ask(pod: PodHandle, path: string, init?: RequestInit): Promise<Response>;
  /** The NEGs of that name by zone. */
  negs(name: string): Record<string, FakeNeg>;
}

export const ZONES = ['us-west1-a', 'us-west1-b'];

/** Emulators that take the place of the fakes. */
export interface RealServers {
  readonly api?: (clock: VirtualClock) => Handler;
  readonly compute?: (clock: VirtualClock, fabric: ReturnType<typeof createFabric>) => Handler;
}

export function createTestCluster(real: RealServers = {}): TestCluster {
  const clock = virtualClock();
  const fabric = createFabric();
  const api = createFakeApi();
  const compute = createFakeCompute(clock);
  const workloads = createWorkloads({
    clusterName: 'gke-us',
    location: 'us-west1',
    zones: ZONES,
    network: 'default',
    project: 'p',
    api: real.api?.(clock) ?? api.handler,
    token: 'token',
    compute: real.compute?.(clock, fabric) ?? compute.handler,
    negController: true,
    fabric,
    clock,
    random: seededRandom(1),
    podCidrPrefix: '10.8',
  });
  return {
    workloads,
    api,
    compute,
    clock,
    fabric,
    async until(holds, limit = 60) {
      const end = clock.now() + limit * 1_000;
      while (!holds()) {
        if (clock.now() > end) throw new Error(`still not so after ${limit} s: ${String(holds)}`);
        await clock.advance(100);
      }
    },
    async pass(seconds) {
      for (let i = 0; i < seconds * 4; i++) await clock.advance(250);
    },
    ask(pod, path, init) {
      const socket = fabric.socket(pod.ip, 8080);
      if (socket === undefined) throw new Error(`nothing listens at ${pod.ip}:8080`);
      return fetch(`http://${socket.host}:${socket.port}${path}`, init);
    },
    negs(name) {
      const found = [...compute.negs].filter(([key]) => key.endsWith(`/${name}`));
      return Object.fromEntries(found.map(([key, neg]) => [key.split('/')[0] ?? '', neg]));
    },
  };
}

export const FOO = {
  namespace: 'shop',
  name: 'foo',
  labels: { app: 'foo' },
  containerPort: 8080,
  app: 'caller',
} as const;

/** Puts a headless Service for FOO into the API server, as a deployer would. */
export function putService(api: FakeApi, negAnnotation?: object | string, targetPort: number | string = 8080): void {
  const text = typeof negAnnotation === 'string' ? negAnnotation : JSON.stringify(negAnnotation);
  const annotations = negAnnotation === undefined ? {} : { 'cloud.google.com/neg': text };
  api.put('/api/v1/namespaces/shop/services/foo', {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'foo', namespace: 'shop', annotations },
    spec: { clusterIP: 'None', selector: { app: 'foo' }, ports: [{ port: 80, targetPort, protocol: 'TCP' }] },
  });
}
