// What an object may be called. Source: apimachinery's IsDNS1123Label and IsDNS1123Subdomain. Pure.
import { type Cause, invalidValue, required } from './errors.ts';
import { textOf } from './json.ts';
import type { KubeObject } from './object.ts';
import type { Resource } from './resource.ts';

const LABEL = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
const SUBDOMAIN = `${LABEL}(\\.${LABEL})*`;

const RULES = {
  label: {
    pattern: LABEL,
    longest: 63,
    text: "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-'",
  },
  subdomain: {
    pattern: SUBDOMAIN,
    longest: 253,
    text: "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.'",
  },
} as const;

/** Only the creator names an object. */
export function nameFaults(resource: Resource, object: KubeObject, live: KubeObject | undefined): readonly Cause[] {
  if (live !== undefined) return [];
  const { generateName } = object.metadata;
  const name = textOf(object.metadata.name);
  if (name === '') return [required('metadata.name', 'name or generateName is required')];
  const rule = ruleOf(resource);
  return [
    ...(typeof generateName === 'string' && generateName !== ''
      ? formFaults(generateName.replace(/-$/u, 'a'), rule, 'metadata.generateName')
      : []),
    ...formFaults(name, rule, 'metadata.name'),
  ];
}

function ruleOf({ custom, plural }: Resource): keyof typeof RULES {
  if (custom) return 'subdomain';
  return plural === 'namespaces' || plural === 'services' ? 'label' : 'subdomain';
}

/** Faults of a text that has to be a name of this form. */
export function formFaults(text: string, form: keyof typeof RULES, field: string): readonly Cause[] {
  const { pattern, longest, text: rule } = RULES[form];
  const causes: Cause[] = [];
  if (text.length > longest) causes.push(invalidValue(field, text, `must be no more than ${longest} bytes`));
  if (!new RegExp(`^${pattern}$`, 'u').test(text)) {
    const why = `${rule}, and must start and end with an alphanumeric character (regex used for validation is '${pattern}')`;
    causes.push(invalidValue(field, text, why));
  }
  return causes;
}
