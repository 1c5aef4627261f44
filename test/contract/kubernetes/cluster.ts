// A cluster for the contract tests: plain requests on the emulator's handler, in process, or on a real API server.
import { createKubernetesEmulator } from '../../../infra/emulators/kubernetes/index.ts';
import { virtualClock } from '../../../infra/emulators/kit/clock.ts';
import { seededRandom } from '../../../infra/emulators/kit/random.ts';
import { definitionServed, emptyBlue, realServer } from './real-server.ts';

/** What a test reads of an answer; the tests look at many shapes, so bodies are loosely typed records. */
export interface Answer {
  readonly code: number;
  readonly body: Body;
  readonly headers: Headers;
}

export interface Body {
  readonly [key: string]: unknown;
  readonly message?: string;
  readonly reason?: string;
  readonly metadata?: Record<string, unknown> & { resourceVersion?: string; generation?: number; uid?: string };
  readonly spec?: Record<string, unknown>;
  readonly details?: Record<string, unknown>;
  readonly items?: readonly Body[];
}

const types = {
  apply: 'application/apply-patch+yaml',
  merge: 'application/merge-patch+json',
  strategic: 'application/strategic-merge-patch+json',
} as const;

export function startCluster(options: { readonly history?: number } = {}) {
  const clock = virtualClock();
  const tokens = new Map([
    ['root', 'admin'],
    ['guest', 'viewer'],
  ] as const);
  const emulator = createKubernetesEmulator({ name: 'gke-us', clock, random: seededRandom(7), tokens, ...options });
  const handler = realServer() ?? emulator.handler;

  const send = async (
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer> => {
    const request = new Request(`http://cluster${path}`, {
      method,
      headers: { authorization: 'Bearer root', 'content-type': 'application/json', ...headers },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const response = await handler(request);
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.startsWith('application/json') === true;
    return {
      code: response.status,
      body: (isJson ? JSON.parse(text) : { text }) as Body,
      headers: response.headers,
    };
  };
  return {
    ...emulator,
    handler,
    clock,
    send,
    get: (path: string) => send('GET', path),
    patch: (type: keyof typeof types, path: string, body: unknown) =>
      send('PATCH', path, body, { 'content-type': types[type] }),
    /** Server-side apply; `query` goes after `fieldManager`. */
    apply: (path: string, body: unknown, manager = 'one', query = '') =>
      send('PATCH', `${path}?fieldManager=${manager}${query}`, body, { 'content-type': types.apply }),
  };
}

export type TestCluster = ReturnType<typeof startCluster>;

export const blue = '/api/v1/namespaces/blue';
export const ingresses = '/apis/networking.gke.io/v1/namespaces/blue/multiclusteringresses';

export function namespace(name: string): object {
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name } };
}

export function service(name: string, spec: object = { ports: [{ port: 80 }] }, metadata: object = {}): object {
  return { apiVersion: 'v1', kind: 'Service', metadata: { name, ...metadata }, spec };
}

export function configMap(name: string, data: object = {}, metadata: object = {}): object {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, ...metadata }, data };
}

export function ingress(name: string, spec?: object, metadata: object = {}): object {
  const own = { apiVersion: 'networking.gke.io/v1', kind: 'MultiClusterIngress', metadata: { name, ...metadata } };
  return spec === undefined ? own : { ...own, spec };
}

/** A definition with one field of every sort that the schema walker knows. */
export const ingressDefinition = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'multiclusteringresses.networking.gke.io' },
  spec: {
    group: 'networking.gke.io',
    scope: 'Namespaced',
    names: { plural: 'multiclusteringresses', kind: 'MultiClusterIngress', shortNames: ['mci'] },
    versions: [
      {
        name: 'v1',
        served: true,
        storage: true,
        subresources: { status: {} },
        additionalPrinterColumns: [{ name: 'VIP', type: 'string', jsonPath: '.status.VIP' }],
        schema: {
          openAPIV3Schema: {
            type: 'object',
            properties: {
              spec: {
                type: 'object',
                required: ['host'],
                properties: {
                  host: { type: 'string', pattern: '^[a-z.]+$', minLength: 2, maxLength: 10 },
                  mode: { type: 'string', enum: ['A', 'B'], default: 'A' },
                  weight: { type: 'integer', minimum: 0, maximum: 100 },
                  port: { 'x-kubernetes-int-or-string': true },
                  note: { type: 'string', nullable: true },
                  open: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
                  tags: { type: 'array', items: { type: 'string' }, 'x-kubernetes-list-type': 'set' },
                  plain: { type: 'array', items: { type: 'string' } },
                  limits: { type: 'object', properties: { most: { type: 'integer' } } },
                  rules: {
                    type: 'array',
                    'x-kubernetes-list-type': 'map',
                    'x-kubernetes-list-map-keys': ['name'],
                    items: {
                      type: 'object',
                      required: ['name'],
                      properties: { name: { type: 'string' }, path: { type: 'string' }, service: { type: 'string' } },
                    },
                  },
                },
              },
              status: { type: 'object', properties: { VIP: { type: 'string' } } },
            },
          },
        },
      },
    ],
  },
};

/** A cluster with the namespace `blue` and the MultiClusterIngress definition. */
export async function startBlueCluster(options: { readonly history?: number } = {}): Promise<TestCluster> {
  const cluster = startCluster(options);
  const real = realServer();
  if (real !== undefined) await emptyBlue(real);
  await cluster.send('POST', '/api/v1/namespaces', namespace('blue'));
  await cluster.send('POST', '/apis/apiextensions.k8s.io/v1/customresourcedefinitions', ingressDefinition);
  if (real !== undefined) await definitionServed(real);
  return cluster;
}
