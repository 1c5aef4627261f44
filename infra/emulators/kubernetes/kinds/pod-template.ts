// What a pod is made of, in a Pod and in the templates that others make pods from. Containers' many knobs are kept as
// given, without a schema; what routing and probing need is typed.
import { type Json, type JsonObject, listOf, objectOf, textOf } from '../json.ts';
import type { Schema } from '../schema/schema.ts';
import { metadataSchema } from './metadata-schema.ts';
import {
  always,
  boolean,
  integer,
  keyedBy,
  arrayOf,
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

export const podSpec: Schema = {
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
    enableServiceLinks: pointer(boolean),
    preemptionPolicy: string,
    priority: pointer(integer),
    serviceAccountName: string,
    hostname: string,
    subdomain: string,
    tolerations: arrayOf(open),
    readinessGates: arrayOf(object({ conditionType: always(string, '') })),
  }),
  'x-kubernetes-preserve-unknown-fields': true,
};

/** Of the kinds that make pods. */
export const podTemplate: Schema = always(object({ metadata: always(metadataSchema, {}), spec: always(podSpec, {}) }), {
  metadata: {},
  spec: {},
});

/** An image is pulled anew only when its tag is the latest. Source: SetDefaults_PodSpec, SetDefaults_Container. */
export function withPodDefaults(asked: JsonObject): JsonObject {
  const pulled = (one: Json): Json => {
    const container = objectOf(one);
    const image = textOf(container.image);
    const tag = /:([^/]+)$/u.exec(image)?.[1] ?? (image === '' ? '' : 'latest');
    return { imagePullPolicy: tag === 'latest' ? 'Always' : 'IfNotPresent', ...container };
  };
  const some = (name: 'containers' | 'initContainers') =>
    asked[name] === undefined || asked[name] === null ? {} : { [name]: listOf(asked[name]).map(pulled) };
  const grace = Number(asked.terminationGracePeriodSeconds);
  return {
    ...asked,
    terminationGracePeriodSeconds: grace < 0 ? 1 : grace,
    ...some('containers'),
    ...some('initContainers'),
  };
}
