// Validators that are made with the build say the same as those that sources and tests compile: a function obeys the
// schemas that its tests obeyed.
import { Ajv, type ErrorObject } from 'ajv';
import { Script } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { nameOf, validatorsOf } from '../../infra/build/validators.ts';
import { SCHEMAS } from '../../functions/wiring/schemas.ts';
import { isJsonObject, type Json, type JsonObject } from '../../lib/core/index.ts';

interface Validate {
  (value: Json): boolean;
  readonly errors?: readonly ErrorObject[] | null;
}

/** A value that a schema takes, as far as its keywords are read here. */
function exampleOf(schema: JsonObject): Json {
  const { type, properties, items } = schema;
  if ('const' in schema) return schema['const'] ?? null;
  for (const choices of [schema['enum'], schema['examples']]) if (Array.isArray(choices)) return choices[0] as Json;
  for (const choices of [schema['anyOf'], schema['oneOf']])
    if (Array.isArray(choices)) return exampleOf(choices[0] as JsonObject);
  if (properties !== undefined)
    return Object.fromEntries(
      Object.entries(properties as Readonly<Record<string, JsonObject>>).map(([key, of]) => [key, exampleOf(of)]),
    );
  if (type === 'array') return [exampleOf((items ?? {}) as JsonObject)];
  if (type === 'object') return { any: exampleOf((schema['additionalProperties'] ?? {}) as JsonObject) };
  if (type === 'integer' || type === 'number') return 1;
  if (type === 'boolean') return true;
  return type === 'null' ? null : 'a'.repeat(Number(schema['minLength'] ?? 1));
}

const ODD: readonly Json[] = [null, true, -1, 'a', '', [], {}, ['a', 'a'], { a: 1 }];

/** The value, and with each place in it missing, beside another one, or otherwise. */
function* variants(value: Json): Generator<Json> {
  yield value;
  yield* ODD;
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries())
      for (const other of variants(item as Json)) yield value.with(index, other);
    return;
  }
  if (!isJsonObject(value)) return;
  yield { ...value, unheard: 1 };
  for (const [key, member] of Object.entries(value)) {
    const { [key]: _, ...others } = value;
    yield others;
    for (const other of variants(member ?? null)) yield { ...value, [key]: other };
  }
}

function load(code: string): Validate {
  const module = { exports: undefined as unknown };
  (new Script(`(function (module) {${code}\n})`).runInThisContext() as (of: typeof module) => void)(module);
  return module.exports as Validate;
}

describe.each(['documents', 'checks'] as const)('%s', (what) => {
  const { schemas, options } = SCHEMAS[what];

  it('are judged as the compiler judges them, by validators that need nothing beside them', () => {
    const ready = validatorsOf(what);
    expect(new Set(schemas.map(nameOf))).toEqual(new Set(ready.keys()));
    for (const schema of schemas) {
      const compiled = new Ajv(options).compile(schema);
      const code = ready.get(nameOf(schema)) ?? '';
      expect(/\brequire\(|\bimport\b/.exec(code)).toBeNull();
      const own = load(code);
      let wrong = 0;
      for (const value of variants(exampleOf(schema as JsonObject))) {
        const [said, wanted] = [own(value), compiled(value)];
        if (!wanted) wrong += 1;
        if (said === wanted && JSON.stringify(own.errors) === JSON.stringify(compiled.errors)) continue;
        expect([said, own.errors]).toEqual([wanted, compiled.errors]);
      }
      expect(wrong).toBeGreaterThan(ODD.length / 2);
    }
  });
});
