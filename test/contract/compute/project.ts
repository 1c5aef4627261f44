// A small emulated project for the tests: in process, on a virtual clock, with one load balancer's parts at hand.
import {
  type ComputeEmulator,
  type ComputeEmulatorOptions,
  createComputeEmulator,
} from '../../../infra/emulators/compute/index.ts';
import { createFabric, type Fabric } from '../../../infra/emulators/fabric/index.ts';
import { type VirtualClock, virtualClock } from '../../../infra/emulators/kit/clock.ts';
import { seededRandom } from '../../../infra/emulators/kit/random.ts';

export const ZONE = 'us-west1-a';
export const REGIONS = [
  { name: 'us-west1', zones: [ZONE, 'us-west1-b'] },
  { name: 'europe-west1', zones: ['europe-west1-b'] },
];
export const NODE = 'node-1';
export const POD_IP = '10.4.0.5';
export const SECOND_POD_IP = '10.4.0.6';
export const BASE = 'http://127.0.0.1/compute/v1/projects/demo';
const LINK = 'https://www.googleapis.com/compute/v1/projects/demo';

export type Json = Record<string, unknown>;

export interface Answer {
  readonly status: number;
  readonly body: Json;
  /** Of the first error; undefined when there is none. */
  readonly reason: string | undefined;
  readonly message: string | undefined;
}

export interface Project {
  readonly emulator: ComputeEmulator;
  readonly clock: VirtualClock;
  readonly fabric: Fabric;
  /** One request; operations that it starts stay in flight. */
  readonly call: (method: string, path: string, body?: unknown, token?: string) => Promise<Answer>;
  /** A change that must be accepted, until it is done. */
  readonly make: (method: string, path: string, body?: unknown) => Promise<Answer>;
  readonly get: (path: string) => Promise<Json>;
}

export function testFabric(): Fabric {
  const fabric = createFabric();
  fabric.addInstance({ name: NODE, zone: ZONE, network: 'default', tags: ['gke-us-node'], ip: '10.0.0.1' });
  for (const ip of [POD_IP, SECOND_POD_IP]) fabric.addPod({ ip, instance: NODE, zone: ZONE, sockets: new Map() });
  return fabric;
}

export function createProject(
  options: Partial<
    Pick<
      ComputeEmulatorOptions,
      'operations' | 'operationsStart' | 'quotas' | 'rates' | 'rights' | 'unknownFields' | 'users'
    >
  > = {},
): Project {
  const clock = virtualClock();
  const fabric = testFabric();
  const emulator = createComputeEmulator({
    project: 'demo',
    clock,
    random: seededRandom(7),
    fabric,
    regions: REGIONS,
    ...options,
    operations: options.operations ?? 'instant',
  });
  async function call(method: string, path: string, body?: unknown, token?: string): Promise<Answer> {
    const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
    const init = body === undefined ? { method, headers } : { method, headers, body: JSON.stringify(body) };
    const response = await emulator.handler(new Request(`${BASE}${path}`, init));
    const json = (await response.json()) as Json;
    const error = json.error as { message: string; errors: { reason: string }[] } | undefined;
    const own = error !== undefined && 'message' in error ? error : undefined;
    return { status: response.status, body: json, reason: own?.errors[0]?.reason, message: own?.message };
  }
  return {
    emulator,
    clock,
    fabric,
    call,
    async make(method, path, body) {
      const answer = await call(method, path, body);
      if (answer.status !== 200) throw new Error(`${method} ${path}: ${answer.message}`);
      await clock.advance(60_000);
      return answer;
    },
    async get(path) {
      const { status, body, message } = await call('GET', path);
      if (status !== 200) throw new Error(`GET ${path}: ${message}`);
      return body;
    },
  };
}

export const NEG = `/zones/${ZONE}/networkEndpointGroups/neg`;

export function link(path: string): string {
  return `${LINK}${path}`;
}

export function serviceBody(name: string, extra: Json = {}): Json {
  return {
    name,
    loadBalancingScheme: 'EXTERNAL_MANAGED',
    healthChecks: [link('/global/healthChecks/hc')],
    backends: [{ group: link(NEG), balancingMode: 'RATE', maxRatePerEndpoint: 100 }],
    ...extra,
  };
}

export function ruleBody(name: string, extra: Json = {}): Json {
  const target = link('/global/targetHttpProxies/proxy');
  return { name, target, loadBalancingScheme: 'EXTERNAL_MANAGED', portRange: '80', ...extra };
}

/** Health check `hc`, `neg`, backend services `blue` and `green`. */
export async function makeServices(project: Project): Promise<void> {
  await project.make('POST', '/global/healthChecks', { name: 'hc', type: 'HTTP', httpHealthCheck: {} });
  const neg = { name: 'neg', networkEndpointType: 'GCE_VM_IP_PORT' };
  await project.make('POST', `/zones/${ZONE}/networkEndpointGroups`, neg);
  await project.make('POST', '/global/backendServices', serviceBody('blue'));
  await project.make('POST', '/global/backendServices', serviceBody('green'));
}

/** All of the above, then URL map `map`, target proxy `proxy`, address `vip` and forwarding rule `rule` on it. */
export async function makeLoadBalancer(project: Project): Promise<void> {
  await makeServices(project);
  const defaultService = link('/global/backendServices/blue');
  await project.make('POST', '/global/urlMaps', { name: 'map', defaultService });
  await project.make('POST', '/global/targetHttpProxies', { name: 'proxy', urlMap: link('/global/urlMaps/map') });
  await project.make('POST', '/global/addresses', { name: 'vip' });
  const { address } = await project.get('/global/addresses/vip');
  await project.make('POST', '/global/forwardingRules', ruleBody('rule', { IPAddress: address }));
}
