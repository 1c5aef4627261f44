// Pods: their status, what the server fills in, and how they end.
import { type Json, type JsonObject, listOf, objectOf, textOf } from '../json.ts';
import type { KubeObject } from '../object.ts';
import { builtIn } from './built-in.ts';
import { podFaults } from './pod-faults.ts';
import { nameWarnings } from './pod-names.ts';
import { podSpec, withPodDefaults } from './pod-template.ts';
import { always, integer, keyedBy, arrayOf, object, open, string } from './write-schema.ts';

const time = always({ ...string, nullable: true }, null);
const podConditions = keyedBy(
  ['type'],
  object({
    type: always(string, ''),
    observedGeneration: integer,
    status: always(string, ''),
    lastProbeTime: time,
    lastTransitionTime: time,
    reason: string,
    message: string,
  }),
);

const status = {
  ...object({
    phase: string,
    conditions: podConditions,
    podIP: string,
    podIPs: keyedBy(['ip'], object({ ip: always(string, '') })),
    hostIP: string,
    hostIPs: arrayOf(object({ ip: always(string, '') })),
    startTime: string,
    reason: string,
    message: string,
    containerStatuses: arrayOf(open),
    qosClass: string,
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
  unbuiltSubresources: ['log', 'exec', 'attach', 'portforward', 'proxy', 'eviction', 'ephemeralcontainers', 'resize'],
  hasGeneration: true,
  schema: object({ spec: always(podSpec, {}), status: always(status, {}) }),
  columns: [
    { name: 'Ready', type: 'string', value: readyContainers },
    { name: 'Status', type: 'string', value: shownPhase },
    { name: 'Restarts', type: 'string', value: restarts },
    { name: 'Age', type: 'date', value: '.metadata.creationTimestamp' },
    { name: 'IP', type: 'string', priority: 1, value: (pod) => textOf(objectOf(pod.status).podIP) || '<none>' },
    { name: 'Node', type: 'string', priority: 1, value: (pod) => textOf(objectOf(pod.spec).nodeName) || '<none>' },
    { name: 'Nominated Node', type: 'string', priority: 1, value: () => '<none>' },
    { name: 'Readiness Gates', type: 'string', priority: 1, value: openGates },
  ],
  defaults,
  complete,
  check: podFaults,
  warnings: (pod, live) => (live === undefined ? nameWarnings(pod.metadata.name, "the Pod's hostname") : []),
  // Only the kubelet may take a scheduled pod away at once.
  deletionGrace: (pod, asked) => {
    const { nodeName, terminationGracePeriodSeconds } = objectOf(pod.spec);
    const { phase } = objectOf(pod.status);
    if (nodeName === undefined || phase === 'Failed' || phase === 'Succeeded') return 0;
    return asked ?? Number(terminationGracePeriodSeconds);
  },
});

function defaults(pod: KubeObject): KubeObject {
  const spec = withPodDefaults({ enableServiceLinks: true, ...objectOf(pod.spec) });
  return { ...pod, spec, status: withBothAddresses(pod) };
}

/** The first address of the list and the single one are the same. */
function withBothAddresses(pod: KubeObject): JsonObject {
  const status = objectOf(pod.status);
  const first = objectOf(listOf(status.podIPs)[0]).ip;
  if (status.podIP === undefined) return first === undefined ? status : { ...status, podIP: first };
  return first === status.podIP ? status : { ...status, podIPs: [{ ip: status.podIP }] };
}

/** What the admission of every server adds: how long a pod bears a node that does not answer. */
const TOLERATIONS = ['not-ready', 'unreachable'].map((taint) => ({
  key: `node.kubernetes.io/${taint}`,
  operator: 'Exists',
  effect: 'NoExecute',
  tolerationSeconds: 300,
}));

function complete(pod: KubeObject, live: KubeObject | undefined): KubeObject {
  const { tolerations, ...asked } = objectOf(pod.spec);
  const own = listOf(tolerations);
  const added = TOLERATIONS.filter(({ key }) => !own.some((one) => objectOf(one).key === key));
  const spec = { preemptionPolicy: 'PreemptLowerPriority', priority: 0, ...asked, tolerations: [...own, ...added] };
  if (live === undefined) return { ...pod, spec, status: { phase: 'Pending', qosClass: 'BestEffort' } };
  const { qosClass } = objectOf(live.status);
  return { ...pod, spec, status: { ...(qosClass === undefined ? {} : { qosClass }), ...objectOf(pod.status) } };
}

function statuses(pod: KubeObject): readonly Json[] {
  return listOf(objectOf(pod.status).containerStatuses);
}

function readyContainers(pod: KubeObject): string {
  const ready = statuses(pod).filter((entry) => objectOf(entry).ready === true).length;
  return `${ready}/${listOf(objectOf(pod.spec).containers).length}`;
}

function shownPhase(pod: KubeObject): string {
  if (pod.metadata.deletionTimestamp !== undefined) return 'Terminating';
  return textOf(objectOf(pod.status).phase);
}

function openGates(pod: KubeObject): string {
  const gates = listOf(objectOf(pod.spec).readinessGates).map((gate) => objectOf(gate).conditionType);
  const isTrue = (type: Json | undefined): boolean =>
    listOf(objectOf(pod.status).conditions).some(
      (one) => objectOf(one).type === type && objectOf(one).status === 'True',
    );
  return gates.length === 0 ? '<none>' : `${gates.filter(isTrue).length}/${gates.length}`;
}

function restarts(pod: KubeObject): string {
  let count = 0;
  for (const entry of statuses(pod)) count += Number(objectOf(entry).restartCount ?? 0);
  return String(count);
}
