// The one place where schemas of manifests and files become validators. The build puts validators that it made itself
// in place of this module (infra/build/validators.ts): a function that starts has no time to compile schemas.
import { Ajv, type ValidateFunction } from 'ajv';
import type { JsonObject } from '../core/index.ts';
import { CHECK_OPTIONS } from './schemas-of-checks.ts';

/** @param schema of draft 7. */
export function validatorOfCheck(schema: JsonObject): ValidateFunction {
  return new Ajv(CHECK_OPTIONS).compile(schema);
}
