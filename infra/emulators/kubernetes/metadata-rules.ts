// What metadata must be for every kind: labels, annotations, finalizers and owners. Pure.
import { type Cause, invalidValue, required } from './errors.ts';
import { type JsonObject, listOf, objectOf, stringOf, textOf } from './json.ts';
import type { KubeObject } from './object.ts';

const NAME_PART = '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]';
const SUBDOMAIN = '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*';
const isNamePart = new RegExp(`^${NAME_PART}$`, 'u');
const isSubdomain = new RegExp(`^${SUBDOMAIN}$`, 'u');
const LONGEST_NAME = 63;
const LONGEST_PREFIX = 253;
// All keys and values together, in bytes.
const LARGEST_ANNOTATIONS = 262_144;

/**
 * Every fault, in the words of apimachinery's validation. Finalizers of core kinds need a prefix; custom objects and
 * definitions get along without (the hosted controller's `mci.finalizer.networking.gke.io` has none).
 */
export function metadataFaults(object: KubeObject, isCore: boolean): readonly Cause[] {
  const { labels, annotations, finalizers } = object.metadata;
  const causes: Cause[] = [];
  causes.push(...labelFaults(objectOf(labels), 'metadata.labels'));
  let size = 0;
  for (const [key, value] of Object.entries(objectOf(annotations))) {
    causes.push(...qualifiedNameFaults(key.toLowerCase(), 'metadata.annotations'));
    size += Buffer.byteLength(key) + Buffer.byteLength(textOf(value));
  }
  if (size > LARGEST_ANNOTATIONS) {
    const message = `Too long: may not be more than ${LARGEST_ANNOTATIONS} bytes`;
    causes.push({ reason: 'FieldValueTooLong', message, field: 'metadata.annotations' });
  }
  for (const [index, finalizer] of (finalizers ?? []).entries()) {
    causes.push(...finalizerFaults(finalizer, index, isCore));
  }
  return [...causes, ...ownerFaults(object)];
}

/** Keys and values of labels, or of what selects by them. */
export function labelFaults(labels: JsonObject, field: string): readonly Cause[] {
  return Object.entries(labels).flatMap(([key, value]) => [
    ...qualifiedNameFaults(key, field),
    ...labelValueFaults(textOf(value), field),
  ]);
}

/** `prefix/name` or `name`. */
export function qualifiedNameFaults(key: string, field: string): readonly Cause[] {
  const slash = key.indexOf('/');
  const prefix = slash === -1 ? undefined : key.slice(0, slash);
  const name = key.slice(slash + 1);
  const faults: string[] = [];
  if (prefix !== undefined && (prefix === '' || prefix.length > LONGEST_PREFIX || !isSubdomain.test(prefix))) {
    const rule = "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.'";
    faults.push(prefix === '' ? 'prefix part must be non-empty' : `prefix part ${rule}`);
  }
  if (name === '') faults.push('name part must be non-empty');
  if (name.length > LONGEST_NAME) faults.push(`name part must be no more than ${LONGEST_NAME} bytes`);
  if (!isNamePart.test(name)) {
    const example = "(e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is";
    faults.push(`name part must consist of ${ALPHANUMERIC} ${example} '${NAME_PART}')`);
  }
  return faults.map((fault) => invalidValue(field, key, fault));
}

const ALPHANUMERIC = "alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character";

function labelValueFaults(value: string, field: string): readonly Cause[] {
  const faults: string[] = [];
  if (value.length > LONGEST_NAME) faults.push(`must be no more than ${LONGEST_NAME} bytes`);
  if (value !== '' && !isNamePart.test(value)) {
    const example = "(e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is";
    faults.push(`a valid label must be an empty string or consist of ${ALPHANUMERIC} ${example} '(${NAME_PART})?')`);
  }
  return faults.map((fault) => invalidValue(field, value, fault));
}

/** A qualified name; in core kinds, which look once more, with a prefix, unless it is one of the three old ones. */
function finalizerFaults(finalizer: string, index: number, isCore: boolean): readonly Cause[] {
  const general = qualifiedNameFaults(finalizer, 'metadata.finalizers');
  if (!isCore) return general;
  const at = `metadata.finalizers[${index}]`;
  const own = qualifiedNameFaults(finalizer, at);
  if (own.length > 0 || finalizer.includes('/') || OLD_FINALIZERS.includes(finalizer)) return [...general, ...own];
  return [invalidValue(at, finalizer, 'name is neither a standard finalizer name nor is it fully qualified')];
}

const OLD_FINALIZERS = ['kubernetes', 'orphan', 'foregroundDeletion'];

/** Custom objects get along without a prefix, with a warning for each new one. */
export function finalizerWarnings(object: KubeObject, live: KubeObject | undefined): readonly string[] {
  const known = live?.metadata.finalizers ?? [];
  const bare = (object.metadata.finalizers ?? []).filter(
    (name) => !name.includes('/') && !OLD_FINALIZERS.includes(name) && !known.includes(name),
  );
  return bare.map((name) => {
    const path = name.includes('.') ? ' including a path (/)' : '';
    const why = `prefer a domain-qualified finalizer name${path} to avoid accidental conflicts with other finalizer writers`;
    return `metadata.finalizers: ${JSON.stringify(name)}: ${why}`;
  });
}

function ownerFaults(object: KubeObject): readonly Cause[] {
  const owners = listOf(object.metadata.ownerReferences).map(objectOf);
  const causes = owners.flatMap((owner, index) =>
    (['apiVersion', 'kind', 'name', 'uid'] as const)
      .filter((member) => (stringOf(owner[member]) ?? '') === '')
      .map((member) => required(`metadata.ownerReferences[${index}].${member}`)),
  );
  if (owners.filter(({ controller }) => controller === true).length < 2) return causes;
  const why = 'Only one reference can have Controller set to true.';
  return [...causes, invalidValue('metadata.ownerReferences', owners, why)];
}
