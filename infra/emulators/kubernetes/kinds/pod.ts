// Pods. Their containers' many knobs are kept as given, without a schema; what routing and probing need is typed.
import { type Json, listOf as items, objectOf, textOf } from '../json.ts';
import type { KubeObject } from '../object.ts';
import { builtIn } from './built-in.ts';
import {
  conditions,
  integer,
  keyedBy,
  listOf,
  mapOf,
  object,
  oneOf,
  open,
  string,
  withDefault,
} from './write-schema.ts';

const containerPort = object(
  {
    name: string,
    containerPort: integer,
    hostPort: integer,
    hostIP: string,
    protocol: withDefault(oneOf('TCP', 'UDP', 'SCTP'), 'TCP'),
  },
  ['containerPort'],
);

const container = {
  ...object(
    {
      name: string,
      image: string,
      ports: keyedBy(['containerPort', 'protocol'], containerPort),
      env: keyedBy(['name'], { ...open, properties: { name: string, value: string } }),
      readinessProbe: open,
      livenessProbe: open,
      startupProbe: open,
      lifecycle: open,
      resources: open,
    },
    ['name'],
  ),
  'x-kubernetes-preserve-unknown-fields': true,
};

const spec = {
  ...object(
    {
      containers: { ...keyedBy(['name'], container), minItems: 1 },
      initContainers: keyedBy(['name'], container),
      nodeName: string,
      nodeSelector: { ...mapOf(string), 'x-kubernetes-map-type': 'atomic' as const },
      restartPolicy: withDefault(oneOf('Always', 'OnFailure', 'Never'), 'Always'),
      dnsPolicy: withDefault(string, 'ClusterFirst'),
      schedulerName: withDefault(string, 'default-scheduler'),
      terminationGracePeriodSeconds: withDefault(integer, 30),
      serviceAccountName: string,
      hostname: string,
      subdomain: string,
      readinessGates: listOf(object({ conditionType: string }, ['conditionType'])),
    },
    ['containers'],
  ),
  'x-kubernetes-preserve-unknown-fields': true,
};

const status = {
  ...object({
    phase: string,
    conditions,
    podIP: string,
    podIPs: keyedBy(['ip'], object({ ip: string })),
    hostIP: string,
    hostIPs: listOf(object({ ip: string })),
    startTime: string,
    reason: string,
    message: string,
    containerStatuses: listOf(open),
  }),
  'x-kubernetes-preserve-unknown-fields': true,
};

export const pods = builtIn({
  kind: 'Pod',
  plural: 'pods',
  shortNames: ['po'],
  categories: ['all'],
  namespaced: true,
  hasStatus: true,
  deleteAnswersObject: true,
  selectableFields: ['spec.nodeName', 'spec.restartPolicy', 'status.phase', 'status.podIP'],
  unbuiltSubresources: [
    'log',
    'exec',
    'attach',
    'portforward',
    'proxy',
    'binding',
    'eviction',
    'ephemeralcontainers',
    'resize',
  ],
  schema: object({ spec, status }),
  columns: [
    { name: 'Ready', type: 'string', value: readyContainers },
    { name: 'Status', type: 'string', value: shownPhase },
    { name: 'Restarts', type: 'string', value: restarts },
    { name: 'Age', type: 'date', value: '.metadata.creationTimestamp' },
    { name: 'IP', type: 'string', priority: 1, value: '.status.podIP' },
    { name: 'Node', type: 'string', priority: 1, value: '.spec.nodeName' },
  ],
  complete: (pod) => (pod.status === undefined ? { ...pod, status: { phase: 'Pending' } } : pod),
  // Only the kubelet may take a scheduled pod away at once.
  deletionGrace: (pod) => {
    const { nodeName, terminationGracePeriodSeconds } = objectOf(pod.spec);
    return nodeName === undefined ? 0 : Number(terminationGracePeriodSeconds);
  },
});

function statuses(pod: KubeObject): readonly Json[] {
  return items(objectOf(pod.status).containerStatuses);
}

function readyContainers(pod: KubeObject): string {
  const ready = statuses(pod).filter((entry) => objectOf(entry).ready === true).length;
  return `${ready}/${items(objectOf(pod.spec).containers).length}`;
}

function shownPhase(pod: KubeObject): string {
  if (pod.metadata.deletionTimestamp !== undefined) return 'Terminating';
  return textOf(objectOf(pod.status).phase ?? 'Unknown');
}

function restarts(pod: KubeObject): string {
  let count = 0;
  for (const entry of statuses(pod)) count += Number(objectOf(entry).restartCount ?? 0);
  return String(count);
}
