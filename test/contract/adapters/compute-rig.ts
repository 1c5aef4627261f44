// The Compute adapter over a socket to the emulator.
import { type ComputeEmulator, createComputeEmulator } from '../../../infra/emulators/compute/index.ts';
import { createFabric } from '../../../infra/emulators/fabric/index.ts';
import { scaledClock } from '../../../infra/emulators/kit/clock.ts';
import { seededRandom } from '../../../infra/emulators/kit/random.ts';
import { type Handler, serve } from '../../../infra/emulators/kit/serve.ts';
import { systemClock } from '../../../lib/adapters/clock/index.ts';
import { createCompute } from '../../../lib/adapters/compute/index.ts';
import { staticToken } from '../../../lib/adapters/google-auth/index.ts';
import { type ComputeRig, INSTANCE, PERSON, PROJECT, ZONES } from './suites/compute.ts';
import { KINDS } from '../../../functions/wiring/kinds.ts';
import { HANGS_MS } from '../../limits.ts';

export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Headers;
  readonly body: string;
}

export interface EmulatedCompute extends ComputeRig {
  readonly emulator: ComputeEmulator;
  readonly requests: readonly SeenRequest[];
  /** Answers the next request whose path matches, in place of the emulator. */
  interject(when: RegExp, answer: () => Response | Promise<Response>): void;
}

const PERSONS_TOKEN = 'persons-token';
/** Whose tokens are known. */
export const USERS = new Map([[PERSONS_TOKEN, PERSON]]);

/** Makes a policy as others do, and waits until it is there. */
export async function makePolicyAt(
  handler: Handler,
  kind: 'sslPolicy' | 'securityPolicy',
  name: string,
): Promise<void> {
  const [collection, body] =
    kind === 'sslPolicy'
      ? ['sslPolicies', { name, profile: 'MODERN', minTlsVersion: 'TLS_1_2' }]
      : ['securityPolicies', { name, type: 'CLOUD_ARMOR' }];
  await byHandAt(handler, 'POST', `global/${collection}`, body, 'local-token');
}

/** Changes something as somebody with a console does, and waits until it is done. @param path in the project. */
export async function byHandAt(
  handler: Handler,
  method: 'DELETE' | 'PATCH' | 'POST',
  path: string,
  sent?: object,
  token = PERSONS_TOKEN,
): Promise<void> {
  const call = async (how: string, where: string, body?: object): Promise<{ readonly name: string }> => {
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
    const init = { method: how, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) };
    const answer = await handler(new Request(`http://any/compute/v1/projects/${PROJECT}/${where}`, init));
    if (!answer.ok) throw new TypeError(await answer.text());
    return (await answer.json()) as { readonly name: string };
  };
  const { name: operation } = await call(method, path, sent);
  await call(
    'POST',
    `${path
      .split('/')
      .slice(0, path.startsWith('zones/') ? 2 : 1)
      .join('/')}/operations/${operation}/wait`,
  );
}

/** How many times faster than the wall the emulator and the adapter's pauses run. */
const SPEED = 50;

const notYet: Handler = () => new Response(null, { status: 503 });

/** Clients take a tenth of a second to make, so one server and one adapter serve all rigs of a file, one at a time. */
export async function computeRigs(): Promise<{ create(): Promise<EmulatedCompute> } & AsyncDisposable> {
  let handler = notYet;
  const served = await serve((request) => handler(request));
  const compute = await createCompute({
    kinds: KINDS,
    endpoint: served.url,
    auth: staticToken('local-token'),
    callTimeoutMs: HANGS_MS,
    clock: { ...systemClock, sleep: (ms, signal) => systemClock.sleep(ms / SPEED, signal) },
  });
  return {
    create() {
      const emulator = newEmulator();
      const requests: SeenRequest[] = [];
      const interjections: { when: RegExp; answer: () => Response | Promise<Response> }[] = [];
      handler = async (request) => {
        const { pathname, search } = new URL(request.url);
        const path = pathname + search;
        requests.push({ method: request.method, path, headers: request.headers, body: await request.clone().text() });
        const index = interjections.findIndex(({ when }) => when.test(path));
        const [found] = index < 0 ? [] : interjections.splice(index, 1);
        return found === undefined ? emulator.handler(request) : found.answer();
      };
      return Promise.resolve({
        compute,
        emulator,
        requests,
        makePolicy: (kind, name) => makePolicyAt(emulator.handler, kind, name),
        byHand: (...change) => byHandAt(emulator.handler, ...change),
        interject: (when, answer) => void interjections.push({ when, answer }),
        [Symbol.asyncDispose]: () => Promise.resolve(),
      });
    },
    [Symbol.asyncDispose]: () => served.close(),
  };
}

function newEmulator(): ComputeEmulator {
  const fabric = createFabric();
  fabric.addInstance({
    name: INSTANCE.name,
    zone: ZONES[0],
    network: 'default',
    tags: INSTANCE.tags,
    ip: '10.128.0.2',
  });
  fabric.addPod({ ip: INSTANCE.podIp, instance: INSTANCE.name, zone: ZONES[0], sockets: new Map() });
  return createComputeEmulator({
    project: PROJECT,
    clock: scaledClock(SPEED),
    random: seededRandom(1),
    fabric,
    regions: [{ name: 'us-west1', zones: ZONES }],
    operations: 'instant',
    users: USERS,
  });
}
