// Nodes of a cluster.
import { listOf, objectOf } from '../json.ts';
import type { KubeObject } from '../object.ts';
import { builtIn } from './built-in.ts';
import {
  always,
  boolean,
  conditions,
  intOrString,
  keyedBy,
  arrayOf,
  mapOf,
  object,
  open,
  setOf,
  string,
} from './write-schema.ts';

const spec = object({
  podCIDR: string,
  podCIDRs: setOf(string),
  providerID: string,
  unschedulable: boolean,
  taints: arrayOf(object({ key: always(string, ''), value: string, effect: always(string, ''), timeAdded: string })),
});

const status = {
  ...object({
    capacity: mapOf(intOrString),
    allocatable: mapOf(intOrString),
    conditions,
    addresses: keyedBy(['type'], object({ type: always(string, ''), address: always(string, '') })),
    nodeInfo: open,
    phase: string,
  }),
  'x-kubernetes-preserve-unknown-fields': true,
};

export const nodes = builtIn({
  kind: 'Node',
  plural: 'nodes',
  shortNames: ['no'],
  namespaced: false,
  hasStatus: true,
  unbuiltSubresources: ['proxy'],
  selectableFields: ['spec.unschedulable'],
  schema: object({ spec: always(spec, {}), status: always(status, {}) }),
  columns: [
    { name: 'Status', type: 'string', value: shownStatus },
    { name: 'Roles', type: 'string', value: () => '<none>' },
    { name: 'Age', type: 'date', value: '.metadata.creationTimestamp' },
    { name: 'Version', type: 'string', value: '.status.nodeInfo.kubeletVersion' },
  ],
  complete: (node) => ({ ...node, status: node.status ?? {} }),
});

function shownStatus(node: KubeObject): string {
  const ready = listOf(objectOf(node.status).conditions)
    .map(objectOf)
    .find((condition) => condition.type === 'Ready');
  const word = ready?.status === 'True' ? 'Ready' : ready === undefined ? 'Unknown' : 'NotReady';
  return objectOf(node.spec).unschedulable === true ? `${word},SchedulingDisabled` : word;
}
