// Failures in the API server's own words: one constructor per Status reason.
import type { JsonObject } from './json.ts';

export interface Cause extends JsonObject {
  readonly reason: string;
  readonly message: string;
  readonly field: string;
}

/** What an error talks about; `kind` is the plural for NotFound and its like, the Kind for Invalid. */
export interface Subject {
  readonly group: string;
  readonly plural: string;
  readonly kind: string;
}

interface StatusFields {
  readonly reason?: string;
  readonly message: string;
  readonly metadata?: JsonObject;
  readonly details?: JsonObject;
}

/** Thrown anywhere below the handler, which answers it as a `Status`. */
export class ApiError extends Error {
  readonly code: number;
  readonly status: JsonObject;

  constructor(code: number, fields: StatusFields) {
    super(fields.message);
    this.name = 'ApiError';
    this.code = code;
    this.status = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', ...fields, code };
  }
}

/** `plural.group`, or the bare plural in the core group. */
export function qualified(plural: string, group: string): string {
  return group === '' ? plural : `${plural}.${group}`;
}

function detailsOf(subject: Subject, name: string, causes?: readonly Cause[]): JsonObject {
  const group = subject.group === '' ? {} : { group: subject.group };
  return { name, ...group, kind: subject.plural, ...(causes ? { causes } : {}) };
}

export function badRequest(message: string): ApiError {
  return new ApiError(400, { reason: 'BadRequest', message });
}

export function unauthorized(): ApiError {
  return new ApiError(401, { reason: 'Unauthorized', message: 'Unauthorized' });
}

export function forbidden(subject: Subject, name: string, why: string, causes?: readonly Cause[]): ApiError {
  const what = qualified(subject.plural, subject.group);
  const message = name === '' ? `${what} is forbidden: ${why}` : `${what} "${name}" is forbidden: ${why}`;
  const details = detailsOf(subject, name, causes);
  return new ApiError(403, { reason: 'Forbidden', message, details });
}

export function notFound(subject: Subject, name: string): ApiError {
  const message = `${qualified(subject.plural, subject.group)} "${name}" not found`;
  return new ApiError(404, { reason: 'NotFound', message, details: detailsOf(subject, name) });
}

/** A path below a known group that no resource answers. */
export function unknownResource(): ApiError {
  return new ApiError(404, {
    reason: 'NotFound',
    message: 'the server could not find the requested resource',
    details: {},
  });
}

export function methodNotAllowed(): ApiError {
  return new ApiError(405, {
    reason: 'MethodNotAllowed',
    message: 'the server does not allow this method on the requested resource',
    details: {},
  });
}

export function alreadyExists(subject: Subject, name: string, isGoing: boolean): ApiError {
  const what = `${qualified(subject.plural, subject.group)} "${name}" already exists`;
  const message = isGoing ? `object is being deleted: ${what}` : what;
  return new ApiError(409, { reason: 'AlreadyExists', message, details: detailsOf(subject, name) });
}

export function conflict(subject: Subject, name: string, why: string): ApiError {
  const message = `Operation cannot be fulfilled on ${qualified(subject.plural, subject.group)} "${name}": ${why}`;
  return new ApiError(409, { reason: 'Conflict', message, details: detailsOf(subject, name) });
}

export function applyConflict(message: string, causes: readonly Cause[]): ApiError {
  return new ApiError(409, { reason: 'Conflict', message, details: { causes } });
}

/** @param next a token by which a list can go on all the same, if not consistently. */
export function expired(message: string, next?: string): ApiError {
  return new ApiError(410, {
    reason: 'Expired',
    message,
    ...(next === undefined ? {} : { metadata: { continue: next } }),
  });
}

export function unsupportedMediaType(accepted: readonly string[]): ApiError {
  const message = `the body of the request was in an unknown format - accepted media types include: ${accepted.join(', ')}`;
  return new ApiError(415, { reason: 'UnsupportedMediaType', message });
}

export function requestEntityTooLarge(limit: number): ApiError {
  const message = `Request entity too large: limit is ${limit}`;
  return new ApiError(413, { reason: 'RequestEntityTooLarge', message });
}

/** 422 with one cause per bad field. */
export function invalid(subject: { kind: string; group: string }, name: string, causes: readonly Cause[]): ApiError {
  const lines = causes.map((cause) => `${cause.field}: ${cause.message}`);
  const what = lines.length === 1 ? lines[0] : `[${lines.join(', ')}]`;
  const group = subject.group === '' ? {} : { group: subject.group };
  return new ApiError(422, {
    reason: 'Invalid',
    message: `${qualified(subject.kind, subject.group)} "${name}" is invalid: ${what}`,
    details: { name, ...group, kind: subject.kind, causes },
  });
}

/** A schema fault in an applied configuration: 500 without a reason, as the real server answers. */
export function untypedPatch(message: string): ApiError {
  return new ApiError(500, { message });
}

/** What goes wrong below the API has no reason. */
export function internalError(message: string): ApiError {
  return new ApiError(500, { message });
}

/** Real in Kubernetes, absent from this emulator. */
export function notImplemented(what: string): ApiError {
  return new ApiError(501, { reason: 'NotImplemented', message: `the Kubernetes emulator does not have ${what}` });
}

export function resourceVersionTooLarge(asked: number, current: number): ApiError {
  return new ApiError(504, {
    reason: 'Timeout',
    message: `Timeout: Too large resource version: ${asked}, current: ${current}`,
    details: {
      causes: [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version', field: '' }],
      retryAfterSeconds: 1,
    },
  });
}

export const required = (field: string, detail = ''): Cause => ({
  reason: 'FieldValueRequired',
  message: detail === '' ? 'Required value' : `Required value: ${detail}`,
  field,
});

export const invalidValue = (field: string, value: unknown, detail: string): Cause => ({
  reason: 'FieldValueInvalid',
  message: `Invalid value: ${JSON.stringify(value)}: ${detail}`,
  field,
});

export const forbiddenValue = (field: string, detail: string): Cause => ({
  reason: 'FieldValueForbidden',
  message: `Forbidden: ${detail}`,
  field,
});

export const unsupportedValue = (field: string, value: unknown, supported: readonly unknown[]): Cause => ({
  reason: 'FieldValueNotSupported',
  message: `Unsupported value: ${JSON.stringify(value)}: supported values: ${supported.map((v) => JSON.stringify(v)).join(', ')}`,
  field,
});

export const duplicateValue = (field: string, value: unknown): Cause => ({
  reason: 'FieldValueDuplicate',
  message: `Duplicate value: ${JSON.stringify(value)}`,
  field,
});

export const tooMany = (field: string, count: number, most: number): Cause => ({
  reason: 'FieldValueTooMany',
  message: `Too many: ${count}: must have at most ${most} items`,
  field,
});
