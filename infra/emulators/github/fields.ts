// Typed reading of a JSON request body; a field of the wrong type is refused in GitHub's words.
import { invalidRequest, notImplemented, Problem } from './errors.ts';

/** A JSON object sent by a client. `null` counts as absent, except for `has`. */
export interface Fields {
  has(name: string): boolean;
  /** A required string. */
  text(name: string): string;
  optionalText(name: string): string | undefined;
  flag(name: string): boolean | undefined;
  integer(name: string): number | undefined;
  texts(name: string): readonly string[] | undefined;
  object(name: string): Fields | undefined;
  objects(name: string): readonly Fields[] | undefined;
  /** A string out of a closed set. */
  oneOf<T extends string>(name: string, allowed: readonly T[]): T | undefined;
  raw(name: string): unknown;
  /** Answers 501 for fields that GitHub documents and this emulator lacks. */
  refuse(...names: readonly string[]): void;
}

/** Reads the body of a request; an empty body is an empty object. */
export async function readFields(request: Request): Promise<Fields> {
  const text = await request.text();
  return fieldsOf(text === '' ? {} : parse(text));
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Problem(400, 'Problems parsing JSON');
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function fieldsOf(value: unknown): Fields {
  if (!isRecord(value)) throw new Problem(400, 'Body should be a JSON object');
  const read = <T>(name: string, kind: string, is: (found: unknown) => found is T): T | undefined => {
    const found = Object.hasOwn(value, name) ? value[name] : undefined;
    if (found === undefined || found === null) return undefined;
    if (!is(found)) throw invalidRequest(`For 'properties/${name}', ${JSON.stringify(found)} is not ${kind}.`);
    return found;
  };
  const optionalText = (name: string): string | undefined =>
    read(name, 'a string', (found) => typeof found === 'string');
  return {
    has: (name) => Object.hasOwn(value, name),
    raw: (name) => value[name],
    optionalText,
    text(name) {
      const found = optionalText(name);
      if (found === undefined) throw invalidRequest(`"${name}" wasn't supplied.`);
      return found;
    },
    flag: (name) => read(name, 'a boolean', (found) => typeof found === 'boolean'),
    integer: (name) => read(name, 'an integer', (found): found is number => Number.isInteger(found)),
    texts: (name) =>
      read(
        name,
        'an array of strings',
        (found): found is string[] => Array.isArray(found) && found.every((item) => typeof item === 'string'),
      ),
    object(name) {
      const found = read(name, 'an object', isRecord);
      return found === undefined ? undefined : fieldsOf(found);
    },
    objects: (name) =>
      read(
        name,
        'an array of objects',
        (found): found is Record<string, unknown>[] => Array.isArray(found) && found.every(isRecord),
      )?.map(fieldsOf),
    oneOf<T extends string>(name: string, allowed: readonly T[]): T | undefined {
      const found = optionalText(name);
      if (found === undefined) return undefined;
      const match = allowed.find((one) => one === found);
      if (match === undefined) {
        throw invalidRequest(`For 'properties/${name}', ${found} is not a member of ${JSON.stringify(allowed)}.`);
      }
      return match;
    },
    refuse(...names) {
      const missing = names.filter((name) => value[name] !== undefined && value[name] !== null);
      if (missing.length > 0) throw notImplemented(`request field ${missing.join(', ')}`);
    },
  };
}
