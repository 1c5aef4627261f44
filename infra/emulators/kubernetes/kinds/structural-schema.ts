// What a definition's schema must be to be structural, and which words of OpenAPI it may not use. Pure.
import { type Cause, forbiddenValue, invalidValue, required, unsupportedValue } from '../errors.ts';
import { type Json, type JsonObject, isObject, listOf, objectOf, stringOf } from '../json.ts';
import { compilePattern } from '../schema/pattern.ts';
import type { Schema } from '../schema/schema.ts';
import { validate } from '../schema/validate.ts';

const TYPES = ['array', 'boolean', 'integer', 'number', 'object', 'string'];
const LIST_TYPES = ['atomic', 'map', 'set'];
// Words that would decide about structure; in a logical part they are out of place.
const STRUCTURAL = ['type', 'description', 'default', 'nullable', 'additionalProperties'];

/** Every fault of the schema at `path`, worded as apiextensions validation does. */
export function structuralFaults(root: JsonObject, path: string): readonly Cause[] {
  const causes: Cause[] = [];
  if (typeof root.type === 'string' && root.type !== 'object') {
    causes.push(invalidValue(`${path}.type`, root.type, 'must be object at the root'));
  }
  const { name: _, generateName: __, ...others } = objectOf(objectOf(objectOf(root.properties).metadata).properties);
  if (Object.keys(others).length > 0) {
    const why = 'must not specify anything other than name and generateName, but metadata is implicitly specified';
    causes.push(forbiddenValue(`${path}.properties[metadata]`, why));
  }
  return [...causes, ...faultsOf(root, path)];
}

function faultsOf(schema: JsonObject, path: string): readonly Cause[] {
  const causes: Cause[] = [...typeFaults(schema, path), ...wordFaults(schema, path), ...listTypeFaults(schema, path)];
  for (const word of ['allOf', 'anyOf', 'oneOf'] as const) {
    for (const [index, part] of listOf(schema[word]).entries()) {
      causes.push(...logicalFaults(objectOf(part), `${path}.${word}[${index}]`, schema));
    }
  }
  if (isObject(schema.not)) causes.push(...logicalFaults(schema.not, `${path}.not`, schema));
  for (const [name, property] of Object.entries(objectOf(schema.properties))) {
    causes.push(...faultsOf(objectOf(property), `${path}.properties[${name}]`));
  }
  if (isObject(schema.items)) causes.push(...faultsOf(schema.items, `${path}.items`));
  if (isObject(schema.additionalProperties)) {
    causes.push(...faultsOf(schema.additionalProperties, `${path}.additionalProperties`));
  }
  if (causes.length === 0 && schema.default !== undefined) causes.push(...defaultFaults(schema, path));
  return causes;
}

/** Every level says its type, lists say their items: without that neither pruning nor ownership can work. */
function typeFaults(schema: JsonObject, path: string): readonly Cause[] {
  const { type } = schema;
  const isIntOrString = schema['x-kubernetes-int-or-string'] === true;
  if (type === undefined && !isIntOrString && schema['x-kubernetes-preserve-unknown-fields'] !== true) {
    return [required(`${path}.type`, 'must not be empty for specified object fields')];
  }
  if (type !== undefined && !TYPES.some((known) => known === type)) {
    return [unsupportedValue(`${path}.type`, type, TYPES)];
  }
  return type === 'array' && !isObject(schema.items) ? [required(`${path}.items`, 'must be specified')] : [];
}

function wordFaults(schema: JsonObject, path: string): readonly Cause[] {
  const causes: Cause[] = [];
  if (typeof schema.pattern === 'string' && compilePattern(schema.pattern) === undefined) {
    causes.push(invalidValue(`${path}.pattern`, schema.pattern, 'must be a valid regular expression'));
  }
  if (schema.$ref !== undefined) causes.push(forbiddenValue(`${path}.$ref`, '$ref is not supported'));
  if (schema.uniqueItems === true) {
    const why = 'uniqueItems cannot be set to true since the runtime complexity becomes quadratic';
    causes.push(forbiddenValue(`${path}.uniqueItems`, why));
  }
  const hasMembers = Object.keys(objectOf(schema.properties)).length > 0;
  if (schema.additionalProperties === false && hasMembers) {
    causes.push(forbiddenValue(`${path}.additionalProperties`, 'additionalProperties cannot be set to false'));
  }
  if (schema.additionalProperties !== undefined && hasMembers) {
    const why = 'additionalProperties and properties are mutual exclusive';
    causes.push(forbiddenValue(`${path}.additionalProperties`, why));
  }
  const rules = schema['x-kubernetes-validations'];
  if (rules !== undefined && !listOf(rules).every((rule) => typeof objectOf(rule).rule === 'string')) {
    causes.push(required(`${path}.x-kubernetes-validations`, 'rule is not specified'));
  }
  return causes;
}

/** `allOf` and its like may narrow values, not describe structure; integers or strings may say so there. */
function logicalFaults(part: JsonObject, path: string, whole: JsonObject): readonly Cause[] {
  const isIntOrString = whole['x-kubernetes-int-or-string'] === true;
  return STRUCTURAL.filter((word) => part[word] !== undefined && !(isIntOrString && word === 'type')).map((word) =>
    forbiddenValue(`${path}.${word}`, 'must be empty to be structural'),
  );
}

function listTypeFaults(schema: JsonObject, path: string): readonly Cause[] {
  const listType = stringOf(schema['x-kubernetes-list-type']);
  const keys = listOf(schema['x-kubernetes-list-map-keys']).map(String);
  const at = `${path}.x-kubernetes-list-map-keys`;
  if (listType !== 'map' && keys.length > 0) {
    return [forbiddenValue(at, 'x-kubernetes-list-map-keys is only allowed with x-kubernetes-list-type: map')];
  }
  if (listType === undefined) return [];
  if (!LIST_TYPES.includes(listType)) {
    return [unsupportedValue(`${path}.x-kubernetes-list-type`, listType, LIST_TYPES)];
  }
  if (schema.type !== 'array') {
    const why = 'must be array if x-kubernetes-list-type is specified';
    return [invalidValue(`${path}.type`, schema.type ?? '', why)];
  }
  const items = objectOf(schema.items);
  if (listType === 'set') {
    const isWhole = items['x-kubernetes-map-type'] === 'atomic' || items['x-kubernetes-list-type'] === 'atomic';
    const isScalar = items.type !== 'object' && items.type !== 'array';
    const why = 'must be atomic as item of a list with x-kubernetes-list-type=set';
    const at = `${path}.items.x-kubernetes-${items.type === 'array' ? 'list' : 'map'}-type`;
    return isScalar || isWhole ? [] : [invalidValue(at, null, why)];
  }
  if (listType !== 'map') return [];
  if (keys.length === 0) return [required(at, 'must not be empty if x-kubernetes-list-type is map')];
  const members = objectOf(items.properties);
  if (!keys.every((key) => members[key] !== undefined)) {
    return [invalidValue(at, keys, 'entries must all be names of item properties')];
  }
  return keys.flatMap((key) => keyFaults(items, key, `${path}.items`));
}

function keyFaults(items: JsonObject, key: string, itemsPath: string): readonly Cause[] {
  const property = objectOf(items.properties)[key];
  const isGiven = listOf(items.required).includes(key) || objectOf(property).default !== undefined;
  const why = 'this property is in x-kubernetes-list-map-keys, so it must have a default or be a required property';
  return isGiven ? [] : [required(`${itemsPath}.properties[${key}].default`, why)];
}

/** A default is looked at as a value of its place would be. */
function defaultFaults(schema: JsonObject, path: string): readonly Cause[] {
  return validate(schema.default as Json, schema as Schema).map((fault) => ({
    ...fault,
    field: `${path}.default${fault.field === '' ? '' : `.${fault.field}`}`,
  }));
}
