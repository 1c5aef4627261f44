// The text of a document as a value, checked against its schema; or why it cannot be used.
import type { ValidateFunction } from 'ajv';
import { isJsonObject, parseJson } from '../../core/index.ts';
import type { Kinds } from '../../model/index.ts';
import { validatorOfDocument } from './compile-schema.ts';
import type { SaidInDocument } from './readings.ts';
import type { Shape } from './shape.ts';

/** Of every document. Another one is of another Rangelight, and is refused. */
const VERSION = 2;

/** What the member `schema` of a document says. */
export function schemaName(name: string): string {
  return `rangelight/${name}/v${VERSION}`;
}

/**
 * Makes a reader of texts of one kind. Its schema is compiled with the first text, for the kinds of resources that it
 * may speak of.
 * @param schema see `schemaName`.
 * @returns for a text: the value, without the member `schema`; or part of a sentence about the document.
 */
export function contentReader<T>(
  shape: Shape<T>,
  schema: string,
  name: string,
): (text: string, kinds: Kinds) => SaidInDocument<T> {
  const validators = new WeakMap<Kinds, ValidateFunction>();
  return (text, kinds) => {
    const document = parseJson(text);
    if (!isJsonObject(document)) return { why: 'does not hold a JSON object' };
    const { schema: named, ...content } = document;
    if (named !== schema) return unusable(versionWords(named, schema), isNewerThan(named, schema));
    const isValid = validators.get(kinds) ?? validatorOfDocument(shape.schema, kinds);
    validators.set(kinds, isValid);
    const value: unknown = content;
    if (isValid(value)) return { value: value as T };
    // Of this version, with more in it: versions add members that need no other reader.
    const isNewer = isValid.errors?.some(({ keyword }) => keyword === 'additionalProperties') ?? false;
    return unusable(`is not a ${name}: ${errorWords(isValid)}`, isNewer);
  };
}

function unusable(why: string, isNewer: boolean): { readonly why: string; readonly isNewer?: true } {
  return isNewer ? { why, isNewer } : { why };
}

/** Of the same kind, and a later version. */
function isNewerThan(named: unknown, schema: string): boolean {
  const [kind, version] = typeof named === 'string' ? named.split(/\/v(?=\d+$)/) : [];
  return kind === schema.slice(0, schema.lastIndexOf('/')) && Number(version) > VERSION;
}

function versionWords(named: unknown, wanted: string): string {
  if (typeof named !== 'string') return `does not say what it is: ${wanted} is read here`;
  const version = /\/v(\d+)$/.exec(named)?.[1];
  const words = version === undefined ? `is a ${named}` : `is of version ${version} (${named})`;
  return `${words}: only ${wanted} is read here`;
}

function errorWords({ errors }: ValidateFunction): string {
  const [first] = errors ?? [];
  return first === undefined
    ? 'something is wrong in it'
    : `${first.instancePath || 'it'} ${first.message ?? 'is wrong'}`;
}
