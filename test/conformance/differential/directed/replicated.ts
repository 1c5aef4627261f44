// What makes pods, input by input: templates, strategies, and how many of them by way of `scale`.
import { APPLY, type Episode, type Input, type Json, MERGE, STRATEGIC } from '../exchange.ts';
import { inOwnNamespaces } from './own-namespace.ts';

const NS = 'replicated';
const deployments = `/apis/apps/v1/namespaces/${NS}/deployments`;
const replicaSets = `/apis/apps/v1/namespaces/${NS}/replicasets`;
const TABLE = 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json';
const labels = { app: 'a' };

const made = (kind: string, name: string, spec: Record<string, Json> = {}): Json => ({
  apiVersion: 'apps/v1',
  kind,
  metadata: { name },
  spec: {
    selector: { matchLabels: labels },
    template: { metadata: { labels }, spec: { containers: [{ name: 'c', image: 'i' }] } },
    ...spec,
  },
});
const post = (path: string, body: Json): Input => ({ method: 'POST', path, body });
const put = (path: string, body: Json): Input => ({ method: 'PUT', path, body });
const get = (path: string): Input => ({ method: 'GET', path });
const patch = (path: string, type: string, body: Json): Input => ({
  method: 'PATCH',
  path: `${path}?fieldManager=one`,
  type,
  body,
});
const scale = (replicas: Json, name = 'a'): Json => ({
  apiVersion: 'autoscaling/v1',
  kind: 'Scale',
  metadata: { name },
  spec: { replicas },
});

/** Of pods that may be missing, and that may be too many, while a Deployment is rolled out. */
const SHARES: readonly (readonly [Json, Json])[] = [
  [0, 'x'],
  ['x', 'y'],
  ['x', 0],
  [0, '0%'],
  ['0%', '3'],
  ['3', 1],
  [-1, 0],
  [0, -1],
  ['101%', 0],
  ['100%', 0],
  [101, '250%'],
];

const asked: readonly Episode[] = [
  {
    title: 'a Deployment and its scale',
    inputs: [
      post(deployments, made('Deployment', 'a', { replicas: 2 })),
      get(`${deployments}/a/scale`),
      patch(`${deployments}/a/scale`, MERGE, { spec: { replicas: 5 } }),
      put(`${deployments}/a/scale`, scale(3)),
      put(`${deployments}/a/scale`, scale(-1)),
      put(`${deployments}/a/scale`, scale(3, 'b')),
      get(`${deployments}/b/scale`),
      get(`${deployments}/a`),
      { method: 'GET', path: deployments, accept: TABLE },
      { method: 'DELETE', path: `${deployments}/a` },
    ],
  },
  {
    title: 'a ReplicaSet and its scale',
    inputs: [
      post(
        replicaSets,
        made('ReplicaSet', 'a', {
          selector: { matchLabels: labels, matchExpressions: [{ key: 'app', operator: 'In', values: ['b', 'a'] }] },
        }),
      ),
      get(`${replicaSets}/a/scale`),
      patch(`${replicaSets}/a/scale`, STRATEGIC, { spec: { replicas: 4 } }),
      { method: 'GET', path: replicaSets, accept: TABLE },
      { method: 'DELETE', path: `${replicaSets}/a?propagationPolicy=Background` },
    ],
  },
  {
    title: 'an image that is set, and an apply of less',
    inputs: [
      patch(deployments.concat('/c'), APPLY, made('Deployment', 'c', { replicas: 1 })),
      patch(`${deployments}/c`, STRATEGIC, {
        spec: {
          template: {
            spec: {
              containers: [
                { name: 'c', image: 'i:v2' },
                { name: 'd', image: 'j:latest' },
              ],
            },
          },
        },
      }),
      patch(`${deployments}/c`, APPLY, made('Deployment', 'c')),
      patch(`${deployments}/c`, MERGE, { spec: { strategy: { type: 'Recreate', rollingUpdate: null } } }),
      patch(`${deployments}/c`, MERGE, { spec: { selector: { matchLabels: { app: 'b' } } } }),
    ],
  },
  {
    title: 'shares of a rollout',
    inputs: SHARES.map(([maxUnavailable, maxSurge], index) =>
      post(deployments, made('Deployment', `s${index}`, { strategy: { rollingUpdate: { maxUnavailable, maxSurge } } })),
    ),
  },
];

export const replicatedEpisodes = inOwnNamespaces(NS, asked);
