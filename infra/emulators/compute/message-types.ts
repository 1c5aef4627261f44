// Checks request bodies against the message definitions that Google publishes with its client library. Reads the
// definitions as data; no code of the library runs here.
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { badRequest, notImplemented } from './errors.ts';

interface Field {
  readonly type: string;
  readonly rule?: 'repeated';
  readonly keyType?: string;
}

interface Message {
  readonly fields?: Readonly<Record<string, Field>>;
  readonly values?: Readonly<Record<string, number>>;
  readonly nested?: Readonly<Record<string, Message>>;
}

/** What becomes of a field that the definitions do not have: 400, left out without a word, or 501. */
export type UnknownFields = 'refuse' | 'drop' | 'not-implemented';

/**
 * Answers `value` as the definitions know it. Throws an ApiError that names the first unknown field (if so asked),
 * wrong type or unknown enum value; null counts as "not set" and stays.
 */
export type CheckMessage = (value: unknown, message: string, field: string, unknown: UnknownFields) => unknown;

const NAMESPACE = ['google', 'cloud', 'compute', 'v1'] as const;

/** Beside a packed emulator: those of Google's definitions that its requests are made of, in the same tree. */
const PACKED = new URL('./compute-messages.json', import.meta.url);

/** Reading 12 MB takes a fifth of a second: share the returned function. */
export function loadMessageTypes(): CheckMessage {
  const file = existsSync(PACKED)
    ? PACKED
    : createRequire(import.meta.url).resolve('@google-cloud/compute/build/protos/protos.json');
  let node = JSON.parse(readFileSync(file, 'utf8')) as Message;
  for (const name of NAMESPACE) node = node.nested?.[name] ?? {};
  const types = node.nested ?? {};
  return (value, message, field, unknown) => checkMessage({ types, unknown }, value, message, field);
}

interface Rules {
  readonly types: Readonly<Record<string, Message>>;
  readonly unknown: UnknownFields;
}

function checkMessage(rules: Rules, value: unknown, name: string, at: string): unknown {
  if (!isObject(value)) throw wrongType(at, name, value);
  const message = rules.types[name];
  if (message === undefined) return value;
  const known: Record<string, unknown> = {};
  for (const [key, member] of Object.entries(value)) {
    const field = message.fields?.[key];
    if (field !== undefined) {
      known[key] = member === null ? null : checkField(rules, member, { field, key, message }, `${at}.${key}`);
    } else if (rules.unknown !== 'drop') {
      throw unknownField(rules.unknown, key, at);
    }
  }
  return known;
}

function unknownField(policy: UnknownFields, key: string, at: string): Error {
  if (policy === 'not-implemented') return notImplemented(`The field ${at}.${key}`);
  return badRequest(at, `Invalid JSON payload received. Unknown name "${key}" at '${at}': Cannot find field.`);
}

interface FieldOf {
  readonly field: Field;
  readonly key: string;
  readonly message: Message;
}

function checkField(rules: Rules, value: unknown, owner: FieldOf, at: string): unknown {
  if (owner.field.keyType !== undefined) {
    if (!isObject(value)) throw wrongType(at, 'map', value);
    const entries = Object.entries(value).map(([key, member]) => [
      key,
      checkValue(rules, member, owner, `${at}.${key}`),
    ]);
    return Object.fromEntries(entries);
  }
  if (owner.field.rule === 'repeated') {
    if (!Array.isArray(value)) throw wrongType(at, 'list', value);
    return value.map((item, index) => checkValue(rules, item, owner, `${at}[${index}]`));
  }
  return checkValue(rules, value, owner, at);
}

function checkValue(rules: Rules, value: unknown, { field, key, message }: FieldOf, at: string): unknown {
  const scalar = SCALARS[field.type];
  if (scalar === undefined) {
    const values = message.nested?.[field.type]?.values;
    if (values === undefined) return checkMessage(rules, value, field.type, at);
    checkEnum(value, values, at);
    return value;
  }
  if (!scalar(value)) throw wrongType(at, field.type, value);
  if (field.type === 'string') {
    // Enumerations are published as strings, beside a nested enum that has the field's name.
    const enumName = key.charAt(0).toUpperCase() + key.slice(1);
    const values = message.nested?.[enumName]?.values ?? message.nested?.[`${enumName}Enum`]?.values;
    if (values !== undefined) checkEnum(value, values, at);
  }
  return value;
}

function checkEnum(value: unknown, values: Readonly<Record<string, number>>, at: string): void {
  if (typeof value !== 'string' || !(value in values) || value.startsWith('UNDEFINED_')) {
    throw badRequest(at, `Invalid value at '${at}' (TYPE_ENUM), ${JSON.stringify(value)}`);
  }
}

const INTEGER_TEXT = /^-?\d+$/;

const SCALARS: Readonly<Record<string, (value: unknown) => boolean>> = {
  string: (value) => typeof value === 'string',
  bool: (value) => typeof value === 'boolean',
  float: (value) => typeof value === 'number',
  double: (value) => typeof value === 'number',
  int32: (value) => Number.isInteger(value),
  uint32: (value) => Number.isInteger(value) && Number(value) >= 0,
  // 64-bit numbers travel as text, because JSON readers would lose digits.
  int64: (value) => Number.isInteger(value) || (typeof value === 'string' && INTEGER_TEXT.test(value)),
  uint64: (value) => Number.isInteger(value) || (typeof value === 'string' && INTEGER_TEXT.test(value)),
};

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function wrongType(at: string, type: string, value: unknown): Error {
  return badRequest(at, `Invalid value at '${at}' (TYPE_${type.toUpperCase()}), ${JSON.stringify(value)}`);
}
