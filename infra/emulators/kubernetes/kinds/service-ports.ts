// What the ports of a Service must be: numbers, names, and which of them may stand together.
// Source: Kubernetes, pkg/apis/core/validation (validateServicePort), apimachinery's IsValidPortName and IsDNS1123Label. Pure.
import { type Cause, forbiddenValue, invalidValue, required } from '../errors.ts';
import { type JsonObject, listOf, objectOf, stringOf } from '../json.ts';
import { qualifiedNameFaults } from '../metadata-rules.ts';

const LABEL = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
const isLabel = new RegExp(`^${LABEL}$`, 'u');
const LONGEST_LABEL = 63;
/** Of a port of a container, as in the registry of IANA. */
const LONGEST_TARGET = 15;

export function portFaults(spec: JsonObject): readonly Cause[] {
  const ports = listOf(spec.ports).map(objectOf);
  const causes: Cause[] = [];
  if (ports.length === 0 && spec.clusterIP !== 'None' && spec.type !== 'ExternalName')
    causes.push(required('spec.ports'));
  const names = new Set<string>();
  for (const [index, p] of ports.entries()) {
    const at = `spec.ports[${index}]`;
    const name = stringOf(p.name) ?? '';
    if (name === '' && ports.length > 1) causes.push(required(`${at}.name`));
    if (name !== '') causes.push(...nameFaults(name, `${at}.name`, names));
    names.add(name);
    for (const member of ['port', 'targetPort'] as const) {
      const value = p[member];
      if (typeof value === 'number' && (value < 1 || value > 65535)) {
        causes.push(invalidValue(`${at}.${member}`, value, 'must be between 1 and 65535, inclusive'));
      }
    }
    const target = stringOf(p.targetPort);
    if (target !== undefined) causes.push(...targetFaults(target, `${at}.targetPort`));
    const appProtocol = stringOf(p.appProtocol);
    if (appProtocol !== undefined) causes.push(...qualifiedNameFaults(appProtocol, `${at}.appProtocol`));
    if (p.nodePort !== undefined && spec.type === 'ClusterIP') {
      causes.push(forbiddenValue(`${at}.nodePort`, "may not be used when `type` is 'ClusterIP'"));
    }
  }
  return causes;
}

function nameFaults(name: string, field: string, names: ReadonlySet<string>): readonly Cause[] {
  const causes: Cause[] = [];
  if (name.length > LONGEST_LABEL) {
    causes.push(invalidValue(field, name, `must be no more than ${LONGEST_LABEL} bytes`));
  }
  if (!isLabel.test(name)) {
    const example = "(e.g. 'my-name',  or '123-abc', regex used for validation is";
    const rule = "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-'";
    const ends = 'and must start and end with an alphanumeric character';
    causes.push(invalidValue(field, name, `${rule}, ${ends} ${example} '${LABEL}')`));
  }
  if (names.has(name)) {
    causes.push({ reason: 'FieldValueDuplicate', message: `Duplicate value: "${name}"`, field });
  }
  return causes;
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
