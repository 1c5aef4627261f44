// The value of a checked expression. Every step is counted, so that no rule can hold the server up. Pure.
import { type Json, isList, isObject } from '../json.ts';
import { CelCostError, CelValueError } from './faults.ts';
import type { Expression } from './parse.ts';

/** JSON, with whole numbers as bigint once they are looked at. */
type Value = Json | bigint | readonly bigint[];

/** What is left to spend; shared by the rules of one object. */
export interface Budget {
  steps: number;
}

const MOST = 2n ** 63n;
// Walking a text costs a tenth of a step per character, as in the real cost model.
const PER_CHARACTER = 0.1;

/** @throws CelValueError where it has no value, CelCostError when the budget is spent */
export function evaluate(expression: Expression, self: Json, budget: Budget): Value {
  return valueOf(expression, new Map<string, Value>([['self', self]]), budget);
}

function valueOf(expression: Expression, scope: ReadonlyMap<string, Value>, budget: Budget): Value {
  spend(budget, 1);
  const of = (inner: Expression): Value => valueOf(inner, scope, budget);
  switch (expression.kind) {
    case 'literal':
      return expression.value;
    case 'list':
      return expression.items.map(of) as Value;
    case 'name':
      return scope.get(expression.name) ?? null;
    case 'select': {
      const value = member(of(expression.from), expression.field);
      if (value === undefined) throw new CelValueError(`no such key: ${expression.field}`);
      return whole(value);
    }
    case 'has':
      return member(of(expression.from), expression.field) !== undefined;
    case 'index':
      return elementOf(of(expression.from), of(expression.index));
    case 'not':
      return of(expression.of) !== true;
    case 'negate':
      return inRange(-integer(of(expression.of)));
    case 'choice':
      return of(expression.test) === true ? of(expression.yes) : of(expression.no);
    case 'binary':
      return binary(expression, of, budget);
    case 'call':
      return call(expression.name, of(expression.on), expression.args.map(of), budget);
    case 'macro':
      return overItems(expression, of(expression.on), scope, budget);
  }
}

function spend(budget: Budget, steps: number): void {
  budget.steps -= steps;
  if (budget.steps < 0) throw new CelCostError();
}

function binary(
  { sign, left, right }: Extract<Expression, { kind: 'binary' }>,
  of: (e: Expression) => Value,
  budget: Budget,
): Value {
  if (sign === '||' || sign === '&&')
    return logical(
      sign === '||',
      () => of(left),
      () => of(right),
    );
  const a = of(left);
  const b = of(right);
  if (typeof a === 'string' && typeof b === 'string') spend(budget, Math.min(a.length, b.length) * PER_CHARACTER);
  switch (sign) {
    case '==':
      return a === b;
    case '!=':
      return a !== b;
    case '<':
      return ordered(a, b) < 0;
    case '<=':
      return ordered(a, b) <= 0;
    case '>':
      return ordered(a, b) > 0;
    case '>=':
      return ordered(a, b) >= 0;
    case 'in': {
      if (!isList(b as Json))
        return isObject(b as Json) && (b as Readonly<Record<string, Json>>)[text(a)] !== undefined;
      const items = b as readonly Json[];
      spend(budget, items.length);
      return items.some((item) => whole(item) === a);
    }
    case '+':
      return typeof a === 'string' ? a + text(b) : inRange(integer(a) + integer(b));
    case '-':
      return inRange(integer(a) - integer(b));
  }
}

/** Either side may decide alone, in any order: an error on the other side is then forgotten. */
function logical(decisive: boolean, left: () => Value, right: () => Value): boolean {
  try {
    if (left() === decisive) return decisive;
  } catch (error) {
    if (!(error instanceof CelValueError)) throw error;
    if (right() === decisive) return decisive;
    throw error;
  }
  return right() === decisive ? decisive : !decisive;
}

function overItems(
  { name, variable, body }: Extract<Expression, { kind: 'macro' }>,
  on: Value,
  scope: ReadonlyMap<string, Value>,
  budget: Budget,
): boolean {
  const items: readonly Value[] = isList(on as Json) ? (on as readonly Json[]).map(whole) : Object.keys(on as object);
  const holds = (item: Value): boolean => valueOf(body, new Map([...scope, [variable, item]]), budget) === true;
  // The one that counts exactly does not forget errors; the other two do, as `&&` and `||` do.
  if (name === 'exists_one') return items.filter(holds).length === 1;
  const decisive = name === 'exists';
  let failure: CelValueError | undefined;
  for (const item of items) {
    try {
      if (holds(item) === decisive) return decisive;
    } catch (error) {
      if (!(error instanceof CelValueError)) throw error;
      failure ??= error;
    }
  }
  if (failure !== undefined) throw failure;
  return !decisive;
}

function call(
  name: 'size' | 'startsWith' | 'endsWith' | 'contains',
  on: Value,
  args: readonly Value[],
  budget: Budget,
): Value {
  if (name === 'size') return sizeOf(on);
  const subject = text(on);
  const part = text(args[0] ?? null);
  spend(budget, subject.length * PER_CHARACTER);
  if (name === 'startsWith') return subject.startsWith(part);
  return name === 'endsWith' ? subject.endsWith(part) : subject.includes(part);
}

function sizeOf(value: Value): bigint {
  // Code points, not UTF-16 units.
  if (typeof value === 'string') return BigInt(Array.from(value).length);
  if (isList(value as Json)) return BigInt((value as readonly Json[]).length);
  if (isObject(value as Json)) return BigInt(Object.keys(value as object).length);
  throw new CelValueError('no such overload');
}

function member(value: Value, field: string): Json | undefined {
  return isObject(value as Json) ? (value as Readonly<Record<string, Json>>)[field] : undefined;
}

function elementOf(from: Value, index: Value): Value {
  if (typeof index === 'string') {
    const value = member(from, index);
    if (value === undefined) throw new CelValueError(`no such key: ${index}`);
    return whole(value);
  }
  const position = integer(index);
  const value = (from as readonly Json[])[Number(position)];
  if (value === undefined) throw new CelValueError(`index out of bounds: ${position}`);
  return whole(value);
}

function whole(value: Json): Value {
  return typeof value === 'number' && Number.isInteger(value) ? BigInt(value) : value;
}

function integer(value: Value): bigint {
  if (typeof value !== 'bigint') throw new CelValueError('no such overload');
  return value;
}

function text(value: Value): string {
  if (typeof value !== 'string') throw new CelValueError('no such overload');
  return value;
}

function inRange(value: bigint): bigint {
  if (value >= MOST || value < -MOST) throw new CelValueError('integer overflow');
  return value;
}

function ordered(a: Value, b: Value): number {
  if (typeof a === 'string' && typeof b === 'string') return Buffer.compare(Buffer.from(a), Buffer.from(b));
  const isNumber = (value: Value): value is bigint | number => typeof value === 'bigint' || typeof value === 'number';
  if (!isNumber(a) || !isNumber(b)) throw new CelValueError('no such overload');
  return a < b ? -1 : Number(a > b);
}
