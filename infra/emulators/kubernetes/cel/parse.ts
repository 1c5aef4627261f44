// From the text of a CEL expression to its tree, by recursive descent over CEL's grammar. Pure.
import { CelSyntaxError, CelUnsupportedError } from './faults.ts';
import { type Token, tokensOf } from './tokens.ts';

export type Binary = '||' | '&&' | '==' | '!=' | '<' | '<=' | '>' | '>=' | 'in' | '+' | '-';
export type Macro = 'all' | 'exists' | 'exists_one';
export type Call = 'size' | 'startsWith' | 'endsWith' | 'contains';

export type Expression = { readonly at: number } & (
  | { readonly kind: 'literal'; readonly value: boolean | bigint | string }
  | { readonly kind: 'list'; readonly items: readonly Expression[] }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'select'; readonly from: Expression; readonly field: string }
  | { readonly kind: 'has'; readonly from: Expression; readonly field: string }
  | { readonly kind: 'index'; readonly from: Expression; readonly index: Expression }
  | { readonly kind: 'not' | 'negate'; readonly of: Expression }
  | { readonly kind: 'binary'; readonly sign: Binary; readonly left: Expression; readonly right: Expression }
  | { readonly kind: 'choice'; readonly test: Expression; readonly yes: Expression; readonly no: Expression }
  | { readonly kind: 'call'; readonly name: Call; readonly on: Expression; readonly args: readonly Expression[] }
  | {
      readonly kind: 'macro';
      readonly name: Macro;
      readonly on: Expression;
      readonly variable: string;
      readonly body: Expression;
    }
);

const RELATIONS: ReadonlySet<string> = new Set(['==', '!=', '<', '<=', '>', '>=', 'in']);
const CALLS: ReadonlySet<string> = new Set(['size', 'startsWith', 'endsWith', 'contains']);
const MACROS: ReadonlySet<string> = new Set(['all', 'exists', 'exists_one']);
// cel-go's default nesting limit is of this order; ours keeps the stack safe.
const DEEPEST = 100;

/** @throws CelSyntaxError for what is no CEL, CelUnsupportedError for CEL that is not built here */
export function parse(text: string): Expression {
  const tokens = tokensOf(text);
  let next = 0;
  let depth = 0;
  const end: Token = { kind: 'end', text: '<EOF>', at: text.length };
  const peek = (): Token => tokens[next] ?? end;
  const take = (): Token => tokens[next++] ?? end;
  const is = (sign: string): boolean => peek().kind === 'sign' && peek().text === sign;
  const accept = (sign: string): boolean => {
    if (!is(sign)) return false;
    next += 1;
    return true;
  };
  const expect = (sign: string): void => {
    if (!accept(sign)) throw new CelSyntaxError(peek().at, `mismatched input '${peek().text}' expecting '${sign}'`);
  };
  const nameHere = (): string => {
    if (peek().kind !== 'name')
      throw new CelSyntaxError(peek().at, `mismatched input '${peek().text}' expecting a name`);
    return take().text;
  };

  function expression(): Expression {
    depth += 1;
    if (depth > DEEPEST) throw new CelUnsupportedError(`more than ${DEEPEST} levels`);
    const { at } = peek();
    const test = either();
    let result = test;
    if (accept('?')) {
      const yes = either();
      expect(':');
      result = { kind: 'choice', at, test, yes, no: expression() };
    }
    depth -= 1;
    return result;
  }

  /** Left-associative `operand (sign operand)*`. */
  function chain(operand: () => Expression, isSign: (token: Token) => boolean): Expression {
    let left = operand();
    while (isSign(peek())) {
      const { at, text: sign } = take();
      left = { kind: 'binary', at, sign: sign as Binary, left, right: operand() };
    }
    return left;
  }
  const isOneOf =
    (...signs: readonly string[]) =>
    (token: Token): boolean =>
      token.kind === 'sign' && signs.includes(token.text);
  const either = (): Expression => chain(both, isOneOf('||'));
  const both = (): Expression => chain(relation, isOneOf('&&'));
  const relation = (): Expression =>
    chain(sum, ({ kind, text: word }) => (kind === 'sign' || kind === 'name') && RELATIONS.has(word));
  const sum = (): Expression => chain(unary, isOneOf('+', '-'));

  function unary(): Expression {
    const { at } = peek();
    if (accept('!')) return { kind: 'not', at, of: unary() };
    if (accept('-')) return { kind: 'negate', at, of: unary() };
    return member();
  }

  function member(): Expression {
    let from = primary();
    for (;;) {
      const { at } = peek();
      if (accept('[')) {
        const index = expression();
        expect(']');
        from = { kind: 'index', at, from, index };
      } else if (accept('.')) {
        const field = nameHere();
        from = is('(') ? method(at, from, field) : { kind: 'select', at, from, field };
      } else {
        return from;
      }
    }
  }

  function method(at: number, on: Expression, name: string): Expression {
    const args = list('(', ')');
    if (CALLS.has(name)) return { kind: 'call', at, name: name as Call, on, args };
    if (!MACROS.has(name)) throw new CelUnsupportedError(`the function ${name}`);
    const [variable, body] = args;
    if (args.length !== 2 || variable?.kind !== 'name' || body === undefined) {
      throw new CelUnsupportedError(`the macro ${name} in this form`);
    }
    return { kind: 'macro', at, name: name as Macro, on, variable: variable.name, body };
  }

  function list(open: string, close: string): readonly Expression[] {
    expect(open);
    const items: Expression[] = [];
    if (accept(close)) return items;
    do items.push(expression());
    while (accept(','));
    expect(close);
    return items;
  }

  function primary(): Expression {
    const { kind, text: word, at } = peek();
    if (kind === 'integer') return { kind: 'literal', at, value: BigInt(take().text) };
    if (kind === 'string') return { kind: 'literal', at, value: take().text };
    if (is('[')) return { kind: 'list', at, items: list('[', ']') };
    if (accept('(')) {
      const inner = expression();
      expect(')');
      return inner;
    }
    if (kind !== 'name') throw new CelSyntaxError(at, `mismatched input '${word}'`);
    next += 1;
    if (word === 'true' || word === 'false') return { kind: 'literal', at, value: word === 'true' };
    if (word === 'null') throw new CelUnsupportedError('null');
    if (!is('(')) return { kind: 'name', at, name: word };
    return globalCall(at, word);
  }

  function globalCall(at: number, name: string): Expression {
    const args = list('(', ')');
    const [on] = args;
    if (name === 'size' && on !== undefined && args.length === 1) return { kind: 'call', at, name, on, args: [] };
    if (name !== 'has') throw new CelUnsupportedError(`the function ${name}`);
    if (on?.kind !== 'select' || args.length !== 1) throw new CelSyntaxError(at, 'invalid argument to has() macro');
    return { kind: 'has', at, from: on.from, field: on.field };
  }

  const tree = expression();
  if (peek().kind !== 'end') throw new CelSyntaxError(peek().at, `extraneous input '${peek().text}'`);
  return tree;
}
