// Pods. Their containers' many knobs are kept as given, without a schema; what routing and probing need is typed.
import { type Json, type JsonObject, listOf as items, objectOf, textOf } from '../json.ts';
import type { KubeObject } from '../object.ts';
import { builtIn } from './built-in.ts';
import { podFaults } from './pod-faults.ts';
import {
  always,
  boolean,
  integer,
  keyedBy,
  listOf,
  mapOf,
  object,
  open,
  pointer,
  string,
  withDefault,
} from './write-schema.ts';

const containerPort = object({
  name: string,
  containerPort: always(integer, 0),
  hostPort: integer,
  hostIP: string,
  protocol: withDefault(string, 'TCP'),
});

const container = {
  ...object({
    name: always(string, ''),
    image: string,
    ports: keyedBy(['containerPort', 'protocol'], containerPort),
    env: keyedBy(['name'], { ...open, properties: { name: string, value: string } }),
    readinessProbe: open,
    livenessProbe: open,
    startupProbe: open,
    lifecycle: open,
    resources: always(open, {}),
    terminationMessagePath: withDefault(string, '/dev/termination-log'),
    terminationMessagePolicy: withDefault(string, 'File'),
    imagePullPolicy: string,
  }),
  'x-kubernetes-preserve-unknown-fields': true,
};

const spec = {
  ...object({
    containers: always(keyedBy(['name'], container), null),
    initContainers: keyedBy(['name'], container),
    nodeName: string,
    nodeSelector: { ...mapOf(string), 'x-kubernetes-map-type': 'atomic' as const },
    restartPolicy: withDefault(string, 'Always'),
    dnsPolicy: withDefault(string, 'ClusterFirst'),
    schedulerName: withDefault(string, 'default-scheduler'),
    securityContext: withDefault(open, {}),
    terminationGracePeriodSeconds: withDefault(pointer(integer), 30),
    enableServiceLinks: withDefault(pointer(boolean), true),
    preemptionPolicy: string,
    priority: pointer(integer),
    serviceAccountName: string,
    hostname: string,
    subdomain: string,
    tolerations: listOf(open),
    readinessGates: listOf(object({ conditionType: always(string, '') })),
  }),
  'x-kubernetes-preserve-unknown-fields': true,
};

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
    hostIPs: listOf(object({ ip: always(string, '') })),
    startTime: string,
    reason: string,
    message: string,
    containerStatuses: listOf(open),
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
  hasGeneration: true,
  schema: object({ spec: always(spec, {}), status: always(status, {}) }),
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
  warnings: (pod, live) => (live === undefined ? hostnameWarnings(pod.metadata.name) : []),
  // Only the kubelet may take a scheduled pod away at once.
  deletionGrace: (pod, asked) => {
    const { nodeName, terminationGracePeriodSeconds } = objectOf(pod.spec);
    const { phase } = objectOf(pod.status);
    if (nodeName === undefined || phase === 'Failed' || phase === 'Succeeded') return 0;
    return asked ?? Number(terminationGracePeriodSeconds);
  },
});

/**
 * A name that is no DNS label makes a hostname that is none. Source: registry/core/pod/strategy.go, WarningsOnCreate.
 */
function hostnameWarnings(name: string): readonly string[] {
  const faults = [
    ...(name.length > 63 ? ['must be no more than 63 characters'] : []),
    ...(name.includes('.') ? ['must not contain dots'] : []),
  ];
  const what = "metadata.name: this is used in the Pod's hostname, which can result in surprising behavior";
  return faults.length === 0 ? [] : [`${what}; a DNS label is recommended: [${faults.join(' ')}]`];
}

/** An image is pulled again and again only when its tag is the latest. */
function defaults(pod: KubeObject): KubeObject {
  const asked = objectOf(pod.spec);
  const pulled = (one: Json): Json => {
    const container = objectOf(one);
    const image = textOf(container.image);
    const tag = /:([^/]+)$/u.exec(image)?.[1] ?? (image === '' ? '' : 'latest');
    return { imagePullPolicy: tag === 'latest' ? 'Always' : 'IfNotPresent', ...container };
  };
  const some = (name: 'containers' | 'initContainers') =>
    asked[name] === undefined || asked[name] === null ? {} : { [name]: items(asked[name]).map(pulled) };
  const grace = Number(asked.terminationGracePeriodSeconds);
  const spec = {
    ...asked,
    terminationGracePeriodSeconds: grace < 0 ? 1 : grace,
    ...some('containers'),
    ...some('initContainers'),
  };
  return { ...pod, spec, status: withBothAddresses(pod) };
}

/** The first address of the list and the single one are the same. */
function withBothAddresses(pod: KubeObject): JsonObject {
  const status = objectOf(pod.status);
  const first = objectOf(items(status.podIPs)[0]).ip;
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
  const own = items(tolerations);
  const added = TOLERATIONS.filter(({ key }) => !own.some((one) => objectOf(one).key === key));
  const spec = { preemptionPolicy: 'PreemptLowerPriority', priority: 0, ...asked, tolerations: [...own, ...added] };
  if (live === undefined) return { ...pod, spec, status: { phase: 'Pending', qosClass: 'BestEffort' } };
  const { qosClass } = objectOf(live.status);
  return { ...pod, spec, status: { ...(qosClass === undefined ? {} : { qosClass }), ...objectOf(pod.status) } };
}

function statuses(pod: KubeObject): readonly Json[] {
  return items(objectOf(pod.status).containerStatuses);
}

function readyContainers(pod: KubeObject): string {
  const ready = statuses(pod).filter((entry) => objectOf(entry).ready === true).length;
  return `${ready}/${items(objectOf(pod.spec).containers).length}`;
}

function shownPhase(pod: KubeObject): string {
  if (pod.metadata.deletionTimestamp !== undefined) return 'Terminating';
  return textOf(objectOf(pod.status).phase);
}

function openGates(pod: KubeObject): string {
  const gates = items(objectOf(pod.spec).readinessGates).map((gate) => objectOf(gate).conditionType);
  const isTrue = (type: Json | undefined): boolean =>
    items(objectOf(pod.status).conditions).some(
      (one) => objectOf(one).type === type && objectOf(one).status === 'True',
    );
  return gates.length === 0 ? '<none>' : `${gates.filter(isTrue).length}/${gates.length}`;
}

function restarts(pod: KubeObject): string {
  let count = 0;
  for (const entry of statuses(pod)) count += Number(objectOf(entry).restartCount ?? 0);
  return String(count);
}
