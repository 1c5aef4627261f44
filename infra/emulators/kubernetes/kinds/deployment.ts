// Deployments: what is stored. What is made of them is in workloads/deployments.
import { type Cause, invalidValue, unsupportedValue } from '../errors.ts';
import { type Json, type JsonObject, objectOf } from '../json.ts';
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
import {
  always,
  boolean,
  integer,
  intOrString,
  keyedBy,
  object,
  pointer,
  string,
  withDefault,
} from './write-schema.ts';

const time = always({ ...string, nullable: true }, null);

const spec = object({
  replicas,
  selector: selectorSchema,
  template: podTemplate,
  strategy: always(
    object({
      type: withDefault(string, 'RollingUpdate'),
      rollingUpdate: object({ maxUnavailable: pointer(intOrString), maxSurge: pointer(intOrString) }),
    }),
    {},
  ),
  minReadySeconds: integer,
  revisionHistoryLimit: withDefault(pointer(integer), 10),
  paused: boolean,
  progressDeadlineSeconds: withDefault(pointer(integer), 600),
});

const status = object({
  observedGeneration: integer,
  replicas: integer,
  updatedReplicas: integer,
  readyReplicas: integer,
  availableReplicas: integer,
  unavailableReplicas: integer,
  terminatingReplicas: pointer(integer),
  conditions: keyedBy(
    ['type'],
    object({
      type: always(string, ''),
      status: always(string, ''),
      lastUpdateTime: time,
      lastTransitionTime: time,
      reason: string,
      message: string,
    }),
  ),
  collisionCount: pointer(integer),
});

export const deployments = builtIn({
  group: 'apps',
  kind: 'Deployment',
  plural: 'deployments',
  shortNames: ['deploy'],
  categories: ['all'],
  namespaced: true,
  hasStatus: true,
  statusKeepsLabels: true,
  hasGeneration: true,
  hasScale: true,
  schema: object({ spec: always(spec, {}), status: always(status, {}) }),
  columns: [
    {
      name: 'Ready',
      type: 'string',
      value: (one) => `${countOf(one, 'readyReplicas')}/${Number(objectOf(one.spec).replicas)}`,
    },
    { name: 'Up-to-date', type: 'string', value: (one) => countOf(one, 'updatedReplicas') },
    { name: 'Available', type: 'string', value: (one) => countOf(one, 'availableReplicas') },
    { name: 'Age', type: 'date', value: '.metadata.creationTimestamp' },
    { name: 'Containers', type: 'string', priority: 1, value: (one) => printedContainers(one, 'name') },
    { name: 'Images', type: 'string', priority: 1, value: (one) => printedContainers(one, 'image') },
    { name: 'Selector', type: 'string', priority: 1, value: printedSelector },
  ],
  defaults: (one) => ({ ...one, spec: withStrategy(withTemplateDefaults(objectOf(one.spec))) }),
  complete: (one, live) => begun(one, live, {}),
  warnings: (one, live) => (live === undefined ? nameWarnings(one.metadata.name, 'Pod names and hostnames') : []),
  check: (one, live) => [
    ...replicatedFaults(one, live, 'deployment'),
    ...strategyFaults(objectOf(one.spec)),
    ...countFaults(one, ['updatedReplicas', 'readyReplicas', 'availableReplicas']),
  ],
});

function countOf({ status }: KubeObject, member: string): number {
  return Number(objectOf(status)[member] ?? 0);
}

/** Source: SetDefaults_Deployment. */
function withStrategy(asked: JsonObject): JsonObject {
  const strategy = objectOf(asked.strategy);
  if (strategy.type !== 'RollingUpdate') return asked;
  const rollingUpdate = { maxUnavailable: '25%', maxSurge: '25%', ...objectOf(strategy.rollingUpdate) };
  return { ...asked, strategy: { ...strategy, rollingUpdate } };
}

function strategyFaults({
  strategy,
  minReadySeconds = 0,
  progressDeadlineSeconds,
  revisionHistoryLimit,
}: JsonObject): readonly Cause[] {
  const { type, rollingUpdate } = objectOf(strategy);
  const causes: Cause[] = [];
  const least = (field: string, value: Json): void => {
    if (Number(value) < 0) causes.push(invalidValue(`spec.${field}`, value, 'must be greater than or equal to 0'));
  };
  if (type === 'Recreate') {
    if (rollingUpdate !== undefined)
      causes.push({
        reason: 'FieldValueForbidden',
        message: "Forbidden: may not be specified when strategy `type` is 'Recreate'",
        field: 'spec.strategy.rollingUpdate',
      });
  } else if (type === 'RollingUpdate') {
    const { maxUnavailable, maxSurge } = objectOf(rollingUpdate);
    const at = 'spec.strategy.rollingUpdate';
    for (const [field, value] of [
      ['maxUnavailable', maxUnavailable],
      ['maxSurge', maxSurge],
    ] as const)
      if (shareOf(value) === undefined) causes.push(invalidValue(`${at}.${field}`, value, SHARE));
    // What is no share counts as 0 there, and a number in a text as that number (ValidateRollingUpdateDeployment).
    if (numberOf(maxUnavailable) === 0 && numberOf(maxSurge) === 0)
      causes.push(invalidValue(`${at}.maxUnavailable`, maxUnavailable, 'may not be 0 when `maxSurge` is 0'));
    if (typeof maxUnavailable === 'string' && (shareOf(maxUnavailable) ?? 0) > 100)
      causes.push(invalidValue(`${at}.maxUnavailable`, maxUnavailable, 'must not be greater than 100%'));
  } else causes.push(unsupportedValue('spec.strategy', strategy, ['Recreate', 'RollingUpdate']));
  if (revisionHistoryLimit !== undefined) least('revisionHistoryLimit', revisionHistoryLimit);
  if (progressDeadlineSeconds !== undefined) {
    least('progressDeadlineSeconds', progressDeadlineSeconds);
    if (Number(progressDeadlineSeconds) <= Number(minReadySeconds))
      causes.push(
        invalidValue('spec.progressDeadlineSeconds', progressDeadlineSeconds, 'must be greater than minReadySeconds'),
      );
  }
  return causes;
}

const SHARE =
  "a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or '93%', regex used for validation is '[0-9]+%')";

function numberOf(value: Json | undefined): number {
  if (typeof value === 'number') return value;
  const written = Number(value);
  return shareOf(value) ?? (Number.isInteger(written) ? written : 0);
}

/** A number, or a percentage as one; undefined: it is neither. */
function shareOf(value: Json | undefined): number | undefined {
  if (typeof value === 'number') return value < 0 ? undefined : value;
  const [, percent] = /^([0-9]+)%$/u.exec(typeof value === 'string' ? value : '') ?? [];
  return percent === undefined ? undefined : Number(percent);
}
