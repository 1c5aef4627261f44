// What a request says in text: its body as JSON, and the id under which it may be repeated.
import { badRequest, invalid } from './errors.ts';

/** Throws a 400 for what is no JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw badRequest('', 'Invalid JSON payload received. Parse error.');
  }
}

const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;
const ZERO_UUID = /^[0-]+$/;

/** The requestId parameter; undefined when there is none. Throws a 400 for what is no UUID or all zeros. */
export function requestIdOf(parameters: URLSearchParams): string | undefined {
  const id = parameters.get('requestId');
  if (id === null || id === '') return undefined;
  if (!UUID.test(id) || ZERO_UUID.test(id)) throw invalid('requestId', id, 'Must be a valid, non-zero UUID.');
  return id;
}
