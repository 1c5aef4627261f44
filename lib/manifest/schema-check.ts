// A JSON Schema → a check that says what is wrong, where, and what was probably meant.
import type { ErrorObject, ValidateFunction } from 'ajv';
import type { Json, JsonObject } from '../core/index.ts';
import { validatorOfCheck } from './compile-schema.ts';
import { didYouMean } from './did-you-mean.ts';
import { type FieldPlaces, fieldPlacesOf } from './field-places.ts';
import { LIMITS } from './limits.ts';
import type { Path } from './located.ts';
import { noteSchema } from './schemas-of-checks.ts';

export interface Violation {
  readonly path: Path;
  /** Whether the key at the path is wrong, or what stands there. */
  readonly wrong: 'key' | 'value';
  readonly message: string;
  readonly hint?: string;
}

/** The violations of a schema, in the schema's order; where there are very many, the first ones and how many more. */
export type SchemaCheck = (value: Json) => readonly Violation[];

/** @param schema of draft 7. It is compiled with the first value: most functions never check one. */
export function createSchemaCheck(schema: JsonObject): SchemaCheck {
  noteSchema(schema);
  let validate: ValidateFunction | undefined;
  let places: FieldPlaces | undefined;
  return (value) => {
    validate ??= validatorOfCheck(schema);
    if (validate(value)) return [];
    places ??= fieldPlacesOf(schema);
    const known = places;
    const errors = validate.errors ?? [];
    const unknown = Map.groupBy(
      errors.filter(({ keyword }) => keyword === 'additionalProperties'),
      ({ instancePath }) => instancePath,
    );
    const meant = new Set([...unknown.values()].flat().flatMap((error) => placeOf(nameOf(error), known) ?? []));
    const told = errors.filter((error) => !isMisplaced(error, unknown.get(error.instancePath) ?? [], meant));
    const found = told.slice(0, LIMITS.violations).map((error) => violation(error, known));
    const untold = told.length - found.length;
    return untold === 0 ? found : [...found, { path: [], wrong: 'value', message: `${untold} more fields are wrong` }];
  };
}

/**
 * A field that is missing because it stands there misspelt, or because what belongs into it stands somewhere else: that
 * is reported, with this one as the hint.
 * @param beside the fields of the same object that the schema does not know.
 * @param meant where the fields of the document belong that stand in a wrong place.
 */
function isMisplaced(missing: ErrorObject, beside: readonly ErrorObject[], meant: ReadonlySet<string>): boolean {
  if (missing.keyword !== 'required') return false;
  const field = String(missing.params['missingProperty']);
  if (beside.some((error) => didYouMean(nameOf(error), [field]) !== undefined)) return true;
  const place = [...pathOf(missing).map((step) => (/^\d+$/.test(step) ? '[]' : step)), field]
    .join('.')
    .replaceAll('.[]', '[]');
  return [...meant].some((one) => `${one}.`.startsWith(`${place}.`));
}

function nameOf({ params }: ErrorObject): string {
  return String(params['additionalProperty']);
}

function pathOf({ instancePath }: ErrorObject): readonly string[] {
  return instancePath.split('/').slice(1).map(unescapePointer);
}

/** Where a field of that name would be right; undefined where several places would be, or none. */
function placeOf(name: string, places: FieldPlaces): string | undefined {
  const [place, ...others] = places.get(name) ?? [];
  return others.length === 0 ? place : undefined;
}

function violation(error: ErrorObject, places: FieldPlaces): Violation {
  const path = pathOf(error);
  const field = path.length === 0 ? 'the document' : path.join('.');
  if (error.keyword === 'additionalProperties') {
    const key = nameOf(error);
    const place = placeOf(key, places);
    const known = Object.keys((error.parentSchema?.['properties'] as object | undefined) ?? {});
    const hint = place === undefined ? didYouMean(key, known) : `It belongs in ${place}.`;
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
