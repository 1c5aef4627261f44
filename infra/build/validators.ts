// Validators of all schemas as code, made by the compiler that tests and sources use at run time, and put in place of
// the two modules that call it: a bundle carries no compiler, and a function's first message waits for none. Each is a
// file of its own beside the bundle, which costs nothing until a value has to be checked by it.
import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';
import { Ajv, type Options } from 'ajv';
import standalone from 'ajv/dist/standalone/index.js';
import type { Plugin } from 'rolldown';
import { SCHEMAS } from '../../functions/wiring/schemas.ts';

/** By the name that `nameOf` gives to its schema: a module of CommonJS without imports that exports the validator. */
export type Validators = ReadonlyMap<string, string>;

export function validatorsOf(what: keyof typeof SCHEMAS): Validators {
  const { schemas, options } = SCHEMAS[what];
  return made(schemas, options);
}

function made(schemas: readonly object[], options: Options): Validators {
  const named = new Map(schemas.map((schema) => [nameOf(schema), schema] as const));
  return new Map(
    [...named].map(([name, schema]) => {
      const compiler = new Ajv({ ...options, code: { source: true } });
      return [name, compiledAtOnce(standalone.default(compiler, compiler.compile(schema)))] as const;
    }),
  );
}

/** As the generated code asks for it. */
export function nameOf(schema: object): string {
  return createHash('sha256').update(JSON.stringify(schema)).digest('hex');
}

/**
 * V8 compiles a function with its file, and keeps it in the cache of compiled code, where it stands in parentheses; any
 * other one is compiled when it is called. Source: V8, "Code caching for JavaScript developers".
 * @param code of `standaloneCode`, which begins with its exports and has nothing but constants and functions.
 */
function compiledAtOnce(code: string): string {
  const whole = code
    .replace(
      /^"use strict";(?:module\.exports = validate\d+;|module\.exports\.default = validate\d+;)+/,
      '"use strict";',
    )
    .replaceAll(/function (validate\d+)\(/g, 'const $1 = (function $1(')
    .replaceAll(/(validate\d+\.errors = vErrors;return errors === 0;\})/g, '$1);')
    .replaceAll(/require\("([^"]+)"\)\.default/g, (_, path: string) => `(${String(runtimeOf(path))})`);
  const [, own] = /module\.exports = (validate\d+);/.exec(code) ?? [];
  return `${whole}module.exports = ${own};\n`;
}

/** Pure functions, which are what their text says. */
function runtimeOf(path: string): unknown {
  return (require(path) as { readonly default: unknown }).default;
}

const require = createRequire(import.meta.url);

/** Resolved, so that no build begins where one of them has moved. */
const PLACES = [
  {
    module: require.resolve('../../lib/state/document/compile-schema.ts'),
    of: 'documents',
    exports: 'export const validatorOfDocument = validatorOf;',
  },
  {
    module: require.resolve('../../lib/manifest/compile-schema.ts'),
    of: 'checks',
    exports: 'export const validatorOfCheck = validatorOf;',
  },
] as const;

/** Puts them into a bundle. */
export function readyValidators(): Plugin {
  return {
    name: 'ready-validators',
    load(id) {
      const place = PLACES.find(({ module }) => module === id);
      if (place === undefined) return undefined;
      for (const [name, source] of validatorsOf(place.of))
        this.emitFile({ type: 'asset', fileName: `${FOLDER}/${name}.cjs`, source });
      return { code: LOOKUP + place.exports, moduleType: 'js' };
    },
  };
}

/** Beside the bundle. */
const FOLDER = 'validators';

const LOOKUP = `
import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';
const load = createRequire(import.meta.url);
const found = new Map();
function validatorOf(schema) {
  const validate =
    found.get(schema) ?? load('./${FOLDER}/' + createHash('sha256').update(JSON.stringify(schema)).digest('hex') + '.cjs');
  found.set(schema, validate);
  return validate;
}
`;
