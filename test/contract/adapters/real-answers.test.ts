// What a real API server answers in the moments when it cannot answer as it does otherwise, and what the Kubernetes
// adapter makes of it. Source of the answers: kube-apiserver 1.35.4.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { KINDS } from '../../../functions/wiring/kinds.ts';
import { virtualClock } from '../../../infra/emulators/kit/clock.ts';
import { seededRandom } from '../../../infra/emulators/kit/random.ts';
import { type Handler, type Served, serve } from '../../../infra/emulators/kit/serve.ts';
import { createKubernetesEmulator } from '../../../infra/emulators/kubernetes/index.ts';
import { createRateBudget } from '../../../lib/adapters/calls/index.ts';
import { createClusters } from '../../../lib/adapters/kubernetes/index.ts';
import type { Json, JsonObject } from '../../../lib/core/index.ts';
import { clusterRef } from '../../../lib/features/ingress/kinds/index.ts';
import type { Clock, Clusters } from '../../../lib/ports/index.ts';
import { ingress, LINK, NAMESPACE, service, serviceBody, signal } from './suites/clusters.ts';
import { HANGS_MS } from '../../limits.ts';

const NOON = Date.UTC(2026, 5, 1, 12);
const BACKEND_CONFIG = clusterRef('backendConfig', LINK, 'settings', NAMESPACE);
const IDENTITY = 'the service account of the function';

let served: Served;
let answer: Handler;
/** Milliseconds that each wait took. */
let waits: number[];
let now: number;
let clock: Clock;
let clusters: Clusters;
beforeAll(async () => {
  served = await serve((request) => answer(request));
});
afterAll(() => served.close());
beforeEach(() => {
  waits = [];
  now = NOON;
  clock = {
    now: () => now,
    sleep(ms) {
      waits.push(ms);
      now += ms;
      return Promise.resolve();
    },
  };
  clusters = clustersWith();
});

function clustersWith(budget?: ReturnType<typeof createRateBudget>): Clusters {
  const connection = { baseUrl: served.url, identity: IDENTITY, ...(budget === undefined ? {} : { budget }) };
  return createClusters({ kinds: KINDS, connections: new Map([[LINK, connection]]), callTimeoutMs: HANGS_MS, clock });
}

function says(code: number, body: object, headers: Readonly<Record<string, string>> = {}): Response {
  return Response.json(
    { kind: 'Status', apiVersion: 'v1', status: 'Failure', code, ...body },
    { status: code, headers },
  );
}

const notFound = (): Response =>
  new Response('404 page not found\n', { status: 404, headers: { 'content-type': 'text/plain' } });
const initializing = (): Response =>
  says(429, { reason: 'TooManyRequests', message: 'storage is (re)initializing' }, { 'retry-after': '1' });
/** As kube-apiserver answers before it looks at a request. */
const plain = (text: string, seconds: string) => (): Response =>
  new Response(`${text}\n`, { status: 429, headers: { 'retry-after': seconds, 'content-type': 'text/plain' } });
const definition = (versions: readonly object[]) => (): Response =>
  Response.json({
    kind: 'CustomResourceDefinition',
    metadata: { name: 'multiclusteringresses.networking.gke.io' },
    spec: { versions },
  });
const isDefinition = (request: Request): boolean => request.url.includes('customresourcedefinitions');

/** Answers in turn; the last one for ever. */
function inTurn(...answers: readonly (() => Response)[]): Handler {
  let next = 0;
  return () => (answers[Math.min(next++, answers.length - 1)] as () => Response)();
}

describe('case 86: of a definition that was just made', () => {
  const items = (): Response => Response.json({ items: [], metadata: {} });
  const made = (): Response => Response.json({ kind: 'MultiClusterIngress' });
  const body: JsonObject = { metadata: { name: ingress.name, namespace: NAMESPACE } };

  it.each([
    ['applied', made, () => clusters.apply(ingress, body, signal)],
    ['listed', items, () => clusters.list(LINK, 'multiClusterIngress', {}, signal)],
    ['read', made, () => clusters.get(ingress, signal)],
  ] as const)('an object is %s within a second or two of asking', async (_, done, ask) => {
    const turns = inTurn(notFound, notFound, initializing, done);
    answer = (request) => (isDefinition(request) ? definition([{ name: 'v1', served: true }])() : turns(request));
    await ask();
    expect(waits).toEqual([50, 100, 1000]);
  });

  it('waiting ends after three seconds, and is no absence', async () => {
    answer = (request) => (isDefinition(request) ? definition([{ name: 'v1', served: true }])() : notFound());
    await expect(clusters.list(LINK, 'multiClusterIngress', {}, signal)).rejects.toMatchObject({ code: 'unreachable' });
    expect(waits).toEqual([50, 100, 200, 400, 800, 1600]);
  });
});

describe('case 86: of a cluster that says when to ask again', () => {
  it.each([429, 503])('a %i of a moment is not told', async (code) => {
    answer = inTurn(
      () => says(code, { message: 'a moment' }, { 'retry-after': '2' }),
      () => Response.json({ kind: 'Service' }),
    );
    await clusters.apply(service, serviceBody(), signal);
    expect(waits).toEqual([2000]);
  });

  it.each([
    ['seconds', '30'],
    ['a date', new Date(NOON + 30_000).toUTCString()],
  ])('a time that is too far off, in %s, is told with the failure', async (_, header) => {
    answer = () => says(429, { reason: 'TooManyRequests', message: 'later' }, { 'retry-after': header });
    await expect(clusters.get(service, signal)).rejects.toMatchObject({
      code: 'rate-limited',
      retryAt: NOON + 30_000,
    });
    expect(waits).toEqual([]);
  });

  it('one that never ends is given up after five seconds', async () => {
    answer = initializing;
    await expect(clusters.get(service, signal)).rejects.toMatchObject({ code: 'rate-limited', retryAt: NOON + 6_000 });
    expect(waits).toEqual([1000, 1000, 1000, 1000, 1000]);
  });

  it('a time that has passed already asks no server without a pause', async () => {
    answer = () => says(503, { message: 'now' }, { 'retry-after': '0' });
    await expect(clusters.get(service, signal)).rejects.toMatchObject({ code: 'unreachable' });
    expect(waits).toEqual([50, 100, 200, 400, 800, 1600]);
  });

  it.each([
    ['has no room', 'Too many requests, please try again later.', '1', [1000, 1000, 1000, 1000, 1000]],
    ['ends', 'The apiserver is shutting down, please try again later.', '5', [5000]],
  ] as const)('that it %s is told in its own words, which are plain text', async (_, text, seconds, waited) => {
    answer = plain(text, seconds);
    await expect(clusters.get(service, signal)).rejects.toMatchObject({ code: 'rate-limited', message: text });
    expect(waits).toEqual(waited);
  });

  it.each([
    ['a definition just made', () => says(429, { message: 'storage is (re)initializing' }, { 'retry-after': '30' })],
    ['no room', plain('Too many requests, please try again later.', '30')],
  ])('%s holds back no other cluster, as a 429 of the gateway does', async (_, refused) => {
    const budget = createRateBudget({ system: 'connect gateway', limit: 1000, clock });
    clusters = clustersWith(budget);
    answer = refused;
    await expect(clusters.get(service, signal)).rejects.toMatchObject({ code: 'rate-limited' });
    await budget.take(signal);
    answer = () => Response.json({ error: { code: 429, message: 'Quota exceeded' } }, { status: 429 });
    await expect(clusters.get(service, signal)).rejects.toMatchObject({ message: 'Quota exceeded' });
    await expect(budget.take(signal)).rejects.toMatchObject({ code: 'rate-limited' });
  });
});

describe('case 88', () => {
  const body: JsonObject = { metadata: { name: ingress.name, namespace: NAMESPACE } };

  it.each([
    [
      'failed to create typed patch object (blue/settings; cloud.google.com/v1, Kind=BackendConfig): .spec.nope: field not declared in schema',
      '.spec.nope: field not declared in schema',
    ],
    [
      'failed to create typed patch object (blue/s; /v1, Kind=Service): .spec.ports: duplicate entries for key [port=80,protocol="TCP"]',
      'duplicate entries for key',
    ],
    [
      'failed to create typed live object (blue/s; /v1, Kind=Service): .spec.a: expected map, got &{x}',
      '.spec.a: expected map',
    ],
  ])('a 500 of server-side apply that no waiting mends is told with its field: %s', async (message, told) => {
    answer = () => says(500, { message });
    await expect(clusters.apply(BACKEND_CONFIG, body, signal)).rejects.toMatchObject({
      code: 'invalid',
      message: expect.stringContaining(told) as string,
    });
  });

  it('a kind without its definition is told as not served', async () => {
    answer = (request) =>
      isDefinition(request)
        ? says(404, { reason: 'NotFound', details: { name: 'multiclusteringresses.networking.gke.io' } })
        : notFound();
    await expect(clusters.apply(ingress, body, signal)).rejects.toMatchObject({
      code: 'not-found',
      message:
        'this cluster does not serve multiclusteringresses of networking.gke.io/v1: the definition multiclusteringresses.networking.gke.io is not installed',
    });
    expect(waits).toEqual([]);
  });

  it('a version that its definition does not serve is told, and is no absence', async () => {
    answer = (request) =>
      isDefinition(request)
        ? definition([
            { name: 'v1', served: false },
            { name: 'v2', served: true },
          ])()
        : notFound();
    const expected = { code: 'not-found', message: expect.stringContaining('serves other versions') as string };
    await expect(clusters.apply(ingress, body, signal)).rejects.toMatchObject(expected);
    await expect(clusters.list(LINK, 'multiClusterIngress', {}, signal)).rejects.toMatchObject(expected);
    await expect(clusters.get(ingress, signal)).rejects.toMatchObject(expected);
    expect(waits).toEqual([]);
  });

  it.each([
    [
      'a token that the cluster does not know',
      () => says(401, { reason: 'Unauthorized', message: 'Unauthorized' }),
      'denied',
      `the cluster does not know the credential (${IDENTITY}): 401, Unauthorized`,
    ],
    [
      'a right that is missing',
      () =>
        says(403, {
          reason: 'Forbidden',
          message: 'services is forbidden: User "planner" cannot list resource "services"',
        }),
      'denied',
      `a right is missing to the credential (${IDENTITY}): 403, services is forbidden: User "planner" cannot list resource "services"`,
    ],
    [
      'a right at the gateway',
      () => Response.json({ error: { code: 403, message: "Permission 'gkehub.gateway.get' denied" } }, { status: 403 }),
      'denied',
      `a right is missing to the credential (${IDENTITY}): 403, Permission 'gkehub.gateway.get' denied`,
    ],
    [
      'a page of somebody else',
      () => new Response('<html>secret</html>', { status: 403 }),
      'denied',
      `a right is missing to the credential (${IDENTITY}): 403, an answer that is not the API server's own`,
    ],
    [
      'a proxy without its cluster',
      () => new Response('<html>bad gateway</html>', { status: 502 }),
      'unreachable',
      "502, an answer that is not the API server's own",
    ],
    [
      'a page for an object',
      () => new Response('<html>sign in</html>'),
      'unreachable',
      'the answer does not come from a Kubernetes API server',
    ],
  ])('%s is told as what it is', async (_, respond, code, message) => {
    answer = respond;
    await expect(clusters.get(service, signal)).rejects.toMatchObject({ code, message });
  });
});

describe('case 83: an emptied mapping', () => {
  const at = (spec: JsonObject): JsonObject => ({
    metadata: { name: BACKEND_CONFIG.name, namespace: NAMESPACE },
    spec,
  });

  beforeEach(async () => {
    const tokens = new Map([['t', 'admin' as const]]);
    const emulator = createKubernetesEmulator({
      name: 'gke-us',
      clock: virtualClock(),
      random: seededRandom(1),
      tokens,
    });
    const call = (method: string, path: string, sent?: object): Promise<Response> =>
      Promise.resolve(
        emulator.handler(
          new Request(`https://127.0.0.1${path}`, {
            method,
            headers: { authorization: 'Bearer t', 'content-type': 'application/json' },
            ...(sent === undefined ? {} : { body: JSON.stringify(sent) }),
          }),
        ),
      );
    await call('POST', '/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAMESPACE } });
    await call('POST', '/apis/apiextensions.k8s.io/v1/customresourcedefinitions', {
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: { name: 'backendconfigs.cloud.google.com' },
      spec: {
        group: 'cloud.google.com',
        scope: 'Namespaced',
        names: {
          kind: 'BackendConfig',
          listKind: 'BackendConfigList',
          plural: 'backendconfigs',
          singular: 'backendconfig',
        },
        versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: LOOSE } }],
      },
    });
    answer = async (request) => {
      const { pathname } = new URL(request.url);
      const text = await request.text();
      const headers = { ...Object.fromEntries(request.headers), authorization: 'Bearer t' };
      if (request.method === 'PATCH') {
        const { spec } = (await (await call('GET', pathname)).json()) as { spec?: Json };
        const path = emptied((JSON.parse(text) as { spec?: Json }).spec, spec, 'spec');
        if (path !== undefined) {
          const message = `${path}: Invalid value: "null": ${path} in body must be of type object: "null"`;
          return says(422, { reason: 'Invalid', message });
        }
      }
      const url = `https://127.0.0.1${pathname}${new URL(request.url).search}`;
      const body = text === '' ? {} : { body: text };
      return emulator.handler(new Request(url, { method: request.method, headers, ...body }));
    };
  });

  it.each([
    [{ logging: { enable: true } }, { logging: {} }],
    [
      { logging: { enable: true }, timeoutSec: 4 },
      { logging: {}, timeoutSec: 4 },
    ],
    [{ timeoutSec: 4 }, {}],
    [
      {
        iap: { enabled: true, oauthclientCredentials: { secretName: 'a' } },
        cdn: { cachePolicy: { includeHost: true } },
      },
      { iap: { enabled: true, oauthclientCredentials: {} }, cdn: { cachePolicy: {} } },
    ],
    [{ healthCheck: { port: 1 } }, { healthCheck: {}, logging: {} }],
  ])('from %j to %j is applied, and stays', async (before: JsonObject, after: JsonObject) => {
    await clusters.apply(BACKEND_CONFIG, at(before), signal);
    for (let time = 0; time < 2; time += 1) {
      expect((await clusters.apply(BACKEND_CONFIG, at(after), signal)).body['spec']).toEqual(after);
      expect((await clusters.get(BACKEND_CONFIG, signal))?.body['spec']).toEqual(after);
    }
  });

  it('is not what is told when something else is wrong', async () => {
    answer = () => says(422, { reason: 'Invalid', message: 'spec.timeoutSec: Invalid value: 0' });
    await expect(clusters.apply(BACKEND_CONFIG, at({ logging: {}, timeoutSec: 0 }), signal)).rejects.toMatchObject({
      code: 'invalid',
      message: 'spec.timeoutSec: Invalid value: 0',
    });
  });
});

const LOOSE = {
  type: 'object',
  properties: { spec: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } },
};

/**
 * The first mapping that is applied as empty where it has members: servers up to 1.35 make null of it, and refuse that.
 */
function emptied(applied: Json | undefined, live: Json | undefined, path: string): string | undefined {
  if (!isMapping(applied) || !isMapping(live)) return undefined;
  const members = Object.entries(live).filter(([, member]) => member !== undefined);
  if (Object.keys(applied).length === 0) return members.length > 0 ? path : undefined;
  for (const [key, member] of members) {
    const found = emptied(applied[key], member, `${path}.${key}`);
    if (found !== undefined) return found;
  }
  return undefined;
}

function isMapping(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
