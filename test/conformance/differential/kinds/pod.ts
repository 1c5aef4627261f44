// Pods, as far as the workloads of the local cloud write them.
import type { Kind } from './kind.ts';

const container = { name: 'c', image: 'i' };
const at = { lastTransitionTime: '2026-01-01T00:00:00Z' };

export const pod: Kind = {
  title: 'pods',
  apiVersion: 'v1',
  kind: 'Pod',
  plural: 'pods',
  namespaced: true,
  custom: false,
  hasStatus: true,
  base: { spec: { containers: [container] } },
  fields: [
    {
      at: 'spec/containers',
      good: [
        [container],
        [{ ...container, ports: [{ containerPort: 80 }] }],
        [{ ...container, ports: [{ containerPort: 80, name: 'http', protocol: 'UDP' }] }],
        [{ ...container, image: 'i:v1' }],
      ],
      bad: [
        [],
        null,
        [{ name: 'c' }],
        [{ image: 'i' }],
        [{ ...container, ports: [{ containerPort: 0 }] }],
        [container, container],
        [{ ...container, name: 'A_' }],
      ],
    },
    { at: 'spec/readinessGates', good: [[{ conditionType: 'x.org/gate' }]], bad: [[{}]] },
    { at: 'spec/nodeName', good: ['n'], bad: ['A_'] },
    { at: 'spec/terminationGracePeriodSeconds', good: [0, 5], bad: [-1, null] },
    { at: 'spec/restartPolicy', good: ['Always', 'Never'], bad: ['Nope'] },
    { at: 'spec/hostname', good: ['h'], bad: ['A_'] },
  ],
  status: [
    { at: 'status/phase', good: ['Running', 'Pending'], bad: [] },
    { at: 'status/podIP', good: ['10.0.0.1'], bad: ['x'] },
    { at: 'status/podIPs', good: [[{ ip: '10.0.0.1' }]], bad: [] },
    {
      at: 'status/conditions',
      good: [
        [{ type: 'Ready', status: 'True', ...at }],
        [{ type: 'x.org/gate', status: 'False', reason: 'R', message: 'M', ...at }],
      ],
      bad: [],
    },
  ],
  selectable: ['spec.nodeName', 'status.phase'],
};
