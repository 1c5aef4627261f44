// From what a client sent to what the server stores: prune, default, complete, validate.
import { ruledFaults } from '../cel/rules.ts';
import { type Cluster, type WriteOptions, contextOf } from '../cluster.ts';
import { type Cause, badRequest, invalid, invalidValue } from '../errors.ts';
import type { JsonObject } from '../json.ts';
import { metadataSchema } from '../kinds/metadata-schema.ts';
import { finalizerWarnings, metadataFaults } from '../metadata-rules.ts';
import { nameFaults } from '../name-rules.ts';
import type { KubeObject } from '../object.ts';
import type { Resource } from '../resource.ts';
import { fillDefaults } from '../schema/fill-defaults.ts';
import { goValue, undecodable } from '../schema/go-value.ts';
import { prune, withoutStrayNulls } from '../schema/prune.ts';
import { validate } from '../schema/validate.ts';

/**
 * A request's object as its kind holds it: unknown fields dropped (or refused, under Strict), defaults filled in.
 * @throws ApiError 400 for what no object of the kind can be, and for unknown fields under Strict
 */
export function decoded(resource: Resource, object: KubeObject, options: WriteOptions): KubeObject {
  const { kind, version, schema, custom } = resource;
  const cannot = `${kind} in version "${version}" cannot be handled as a ${kind}`;
  const fault = undecodable(custom ? { metadata: object.metadata } : object, custom ? METADATA_ONLY : schema);
  if (fault !== undefined) throw unreadable(`${cannot}: json: ${fault}`, options);
  const { value, unknown } = prune(object, schema);
  const faults = [...options.duplicates, ...unknown.map((path) => `unknown field "${path}"`)];
  if (faults.length > 0 && options.fieldValidation === 'Strict') {
    throw unreadable(`${cannot}: strict decoding error: ${faults.join(', ')}`, options);
  }
  if (options.fieldValidation === 'Warn') for (const one of faults) options.warn(one);
  if (!custom) return defaulted(resource, value);
  const { metadata, ...own } = value;
  return defaulted(resource, { ...withoutStrayNulls(own, schema), ...(metadata === undefined ? {} : { metadata }) });
}

/** Of a patch it is the patch that is wrong. */
function unreadable(why: string, { isPatch }: WriteOptions): Error {
  return isPatch ? invalid({ kind: '', group: '' }, '', [invalidValue('patch', '', why)]) : badRequest(why);
}

const METADATA_ONLY = { type: 'object', properties: { metadata: metadataSchema } } as const;

/** An object as its kind holds it, with the defaults of its version. */
export function defaulted(resource: Resource, object: JsonObject): KubeObject {
  const { schema, custom } = resource;
  if (custom) {
    const metadata = goValue(object.metadata, metadataSchema) ?? {};
    return fillDefaults({ ...object, metadata }, schema) as KubeObject;
  }
  const filled = fillDefaults(goValue(object, schema) ?? {}, schema) as KubeObject;
  return resource.defaults?.(filled) ?? filled;
}

/** Texts for `Warning` headers about an object that is otherwise well. */
export function warnOf(
  resource: Resource,
  object: KubeObject,
  live: KubeObject | undefined,
  options: WriteOptions,
): void {
  const isCore = !resource.custom && resource.group !== 'apiextensions.k8s.io';
  if (!isCore) for (const text of finalizerWarnings(object, live)) options.warn(text);
  for (const text of resource.warnings?.(object, live) ?? []) options.warn(text);
}

/**
 * Adds what only this kind's own rules know and checks the whole. `known`: faults found before.
 * @throws ApiError 422 with every cause
 */
export function completed(
  cluster: Cluster,
  resource: Resource,
  object: KubeObject,
  live: KubeObject | undefined,
  known: readonly Cause[] = [],
): KubeObject {
  const refuse = (causes: readonly Cause[]): void => {
    if (causes.length > 0) throw invalid(resource, object.metadata.name, causes);
  };
  refuse(resource.unallocatable?.(object, live) ?? []);
  const whole = resource.complete?.(object, live, contextOf(cluster)) ?? object;
  const isCore = !resource.custom && resource.group !== 'apiextensions.k8s.io';
  const early = [
    ...known,
    ...nameFaults(resource, object, live),
    ...metadataFaults(object, isCore),
    // Which items of built-in lists may stand twice their own checks say.
    ...validate(whole, resource.schema).filter(({ reason }) => resource.custom || reason !== 'FieldValueDuplicate'),
  ];
  refuse([...early, ...ruledFaults(resource.rules, whole, early), ...(resource.check?.(whole, live) ?? [])]);
  return whole;
}
