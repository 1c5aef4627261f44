// List filters: the old form `field eq regex` and the part of AIP-160 that clients of this API send. Anything else is
// refused, because a filter that is half understood answers the wrong resources.
import { ApiError } from './errors.ts';

type Item = Readonly<Record<string, unknown>>;
export type Matches = (item: Item) => boolean;

const TOKEN = /\s*(?:([()])|"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|(!=|>=|<=|=|<|>|:)|([^\s()"'!=<>:]+))/y;
const NOTHING_LEFT = /^\s*$/;
const OLD: ReadonlySet<string> = new Set(['eq', 'ne']);

interface Token {
  readonly text: string;
  readonly quoted: boolean;
  readonly sign: boolean;
}

/** Throws a 400 when the filter is not understood. */
export function parseFilter(filter: string): Matches {
  const tokens = tokenize(filter);
  if (usesOldForm(tokens) && tokens.some(({ sign, text }) => sign && text !== '(' && text !== ')')) {
    throw unsupported(filter);
  }
  let at = 0;
  const peek = (): string | undefined => (tokens[at]?.quoted ? undefined : tokens[at]?.text);

  function disjunction(): Matches {
    let matches = conjunction();
    while (peek() === 'OR') {
      at += 1;
      const [left, right] = [matches, conjunction()];
      matches = (item) => left(item) || right(item);
    }
    return matches;
  }

  function conjunction(): Matches {
    const all = [term()];
    while (at < tokens.length && peek() !== 'OR' && peek() !== ')') {
      if (peek() === 'AND') at += 1;
      all.push(term());
    }
    return (item) => all.every((matches) => matches(item));
  }

  function term(): Matches {
    if (peek() === 'NOT') {
      at += 1;
      const matches = term();
      return (item) => !matches(item);
    }
    if (peek() === '(') {
      at += 1;
      const matches = disjunction();
      if (peek() !== ')') throw unsupported(filter);
      at += 1;
      return matches;
    }
    const [field, operator, value] = tokens.slice(at, at + 3);
    at += 3;
    const known = field !== undefined && operator !== undefined && value !== undefined;
    if (!known || field.sign || value.sign) throw unsupported(filter);
    return comparison(field.text, operator.text, value.text, filter);
  }

  const matches = disjunction();
  if (at < tokens.length) throw unsupported(filter);
  return matches;
}

function tokenize(filter: string): readonly Token[] {
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  let end = 0;
  for (let found = TOKEN.exec(filter); found !== null; found = TOKEN.exec(filter)) {
    const [, bracket, double, single, sign, word] = found;
    const quoted = double ?? single;
    const text = bracket ?? quoted?.replaceAll(/\\(["'])/g, '$1') ?? sign ?? word ?? '';
    tokens.push({ text, quoted: quoted !== undefined, sign: bracket !== undefined || sign !== undefined });
    end = TOKEN.lastIndex;
  }
  if (!NOTHING_LEFT.test(filter.slice(end))) throw unsupported(filter);
  return tokens;
}

function usesOldForm(tokens: readonly Token[]): boolean {
  return tokens.some(({ text, quoted }) => !quoted && OLD.has(text));
}

function comparison(field: string, operator: string, value: string, filter: string): Matches {
  const text = (item: Item): string | undefined => valueAt(item, field);
  switch (operator) {
    case 'eq':
    case 'ne': {
      const whole = expression(`^(?:${value})$`, filter);
      return (item) => whole.test(text(item) ?? '') === (operator === 'eq');
    }
    case '=':
      return (item) => text(item) === value;
    case '!=':
      return (item) => text(item) !== value;
    case ':':
      return has(text, value);
    case '<':
    case '<=':
    case '>':
    case '>=':
      return numeric(text, operator, Number(value), filter);
    default:
      throw unsupported(filter);
  }
}

/** `field:*` asks whether it is set; `*` elsewhere stands for any text; without `*` the text may be anywhere. */
function has(text: (item: Item) => string | undefined, value: string): Matches {
  if (value === '*') return (item) => text(item) !== undefined;
  if (!value.includes('*')) return (item) => text(item)?.includes(value) ?? false;
  const parts = value.split('*').map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&'));
  const whole = new RegExp(`^${parts.join('.*')}$`, 's');
  return (item) => whole.test(text(item) ?? '');
}

function numeric(text: (item: Item) => string | undefined, operator: string, value: number, filter: string): Matches {
  if (Number.isNaN(value)) throw unsupported(filter);
  return (item) => {
    const actual = Number(text(item) ?? Number.NaN);
    if (operator === '<') return actual < value;
    if (operator === '<=') return actual <= value;
    return operator === '>' ? actual > value : actual >= value;
  };
}

function valueAt(item: Item, field: string): string | undefined {
  let value: unknown = item;
  for (const key of field.split('.')) value = (value as Item | undefined)?.[key];
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? `${value}` : undefined;
}

function expression(source: string, filter: string): RegExp {
  try {
    return new RegExp(source, 's');
  } catch {
    throw unsupported(filter);
  }
}

function unsupported(filter: string): ApiError {
  return new ApiError(400, 'invalid', `Invalid value for field 'filter': '${filter}'. Invalid list filter expression.`);
}
