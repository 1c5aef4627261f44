// What an answer of one of Google's JSON services says: its body, or why there is none.
import {
  type FailureCode,
  isJsonObject,
  type JsonObject,
  parseJson,
  RangelightError,
  textAt,
} from '../../core/index.ts';
import { saidOfMissingRight } from './missing-right.ts';

const BY_HTTP_STATUS: Readonly<Record<number, FailureCode>> = {
  401: 'denied',
  403: 'denied',
  408: 'unavailable',
  409: 'unavailable', // ABORTED
  429: 'rate-limited',
  499: 'unavailable', // CANCELLED
};

/**
 * The body of an answer. Fails with the code that its status stands for. Source: google.rpc.Code, and its mapping to
 * HTTP.
 * @param service its name for people, such as `GKE Hub`.
 */
export function googleAnswer(system: string, service: string, status: number, text: string): JsonObject {
  const body = parseJson(text);
  if (status === 200 && isJsonObject(body)) return body;
  const message = textAt(body, 'error', 'message') ?? `${service} answered ${status}`;
  const said = status === 403 ? saidOfMissingRight(message, body) : message;
  throw new RangelightError(codeOf(status, textAt(body, 'error', 'status')), system, said);
}

function codeOf(status: number, said: string | undefined): FailureCode {
  // A 404 without Google's error object comes from something in between: no word about the resource.
  if (status === 404) return said === 'NOT_FOUND' ? 'not-found' : 'unavailable';
  if (said === 'FAILED_PRECONDITION') return 'precondition';
  return BY_HTTP_STATUS[status] ?? (status >= 400 && status < 500 ? 'invalid' : 'unavailable');
}
