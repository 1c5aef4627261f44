// What the ports of a Service must be: numbers, names, and which of them may stand together. Source: Kubernetes,
// pkg/apis/core/validation (validateServicePort), apimachinery's IsValidPortName and IsDNS1123Label. Pure.
import { type Cause, duplicateValue, forbiddenValue, invalidValue, required, unsupportedValue } from '../errors.ts';
import { type Json, type JsonObject, listOf, objectOf, stringOf, textOf } from '../json.ts';
import { qualifiedNameFaults } from '../metadata-rules.ts';
import { formFaults } from '../name-rules.ts';

/** Of a port of a container, as in the registry of IANA. */
const LONGEST_TARGET = 15;

const PROTOCOLS = ['SCTP', 'TCP', 'UDP'];

export function portFaults(spec: JsonObject): readonly Cause[] {
  const ports = listOf(spec.ports).map(objectOf);
  const causes: Cause[] = [];
  if (ports.length === 0 && spec.clusterIP !== 'None' && spec.type !== 'ExternalName')
    causes.push(required('spec.ports'));
  const [names, keys, nodePorts] = [new Set<string>(), new Set<string>(), new Set<string>()];
  for (const [index, p] of ports.entries()) {
    const at = `spec.ports[${index}]`;
    const name = stringOf(p.name) ?? '';
    if (name === '' && ports.length > 1) causes.push(required(`${at}.name`));
    if (name !== '') causes.push(...formFaults(name, 'label', `${at}.name`));
    if (name !== '' && names.has(name)) causes.push(duplicateValue(`${at}.name`, name));
    names.add(name);
    causes.push(...numberFaults(p.port, `${at}.port`), ...numberFaults(p.targetPort, `${at}.targetPort`));
    const protocol = textOf(p.protocol);
    if (!PROTOCOLS.includes(protocol)) causes.push(unsupportedValue(`${at}.protocol`, protocol, PROTOCOLS));
    const target = stringOf(p.targetPort);
    if (target !== undefined) causes.push(...targetFaults(target, `${at}.targetPort`));
    if (typeof p.appProtocol === 'string') causes.push(...qualifiedNameFaults(p.appProtocol, `${at}.appProtocol`));
    if (p.nodePort !== undefined && spec.type === 'ClusterIP') {
      causes.push(forbiddenValue(`${at}.nodePort`, "may not be used when `type` is 'ClusterIP'"));
    }
    const [key, nodePort] = [`${protocol} ${textOf(p.port)}`, `${protocol} ${textOf(p.nodePort)}`];
    if (keys.has(key)) causes.push(duplicateValue(at, { protocol, port: p.port }));
    if (p.nodePort !== undefined && nodePorts.has(nodePort)) causes.push(duplicateValue(`${at}.nodePort`, p.nodePort));
    keys.add(key);
    nodePorts.add(nodePort);
  }
  return causes;
}

function numberFaults(value: Json | undefined, field: string): readonly Cause[] {
  if (typeof value !== 'number' || (value >= 1 && value <= 65_535)) return [];
  return [invalidValue(field, value, 'must be between 1 and 65535, inclusive')];
}

function targetFaults(name: string, field: string): readonly Cause[] {
  const faults: string[] = [];
  if (name.length > LONGEST_TARGET) faults.push(`must be no more than ${LONGEST_TARGET} bytes`);
  if (!/^[-a-z0-9]+$/u.test(name)) {
    faults.push('must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)');
  }
  if (!/[a-z]/u.test(name)) faults.push('must contain at least one letter (a-z)');
  if (name.includes('--')) faults.push('must not contain consecutive hyphens');
  if (/^-|-$/u.test(name)) faults.push('must not begin or end with a hyphen');
  return faults.map((fault) => invalidValue(field, name, fault));
}
