// What a document must look like, as a JSON schema whose members the compiler holds against the document's type: a
// member that is missing in one of them, or is of another type there, does not compile.
import type { Json, JsonObject } from '../../core/index.ts';

export interface AnyShape {
  readonly schema: JsonObject;
}

/** A JSON schema (draft 07) of the values of a type. */
export interface Shape<T> extends AnyShape {
  /** Of the type alone: a shape stands for exactly one. */
  readonly of?: (value: T) => T;
}

export type TypeOf<S extends AnyShape> = S extends Shape<infer T> ? T : never;

interface Optional<T> {
  readonly optional: Shape<T>;
}

type Members<T> = {
  readonly [K in keyof T]-?: object extends Pick<T, K> ? Optional<Exclude<T[K], undefined>> : Shape<T[K]>;
};

export const text: Shape<string> = { schema: { type: 'string' } };
/** A text that is not empty. */
export const name: Shape<string> = { schema: { type: 'string', minLength: 1 } };
/** Of a whole. */
export const part: Shape<number> = { schema: { type: 'number', minimum: 0, maximum: 1 } };
export const flag: Shape<boolean> = { schema: { type: 'boolean' } };
/** A whole number, not negative. */
export const count: Shape<number> = { schema: { type: 'integer', minimum: 0 } };
/** Milliseconds since the epoch. */
export const time: Shape<number> = { schema: { type: 'number', description: 'Milliseconds since the epoch.' } };
/** 64 hexadecimal digits. */
export const digest: Shape<string> = { schema: { type: 'string', pattern: '^[0-9a-f]{64}$' } };
/** A REST body or a Kubernetes object. */
export const body: Shape<JsonObject> = { schema: { type: 'object' } };
/** Any JSON. */
export const json: Shape<Json> = { schema: {} };
export const nothing: Shape<null> = { schema: { type: 'null' } };
/** Always true: what a flag says by being there. */
export const yes: Shape<true> = { schema: { const: true } };

export function literal<const T extends string>(value: T): Shape<T> {
  return { schema: { const: value } };
}

export function oneOf<const T extends string>(...values: readonly T[]): Shape<T> {
  return { schema: { enum: values } };
}

/** All members, and no others. */
export function object<T>(members: Members<T>): Shape<T> {
  const all = Object.entries(members as Readonly<Record<string, Shape<unknown> | Optional<unknown>>>);
  const required = all.flatMap(([key, member]) => ('optional' in member ? [] : [key]));
  const properties = all.map(
    ([key, member]) => [key, ('optional' in member ? member.optional : member).schema] as const,
  );
  return {
    schema: { type: 'object', required, additionalProperties: false, properties: Object.fromEntries(properties) },
  };
}

export function optional<T>(shape: Shape<T>): Optional<T> {
  return { optional: shape };
}

export function listOf<T>(item: Shape<T>): Shape<readonly T[]> {
  return { schema: { type: 'array', items: item.schema } };
}

export function mapOf<T>(member: Shape<T>): Shape<Readonly<Record<string, T>>> {
  return { schema: { type: 'object', additionalProperties: member.schema } };
}

export function anyOf<const S extends readonly AnyShape[]>(...shapes: S): Shape<TypeOf<S[number]>> {
  return { schema: { anyOf: shapes.map(({ schema }) => schema) } };
}
