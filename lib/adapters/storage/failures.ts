// From the errors of @google-cloud/storage to our failure codes.
import { type FailureCode, RangelightError } from '../../core/index.ts';
import { saidOfMissingRight } from '../calls/index.ts';

const BY_STATUS: Readonly<Record<number, FailureCode>> = {
  400: 'invalid',
  401: 'denied',
  403: 'denied',
  404: 'not-found',
  408: 'unavailable',
  409: 'precondition',
  412: 'precondition',
  429: 'rate-limited',
};

/** What an error means. One without a status is of the network: no answer, unknown outcome. */
export function storageFailure(error: unknown): RangelightError {
  if (error instanceof RangelightError) return error;
  const status = statusOf(error);
  const message = error instanceof Error ? error.message : String(error);
  const code =
    status === undefined ? 'unavailable' : (BY_STATUS[status] ?? (status >= 500 ? 'unavailable' : 'invalid'));
  const said = status === 403 ? saidOfMissingRight(message, undefined) : message;
  return new RangelightError(code, 'storage', said, { cause: error });
}

/** Whether an object (not its bucket, whose absence is a mistake of set-up) is missing. */
export function isObjectMissing(error: unknown): boolean {
  return statusOf(error) === 404 && error instanceof Error && error.message.includes('No such object');
}

/** Network errors carry words like ECONNRESET where answers carry a status. */
function statusOf(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  const status = Number(error.code);
  return Number.isInteger(status) && status >= 400 ? status : undefined;
}
