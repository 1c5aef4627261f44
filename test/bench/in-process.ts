// How much faster the emulators answer in process than over loopback. `node test/bench/in-process.ts` prints the ratios;
// nothing fails, because times are the machine's. May import: infra/emulators.
import { createComputeEmulator } from '../../infra/emulators/compute/index.ts';
import { createFabric } from '../../infra/emulators/fabric/index.ts';
import { virtualClock } from '../../infra/emulators/kit/clock.ts';
import { type Fetch, inProcessFetch } from '../../infra/emulators/kit/in-process.ts';
import { seededRandom } from '../../infra/emulators/kit/random.ts';
import { type Handler, serve } from '../../infra/emulators/kit/serve.ts';
import { createKubernetesEmulator, createLocalAuthority } from '../../infra/emulators/kubernetes/index.ts';
import { Agent, fetch as undiciFetch } from 'undici';

const REQUESTS = 2_000;
const WARM_UP = 500;
const ROUNDS = 3;

const clock = virtualClock();
const compute = createComputeEmulator({
  project: 'demo',
  clock,
  random: seededRandom(1),
  fabric: createFabric(),
  regions: [{ name: 'us-west1', zones: ['us-west1-a'] }],
  operations: 'instant',
});
const kubernetes = createKubernetesEmulator({
  name: 'gke-us',
  clock,
  random: seededRandom(1),
  tokens: new Map([['root', 'admin']]),
});

interface Case {
  readonly name: string;
  readonly path: string;
  readonly init: (count: number) => { method: string; headers?: Record<string, string>; body?: string };
}

const get: Case['init'] = () => ({ method: 'GET', headers: { authorization: 'Bearer root' } });
const apply: Case['init'] = (count) => ({
  method: 'PATCH',
  headers: { authorization: 'Bearer root', 'content-type': 'application/apply-patch+yaml' },
  body: JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'c' }, data: { n: String(count) } }),
});
const CONFIG_MAP = '/api/v1/namespaces/default/configmaps/c';

await measure('compute (http)', compute.handler, [
  { name: 'GET urlMaps', path: '/compute/v1/projects/demo/global/urlMaps', init: get },
]);
await measure(
  'kubernetes (https)',
  kubernetes.handler,
  [
    { name: 'apply ConfigMap', path: `${CONFIG_MAP}?fieldManager=bench`, init: apply },
    { name: 'GET ConfigMap', path: CONFIG_MAP, init: get },
  ],
  true,
);
process.exit(0);

async function measure(name: string, handler: Handler, cases: readonly Case[], secure = false): Promise<void> {
  const authority = secure ? await createLocalAuthority() : undefined;
  const served = await serve(handler, authority === undefined ? {} : { tls: await authority.issue('127.0.0.1') });
  const dispatcher = new Agent(authority === undefined ? {} : { connect: { ca: authority.caPem } });
  const loopback = ((url: string, init: object) => undiciFetch(url, { ...init, dispatcher })) as unknown as Fetch;
  const local = inProcessFetch(new Map([['http://emulator.local', handler]]));
  for (const one of cases) {
    const near = await best(local, 'http://emulator.local', one);
    const far = await best(loopback, served.url, one);
    const micros = (ms: number): string => `${((ms * 1000) / REQUESTS).toFixed(0).padStart(5)} µs`;
    process.stdout.write(
      `${name} ${one.name.padEnd(16)} in process ${micros(near)}, loopback ${micros(far)}: ${(far / near).toFixed(1)}×\n`,
    );
  }
  await dispatcher.close();
  await served.close();
}

/** Milliseconds of the best round, one request after the other. */
async function best(fetch: Fetch, base: string, { path, init }: Case): Promise<number> {
  const run = async (count: number): Promise<number> => {
    const start = performance.now();
    for (let index = 0; index < count; index += 1) await (await fetch(base + path, init(index))).text();
    return performance.now() - start;
  };
  await run(WARM_UP);
  const rounds: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) rounds.push(await run(REQUESTS));
  return Math.min(...rounds);
}
