// Request bodies by content type. YAML is read as YAML 1.1, like the real server does (`y` is true).
import { parse } from 'yaml';
import { badRequest, requestEntityTooLarge, unsupportedMediaType } from '../errors.ts';
import { type Json, type JsonObject, isObject } from '../json.ts';
import { duplicateFields } from './duplicate-fields.ts';

// kube-apiserver's limit for the body of a write, in bytes.
const LARGEST_BODY = 3 * 1024 * 1024;

export interface Body {
  readonly object: JsonObject;
  /** `duplicate field "PATH"` for each member that is there twice; the last one counts. */
  readonly duplicates: readonly string[];
}

export function mediaType(request: Request): string {
  return (request.headers.get('content-type') ?? '').split(';')[0]?.trim() ?? '';
}

/** The object in a POST, PUT or DELETE body. @throws ApiError 400, 413 or 415 */
export async function readObject(request: Request): Promise<Body> {
  const type = mediaType(request);
  const accepted = ['application/json', 'application/yaml'];
  if (type !== '' && !accepted.includes(type)) throw unsupportedMediaType(accepted);
  return parsed(await textOf(request), type === 'application/yaml');
}

/** The object in a patch body. @throws ApiError 400 or 413 */
export async function readPatch(request: Request): Promise<Body> {
  return parsed(await textOf(request), mediaType(request).endsWith('yaml'));
}

async function textOf(request: Request): Promise<string> {
  const text = await request.text();
  if (Buffer.byteLength(text) > LARGEST_BODY) throw requestEntityTooLarge(LARGEST_BODY);
  return text;
}

function parsed(text: string, yaml: boolean): Body {
  const value = yaml ? fromYaml(text) : fromJson(text);
  if (!isObject(value)) throw badRequest('the body of the request is not an object');
  return { object: value, duplicates: text.trimStart().startsWith('{') ? duplicateFields(text) : [] };
}

function fromJson(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch (error) {
    throw badRequest(`the body of the request is no JSON: ${String(error)}`);
  }
}

function fromYaml(text: string): Json {
  // Our own clients send JSON under the YAML type; it means the same and parses much faster.
  if (text.trimStart().startsWith('{')) {
    try {
      return JSON.parse(text) as Json;
    } catch {
      // A YAML flow mapping also begins with a brace.
    }
  }
  try {
    // The round trip turns YAML 1.1 timestamps into strings.
    return JSON.parse(JSON.stringify(parse(text, { version: '1.1' }))) as Json;
  } catch (error) {
    throw badRequest(`error decoding YAML: ${String(error)}`);
  }
}
