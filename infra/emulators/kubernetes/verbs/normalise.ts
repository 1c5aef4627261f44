// From what a client sent to what the server stores: prune, default, complete, validate.
import { ruledFaults } from '../cel/rules.ts';
import { type Cluster, type WriteOptions, contextOf } from '../cluster.ts';
import { badRequest, invalid, invalidValue } from '../errors.ts';
import { type Json, isObject } from '../json.ts';
import { metadataFaults } from '../metadata-rules.ts';
import { type KubeObject, withMetadata, withoutNulls } from '../object.ts';
import type { Resource } from '../resource.ts';
import { fillDefaults } from '../schema/fill-defaults.ts';
import { prune } from '../schema/prune.ts';
import { validate } from '../schema/validate.ts';

/**
 * Drops unknown fields (or refuses them, under Strict) and fills in the schema's defaults.
 * @throws ApiError 400 for unknown fields under Strict
 */
export function typed(resource: Resource, object: KubeObject, options: WriteOptions): KubeObject {
  const { value, unknown } = prune(resource.custom ? object : (withoutNulls(object) as KubeObject), resource.schema);
  if (unknown.length > 0 && options.fieldValidation !== 'Ignore') {
    const faults = unknown.map((path) => `unknown field "${path}"`);
    if (options.fieldValidation === 'Strict') {
      throw badRequest(
        `${resource.kind} in version "${resource.version}" cannot be handled as a ${resource.kind}: strict decoding error: ${faults.join(', ')}`,
      );
    }
    for (const fault of faults) options.warn(fault);
  }
  return tidyMetadata(fillDefaults(value, resource.schema) as KubeObject);
}

/** Typed metadata cannot tell an empty map from none, and holds "" where a label was null. */
function tidyMetadata(object: KubeObject): KubeObject {
  const tidy = (value: Json | undefined): Json | undefined => {
    if (!isObject(value) || Object.keys(value).length === 0) return undefined;
    return Object.fromEntries(Object.entries(value).map(([key, text]) => [key, text ?? '']));
  };
  const { finalizers, labels, annotations } = object.metadata;
  return withMetadata(object, {
    labels: tidy(labels) as KubeObject['metadata']['labels'],
    annotations: tidy(annotations),
    finalizers: finalizers?.length === 0 ? undefined : finalizers,
  });
}

/**
 * Adds what only this kind's own rules know and checks the whole.
 * @throws ApiError 422 with every cause
 */
export function completed(
  cluster: Cluster,
  resource: Resource,
  object: KubeObject,
  live: KubeObject | undefined,
): KubeObject {
  const early = validate(object, resource.schema);
  const faults = [...early, ...ruledFaults(resource.rules, object, early)];
  if (faults.length > 0) throw invalid(resource, object.metadata.name, faults);
  const whole = resource.complete?.(object, live, contextOf(cluster)) ?? object;
  const isCore = !resource.custom && resource.group !== 'apiextensions.k8s.io';
  const causes = [
    ...nameFaults(resource, object),
    ...metadataFaults(object, isCore),
    ...(resource.check?.(whole, live) ?? []),
  ];
  if (causes.length > 0) throw invalid(resource, object.metadata.name, causes);
  return whole;
}

function nameFaults(resource: Resource, object: KubeObject): readonly ReturnType<typeof invalidValue>[] {
  const { name } = object.metadata;
  if (!resource.custom && (resource.plural === 'services' || resource.plural === 'namespaces')) {
    const first = resource.plural === 'services' ? '[a-z]' : '[a-z0-9]';
    const label = new RegExp(`^${first}([-a-z0-9]{0,61}[a-z0-9])?$`, 'u');
    const rule = resource.plural === 'services' ? 'a DNS-1035 label' : 'a lowercase RFC 1123 label';
    return label.test(name)
      ? []
      : [invalidValue('metadata.name', name, `${rule} must consist of lower case alphanumeric characters or '-'`)];
  }
  const subdomain = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/u;
  if (subdomain.test(name) && name.length <= 253) return [];
  const rule = "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.'";
  return [invalidValue('metadata.name', name, rule)];
}
