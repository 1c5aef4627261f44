// A JSON Schema → a check that says what is wrong, where, and what was probably meant. May import: core, ajv.
import { Ajv, type ErrorObject } from 'ajv';
import type { Json, JsonObject } from '../core/index.ts';
import { didYouMean } from './did-you-mean.ts';
import type { Path } from './located.ts';

export interface Violation {
  readonly path: Path;
  /** Whether the key at the path is wrong, or what stands there. */
  readonly wrong: 'key' | 'value';
  readonly message: string;
  readonly hint?: string;
}

/** Every violation of a schema, in the schema's order. */
export type SchemaCheck = (value: Json) => readonly Violation[];

/** Compiles a schema (draft 7). */
export function createSchemaCheck(schema: JsonObject): SchemaCheck {
  const validate = new Ajv({ allErrors: true, verbose: true, allowUnionTypes: true, strictTypes: false }).compile(
    schema,
  );
  return (value) => {
    validate(value);
    const errors = validate.errors ?? [];
    return errors.filter((error) => !isMisspelt(error, errors)).map(violation);
  };
}

/** A field that is missing because it stands there misspelt: the misspelt one is reported, with this one as the hint. */
function isMisspelt(missing: ErrorObject, errors: readonly ErrorObject[]): boolean {
  if (missing.keyword !== 'required') return false;
  const field = String(missing.params['missingProperty']);
  return errors.some(
    ({ keyword, instancePath, params }) =>
      keyword === 'additionalProperties' &&
      instancePath === missing.instancePath &&
      didYouMean(String(params['additionalProperty']), [field]) !== undefined,
  );
}

function violation(error: ErrorObject): Violation {
  const path = error.instancePath.split('/').slice(1).map(unescapePointer);
  const field = path.length === 0 ? 'the document' : path.join('.');
  if (error.keyword === 'additionalProperties') {
    const key = String(error.params['additionalProperty']);
    const known = Object.keys((error.parentSchema?.['properties'] as object | undefined) ?? {});
    const hint = didYouMean(key, known);
    const message = `unknown field "${key}"${path.length === 0 ? '' : ` in ${field}`}`;
    return { path: [...path, key], wrong: 'key', message, ...(hint === undefined ? {} : { hint }) };
  }
  if (error.keyword === 'required') {
    return { path, wrong: 'key', message: `${field} lacks the field "${String(error.params['missingProperty'])}"` };
  }
  return { path, wrong: 'value', message: `${field} ${wording(error)}` };
}

function wording(error: ErrorObject): string {
  if (error.keyword === 'type') return `must be ${[error.params['type']].flat().join(' or ')}`;
  if (error.keyword === 'enum' || error.keyword === 'const') {
    const allowed = [error.params['allowedValues'] ?? error.params['allowedValue']].flat();
    return `must be ${allowed.map((value) => JSON.stringify(value)).join(' or ')}`;
  }
  return error.message ?? 'does not match its schema';
}

function unescapePointer(token: string): string {
  return token.replaceAll('~1', '/').replaceAll('~0', '~');
}
