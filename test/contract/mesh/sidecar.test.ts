// What a proxy of the emulated mesh does with requests: over sockets, with pods of two clusters.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createFabric } from '../../../infra/emulators/fabric/index.ts';
import { type Clock, virtualClock } from '../../../infra/emulators/kit/clock.ts';
import { seededRandom } from '../../../infra/emulators/kit/random.ts';
import { closeServer, type Handler, listen } from '../../../infra/emulators/kit/serve.ts';
import { createKubernetesEmulator } from '../../../infra/emulators/kubernetes/index.ts';
import { createMesh, ISTIO_DEFINITIONS, type Mesh } from '../../../infra/emulators/mesh/index.ts';

const SERVICE = { spec: { selector: { app: 'web' }, ports: [{ name: 'http', port: 80, targetPort: 8080 }] } };
const ADDRESSES = { south: '10.0.0.1', east: '10.1.0.1' } as const;
const GET = { method: 'GET', path: '/', headers: {}, body: Buffer.alloc(0) };

let clock: Clock & { advance(ms: number): Promise<void> };
let mesh: Mesh;
let apis: Map<string, Handler>;
const servers: Server[] = [];
/** What each pod answers; `silent`: nothing, ever. */
const answers = new Map<string, number | 'silent'>();

const send = async (cluster: string, method: string, path: string, body: object): Promise<void> => {
  const headers = { authorization: 'Bearer token', 'content-type': 'application/json' };
  const answer = await apis.get(cluster)?.(
    new Request(`http://kubernetes${path}`, { method, headers, body: JSON.stringify(body) }),
  );
  if (answer?.ok !== true) throw new TypeError(`${path}: ${await answer?.text()}`);
};
const create = async (cluster: string, path: string, kind: string, name: string, more: object): Promise<void> => {
  const { metadata = {}, ...rest } = more as { readonly metadata?: object };
  const version = path.startsWith('/apis/') ? path.split('/').slice(2, 4).join('/') : 'v1';
  const namespace = /namespaces\/([^/]+)\//.exec(path)?.[1];
  await send(cluster, 'POST', path, {
    apiVersion: version,
    kind,
    metadata: { name, ...(namespace === undefined ? {} : { namespace }), ...metadata },
    ...rest,
  });
};
const rule = (cluster: string, kind: string, plural: string, spec: object): Promise<void> =>
  create(cluster, `/apis/networking.istio.io/v1/namespaces/shop/${plural}`, kind, 'web', { spec });

beforeEach(async () => {
  answers.clear();
  const fabric = createFabric();
  clock = virtualClock(Date.parse('2026-11-01T00:00:00Z'));
  const tokens = new Map([['token', 'admin' as const]]);
  apis = new Map(
    Object.keys(ADDRESSES).map((name) => [
      name,
      createKubernetesEmulator({ name, clock, random: seededRandom(1), tokens }).handler,
    ]),
  );
  for (const [cluster, address] of Object.entries(ADDRESSES)) {
    for (const definition of ISTIO_DEFINITIONS)
      await send(cluster, 'POST', '/apis/apiextensions.k8s.io/v1/customresourcedefinitions', definition);
    for (const [name, labels] of [
      ['shop', { 'istio-injection': 'enabled' }],
      ['istio-system', {}],
    ] as const)
      await create(cluster, '/api/v1/namespaces', 'Namespace', name, { metadata: { labels } });
    await create(cluster, '/api/v1/namespaces/shop/services', 'Service', 'web', SERVICE);
    await create(cluster, '/apis/discovery.k8s.io/v1/namespaces/shop/endpointslices', 'EndpointSlice', 'web-a', {
      metadata: { labels: { 'kubernetes.io/service-name': 'web' } },
      addressType: 'IPv4',
      ports: [{ name: 'http', port: 8080, protocol: 'TCP' }],
      endpoints: [{ addresses: [address], conditions: { ready: true } }],
    });
    await create(cluster, '/api/v1/namespaces/istio-system/configmaps', 'ConfigMap', 'asm-options', {
      data: { multicluster_mode: 'connected' },
    });
    const server = createServer((_, response) => {
      const status = answers.get(cluster) ?? 200;
      if (status !== 'silent') response.writeHead(status).end(cluster);
    });
    servers.push(server);
    await listen(server, 0);
    const socket = { host: '127.0.0.1', port: (server.address() as AddressInfo).port } as const;
    fabric.addPod({ ip: address, instance: 'node', zone: 'z', sockets: new Map([[8080, socket]]) });
  }
  const clusters = new Map([...apis].map(([id, api]) => [id, { api, token: 'token' }]));
  mesh = createMesh({ clusters, fabric, clock, random: seededRandom(2) });
});
afterEach(async () => {
  mesh.close();
  for (const server of servers) server.closeAllConnections();
  await Promise.all(servers.splice(0).map(closeServer));
});

const call = async (): Promise<string> => {
  const answer = await mesh.sidecarOf('south', 'shop/caller')?.send('shop/web', 80, GET);
  return answer === undefined ? 'unknown' : `${answer.status} ${answer.body.toString()}`;
};
const calls = async (count: number): Promise<readonly string[]> => {
  const all: string[] = [];
  for (let left = count; left > 0; left -= 1) all.push(await call());
  return [...new Set(all)].sort();
};

it('sends to the pods of all clusters that know each other, and tries a dead one no further', async () => {
  await mesh.start();
  expect(await calls(20)).toEqual(['200 east', '200 south']);
  servers[0]?.closeAllConnections();
  await new Promise((resolve) => servers[0]?.close(resolve));
  expect(await calls(20)).toEqual(['200 east']);
});

it('never tries an answer again: with a breaker that cannot eject, each other request fails', async () => {
  answers.set('south', 500);
  const detection = { consecutive5xxErrors: 3, interval: '15s', baseEjectionTime: '15s' };
  await rule('south', 'DestinationRule', 'destinationrules', {
    host: 'web',
    trafficPolicy: { outlierDetection: detection },
  });
  await mesh.start();
  await calls(20);
  expect(await calls(20)).toEqual(['200 east', '500 south']);
});

it('ejects a pod that fails three times in a row when its share allows it, and lets it back after its time', async () => {
  answers.set('south', 500);
  const detection = { consecutive5xxErrors: 3, interval: '15s', baseEjectionTime: '15s', maxEjectionPercent: 50 };
  await rule('south', 'DestinationRule', 'destinationrules', {
    host: 'web',
    trafficPolicy: { outlierDetection: detection },
  });
  await mesh.start();
  await calls(40);
  expect(await calls(20)).toEqual(['200 east']);
  answers.set('south', 200);
  await clock.advance(31_000);
  expect(await calls(20)).toEqual(['200 east', '200 south']);
});

it('has no effect of a rule in the cluster of the callee', async () => {
  answers.set('east', 500);
  await rule('east', 'DestinationRule', 'destinationrules', {
    host: 'web',
    trafficPolicy: { outlierDetection: { consecutive5xxErrors: 1, maxEjectionPercent: 100 } },
  });
  await mesh.start();
  await calls(20);
  expect(await calls(20)).toEqual(['200 south', '500 east']);
});

it('ends a call after the time of its route', async () => {
  answers.set('south', 'silent');
  answers.set('east', 'silent');
  await rule('south', 'VirtualService', 'virtualservices', {
    hosts: ['web'],
    http: [{ timeout: '5s', route: [{ destination: { host: 'web' } }] }],
  });
  await mesh.start();
  const answer = call();
  await clock.advance(4_999);
  expect(await Promise.race([answer, Promise.resolve('waits')])).toBe('waits');
  await clock.advance(2);
  expect(await answer).toBe('504 upstream request timeout');
});

it('knows no name that the cluster of the caller has no Service for', async () => {
  await mesh.start();
  expect(await mesh.sidecarOf('south', 'shop/caller')?.send('shop/other', 80, GET)).toBeUndefined();
  expect(mesh.sidecarOf('south', 'istio-system/caller')).toBeUndefined();
});
