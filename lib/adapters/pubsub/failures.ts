// From gRPC status codes to our failure codes. Source: google.rpc.Code.
import { type FailureCode, RangelightError } from '../../core/index.ts';

const BY_STATUS: Readonly<Record<number, FailureCode>> = {
  1: 'unavailable', // CANCELLED
  3: 'invalid', // INVALID_ARGUMENT
  4: 'unavailable', // DEADLINE_EXCEEDED
  5: 'not-found',
  7: 'denied', // PERMISSION_DENIED
  8: 'rate-limited', // RESOURCE_EXHAUSTED
  9: 'precondition', // FAILED_PRECONDITION
  10: 'unavailable', // ABORTED
  13: 'unavailable', // INTERNAL
  14: 'unavailable', // UNAVAILABLE
  16: 'denied', // UNAUTHENTICATED
};

export function failureOf(error: unknown): RangelightError {
  if (error instanceof RangelightError) return error;
  const message = error instanceof Error ? error.message : String(error);
  const status = error instanceof Error && 'code' in error ? Number(error.code) : Number.NaN;
  return new RangelightError(BY_STATUS[status] ?? 'unavailable', 'pubsub', message, { cause: error });
}
