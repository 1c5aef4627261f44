// The text of a document as a value, checked against its schema; or why it cannot be used.
import type { ErrorObject, ValidateFunction } from 'ajv';
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
export function contentReader<T>(shape: Shape<T>, schema: string): (text: string, kinds: Kinds) => SaidInDocument<T> {
  const validators = new WeakMap<Kinds, ValidateFunction>();
  return (text, kinds) => {
    const document = parseJson(text);
    if (!isJsonObject(document)) return { why: 'does not hold a JSON object' };
    const { schema: named, ...content } = document;
    if (typeof named === 'string' && isNewerThan(named, schema))
      return newer(`is ${named}, and ${schema} is read here`);
    if (named !== schema) return { why: versionWords(named, schema) };
    const isValid = validators.get(kinds) ?? validatorOfDocument(shape.schema, kinds);
    validators.set(kinds, isValid);
    const value: unknown = content;
    if (isValid(value)) return { value: value as T };
    // Of this version, with more in it: versions add members that need no other reader.
    const more = memberWords(isValid.errors ?? []);
    if (more !== undefined) return newer(`has ${more} that ${schema} does not have here`);
    return { why: `is no ${schema} that can be used: ${errorWords(isValid)}` };
  };
}

function newer(why: string): { readonly why: string; readonly isNewer: true } {
  return { why, isNewer: true };
}

/** Of the same kind, and a later version. */
function isNewerThan(named: string, schema: string): boolean {
  const [kind, version] = named.split(/\/v(?=\d+$)/);
  return kind === schema.slice(0, schema.lastIndexOf('/')) && Number(version) > VERSION;
}

function versionWords(named: unknown, wanted: string): string {
  if (typeof named !== 'string') return `does not say what it is: ${wanted} is read here`;
  const version = /\/v(\d+)$/.exec(named)?.[1];
  const words = version === undefined ? `is a ${named}` : `is of version ${version} (${named})`;
  return `${words}: only ${wanted} is read here`;
}

/**
 * Which member the schema does not have, and where; undefined: it has all of them. Of what may be of several shapes, it
 * is unknown which member that is: each shape lacks members of the others.
 */
function memberWords(errors: readonly ErrorObject[]): string | undefined {
  const more = errors.find(({ keyword }) => keyword === 'additionalProperties');
  if (more === undefined) return undefined;
  const { instancePath, params } = more;
  const where = instancePath === '' ? '' : ` in ${instancePath}`;
  const isOfSeveral = errors.some(({ keyword }) => keyword === 'anyOf');
  return isOfSeveral ? `a member${where}` : `the member "${String(params['additionalProperty'])}"${where}`;
}

function errorWords({ errors }: ValidateFunction): string {
  const [first] = errors ?? [];
  return first === undefined
    ? 'something is wrong in it'
    : `${first.instancePath || 'it'} ${first.message ?? 'is wrong'}`;
}
