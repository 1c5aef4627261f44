// Built-in kinds live in Go structs: what JSON leaves of an object that went through one. Null and absent are one, and
// so are empty and absent where the member is written with `omitempty`. Source: k8s.io/api, encoding/json.
import { type Json, type JsonObject, isList, isObject } from '../json.ts';
import { type Schema, memberOf } from './schema.ts';

/** The value as a struct holds it; undefined: it is left out. */
export function goValue(value: Json | undefined, schema: Schema | undefined): Json | undefined {
  if (schema === undefined) return value;
  const zero = schema['x-go-zero'];
  if (value === undefined || value === null) return isObject(zero) && !isMap(schema) ? structValue(zero, schema) : zero;
  if (isObject(value)) return isMap(schema) ? mapValue(value, schema) : structValue(value, schema);
  if (isList(value)) {
    // Where null is written for nothing, an empty list is something.
    if (value.length === 0) return zero === null ? value : zero;
    return value.map((item) => goValue(item, schema.items) ?? zeroOf(schema.items) ?? item);
  }
  const isZero = value === '' || value === 0 || value === false;
  return isZero && schema['x-go-pointer'] !== true ? zero : value;
}

function isMap(schema: Schema): boolean {
  return schema.properties === undefined && schema['x-kubernetes-preserve-unknown-fields'] !== true;
}

function structValue(value: JsonObject, schema: Schema): JsonObject {
  const held: Record<string, Json> = {};
  for (const [key, property] of Object.entries(schema.properties ?? {})) {
    const member = goValue(value[key], property);
    if (member !== undefined) held[key] = member;
  }
  for (const [key, member] of Object.entries(value)) {
    const isOpen = schema.properties?.[key] === undefined && memberOf(schema, key) !== undefined;
    if (isOpen && member !== undefined && member !== null) held[key] = member;
  }
  return held;
}

/** A map keeps its keys: what is empty stands for itself. */
function mapValue(value: JsonObject, schema: Schema): Json | undefined {
  const below = typeof schema.additionalProperties === 'object' ? schema.additionalProperties : undefined;
  const entries = Object.entries(value).filter((entry): entry is [string, Json] => entry[1] !== undefined);
  if (entries.length === 0 && schema['x-go-pointer'] !== true) return schema['x-go-zero'];
  return Object.fromEntries(entries.map(([key, item]) => [key, goValue(item, below) ?? zeroOf(below) ?? item]));
}

/** What stands for nothing where something must stand: in a list or a map. */
function zeroOf(schema: Schema | undefined): Json | undefined {
  if (schema === undefined) return undefined;
  if (schema['x-go-zero'] !== undefined) return schema['x-go-zero'];
  switch (schema.type) {
    case 'string':
      return '';
    case 'integer':
    case 'number':
      return 0;
    case 'boolean':
      return false;
    case 'object':
      return structValue({}, schema);
    case 'array':
    case undefined:
  }
  return undefined;
}

/** The first member that no struct of this kind can hold, and what it should be; undefined: it can be decoded. */
export function undecodable(value: Json | undefined, schema: Schema | undefined, path = ''): string | undefined {
  if (schema === undefined || value === undefined || value === null) return undefined;
  const wanted = wantedType(value, schema);
  if (wanted !== undefined) return `cannot unmarshal ${JSON.stringify(value)} into field ${path} of type ${wanted}`;
  if (isObject(value)) {
    for (const [key, member] of Object.entries(value)) {
      const fault = undecodable(member, memberOf(schema, key)?.schema, path === '' ? key : `${path}.${key}`);
      if (fault !== undefined) return fault;
    }
  }
  if (isList(value)) {
    for (const item of value) {
      const fault = undecodable(item, schema.items, path);
      if (fault !== undefined) return fault;
    }
  }
  if (schema.format === 'byte' && typeof value === 'string' && !isBase64(value))
    return `illegal base64 data at ${path}`;
  return undefined;
}

function wantedType(value: Json, schema: Schema): string | undefined {
  if (schema['x-kubernetes-int-or-string'] === true) {
    return typeof value === 'string' || Number.isInteger(value) ? undefined : 'int or string';
  }
  switch (schema.type) {
    case 'object':
      return isObject(value) ? undefined : 'map';
    case 'array':
      return isList(value) ? undefined : 'list';
    case 'integer':
      return Number.isInteger(value) ? undefined : 'int';
    case 'string':
    case 'boolean':
    case 'number':
      return typeof value === schema.type ? undefined : schema.type;
    case undefined:
  }
  return undefined;
}

export function isBase64(text: string): boolean {
  return /^[A-Za-z0-9+/\r\n]*={0,2}$/u.test(text) && text.replaceAll(/[\r\n]/gu, '').length % 4 === 0;
}
