// What Deployments and ReplicaSets have in common: how many pods, of which template, told apart by which labels.
// Source: pkg/apis/apps/validation.
import { type Cause, forbiddenValue, invalidValue, required, unsupportedValue } from '../errors.ts';
import { type Json, type JsonObject, equal, listOf, objectOf, omit, textOf } from '../json.ts';
import { labelFaults } from '../metadata-rules.ts';
import type { KubeObject } from '../object.ts';
import type { Schema } from '../schema/schema.ts';
import { podSpecFaults } from './pod-faults.ts';
import { withPodDefaults } from './pod-template.ts';
import { always, integer, arrayOf, mapOf, object, pointer, string, withDefault } from './write-schema.ts';

const OPERATORS = ['In', 'NotIn', 'Exists', 'DoesNotExist'];

/** Absent and empty are two things. */
export const selectorSchema: Schema = always(
  {
    ...object({
      matchLabels: mapOf(string),
      matchExpressions: arrayOf(
        object({ key: always(string, ''), operator: always(string, ''), values: arrayOf(string) }),
      ),
    }),
    'x-kubernetes-map-type': 'atomic',
  },
  null,
);

export const replicas: Schema = withDefault(pointer(integer), 1);

/** The template with the defaults of pods; those that only a Pod itself gets are left out. */
export function withTemplateDefaults(spec: JsonObject): JsonObject {
  const template = objectOf(spec.template);
  return { ...spec, template: { ...template, spec: withPodDefaults(objectOf(template.spec)) } };
}

/** @param what as the selector's fault has it: `deployment`. */
export function replicatedFaults(one: KubeObject, live: KubeObject | undefined, what: string): readonly Cause[] {
  const spec = objectOf(one.spec);
  const template = objectOf(spec.template);
  const pod = objectOf(template.spec);
  const labels = objectOf(objectOf(template.metadata).labels);
  const causes: Cause[] = [];
  for (const field of ['replicas', 'minReadySeconds'])
    if (Number(spec[field] ?? 0) < 0) causes.push(invalidValue(`spec.${field}`, spec[field], NOT_NEGATIVE));
  causes.push(...selectorFaults(spec.selector ?? null, labels, what));
  causes.push(...labelFaults(labels, 'spec.template.metadata.labels'));
  causes.push(...podSpecFaults(pod, 'spec.template.spec'));
  const { restartPolicy } = pod;
  if (restartPolicy === 'OnFailure' || restartPolicy === 'Never')
    causes.push(unsupportedValue('spec.template.spec.restartPolicy', restartPolicy, ['Always']));
  if (pod.activeDeadlineSeconds !== undefined)
    causes.push(
      forbiddenValue(
        'spec.template.spec.activeDeadlineSeconds',
        `activeDeadlineSeconds in ${what === 'deployment' ? 'Deployment' : 'ReplicaSet'} is not Supported`,
      ),
    );
  if (live !== undefined && !equal(spec.selector, objectOf(live.spec).selector))
    causes.push(invalidValue('spec.selector', spec.selector, 'field is immutable'));
  return causes;
}

/** Source: ValidateDeploymentStatus, ValidateReplicaSetStatus. */
export function countFaults({ status }: KubeObject, counts: readonly string[]): readonly Cause[] {
  const said = objectOf(status);
  const count = (member: string): number => Number(said[member] ?? 0);
  const causes = ['replicas', ...counts, 'unavailableReplicas'].flatMap((member) =>
    count(member) < 0 ? [invalidValue(`status.${member}`, count(member), NOT_NEGATIVE)] : [],
  );
  const most = (member: string, of: string, words: string): void => {
    if (count(member) > count(of))
      causes.push(invalidValue(`status.${member}`, count(member), `cannot be greater than ${words}`));
  };
  for (const member of counts) most(member, 'replicas', 'status.replicas');
  most('availableReplicas', 'readyReplicas', 'readyReplicas');
  return causes;
}

const NOT_NEGATIVE = 'must be greater than or equal to 0';

function selectorFaults(selector: Json, labels: JsonObject, what: string): readonly Cause[] {
  const mismatch = invalidValue('spec.template.metadata.labels', labels, '`selector` does not match template `labels`');
  // A selector that is not there selects nothing.
  if (selector === null) return [required('spec.selector'), mismatch];
  const asked = objectOf(selector);
  const expressions = listOf(asked.matchExpressions).map(objectOf);
  const faults = [
    ...labelFaults(objectOf(asked.matchLabels), 'spec.selector.matchLabels'),
    ...expressions.flatMap((one, index) => {
      const at = `spec.selector.matchExpressions[${index}].operator`;
      return OPERATORS.includes(textOf(one.operator))
        ? []
        : [invalidValue(at, one.operator, 'not a valid selector operator')];
    }),
  ];
  if (faults.length > 0) return [...faults, invalidValue('spec.selector', selector, 'invalid label selector')];
  if (Object.keys(objectOf(asked.matchLabels)).length + expressions.length === 0)
    return [invalidValue('spec.selector', selector, `empty selector is invalid for ${what}`)];
  return selects(asked, labels) ? [] : [mismatch];
}

/** Source: apimachinery, LabelSelectorAsSelector. */
export function selects(selector: JsonObject, labels: JsonObject): boolean {
  const isEqual = Object.entries(objectOf(selector.matchLabels)).every(([key, value]) => labels[key] === value);
  return (
    isEqual &&
    listOf(selector.matchExpressions)
      .map(objectOf)
      .every(({ key, operator, values }) => {
        const value = labels[textOf(key)];
        const isListed = value !== undefined && listOf(values).includes(value);
        if (operator === 'In' || operator === 'NotIn') return isListed === (operator === 'In');
        return (value !== undefined) === (operator === 'Exists');
      })
  );
}

/** As apimachinery prints a selector: sorted by key. */
export function selectorText(selector: JsonObject): string {
  const equal = Object.entries(objectOf(selector.matchLabels)).map(([key, value]) => [key, `${key}=${textOf(value)}`]);
  const others = listOf(selector.matchExpressions)
    .map(objectOf)
    .map(({ key, operator, values }) => {
      const listed = `(${listOf(values).map(textOf).sort().join(',')})`;
      const name = textOf(key);
      const words: Readonly<Record<string, string>> = {
        In: `${name} in ${listed}`,
        NotIn: `${name} notin ${listed}`,
        Exists: name,
      };
      return [name, words[textOf(operator)] ?? `!${name}`];
    });
  return [...equal, ...others]
    .sort(([a = ''], [b = '']) => (a < b ? -1 : a > b ? 1 : 0))
    .map(([, text]) => text)
    .join(',');
}

/** As `kubectl get -o wide` prints it. */
export function printedSelector({ spec }: KubeObject): string {
  return selectorText(objectOf(objectOf(spec).selector)) || '<none>';
}

export function printedContainers({ spec }: KubeObject, member: 'name' | 'image'): string {
  const containers = listOf(objectOf(objectOf(objectOf(spec).template).spec).containers);
  return containers.map((one) => textOf(objectOf(one)[member])).join(',');
}

/** Half of a new object that its creator does not write. */
export function begun(one: KubeObject, live: KubeObject | undefined, status: JsonObject): KubeObject {
  return live === undefined ? { ...(omit(one, 'status') as KubeObject), status } : one;
}
