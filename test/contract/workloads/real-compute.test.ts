// The NEG controller against the Compute emulator: the two were written apart and meet here.
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type ComputeEmulator, createComputeEmulator } from '../../../infra/emulators/compute/index.ts';
import { seededRandom } from '../../../infra/emulators/kit/random.ts';
import { createTestCluster, FOO, putService, type RealServers, type TestCluster, ZONES } from './cluster.ts';

const BASE = 'https://compute.googleapis.com/compute/v1/projects/p';
const SERVICE = '/api/v1/namespaces/shop/services/foo';

let cluster: TestCluster;
let compute: ComputeEmulator;
beforeEach(async () => {
  const realCompute: RealServers['compute'] = (clock, fabric) => {
    const regions = [{ name: 'us-west1', zones: ZONES }];
    const options = { project: 'p', clock, fabric, regions, operations: 'realistic' as const };
    compute = createComputeEmulator({ ...options, random: seededRandom(2) });
    return compute.handler;
  };
  cluster = createTestCluster({ compute: realCompute });
  await cluster.workloads.start();
  putService(cluster.api, { exposed_ports: { 80: { name: 'my-neg' } } });
  await cluster.workloads.deploy({ ...FOO, replicas: 4 });
});
afterEach(() => cluster.workloads.close());

async function call(method: string, path: string, body?: object): Promise<Record<string, unknown>> {
  const init = body === undefined ? { method } : { method, body: JSON.stringify(body) };
  const response = await compute.handler(new Request(`${BASE}${path}`, init));
  return (await response.json()) as Record<string, unknown>;
}

/** Lets time pass until every zone's NEG has that size; undefined: until there is none. */
async function untilSizes(size: number | undefined, limit = 120): Promise<void> {
  let sizes: unknown[] = [];
  for (let second = 0; second < limit; second++) {
    const negs = await Promise.all(ZONES.map((zone) => call('GET', `/zones/${zone}/networkEndpointGroups/my-neg`)));
    sizes = negs.map((neg) => neg['size']);
    if (sizes.every((found) => found === size)) return;
    await cluster.pass(1);
  }
  expect(sizes).toEqual(ZONES.map(() => size));
}

it('fills and empties NEGs as pods come and go, without a single refused change', async () => {
  await untilSizes(2);
  await Promise.all(
    cluster.workloads
      .pods()
      .slice(0, 2)
      .map((pod) => cluster.workloads.kill(pod.name)),
  );
  await untilSizes(1);
  const refused = compute.journal.entries.filter((entry) => entry.mutation && entry.status >= 300);
  expect(refused).toEqual([]);
});

it('deletes a NEG only after the backend service that used it is gone', async () => {
  await untilSizes(2);
  const groups = ZONES.map((zone) => `${BASE}/zones/${zone}/networkEndpointGroups/my-neg`);
  await call('POST', '/global/healthChecks', { name: 'hc', type: 'HTTP', httpHealthCheck: { port: 80 } });
  await cluster.pass(60);
  const inserted = await call('POST', '/global/backendServices', {
    name: 'bs',
    protocol: 'HTTP',
    loadBalancingScheme: 'EXTERNAL_MANAGED',
    healthChecks: [`${BASE}/global/healthChecks/hc`],
    backends: groups.map((group) => ({ group, balancingMode: 'RATE', maxRatePerEndpoint: 100 })),
  });
  expect(inserted['error']).toBeUndefined();
  await cluster.pass(60);
  cluster.api.remove(SERVICE);
  await cluster.pass(260);
  await untilSizes(2, 1);
  expect(cluster.api.all('/api/v1/events').map((event) => event['reason'])).toContain('NegGCError');
  await call('DELETE', '/global/backendServices/bs');
  await untilSizes(undefined, 240);
});
