// What is measured: reads and changes of a Compute project of some size, and of a cluster.
import { createComputeEmulator } from '../../infra/emulators/compute/index.ts';
import { createFabric } from '../../infra/emulators/fabric/index.ts';
import { virtualClock } from '../../infra/emulators/kit/clock.ts';
import { seededRandom } from '../../infra/emulators/kit/random.ts';
import type { Handler } from '../../infra/emulators/kit/serve.ts';
import { createKubernetesEmulator } from '../../infra/emulators/kubernetes/index.ts';
import type { Case, Send } from './rates.ts';

export interface Subject {
  readonly handler: Handler;
  readonly cases: readonly Case[];
}

const COMPUTE = '/compute/v1/projects/demo/global';
const CHECKS = `${COMPUTE}/healthChecks`;
const ITEMS = 100;

function healthCheck(name: string): object {
  return { name, type: 'HTTP', httpHealthCheck: { port: 8080, requestPath: '/healthz' } };
}

/**
 * A project with a hundred health checks, whose operations are done on the next turn of a clock that is moved by hand.
 */
export async function computeSubject(): Promise<Subject> {
  const clock = virtualClock();
  const { handler } = createComputeEmulator({
    project: 'demo',
    clock,
    random: seededRandom(1),
    fabric: createFabric(),
    regions: [{ name: 'us-west1', zones: ['us-west1-a'] }],
    operations: 'instant',
  });
  for (let index = 0; index < ITEMS; index += 1) {
    const body = JSON.stringify(healthCheck(`hc-${index}`));
    await handler(new Request(`http://emulator.local${CHECKS}`, { method: 'POST', body }));
  }
  await clock.advance(0);
  const done = async (send: Send, change: Promise<string>): Promise<void> => {
    const { name } = JSON.parse(await change) as { name: string };
    const waiting = send('POST', `${COMPUTE}/operations/${name}/wait`);
    await clock.advance(0);
    await waiting;
  };
  return {
    handler,
    cases: [
      { name: 'Compute: get', requests: 1, turn: (send) => send('GET', `${CHECKS}/hc-7`) },
      { name: 'Compute: list, empty', requests: 1, turn: (send) => send('GET', `${COMPUTE}/urlMaps`) },
      { name: `Compute: list, ${ITEMS} items`, requests: 1, turn: (send) => send('GET', CHECKS) },
      {
        name: 'Compute: insert, wait, delete, wait',
        requests: 4,
        async turn(send) {
          await done(send, send('POST', CHECKS, healthCheck('new')));
          await done(send, send('DELETE', `${CHECKS}/new`));
        },
      },
    ],
  };
}

export async function kubernetesSubject(): Promise<Subject> {
  const { handler } = createKubernetesEmulator({
    name: 'gke-us',
    clock: virtualClock(),
    random: seededRandom(1),
    tokens: new Map([['root', 'admin']]),
  });
  const path = '/api/v1/namespaces/default/configmaps/c';
  const configMap = (n: number): object => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'c' },
    data: { n: String(n) },
  });
  for (let index = 0; index < ITEMS; index += 1) {
    const body = JSON.stringify({ metadata: { name: `s-${index}` }, spec: { ports: [{ port: 80 }] } });
    const headers = { authorization: 'Bearer root', 'content-type': 'application/json' };
    const services = 'http://emulator.local/api/v1/namespaces/default/services';
    await handler(new Request(services, { method: 'POST', headers, body }));
  }
  const apply: Case['turn'] = (send, n) =>
    send('PATCH', `${path}?fieldManager=bench`, configMap(n), 'application/apply-patch+yaml');
  return {
    handler,
    cases: [
      { name: 'Kubernetes: apply', requests: 1, turn: apply },
      { name: 'Kubernetes: get', requests: 1, turn: (send) => send('GET', path) },
      { name: `Kubernetes: list, ${ITEMS} items`, requests: 1, turn: (send) => send('GET', '/api/v1/services') },
    ],
  };
}
