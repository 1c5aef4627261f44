// CEL's words: names, integers, strings and signs, each with its place in the expression. Pure.
import { CelSyntaxError, CelUnsupportedError } from './faults.ts';

export interface Token {
  readonly kind: 'name' | 'integer' | 'string' | 'sign' | 'end';
  readonly text: string;
  /** From 0. */
  readonly at: number;
}

const SIGNS = ['||', '&&', '==', '!=', '<=', '>=', '<', '>', '!', '+', '-', '?', ':', '(', ')', '[', ']', ',', '.'];
const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', '\\': '\\', "'": "'", '"': '"' };

/**
 * @throws CelSyntaxError, CelUnsupportedError (doubles, raw and byte strings, `*`, `/`, `%`, map literals, comments)
 */
export function tokensOf(text: string): readonly Token[] {
  const tokens: Token[] = [];
  let at = 0;
  const push = (kind: Token['kind'], from: number, value = text.slice(from, at)): void =>
    void tokens.push({ kind, text: value, at: from });
  while (at < text.length) {
    const from = at;
    const rest = text.slice(at);
    const space = /^\s+/.exec(rest)?.[0];
    const name = /^[A-Za-z_][A-Za-z0-9_]*/.exec(rest)?.[0];
    const digits = /^[0-9]+/.exec(rest)?.[0];
    const sign = SIGNS.find((candidate) => rest.startsWith(candidate));
    if (space !== undefined) {
      at += space.length;
    } else if (name !== undefined) {
      at += name.length;
      if (text[at] === '"' || text[at] === "'") throw new CelUnsupportedError(`the string prefix ${name}`);
      push('name', from);
    } else if (digits !== undefined) {
      at += digits.length;
      if (/^(\.[0-9]|[eExXuU])/.test(text.slice(at))) throw new CelUnsupportedError(`the number at ${from + 1}`);
      push('integer', from);
    } else if (text[at] === '"' || text[at] === "'") {
      const value = stringAt(text, at);
      at = value.end;
      push('string', from, value.text);
    } else if (sign !== undefined) {
      at += sign.length;
      push('sign', from);
    } else if (/[*/%{}]/.test(rest[0] ?? '')) {
      throw new CelUnsupportedError(`"${rest[0]}"`);
    } else {
      throw new CelSyntaxError(from, `token recognition error at: '${rest[0]}'`);
    }
  }
  return [...tokens, { kind: 'end', text: '<EOF>', at }];
}

function stringAt(text: string, from: number): { readonly text: string; readonly end: number } {
  const quote = text[from] ?? '';
  if (text.startsWith(quote.repeat(3), from)) throw new CelUnsupportedError('a string in triple quotes');
  let value = '';
  for (let at = from + 1; at < text.length; at++) {
    const char = text[at] ?? '';
    if (char === quote) return { text: value, end: at + 1 };
    if (char === '\n') break;
    if (char !== '\\') {
      value += char;
      continue;
    }
    at += 1;
    const escaped = ESCAPES[text[at] ?? ''];
    if (escaped === undefined) throw new CelUnsupportedError(`the escape \\${text[at] ?? ''}`);
    value += escaped;
  }
  throw new CelSyntaxError(from, `token recognition error at: '${text.slice(from)}'`);
}
