// The local cloud on whole clusters of Kubernetes' own programs: an export makes a Service callable by its clusterset
// name from a pod in another cluster. CoreDNS answers the name and kube-proxy carries the call. Skipped where this
// machine has no such clusters.
import { request } from 'node:http';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { peerServers } from '../../infra/local/api-servers/peers.ts';
import { type LocalCloud, startCloud } from '../../infra/local/cloud.ts';
import type { RunningCluster } from '../../infra/local/cluster.ts';
import { TOKENS } from '../../infra/local/layout.ts';
import { lackingForNetwork } from './index.ts';

const lacking = lackingForNetwork();
const skip = lacking.length > 0;
const TIMEOUT_MS = 400_000;
const NAME = 'sample-producer.istio-apps.svc.clusterset.local';
const EXPORTS = '/apis/net.gke.io/v1/namespaces/istio-apps/serviceexports';
const EXPORT = {
  apiVersion: 'net.gke.io/v1',
  kind: 'ServiceExport',
  metadata: { name: 'sample-producer', namespace: 'istio-apps' },
};

let directory = '';
let cloud: LocalCloud | undefined;

beforeAll(async () => {
  if (skip) return;
  directory = await mkdtemp(join(tmpdir(), 'rangelight-local-cloud-'));
  cloud = await startCloud({
    directory,
    speed: 20,
    seed: 1,
    operations: 'instant',
    propagation: 'short',
    processes: true,
    apiServers: peerServers(undefined, true),
    webhookUrl: () => undefined,
  });
}, TIMEOUT_MS);

afterAll(async () => {
  await cloud?.close();
  if (directory !== '') await rm(directory, { recursive: true, force: true });
}, TIMEOUT_MS);

const clusterNamed = (name: string): RunningCluster => {
  const found = cloud?.clusters.find(({ layout }) => layout.name === name);
  if (found === undefined) throw new TypeError(`no cluster ${name}`);
  return found;
};

async function send(cluster: string, method: string, path: string, body?: object): Promise<number> {
  const headers = { authorization: `Bearer ${TOKENS.google}`, 'content-type': 'application/json' };
  const init = { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) };
  return (await clusterNamed(cluster).api.handler(new Request(`https://cluster${path}`, init))).status;
}

interface Answer {
  readonly status: number;
  readonly error: string | undefined;
  readonly body: string;
}

/** As a pod of the cluster. */
function ask(cluster: string, url: string): Promise<Answer> {
  const { hostname, port } = new URL(clusterNamed(cluster).proxy);
  return new Promise((resolve, reject) => {
    const sent = request(
      { hostname, port, path: url, headers: { host: new URL(url).host }, agent: false },
      (answer) => {
        let body = '';
        answer.on('data', (chunk: Buffer) => (body += chunk.toString()));
        answer.on('end', () =>
          resolve({ status: answer.statusCode ?? 0, error: answer.headers['x-pod-error'] as string | undefined, body }),
        );
      },
    );
    sent.on('error', reject);
    sent.end();
  });
}

const producerOf = async (cluster: string): Promise<string> => {
  const { status, error = '', body } = await ask(cluster, `http://${NAME}:8080/`);
  return status === 200 ? (JSON.parse(body) as { cluster: string }).cluster : error;
};

async function until(holds: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + TIMEOUT_MS / 4;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`still not so: ${String(holds)}`);
    await wait(100);
  }
}

it.skipIf(skip)(`calls by clusterset name ${lacking.join(' ')}`, { timeout: TIMEOUT_MS }, async () => {
  // Nobody exports it: CoreDNS has no such name.
  expect(await producerOf('gke-eu')).toBe('ENOTFOUND');
  expect(await send('gke-us', 'POST', EXPORTS, EXPORT)).toBe(201);
  await until(async () => (await producerOf('gke-eu')) === 'gke-us');

  // A real caller, in its own network: the answer names both.
  const caller = clusterNamed('gke-eu')
    .workloads.pods()
    .find(({ app }) => app === 'sample-caller');
  const outside = clusterNamed('gke-eu').socketOf(caller?.ip ?? '');
  const chain = await fetch(`http://${outside?.host}:${outside?.port}/caller/producer`);
  expect(await chain.json()).toMatchObject({ cluster: 'gke-eu', producer: { cluster: 'gke-us' } });

  // A second export, then the first one withdrawn, with calls all the while.
  const stopping = new AbortController();
  const answers: string[] = [];
  const probing = (async () => {
    while (!stopping.signal.aborted) answers.push(await producerOf('gke-eu'));
  })();
  expect(await send('gke-asia', 'POST', EXPORTS, EXPORT)).toBe(201);
  await until(() => Promise.resolve(answers.slice(-12).includes('gke-asia')));
  expect(await send('gke-us', 'DELETE', `${EXPORTS}/sample-producer`)).toBe(200);
  await until(() => Promise.resolve(answers.slice(-12).every((one) => one === 'gke-asia')));
  stopping.abort();
  await probing;
  expect(answers.filter((one) => !['gke-us', 'gke-asia'].includes(one))).toEqual([]);
});
