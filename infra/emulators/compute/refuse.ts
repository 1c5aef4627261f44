// Injected refusals in the shape of the Compute API.
import type { Refusal } from '../kit/front.ts';
import { ApiError, errorResponse } from './errors.ts';

/** The reason that usually comes with a status. */
const REASONS: Readonly<Record<number, string>> = {
  400: 'invalid',
  401: 'required',
  403: 'rateLimitExceeded',
  404: 'notFound',
  409: 'alreadyExists',
  412: 'conditionNotMet',
  429: 'rateLimitExceeded',
  500: 'internalError',
};

export function refuse({ status, reason, message }: Refusal): Response {
  const word = reason ?? REASONS[status] ?? 'backendError';
  return errorResponse(new ApiError(status, word, message ?? `injected fault: ${word}`));
}
