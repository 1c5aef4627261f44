// The one place where schemas of documents become validators. The build puts validators that it made itself in place of
// this module (infra/build/validators.ts): a function that starts has no time to compile schemas.
import { Ajv, type ValidateFunction } from 'ajv';
import type { JsonObject } from '../../core/index.ts';
import type { Kinds } from '../../model/index.ts';
import { documentOptions } from './kind-schemas.ts';

const compilers = new WeakMap<Kinds, Ajv>();

/** One compiler for all documents: what it makes ready for the first is half of the work for each. */
export function validatorOfDocument(schema: JsonObject, kinds: Kinds): ValidateFunction {
  const compiler = compilers.get(kinds) ?? new Ajv({ ...documentOptions(kinds), code: { optimize: false } });
  compilers.set(kinds, compiler);
  return compiler.compile(schema);
}
