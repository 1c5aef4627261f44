// Deployments and ReplicaSets, as far as somebody with kubectl writes them.
import type { Json, JsonObject } from '../exchange.ts';
import type { Field } from '../draw.ts';
import type { Kind } from './kind.ts';

const container = { name: 'c', image: 'i' };
const template = (own: JsonObject = {}, labels: Json = { app: 'a' }): JsonObject => ({
  metadata: { labels },
  spec: { containers: [container], ...own },
});
const base = { spec: { selector: { matchLabels: { app: 'a' } }, template: template() } };

const shared: readonly Field[] = [
  { at: 'spec/replicas', good: [0, 1, 3], bad: [-1, null, 'x'] },
  {
    at: 'spec/selector',
    good: [{ matchLabels: { app: 'a' } }, { matchExpressions: [{ key: 'app', operator: 'In', values: ['a'] }] }],
    bad: [{ matchLabels: { app: 'b' } }, {}, null, { matchLabels: { 'a b': 'a' } }],
  },
  {
    at: 'spec/template',
    good: [
      template(),
      template({ containers: [{ ...container, ports: [{ containerPort: 80, name: 'http' }] }] }),
      template({ containers: [{ ...container, image: 'i:v1' }] }),
      template({ terminationGracePeriodSeconds: 0 }),
      template({}, { app: 'a', tier: 'x' }),
    ],
    bad: [
      template({}, { app: 'b' }),
      template({}, null),
      template({ restartPolicy: 'Never' }),
      template({ containers: [] }),
      template({ containers: [{ name: 'A_', image: 'i' }] }),
      template({ activeDeadlineSeconds: 5 }),
      null,
    ],
  },
  { at: 'spec/minReadySeconds', good: [0, 5], bad: [-1] },
];
const at = { lastTransitionTime: '2026-01-01T00:00:00Z' };

export const deployment: Kind = {
  title: 'deployments',
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  plural: 'deployments',
  namespaced: true,
  custom: false,
  hasStatus: true,
  base,
  fields: [
    ...shared,
    {
      at: 'spec/strategy',
      good: [
        { type: 'Recreate' },
        {},
        { rollingUpdate: { maxSurge: 1 } },
        { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 0, maxSurge: '50%' } },
      ],
      bad: [
        { type: 'Nope' },
        { type: 'Recreate', rollingUpdate: { maxSurge: 1 } },
        { rollingUpdate: { maxSurge: 0, maxUnavailable: 0 } },
        { rollingUpdate: { maxSurge: 'x' } },
        null,
      ],
    },
    { at: 'spec/paused', good: [true, false], bad: ['x'] },
    { at: 'spec/revisionHistoryLimit', good: [0, 2], bad: [-1] },
    { at: 'spec/progressDeadlineSeconds', good: [60, 600], bad: [-1, 0] },
    { at: 'spec/nope', good: [], bad: [1] },
  ],
  status: [
    { at: 'status/replicas', good: [1, 2], bad: [] },
    { at: 'status/readyReplicas', good: [1], bad: [] },
    { at: 'status/updatedReplicas', good: [1], bad: [] },
    {
      at: 'status/conditions',
      good: [
        [
          {
            type: 'Available',
            status: 'True',
            reason: 'R',
            message: 'M',
            lastUpdateTime: at.lastTransitionTime,
            ...at,
          },
        ],
      ],
      bad: [],
    },
  ],
  selectable: [],
};

export const replicaSet: Kind = {
  title: 'replicasets',
  apiVersion: 'apps/v1',
  kind: 'ReplicaSet',
  plural: 'replicasets',
  namespaced: true,
  custom: false,
  hasStatus: true,
  base,
  fields: shared,
  status: [
    { at: 'status/replicas', good: [1, 2], bad: [] },
    { at: 'status/readyReplicas', good: [1], bad: [] },
    { at: 'status/conditions', good: [[{ type: 'ReplicaFailure', status: 'True', reason: 'R', ...at }]], bad: [] },
  ],
  selectable: [],
};
