// Injected refusals in the shape of the JSON API.
import type { Refusal } from '../kit/front.ts';
import { errorResponse, StorageError } from './errors.ts';

/** Source: JSON API, HTTP status and error codes. */
const REASONS: Readonly<Record<number, string>> = {
  400: 'invalid',
  401: 'required',
  403: 'forbidden',
  404: 'notFound',
  408: 'requestTimeout',
  409: 'conflict',
  412: 'conditionNotMet',
  429: 'rateLimitExceeded',
};

export function refuse({ status, reason, message }: Refusal): Response {
  const word = reason ?? REASONS[status] ?? 'backendError';
  return errorResponse(new StorageError(status, word, message ?? `injected fault: ${word}`));
}
