// From what Compute answers to our failure codes. Source: compute v1 errors carry `error.errors[].reason`; newer front
// ends add `error.details[]` with an ErrorInfo; failed operations carry `error.errors[].code`.
import {
  type FailureCode,
  isJsonObject,
  type JsonObject,
  objectsAt,
  parseJson,
  RangelightError,
  textAt,
  valueAt,
} from '../../core/index.ts';
import { saidOfMissingRight } from '../calls/index.ts';

const SYSTEM = 'compute';

const BY_REASON: Readonly<Record<string, FailureCode>> = {
  resourceNotReady: 'not-ready',
  operationInProgress: 'not-ready',
  resourceInUseByAnotherResource: 'in-use',
  quotaExceeded: 'quota',
  rateLimitExceeded: 'rate-limited',
  userRateLimitExceeded: 'rate-limited',
  RATE_LIMIT_EXCEEDED: 'rate-limited',
  CONCURRENT_OPERATIONS_QUOTA_EXCEEDED: 'rate-limited',
  conditionNotMet: 'precondition',
};

const BY_STATUS: Readonly<Record<number, FailureCode>> = {
  401: 'denied',
  403: 'denied',
  404: 'not-found',
  408: 'unavailable',
  409: 'already-exists',
  412: 'precondition',
  413: 'quota',
  429: 'rate-limited',
};

const BY_OPERATION_CODE: Readonly<Record<string, FailureCode>> = {
  RESOURCE_NOT_READY: 'not-ready',
  RESOURCE_IN_USE_BY_ANOTHER_RESOURCE: 'in-use',
  RESOURCE_NOT_FOUND: 'not-found',
  RESOURCE_ALREADY_EXISTS: 'already-exists',
  QUOTA_EXCEEDED: 'quota',
  RATE_LIMIT_EXCEEDED: 'rate-limited',
  RESOURCE_OPERATION_RATE_EXCEEDED: 'rate-limited',
  CONDITION_NOT_MET: 'precondition',
  PERMISSIONS_ERROR: 'denied',
  BACKEND_ERROR: 'operation-failed',
  INTERNAL_ERROR: 'operation-failed',
  SERVICE_UNAVAILABLE: 'operation-failed',
};

/**
 * The failure that an error answer stands for. A body that is not Compute's JSON is judged by its status alone.
 * @param retryAt when it says that it can be asked again, milliseconds since the epoch.
 */
export function failureOfAnswer(status: number, text: string, cause: unknown, retryAt?: number): RangelightError {
  const error = errorObject(text);
  const message = textAt(error, 'message') ?? `Compute answered ${status}`;
  const reason = reasonOf(error);
  const options = { cause, ...(reason === undefined ? {} : { reason }), ...(retryAt === undefined ? {} : { retryAt }) };
  // A 404 that is not Compute's own comes from something in between, and says nothing about the resource.
  const code = status === 404 && error === undefined ? 'unavailable' : codeOfAnswer(status, reason);
  const said = code === 'denied' ? saidOfMissingRight(message, parseJson(text)) : message;
  return new RangelightError(code, SYSTEM, said, options);
}

/** The failure that the first error of a DONE operation stands for. */
export function failureOfOperation(code: string, message: string, httpStatus: number | undefined): RangelightError {
  const failure =
    BY_OPERATION_CODE[code] ?? (httpStatus === undefined ? 'invalid' : codeOfAnswer(httpStatus, undefined));
  return new RangelightError(failure, SYSTEM, message === '' ? `operation failed: ${code}` : message, { reason: code });
}

/** No whole answer: reset, refused, timed out. What was asked may or may not have happened. */
export function noAnswer(cause: unknown): RangelightError {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new RangelightError('unavailable', SYSTEM, `Compute gave no answer: ${why}`, { cause });
}

/** Something that our code or its client should never do. */
export function unexpected(message: string, cause?: unknown): RangelightError {
  return new RangelightError('unexpected', SYSTEM, message, { cause });
}

function codeOfAnswer(status: number, reason: string | undefined): FailureCode {
  const known = reason === undefined ? undefined : (BY_REASON[reason] ?? BY_STATUS[status]);
  if (known !== undefined) return known;
  return BY_STATUS[status] ?? (status >= 500 ? 'unavailable' : 'invalid');
}

function errorObject(text: string): JsonObject | undefined {
  const error = valueAt(parseJson(text), 'error');
  return isJsonObject(error) ? error : undefined;
}

/** A reason that we know comes first: a rate quota says `forbidden` in one place and the truth in the other. */
function reasonOf(error: JsonObject | undefined): string | undefined {
  const entries = [...objectsAt(error, 'errors'), ...objectsAt(error, 'details')];
  const reasons = entries.flatMap((entry) => textAt(entry, 'reason') ?? []);
  return reasons.find((reason) => reason in BY_REASON) ?? reasons[0];
}
