// Short words for writing the schemas of built-in kinds.
import type { Json } from '../json.ts';
import type { Schema } from '../schema/schema.ts';

export const string: Schema = { type: 'string' };
export const integer: Schema = { type: 'integer' };
export const boolean: Schema = { type: 'boolean' };
export const intOrString: Schema = { 'x-kubernetes-int-or-string': true };
/** Anything below an object, without a schema. */
export const open: Schema = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };

export function object(properties: { readonly [name: string]: Schema }, required: readonly string[] = []): Schema {
  return { type: 'object', properties, ...(required.length > 0 ? { required } : {}) };
}

export function mapOf(values: Schema): Schema {
  return { type: 'object', additionalProperties: values };
}

export function atomicMapOf(values: Schema): Schema {
  return { ...mapOf(values), 'x-kubernetes-map-type': 'atomic' };
}

export function arrayOf(items: Schema): Schema {
  return { type: 'array', items, 'x-kubernetes-list-type': 'atomic' };
}

export function setOf(items: Schema): Schema {
  return { type: 'array', items, 'x-kubernetes-list-type': 'set' };
}

export function keyedBy(keys: readonly string[], items: Schema): Schema {
  return { type: 'array', items, 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': keys };
}

export function withDefault(schema: Schema, value: Json): Schema {
  return { ...schema, default: value };
}

export function oneOf(...values: readonly string[]): Schema {
  return { type: 'string', enum: values };
}

/** What a Go pointer holds: an empty value that was given stays. */
export function pointer(schema: Schema): Schema {
  return { ...schema, 'x-go-pointer': true };
}

/** What is written without `omitempty`: `zero` stands where nothing was given. */
export function always(schema: Schema, zero: Json): Schema {
  return { ...schema, 'x-go-zero': zero };
}

/** Conditions as every kind has them, keyed by type. */
export const conditions: Schema = keyedBy(
  ['type'],
  object({
    type: always(string, ''),
    status: always(string, ''),
    reason: string,
    message: string,
    observedGeneration: integer,
    lastTransitionTime: string,
    lastProbeTime: { ...string, nullable: true },
    lastHeartbeatTime: string,
    lastUpdateTime: string,
  }),
);

/** Conditions of apimachinery's own type, which writes all that it has. */
export const metaConditions: Schema = keyedBy(
  ['type'],
  object({
    type: always(string, ''),
    status: always(string, ''),
    observedGeneration: integer,
    lastTransitionTime: always({ ...string, nullable: true }, null),
    reason: always(string, ''),
    message: always(string, ''),
  }),
);

/** A reference to another object. */
export const objectReference: Schema = {
  ...object({
    apiVersion: string,
    kind: string,
    name: string,
    namespace: string,
    uid: string,
    resourceVersion: string,
    fieldPath: string,
  }),
  'x-kubernetes-map-type': 'atomic',
};
