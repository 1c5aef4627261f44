// What a pod must be, as far as the workloads and their users write it. Source: Kubernetes, ValidatePodCreate and
// ValidatePodUpdate. Pure.
import { isIP } from 'node:net';
import { type Cause, duplicateValue, forbiddenValue, invalidValue, required, unsupportedValue } from '../errors.ts';
import { type JsonObject, equal, listOf, objectOf, omit, textOf } from '../json.ts';
import { qualifiedNameFaults } from '../metadata-rules.ts';
import { formFaults } from '../name-rules.ts';
import type { KubeObject } from '../object.ts';

const PROTOCOLS = ['SCTP', 'TCP', 'UDP'];
const RESTARTS = ['Always', 'OnFailure', 'Never'];

export function podFaults(pod: KubeObject, live: KubeObject | undefined): readonly Cause[] {
  const spec = objectOf(pod.spec);
  const causes = [...podSpecFaults(spec, 'spec')];
  for (const [index, one] of listOf(objectOf(pod.status).podIPs).entries()) {
    const address = textOf(objectOf(one).ip);
    const why = 'must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)';
    if (isIP(address) === 0) causes.push(invalidValue(`status.podIPs[${index}]`, address, why));
  }
  return live === undefined ? causes : [...causes, ...changeFaults(spec, objectOf(live.spec))];
}

/** @param at where it stands: `spec`, or that of a template. */
export function podSpecFaults(spec: JsonObject, at: string): readonly Cause[] {
  const causes: Cause[] = [];
  const containers = listOf(spec.containers).map(objectOf);
  if (containers.length === 0) causes.push(required(`${at}.containers`));
  const names = new Set<string>();
  for (const [index, container] of containers.entries()) {
    causes.push(...containerFaults(container, `${at}.containers[${index}]`, names));
    names.add(textOf(container.name));
  }
  for (const [index, gate] of listOf(spec.readinessGates).entries()) {
    const where = `${at}.readinessGates[${index}].conditionType`;
    causes.push(...qualifiedNameFaults(textOf(objectOf(gate).conditionType), where));
  }
  if (!RESTARTS.includes(textOf(spec.restartPolicy))) {
    causes.push(unsupportedValue(`${at}.restartPolicy`, spec.restartPolicy, RESTARTS));
  }
  if (typeof spec.hostname === 'string') causes.push(...formFaults(spec.hostname, 'label', `${at}.hostname`));
  if (typeof spec.nodeName === 'string') causes.push(...formFaults(spec.nodeName, 'subdomain', `${at}.nodeName`));
  return causes;
}

function containerFaults(container: JsonObject, at: string, names: ReadonlySet<string>): readonly Cause[] {
  const causes: Cause[] = [];
  const name = textOf(container.name);
  if (name === '') causes.push(required(`${at}.name`));
  else causes.push(...formFaults(name, 'label', `${at}.name`));
  if (names.has(name)) causes.push(duplicateValue(`${at}.name`, name));
  if (container.image === undefined) causes.push(required(`${at}.image`));
  for (const [index, one] of listOf(container.ports).entries()) {
    const { containerPort, protocol } = objectOf(one);
    const where = `${at}.ports[${index}]`;
    if (containerPort === 0) causes.push(required(`${where}.containerPort`));
    else if (Number(containerPort) < 1 || Number(containerPort) > 65_535) {
      causes.push(invalidValue(`${where}.containerPort`, containerPort, 'must be between 1 and 65535, inclusive'));
    }
    if (!PROTOCOLS.includes(textOf(protocol))) {
      causes.push(unsupportedValue(`${where}.protocol`, protocol, PROTOCOLS));
    }
  }
  return causes;
}

/** Of a pod that stands only images, and what is told to end it sooner, can be changed. */
function changeFaults(spec: JsonObject, before: JsonObject): readonly Cause[] {
  const fixed = (one: JsonObject): JsonObject => ({
    ...omit(one, 'activeDeadlineSeconds', 'tolerations'),
    containers: listOf(one.containers).map((container) => omit(objectOf(container), 'image')),
  });
  if (listOf(spec.containers).length !== listOf(before.containers).length) {
    return [forbiddenValue('spec.containers', 'pod updates may not add or remove containers')];
  }
  if (equal(fixed(spec), fixed(before))) return [];
  return [forbiddenValue('spec', 'pod updates may not change fields other than `spec.containers[*].image`')];
}
