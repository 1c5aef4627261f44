// Namespaces: labels and status; what happens when one goes is the controller manager's.
import type { Kind } from './kind.ts';

export const namespace: Kind = {
  title: 'namespaces',
  apiVersion: 'v1',
  kind: 'Namespace',
  plural: 'namespaces',
  namespaced: false,
  custom: false,
  hasStatus: true,
  base: {},
  fields: [
    {
      at: 'spec',
      good: [{}, { finalizers: ['kubernetes'] }],
      bad: [{ finalizers: ['nope'] }, { finalizers: [] }, null],
    },
  ],
  status: [{ at: 'status/phase', good: ['Active'], bad: ['Terminating', 'Nope'] }],
  selectable: ['status.phase'],
};
