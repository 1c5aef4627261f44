// Calls by a clusterset name while its exports come and go: the importer and the network of the caller's cluster
// together.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createFabric } from '../../../infra/emulators/fabric/index.ts';
import { seededRandom } from '../../../infra/emulators/kit/random.ts';
import { closeServer, listen } from '../../../infra/emulators/kit/serve.ts';
import { createPodNetwork, type PodNetwork } from '../../../infra/emulators/pod-network/index.ts';
import { ask } from '../../../infra/local/demo/client.ts';
import {
  at,
  exportOf,
  EXPORTS,
  type Fleet,
  namespaceOf,
  SERVICES,
  serviceOf,
  SLICES,
  sliceOf,
  startFleet,
} from '../importer/fleet.ts';

const [US, EU, ASIA] = ['us-west1/gke-us', 'europe-north1/gke-eu', 'asia-east1/gke-asia'] as const;
const KEY = 'istio-apps/sample-producer';
const URL_OF = 'http://sample-producer.istio-apps.svc.clusterset.local:8080/';
const PORT = { name: 'http', port: 8080, protocol: 'TCP' };
const PODS = { [US]: ['10.8.0.2', '10.8.0.3'], [ASIA]: ['10.24.0.2', '10.24.0.3'] } as const;

let fleet: Fleet;
let network: PodNetwork;
let proxy: string;
const servers: Server[] = [];

beforeEach(async () => {
  fleet = await startFleet([US, EU, ASIA], 'short');
  const fabric = createFabric();
  for (const [cluster, ips] of Object.entries(PODS))
    for (const ip of ips) {
      const server = createServer((_, response) => response.setHeader('x-served-by-cluster', cluster).end(ip));
      servers.push(server);
      await listen(server, 0);
      const socket = { host: '127.0.0.1', port: (server.address() as AddressInfo).port } as const;
      fabric.addPod({ ip, instance: 'node', zone: 'zone', sockets: new Map([[PORT.port, socket]]) });
    }
  for (const cluster of [US, EU, ASIA])
    await fleet.put(cluster, '/api/v1/namespaces/istio-apps', namespaceOf('istio-apps'));
  for (const cluster of [US, ASIA] as const) {
    // They disagree: in Asia a caller keeps its pod.
    const affinity = cluster === ASIA ? { sessionAffinity: 'ClientIP' } : {};
    await fleet.put(cluster, at(SERVICES, KEY), serviceOf(KEY, { ports: [PORT], selector: { app: 'x' }, ...affinity }));
    const endpoints = PODS[cluster].map((ip) => ({ addresses: [ip], conditions: { ready: true } }));
    await fleet.put(cluster, at(SLICES, `${KEY}-abcde`), sliceOf(KEY, [PORT], endpoints));
  }
  const { handler } = fleet.api(EU);
  network = createPodNetwork({
    api: handler,
    token: 'token',
    fabric,
    clock: fleet.clock,
    random: seededRandom(1),
    node: 'n',
  });
  proxy = await network.start();
});
afterEach(async () => {
  fleet.close();
  await network.close();
  await Promise.all(servers.splice(0).map(closeServer));
});

/** What a pod of `EU` gets. */
const call = async (): Promise<string> => {
  const { status, cluster, body } = await ask(proxy, URL_OF);
  return status === 200 ? (cluster ?? '') : (body.split(' ')[0] ?? '');
};

/** Lets seconds pass, with several calls in each. */
async function during(seconds: number): Promise<readonly string[]> {
  const answers: string[] = [];
  for (let second = 0; second < seconds; second += 1) {
    const passing = fleet.pass(1);
    answers.push(await call(), await call());
    await passing;
    answers.push(await call());
  }
  return answers;
}

const HAPPENS_SECONDS = 25;

it('loses no call through a second export, a conflict, a withdrawal, and a cluster cut off and back', async () => {
  await fleet.put(US, at(EXPORTS, KEY), exportOf(KEY));
  await fleet.pass(HAPPENS_SECONDS);
  const answers = [...(await during(3))];
  expect(new Set(answers)).toEqual(new Set([US]));

  await fleet.put(ASIA, at(EXPORTS, KEY), exportOf(KEY));
  answers.push(...(await during(HAPPENS_SECONDS)));
  expect(new Set(answers)).toEqual(new Set([US, ASIA]));

  // Its API server is gone, its pods are not.
  fleet.api(US).setDown('gateway');
  answers.push(...(await during(5)));
  fleet.api(US).setDown(undefined);
  answers.push(...(await during(5)));

  await fleet.remove(US, at(EXPORTS, KEY));
  answers.push(...(await during(2 * HAPPENS_SECONDS)));
  const last = await during(3);
  expect(new Set(last)).toEqual(new Set([ASIA]));
  expect(new Set(answers)).toEqual(new Set([US, ASIA]));
});

it('is not found any more when its last export is withdrawn', async () => {
  await fleet.put(US, at(EXPORTS, KEY), exportOf(KEY));
  await fleet.pass(HAPPENS_SECONDS);
  expect(await call()).toBe(US);
  await fleet.remove(US, at(EXPORTS, KEY));
  await fleet.pass(HAPPENS_SECONDS);
  expect(await call()).toBe('ENOTFOUND');
});
