// The rules of a definition (`x-kubernetes-validations`): compiled when it is stored, evaluated when an object is
// written. Pure.
import { type Cause, invalidValue, notImplemented, required, unsupportedValue } from '../errors.ts';
import { type Json, isList, isObject } from '../json.ts';
import { type Schema, type ValidationRule, memberOf } from '../schema/schema.ts';
import { type Budget, evaluate } from './evaluate.ts';
import { CelCostError, CelSyntaxError, CelUnsupportedError, CelValueError } from './faults.ts';
import { type Expression, parse } from './parse.ts';
import { check, typeOf } from './types.ts';

/** Every fault of an object, by its rules. */
export type Rules = (object: Json) => readonly Cause[];

interface Rule {
  readonly source: ValidationRule;
  readonly tree: Expression;
  readonly type: string;
}

/** The rules of one value and of what is below it. */
interface Node {
  readonly rules: readonly Rule[];
  readonly schema: Schema;
  readonly below: (key: string) => Node | undefined;
  readonly items: Node | undefined;
}

// The real server's limits for one rule and for one object, in units of its own cost model.
const RULE_STEPS = 1_000_000;
const OBJECT_STEPS = 10_000_000;
const REASONS = ['FieldValueInvalid', 'FieldValueForbidden', 'FieldValueRequired', 'FieldValueDuplicate'] as const;

/**
 * What is wrong with the rules of a schema, at `path`.
 * @throws ApiError 501 that names the expression, for CEL that is not built here
 */
export function ruleFaults(schema: Schema, path: string, isRoot = true): readonly Cause[] {
  const faults: Cause[] = [];
  for (const [index, rule] of (schema['x-kubernetes-validations'] ?? []).entries()) {
    faults.push(...faultsOf(rule, schema, isRoot, `${path}.x-kubernetes-validations[${index}]`));
  }
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    faults.push(...ruleFaults(property, `${path}.properties[${name}]`, false));
  }
  if (schema.items !== undefined) faults.push(...ruleFaults(schema.items, `${path}.items`, false));
  if (typeof schema.additionalProperties === 'object') {
    faults.push(...ruleFaults(schema.additionalProperties, `${path}.additionalProperties`, false));
  }
  return faults;
}

function faultsOf(rule: ValidationRule, schema: Schema, isRoot: boolean, path: string): readonly Cause[] {
  if (rule.rule.trim() === '') return [required(`${path}.rule`, 'rule is not specified')];
  if (rule.reason !== undefined && !REASONS.some((known) => known === rule.reason)) {
    return [unsupportedValue(`${path}.reason`, rule.reason, REASONS)];
  }
  const unbuilt = (['messageExpression', 'fieldPath', 'optionalOldSelf'] as const).find(
    (key) => rule[key] !== undefined,
  );
  try {
    if (unbuilt !== undefined) throw new CelUnsupportedError(unbuilt);
    compile(rule, schema, isRoot);
    return [];
  } catch (error) {
    if (error instanceof CelUnsupportedError) {
      throw notImplemented(`${error.message} in validation rules: ${path}.rule is ${JSON.stringify(rule.rule)}`);
    }
    if (!(error instanceof CelSyntaxError)) throw error;
    const place = `<input>:1:${error.at + 1}`;
    const detail = `compilation failed: ERROR: ${place}: ${error.message}\n | ${rule.rule}\n | ${'.'.repeat(error.at)}^`;
    return [invalidValue(`${path}.rule`, rule.rule, detail)];
  }
}

function compile(source: ValidationRule, schema: Schema, isRoot: boolean): Rule {
  const tree = parse(source.rule);
  const result = check(tree, new Map([['self', typeOf(schema, isRoot)]]));
  if (result.name !== 'bool') throw new CelSyntaxError(0, 'cel expression must evaluate to a bool');
  return { source, tree, type: schema.type ?? 'object' };
}

/** The rules of a schema that `ruleFaults` found nothing wrong with; undefined when it has none. */
export function rulesOf(root: Schema): Rules | undefined {
  const node = nodeOf(root, true);
  if (node === undefined) return undefined;
  return (object) => {
    const budget: Budget = { steps: OBJECT_STEPS };
    const faults: Cause[] = [];
    // Budget spent: what was found until then stands, and the last fault says why there is no more.
    collect(node, object, '', budget, faults);
    return faults;
  };
}

function nodeOf(schema: Schema, isRoot = false): Node | undefined {
  const rules = (schema['x-kubernetes-validations'] ?? []).map((rule) => compile(rule, schema, isRoot));
  const properties = new Map(
    Object.entries(schema.properties ?? {}).map(([name, property]) => [name, nodeOf(property)] as const),
  );
  const values = typeof schema.additionalProperties === 'object' ? nodeOf(schema.additionalProperties) : undefined;
  const items = schema.items === undefined ? undefined : nodeOf(schema.items);
  const isEmpty = rules.length === 0 && values === undefined && items === undefined;
  if (isEmpty && [...properties.values()].every((node) => node === undefined)) return undefined;
  const below = (key: string): Node | undefined =>
    memberOf(schema, key)?.named === true ? properties.get(key) : values;
  return { rules, schema, below, items };
}

/** False: the budget is spent, and nothing more is to be looked at. */
function collect(node: Node, value: Json, path: string, budget: Budget, faults: Cause[]): boolean {
  for (const rule of node.rules) {
    const own: Budget = { steps: Math.min(RULE_STEPS, budget.steps) };
    const before = own.steps;
    const fault = faultIn(rule, value, path, own);
    budget.steps -= before - Math.max(0, own.steps);
    if (fault !== undefined) faults.push(fault.cause);
    if (fault?.isLast === true) return false;
  }
  if (isList(value) && node.items !== undefined) {
    const { items } = node;
    return value.every((item, index) => collect(items, item, `${path}[${index}]`, budget, faults));
  }
  if (!isObject(value)) return true;
  return Object.entries(value).every(([key, member]) => {
    const below = node.below(key);
    if (below === undefined || member === undefined) return true;
    const isNamed = memberOf(node.schema, key)?.named === true;
    const at = isNamed ? (path === '' ? key : `${path}.${key}`) : `${path}[${key}]`;
    return collect(below, member, at, budget, faults);
  });
}

function faultIn(
  { source, tree, type }: Rule,
  value: Json,
  path: string,
  budget: Budget,
): { readonly cause: Cause; readonly isLast: boolean } | undefined {
  const said = source.message ?? `failed rule: ${source.rule}`;
  // The real server has no path for the whole object, and prints that.
  const field = path === '' ? '<nil>' : path;
  try {
    if (evaluate(tree, value, budget) === true) return undefined;
    return { cause: causeOf(source.reason, field, type, said), isLast: false };
  } catch (error) {
    if (error instanceof CelCostError) {
      const why = `'${error.message}': no further validation rules will be run due to call cost exceeds limit for rule: ${said}`;
      return { cause: valued(field, type, why), isLast: true };
    }
    if (!(error instanceof CelValueError)) throw error;
    const why = error.message.startsWith('no such overload')
      ? `'${error.message}': call arguments did not match a supported operator, function or macro signature for rule: ${said}`
      : `${error.message} evaluating rule: ${source.message ?? source.rule}`;
    return { cause: valued(field, type, why), isLast: false };
  }
}

function causeOf(reason: string | undefined, field: string, type: string, said: string): Cause {
  if (reason === 'FieldValueForbidden') return { reason, message: `Forbidden: ${said}`, field };
  if (reason === 'FieldValueRequired') return required(field, said);
  if (reason === 'FieldValueDuplicate')
    return { reason, message: `Duplicate value: ${JSON.stringify(type)}: ${said}`, field };
  return valued(field, type, said);
}

/** Objects and lists are not printed. */
function valued(field: string, type: string, said: string): Cause {
  if (type !== 'object' && type !== 'array') return invalidValue(field, type, said);
  return { reason: 'FieldValueInvalid', message: `Invalid value: ${said}`, field };
}

const BLOCKING: ReadonlySet<string> = new Set([
  'FieldValueNotSupported',
  'FieldValueRequired',
  'FieldValueTooLong',
  'FieldValueTooMany',
  'FieldValueTypeInvalid',
]);

/** After faults of the schema that make rules meaningless none is evaluated, and that is said, too. */
export function ruledFaults(rules: Rules | undefined, object: Json, schemaFaults: readonly Cause[]): readonly Cause[] {
  if (rules === undefined) return [];
  if (!schemaFaults.some(({ reason }) => BLOCKING.has(reason))) return rules(object);
  const why =
    'some validation rules were not checked because the object was invalid; correct the existing errors to complete validation';
  return [invalidValue('<nil>', null, why)];
}
