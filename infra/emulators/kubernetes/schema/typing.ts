// Whether an applied configuration fits its schema at all; ownership can only be computed for typed values.
import { type Json, isList, isObject, textOf } from '../json.ts';
import { type Schema, itemElement, itemKeys, memberOf, shapeOf } from './schema.ts';
import { typeName } from './validate.ts';

/** Faults in the words of the server's typed converter, e.g. `.spec.foo: field not declared in schema`. */
export function typingFaults(value: Json, schema: Schema | undefined, path = ''): readonly string[] {
  if (schema === undefined || value === null) return [];
  const wrong = wrongKind(value, schema);
  if (wrong !== undefined) return [`${path}: ${wrong}`];
  if (isObject(value)) {
    return Object.entries(value).flatMap(([key, member]) => {
      if (member === undefined) return [];
      const type = memberOf(schema, key);
      if (type === undefined) return [`${path}.${key}: field not declared in schema`];
      return [...typingFaults(member, type.schema, `${path}.${key}`)];
    });
  }
  return isList(value) ? listFaults(value, schema, path) : [];
}

function listFaults(value: readonly Json[], schema: Schema, path: string): readonly string[] {
  const shape = shapeOf(schema, value);
  const faults: string[] = [];
  const seen = new Set<string>();
  for (const [index, item] of value.entries()) {
    faults.push(...typingFaults(item, schema.items, `${path}[${index}]`));
    if (shape !== 'keyed' && shape !== 'set') continue;
    if (shape === 'keyed' && Object.keys(itemKeys(schema, item)).length === 0) {
      const keys = (schema['x-kubernetes-list-map-keys'] ?? []).map((key) => JSON.stringify(key)).join(' ');
      const why = `omits all key fields [${keys}] (and doesn't have default values for any key fields)`;
      faults.push(`${path}: element ${index}: associative list with keys has an element that ${why}`);
      continue;
    }
    const element = itemElement(schema, shape, item);
    if (seen.has(element)) faults.push(`${path}: duplicate entries for key ${spelled(element)}`);
    seen.add(element);
  }
  return faults;
}

/** `[name="x"]` for a key, `[="x"]` for a set member. */
function spelled(element: string): string {
  if (element.startsWith('v:')) return `[=${element.slice(2)}]`;
  const keys = Object.entries(JSON.parse(element.slice(2)) as Record<string, Json>);
  return `[${keys.map(([key, value]) => `${key}=${JSON.stringify(value)}`).join(',')}]`;
}

function wrongKind(value: Json, schema: Schema): string | undefined {
  if (schema['x-kubernetes-int-or-string'] === true || schema.type === undefined) return undefined;
  const found = typeName(value);
  if (schema.type === 'object') return found === 'object' ? undefined : `expected map, got &{${textOf(value)}}`;
  if (schema.type === 'array') return found === 'array' ? undefined : `expected list, got &{${textOf(value)}}`;
  if (schema.type === 'string')
    return found === 'string'
      ? undefined
      : `expected string, got &value.valueUnstructured{Value:${JSON.stringify(value)}}`;
  if (schema.type === 'boolean')
    return found === 'boolean' ? undefined : `expected boolean, got ${JSON.stringify(value)}`;
  return found === 'integer' || found === 'number' ? undefined : `expected numeric (int or float), got ${found}`;
}
