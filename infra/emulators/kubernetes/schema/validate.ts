// Checks a value against a schema and words what is wrong as the API server does.
import { isIPv4, isIPv6 } from 'node:net';
import { type Cause, invalidValue, required, unsupportedValue } from '../errors.ts';
import { type Json, type JsonObject, equal, isList, isObject } from '../json.ts';
import { compilePattern } from './pattern.ts';
import { type Schema, itemElement, memberOf } from './schema.ts';

/** Every fault of `value`, in the order of the schema; none means valid. */
export function validate(value: Json, schema: Schema | undefined, path = ''): readonly Cause[] {
  if (schema === undefined) return [];
  if (value === null && schema['x-go-zero'] === null) return [];
  if (value === null) return schema.nullable === true ? [] : [wrongType(path, 'null', schema.type ?? 'object')];
  const mismatch = typeFault(value, schema, path);
  if (mismatch !== undefined)
    return [mismatch, ...enumFaults(value, schema, path), ...fractionFaults(value, schema, path)];
  return [
    ...enumFaults(value, schema, path),
    ...(typeof value === 'number' ? numberFaults(value, schema, path) : []),
    ...(typeof value === 'string' ? stringFaults(value, schema, path) : []),
    ...(isList(value) ? listFaults(value, schema, path) : []),
    ...(isObject(value) ? objectFaults(value, schema, path) : []),
    ...combinedFaults(value, schema, path),
  ];
}

/** JSON schema's word for a value's type. */
export function typeName(value: Json): string {
  if (value === null) return 'null';
  if (isList(value)) return 'array';
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number';
  return typeof value;
}

function wrongType(path: string, found: string, wanted: string): Cause {
  const detail = `${path} in body must be of type ${wanted}: ${JSON.stringify(found)}`;
  return { ...invalidValue(path, found, detail), reason: 'FieldValueTypeInvalid' };
}

function typeFault(value: Json, schema: Schema, path: string): Cause | undefined {
  const found = typeName(value);
  if (schema['x-kubernetes-int-or-string'] === true) {
    return found === 'integer' || found === 'string' ? undefined : wrongType(path, found, 'integer,string');
  }
  if (schema.type === undefined || schema.type === found) return undefined;
  if (schema.type === 'number' && found === 'integer') return undefined;
  return wrongType(path, found, schema.type);
}

/** A fraction where an integer should be is told once more, of no place. */
function fractionFaults(value: Json, schema: Schema, path: string): readonly Cause[] {
  if (schema.type !== 'integer' || typeof value !== 'number') return [];
  return [invalidValue('<nil>', '', `Checked value must be of type integer (default format) in ${path}`)];
}

function enumFaults(value: Json, schema: Schema, path: string): readonly Cause[] {
  if (schema.enum === undefined || schema.enum.some((allowed) => equal(allowed, value))) return [];
  return [unsupportedValue(path, value, schema.enum)];
}

function numberFaults(value: number, schema: Schema, path: string): readonly Cause[] {
  const faults: Cause[] = [];
  const should = (text: string): void =>
    void faults.push(invalidValue(path, value, `${path} in body should be ${text}`));
  const { minimum, maximum, multipleOf } = schema;
  if (minimum !== undefined) {
    if (schema.exclusiveMinimum === true && value <= minimum) should(`greater than ${minimum}`);
    else if (value < minimum) should(`greater than or equal to ${minimum}`);
  }
  if (maximum !== undefined) {
    if (schema.exclusiveMaximum === true && value >= maximum) should(`less than ${maximum}`);
    else if (value > maximum) should(`less than or equal to ${maximum}`);
  }
  if (multipleOf !== undefined && !Number.isInteger(value / multipleOf)) should(`a multiple of ${multipleOf}`);
  return faults;
}

function stringFaults(value: string, schema: Schema, path: string): readonly Cause[] {
  const faults: Cause[] = [];
  // The server counts characters, not UTF-16 units.
  const length = Array.from(value).length;
  if (schema.minLength !== undefined && length < schema.minLength) {
    faults.push(invalidValue(path, value, `${path} in body should be at least ${schema.minLength} chars long`));
  }
  if (schema.maxLength !== undefined && length > schema.maxLength) {
    faults.push({
      reason: 'FieldValueTooLong',
      message: `Too long: may not be more than ${schema.maxLength} bytes`,
      field: path,
    });
  }
  if (schema.format !== undefined && isMalformed(value, schema.format)) {
    faults.push(wrongType(path, value, schema.format));
  }
  if (schema.pattern !== undefined && compilePattern(schema.pattern)?.test(value) === false) {
    faults.push(invalidValue(path, value, `${path} in body should match '${schema.pattern}'`));
  }
  return faults;
}

/** Formats that custom objects are held to. Source: kube-openapi, pkg/validation/strfmt. */
function isMalformed(value: string, format: string): boolean {
  switch (format) {
    case 'date-time':
      return (
        !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:?\d\d)$/iu.test(value) || Number.isNaN(Date.parse(value))
      );
    case 'date':
      return !/^\d{4}-\d\d-\d\d$/u.test(value) || Number.isNaN(Date.parse(value));
    case 'ipv4':
      return !isIPv4(value);
    case 'ipv6':
      return !isIPv6(value);
    default:
      return false;
  }
}

function listFaults(value: readonly Json[], schema: Schema, path: string): readonly Cause[] {
  const faults: Cause[] = [];
  if (schema.minItems !== undefined && value.length < schema.minItems) {
    faults.push(invalidValue(path, value.length, `${path} in body should have at least ${schema.minItems} items`));
  }
  if (schema.maxItems !== undefined && value.length > schema.maxItems) {
    faults.push({
      reason: 'FieldValueTooMany',
      message: `Too many: ${value.length}: must have at most ${schema.maxItems} items`,
      field: path,
    });
  }
  faults.push(...duplicateFaults(value, schema, path));
  for (const [index, item] of value.entries()) faults.push(...validate(item, schema.items, `${path}[${index}]`));
  return faults;
}

function duplicateFaults(value: readonly Json[], schema: Schema, path: string): readonly Cause[] {
  const listType = schema['x-kubernetes-list-type'];
  if (listType !== 'map' && listType !== 'set') return [];
  const faults: Cause[] = [];
  const seen = new Set<string>();
  for (const [index, item] of value.entries()) {
    const element = itemElement(schema, listType === 'map' ? 'keyed' : 'set', item);
    if (seen.has(element)) {
      const message = `Duplicate value: ${element.slice(2)}`;
      faults.push({ reason: 'FieldValueDuplicate', message, field: `${path}[${index}]` });
    }
    seen.add(element);
  }
  return faults;
}

function objectFaults(value: JsonObject, schema: Schema, path: string): readonly Cause[] {
  const faults: Cause[] = [];
  const at = (key: string): string => (path === '' ? key : `${path}.${key}`);
  for (const key of schema.required ?? []) {
    if (value[key] === undefined) faults.push(required(at(key)));
  }
  const count = Object.keys(value).length;
  if (schema.minProperties !== undefined && count < schema.minProperties) {
    faults.push(invalidValue(path, count, `${path} in body should have at least ${schema.minProperties} properties`));
  }
  if (schema.maxProperties !== undefined && count > schema.maxProperties) {
    faults.push({
      reason: 'FieldValueTooMany',
      message: `Too many: ${count}: must have at most ${schema.maxProperties} items`,
      field: path,
    });
  }
  for (const [key, member] of Object.entries(value)) {
    if (member !== undefined) faults.push(...validate(member, memberOf(schema, key)?.schema, at(key)));
  }
  return faults;
}

function combinedFaults(value: Json, schema: Schema, path: string): readonly Cause[] {
  const passes = (option: Schema): boolean => validate(value, option, path).length === 0;
  const faults: Cause[] = (schema.allOf ?? []).flatMap((option) => [...validate(value, option, path)]);
  const must = (what: string): void => void faults.push(invalidValue(path, value, `${path} in body must ${what}`));
  if (schema.anyOf !== undefined && !schema.anyOf.some(passes)) must('validate at least one schema (anyOf)');
  if (schema.oneOf !== undefined && schema.oneOf.filter(passes).length !== 1) {
    must('validate one and only one schema (oneOf)');
  }
  if (schema.not !== undefined && passes(schema.not)) must('not validate the schema (not)');
  return faults;
}
