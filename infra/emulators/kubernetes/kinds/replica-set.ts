// ReplicaSets: what is stored. What is made of them is in workloads/deployments.
import { objectOf } from '../json.ts';
import type { KubeObject } from '../object.ts';
import { builtIn } from './built-in.ts';
import { nameWarnings } from './pod-names.ts';
import { podTemplate } from './pod-template.ts';
import {
  begun,
  countFaults,
  selectorSchema,
  printedContainers,
  printedSelector,
  replicas,
  replicatedFaults,
  withTemplateDefaults,
} from './replicated.ts';
import { always, conditions, integer, object, pointer } from './write-schema.ts';

const status = object({
  replicas: always(integer, 0),
  fullyLabeledReplicas: integer,
  readyReplicas: integer,
  availableReplicas: integer,
  terminatingReplicas: pointer(integer),
  observedGeneration: integer,
  conditions,
});

export const replicaSets = builtIn({
  group: 'apps',
  kind: 'ReplicaSet',
  plural: 'replicasets',
  shortNames: ['rs'],
  categories: ['all'],
  namespaced: true,
  hasStatus: true,
  hasGeneration: true,
  hasScale: true,
  schema: object({
    spec: always(object({ replicas, minReadySeconds: integer, selector: selectorSchema, template: podTemplate }), {}),
    status: always(status, {}),
  }),
  columns: [
    { name: 'Desired', type: 'integer', value: (one) => Number(objectOf(one.spec).replicas) },
    { name: 'Current', type: 'integer', value: (one) => countOf(one, 'replicas') },
    { name: 'Ready', type: 'integer', value: (one) => countOf(one, 'readyReplicas') },
    { name: 'Age', type: 'date', value: '.metadata.creationTimestamp' },
    { name: 'Containers', type: 'string', priority: 1, value: (one) => printedContainers(one, 'name') },
    { name: 'Images', type: 'string', priority: 1, value: (one) => printedContainers(one, 'image') },
    { name: 'Selector', type: 'string', priority: 1, value: printedSelector },
  ],
  defaults: (one) => ({ ...one, spec: withTemplateDefaults(objectOf(one.spec)) }),
  complete: (one, live) => begun(one, live, { replicas: 0 }),
  warnings: (one, live) => (live === undefined ? nameWarnings(one.metadata.name, 'Pod names and hostnames') : []),
  check: (one, live) => [
    ...replicatedFaults(one, live, 'replicaset'),
    ...countFaults(one, ['fullyLabeledReplicas', 'readyReplicas', 'availableReplicas']),
  ],
});

function countOf({ status }: KubeObject, member: string): number {
  return Number(objectOf(status)[member] ?? 0);
}
