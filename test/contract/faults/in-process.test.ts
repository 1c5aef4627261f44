// The real clients without a socket: whole port contracts, Google's own client, and how an origin can fail.
import { HealthChecksClient } from '@google-cloud/compute/build/src/v1/health_checks_client.js';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createGkeHubEmulator } from '../../../infra/emulators/gkehub/index.ts';
import { virtualClock } from '../../../infra/emulators/kit/clock.ts';
import { authClientOver, inProcessFetch } from '../../../infra/emulators/kit/in-process.ts';
import { seededRandom } from '../../../infra/emulators/kit/random.ts';
import type { Handler } from '../../../infra/emulators/kit/serve.ts';
import { createCompute } from '../../../lib/adapters/compute/index.ts';
import { createFleetHub } from '../../../lib/adapters/gkehub/index.ts';
import { createClusters } from '../../../lib/adapters/kubernetes/index.ts';
import type { Compute } from '../../../lib/ports/index.ts';
import { clustersContract, LINK, NAMESPACE } from '../adapters/suites/clusters.ts';
import { byHandAt, makePolicyAt } from '../adapters/compute-rig.ts';
import { computeContract, type ComputeRig, PROJECT } from '../adapters/suites/compute.ts';
import { CLUSTER, COMPUTE, flying, newCluster, newCompute, portClock, TOKEN } from './in-process-rig.ts';
import { KINDS } from '../../../functions/wiring/kinds.ts';
import { HANGS_MS } from '../../limits.ts';

const HUB = 'http://gkehub.local';
const origins = new Map<string, Handler>();
const callTimeoutMs = 5_000;
const clock = virtualClock();
let compute: Compute;

beforeAll(async () => {
  vi.stubGlobal('fetch', inProcessFetch(origins));
  compute = await createCompute({ kinds: KINDS, endpoint: COMPUTE, callTimeoutMs, clock: portClock(clock) });
});
afterAll(() => vi.unstubAllGlobals());

const nothing = { [Symbol.asyncDispose]: () => Promise.resolve() };

computeContract('adapter in process, at real speed on a virtual clock', () => {
  const { handler } = newCompute(clock);
  origins.set(COMPUTE, handler);
  const makePolicy: ComputeRig['makePolicy'] = async (kind, name) => {
    await clock.until(makePolicyAt(handler, kind, name));
  };
  const byHand: ComputeRig['byHand'] = async (...change) => {
    await clock.until(byHandAt(handler, ...change));
  };
  return Promise.resolve({ compute: flying(compute, clock), makePolicy, byHand, ...nothing });
});

clustersContract('adapter in process', async () => {
  const emulator = await newCluster(NAMESPACE);
  origins.set(CLUSTER, emulator.handler);
  const connection = { baseUrl: CLUSTER, token: () => Promise.resolve(TOKEN) };
  const clusters = createClusters({ kinds: KINDS, connections: new Map([[LINK, connection]]), callTimeoutMs });
  return { clusters, setDown: (mode) => emulator.setDown(mode), ...nothing };
});

describe('other clients', () => {
  it("gives Google's generated client its transport", async () => {
    const emulator = newCompute(clock);
    const authClient = authClientOver(inProcessFetch(new Map([[COMPUTE, emulator.handler]])), 'secret');
    const client = new HealthChecksClient({
      authClient: authClient as never,
      apiEndpoint: 'compute.local',
      protocol: 'http',
      port: 80,
    });
    const healthCheckResource = { name: 'hc', type: 'HTTP', httpHealthCheck: {} };
    const inserted = client.insert({ project: PROJECT, healthCheckResource }, { timeout: callTimeoutMs });
    const [operation] = await clock.until(inserted);
    expect(operation.latestResponse.name).toMatch(/^operation-/u);
    await clock.advance(60_000);
    const request = { project: PROJECT, healthCheck: 'hc' };
    const [found] = await clock.until(client.get(request, { timeout: callTimeoutMs }));
    expect(found.name).toBe('hc');
  });

  it('serves GKE Hub through global fetch', async () => {
    const emulator = createGkeHubEmulator({
      project: 'fleet',
      projectNumber: '42',
      clock,
      random: seededRandom(1),
      memberships: [{ name: 'gke-us', location: 'global', clusterLink: 'us-west1/gke-us' }],
    });
    origins.set(HUB, emulator.handler);
    const hub = createFleetHub({ endpoint: HUB, callTimeoutMs });
    const members = await hub.memberships('fleet', AbortSignal.timeout(HANGS_MS));
    expect(members.map(({ name }) => name)).toEqual(['gke-us']);
  });
});

describe('failures', () => {
  const fetch = inProcessFetch(
    new Map<string, Handler>([
      ['http://gone.local', () => Response.error()],
      ['http://slow.local', () => new Promise<Response>(() => {})],
      ['http://loop.local', () => new Response(null, { status: 302, headers: { location: '/again' } })],
    ]),
  );

  it.each([
    ['http://gone.local/', 'ECONNRESET'],
    ['http://nobody.local/', 'ENOTFOUND'],
    ['http://loop.local/', 'ERR_REDIRECT'],
  ])('%s fails as fetch does, with %s', async (url, code) => {
    await expect(fetch(url)).rejects.toMatchObject({ name: 'TypeError', cause: { code } });
  });

  it('obeys the signal', async () => {
    const asked = new AbortController();
    const answer = fetch('http://slow.local/', { signal: asked.signal });
    asked.abort(new Error('enough'));
    await expect(answer).rejects.toThrow('enough');
  });
});
