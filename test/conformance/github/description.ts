// GitHub's description of its API, as a judge of exchanges.
import { readFileSync } from 'node:fs';
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import { type Json, mapValues, type Strictness, toJsonSchema } from './json-schema.ts';
import type { Exchange } from './recording.ts';

export interface Judgement {
  /** What GitHub would not send, or not accept. */
  readonly differences: readonly string[];
  /** Fields that GitHub always sends and the emulator leaves out. */
  readonly leftOut: readonly string[];
  /** The description says nothing of this answer. */
  readonly undescribed: boolean;
}

export interface Description {
  /** Package and version that it was cut out of. */
  readonly source: string;
  judge(exchange: Exchange): Judgement;
}

interface Operation {
  readonly requestBody?: { readonly content: Content };
  readonly responses: Record<string, { readonly $ref?: string; readonly content?: Content }>;
}
type Content = Record<string, { readonly schema: unknown }>;

const ANSWERS: Strictness = { subset: true, closed: true };
/** Errors carry `status` since 2024; the description still lacks it in some of them. */
const ERRORS: Strictness = { subset: true, closed: false };
const WHOLE: Strictness = { subset: false, closed: false };

export function readDescription(): Description {
  const document = JSON.parse(readFileSync(new URL('openapi.json', import.meta.url), 'utf8')) as Json;
  const paths = document['paths'] as Record<string, Record<string, Operation>>;
  const components = document['components'] as { readonly schemas: Json; readonly responses: Operation['responses'] };
  const answers = createChecker(components.schemas, ANSWERS);
  const errors = createChecker(components.schemas, ERRORS);
  const whole = createChecker(components.schemas, WHOLE);

  return {
    source: String(document['x-source']),
    judge({ operation, sent, status, received, contentType }) {
      const [method = '', path = ''] = operation.split(' ');
      const described = paths[path]?.[method.toLowerCase()];
      if (described === undefined)
        return { differences: [`${operation} is not known`], leftOut: [], undescribed: true };
      const differences: string[] = [];
      const body = described.requestBody?.content['application/json']?.schema;
      if (sent !== undefined && body !== undefined) {
        differences.push(...whole(body, sent).map((error) => `request ${textOf(error)}`));
      }
      const response = resolve(described.responses[String(status)], components.responses);
      if (response === undefined) return { differences, leftOut: [], undescribed: true };
      const schema = schemaFor(response.content, contentType);
      if (schema === undefined) return { differences, leftOut: [], undescribed: false };
      const check = status < 400 ? answers : errors;
      differences.push(...check(schema, received).map((error) => `answer ${textOf(error)}`));
      return { differences, leftOut: missingFields(whole(schema, received)), undescribed: false };
    },
  };
}

function resolve(response: Operation['responses'][string] | undefined, named: Operation['responses']) {
  const name = response?.$ref?.split('/').at(-1);
  return name === undefined ? response : named[name];
}

/** Custom media types of GitHub carry the same JSON as the plain one. */
function schemaFor(content: Content | undefined, contentType: string): unknown {
  if (content === undefined || !contentType.includes('json')) return undefined;
  return (content['application/json'] ?? Object.values(content)[0])?.schema;
}

function createChecker(schemas: Json, how: Strictness): (schema: unknown, value: unknown) => readonly ErrorObject[] {
  const ajv = new Ajv({ allErrors: true, strict: false, logger: false, formats: FORMATS });
  ajv.addSchema({ $id: 'github', components: { schemas: mapValues(schemas, (one) => toJsonSchema(one, how)) } });
  const compiled = new Map<string, ValidateFunction>();
  return (schema, value) => {
    const text = JSON.stringify(toJsonSchema(schema, how)).replaceAll('"#/components/', '"github#/components/');
    const validate = compiled.get(text) ?? ajv.compile(JSON.parse(text) as Json);
    compiled.set(text, validate);
    return validate(value) ? [] : (validate.errors ?? []);
  };
}

const FORMATS = {
  'date-time': /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/,
  // The empty text is GitHub's own default for links of deployments.
  uri: (text: string) => text === '' || URL.canParse(text),
};

function textOf({ instancePath, message, params }: ErrorObject): string {
  const extra = (params as { readonly additionalProperty?: string }).additionalProperty;
  const at = indexFree(instancePath);
  return extra === undefined ? `${at || '/'} ${message}` : `${at}/${extra} is not a field of GitHub's`;
}

/** Alternatives that do not apply miss fields too; only what is missing for certain counts. */
function missingFields(errors: readonly ErrorObject[]): readonly string[] {
  const certain = errors.filter(({ keyword, schemaPath }) => keyword === 'required' && !/(any|one)Of/.test(schemaPath));
  const names = certain.map(
    ({ instancePath, params }) =>
      `${indexFree(instancePath)}/${(params as { readonly missingProperty: string }).missingProperty}`,
  );
  return [...new Set(names)];
}

/** One message for all items of a list. */
function indexFree(pointer: string): string {
  return pointer.replaceAll(/\/\d+/g, '/*');
}
