// The CEL types of a structural schema's values, and the check of an expression against them before it is ever run.
// Pure.
import type { Schema } from '../schema/schema.ts';
import { CelSyntaxError, CelUnsupportedError } from './faults.ts';
import type { Expression } from './parse.ts';

export type Type =
  | { readonly name: 'bool' | 'int' | 'double' | 'string' | 'dyn' }
  | { readonly name: 'list'; readonly items: Type }
  | { readonly name: 'map'; readonly values: Type }
  | { readonly name: 'object'; readonly schemas: Readonly<Record<string, Schema>> };

export type Scope = ReadonlyMap<string, Type>;

const BOOL: Type = { name: 'bool' };
const INT: Type = { name: 'int' };
const STRING: Type = { name: 'string' };
const DYN: Type = { name: 'dyn' };

// Of metadata a rule may read these two; everything else there is no business of a schema.
const METADATA: Schema = { type: 'object', properties: { name: { type: 'string' }, generateName: { type: 'string' } } };
const ROOT: Readonly<Record<string, Schema>> = {
  apiVersion: { type: 'string' },
  kind: { type: 'string' },
  metadata: METADATA,
};

/** @throws CelUnsupportedError for null values and for formats that have CEL types of their own */
export function typeOf(schema: Schema, isRoot = false): Type {
  if (schema.nullable === true) throw new CelUnsupportedError('a value that may be null');
  if (schema['x-kubernetes-int-or-string'] === true) return DYN;
  if (isRoot || schema['x-kubernetes-embedded-resource'] === true) {
    return { name: 'object', schemas: { ...schema.properties, ...ROOT } };
  }
  if (schema.type === undefined) throw new CelUnsupportedError('a value without a type');
  switch (schema.type) {
    case 'boolean':
      return BOOL;
    case 'integer':
      return INT;
    case 'number':
      return { name: 'double' };
    case 'string':
      if (['byte', 'date', 'date-time', 'duration'].includes(schema.format ?? '')) {
        throw new CelUnsupportedError(`a string of format ${schema.format}`);
      }
      return STRING;
    case 'array':
      return { name: 'list', items: typeOf(schema.items ?? {}) };
    case 'object':
      return typeof schema.additionalProperties === 'object'
        ? { name: 'map', values: typeOf(schema.additionalProperties) }
        : { name: 'object', schemas: schema.properties ?? {} };
  }
}

/** The type of an expression. @throws CelSyntaxError where the real compiler would refuse, CelUnsupportedError */
export function check(expression: Expression, scope: Scope): Type {
  const of = (inner: Expression): Type => check(inner, scope);
  const refuse = (name: string, ...types: readonly Type[]): never => {
    const given = types.map((type) => type.name).join(', ');
    throw new CelSyntaxError(expression.at, `found no matching overload for '${name}' applied to '(${given})'`);
  };
  const must = (name: string, inner: Expression, wanted: Type): Type => {
    const type = of(inner);
    return fits(type, wanted) ? wanted : refuse(name, type);
  };
  switch (expression.kind) {
    case 'literal':
      if (typeof expression.value === 'boolean') return BOOL;
      return typeof expression.value === 'bigint' ? INT : STRING;
    case 'list': {
      const types = expression.items.map(of);
      const [first = DYN] = types;
      if (types.some((type) => type.name !== first.name)) throw new CelUnsupportedError('a list of several types');
      return { name: 'list', items: first };
    }
    case 'name': {
      if (expression.name === 'oldSelf') throw new CelUnsupportedError('oldSelf');
      const type = scope.get(expression.name);
      if (type !== undefined) return type;
      throw new CelSyntaxError(expression.at, `undeclared reference to '${expression.name}' (in container '')`);
    }
    case 'select':
      return fieldOf(of(expression.from), expression);
    case 'has':
      fieldOf(of(expression.from), expression);
      return BOOL;
    case 'index': {
      const from = of(expression.from);
      const index = of(expression.index);
      if (from.name === 'list' && fits(index, INT)) return from.items;
      if (from.name === 'map' && fits(index, STRING)) return from.values;
      return refuse('_[_]', from, index);
    }
    case 'not':
      return must('!_', expression.of, BOOL);
    case 'negate':
      return must('-_', expression.of, INT);
    case 'choice': {
      must('_?_:_', expression.test, BOOL);
      const yes = of(expression.yes);
      const no = of(expression.no);
      return fits(yes, no) ? yes : refuse('_?_:_', BOOL, yes, no);
    }
    case 'binary':
      return binaryType(expression, of(expression.left), of(expression.right), refuse);
    case 'call': {
      const on = of(expression.on);
      const args = expression.args.map(of);
      if (expression.name === 'size') {
        return args.length === 0 && ['string', 'list', 'map', 'dyn'].includes(on.name)
          ? INT
          : refuse('size', on, ...args);
      }
      const isText = args.length === 1 && [on, ...args].every((type) => fits(type, STRING));
      return isText ? BOOL : refuse(expression.name, on, ...args);
    }
    case 'macro': {
      const on = of(expression.on);
      const item = on.name === 'list' ? on.items : on.name === 'map' ? STRING : undefined;
      if (item === undefined)
        throw new CelSyntaxError(expression.at, `expression of type '${on.name}' cannot be range of a comprehension`);
      const body = check(expression.body, new Map([...scope, [expression.variable, item]]));
      return fits(body, BOOL) ? BOOL : refuse('_&&_', BOOL, body);
    }
  }
}

function binaryType(
  { sign }: Extract<Expression, { kind: 'binary' }>,
  left: Type,
  right: Type,
  refuse: (name: string, ...types: readonly Type[]) => never,
): Type {
  const overload = `_${sign}_`;
  const both = (wanted: Type): boolean => fits(left, wanted) && fits(right, wanted);
  switch (sign) {
    case '||':
    case '&&':
      return both(BOOL) ? BOOL : refuse(overload, left, right);
    case '==':
    case '!=':
      if (!fits(left, right)) return refuse(overload, left, right);
      // Lists that are sets or maps compare without order in Kubernetes; nobody needed that here yet.
      if ([left, right].some(({ name }) => ['list', 'map', 'object'].includes(name))) {
        throw new CelUnsupportedError(`${sign} between lists, maps or objects`);
      }
      return BOOL;
    case '<':
    case '<=':
    case '>':
    case '>=':
      return both(INT) || both(STRING) || both({ name: 'double' }) ? BOOL : refuse(overload, left, right);
    case 'in': {
      const key = right.name === 'list' ? right.items : right.name === 'map' ? STRING : undefined;
      if (key === undefined || !fits(left, key)) return refuse('@in', left, right);
      if (['list', 'map', 'object'].includes(key.name))
        throw new CelUnsupportedError('in a list of lists, maps or objects');
      return BOOL;
    }
    case '+':
      if (both(STRING)) return STRING;
      return both(INT) ? INT : refuse(overload, left, right);
    case '-':
      return both(INT) ? INT : refuse(overload, left, right);
  }
}

function fieldOf(type: Type, { at, field }: { readonly at: number; readonly field: string }): Type {
  if (field.includes('__')) throw new CelUnsupportedError(`the escaped name ${field}`);
  if (type.name === 'map') return type.values;
  const schema = type.name === 'object' ? type.schemas[field] : undefined;
  if (schema === undefined) throw new CelSyntaxError(at, `undefined field '${field}'`);
  return typeOf(schema);
}

function fits(type: Type, wanted: Type): boolean {
  return type.name === wanted.name || type.name === 'dyn' || wanted.name === 'dyn';
}
