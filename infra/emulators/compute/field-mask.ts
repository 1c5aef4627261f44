// The `fields` parameter: an answer with nothing in it but what the caller asked for, e.g. `items(name,selfLink),kind`.
import { ApiError } from './errors.ts';

/** What is wanted below a key; null: everything. */
type Mask = ReadonlyMap<string, Mask | null>;

const TOKEN = /[^(),/]+|[(),/]/g;

/**
 * `body` with the fields of `mask` only. Throws a 400 for a mask that is not well-formed; unknown fields select
 * nothing.
 */
export function masked(body: object, mask: string): object {
  return select(body, parse(mask)) as object;
}

function parse(mask: string): Mask {
  const tokens = mask.match(TOKEN) ?? [];
  let at = 0;

  function selection(): Mask {
    const found = new Map<string, Mask | null>();
    for (;;) {
      const [key, below] = path();
      found.set(key, below);
      if (tokens[at] !== ',') return found;
      at += 1;
    }
  }

  function path(): readonly [string, Mask | null] {
    const key = tokens[at];
    if (key === undefined || /[(),/]/.test(key)) throw malformed(mask);
    at += 1;
    if (tokens[at] === '/') {
      at += 1;
      return [key, new Map([path()])];
    }
    if (tokens[at] !== '(') return [key, null];
    at += 1;
    const below = selection();
    if (tokens[at] !== ')') throw malformed(mask);
    at += 1;
    return [key, below];
  }

  const parsed = selection();
  if (at < tokens.length) throw malformed(mask);
  return parsed;
}

function malformed(mask: string): ApiError {
  return new ApiError(400, 'invalidParameter', `Invalid field selection ${mask}`);
}

function select(value: unknown, mask: Mask): unknown {
  if (Array.isArray(value)) return value.map((item) => select(item, mask));
  if (typeof value !== 'object' || value === null) return value;
  const kept: Record<string, unknown> = {};
  for (const [key, member] of Object.entries(value)) {
    const below = mask.has(key) ? mask.get(key) : mask.get('*');
    if (below === null) kept[key] = member;
    else if (below !== undefined) kept[key] = select(member, below);
  }
  return kept;
}
