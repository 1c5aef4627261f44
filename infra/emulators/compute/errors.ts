// Refusals of the Compute API, with the status, reason and wording that clients branch on, and their JSON body.

/** A request that is answered with an error body. */
export class ApiError extends Error {
  readonly status: number;
  readonly reason: string;
  /** Fields that newer front ends add beside `errors[]`, such as `status` and `details`. */
  readonly extra: Readonly<Record<string, unknown>>;

  constructor(status: number, reason: string, message: string, extra: Readonly<Record<string, unknown>> = {}) {
    super(message);
    this.name = 'ApiError';
    this.status = status;
    this.reason = reason;
    this.extra = extra;
  }
}

const SHOWN_VALUE_LENGTH = 100;

function shown(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
  return text.length > SHOWN_VALUE_LENGTH ? `${text.slice(0, SHOWN_VALUE_LENGTH)}…` : text;
}

/** `field` is a path from the request, e.g. `resource.backends[0].group`. */
export function invalid(field: string, value: unknown, detail: string): ApiError {
  return new ApiError(400, 'invalid', `Invalid value for field '${field}': '${shown(value)}'. ${detail}`);
}

export function required(field: string): ApiError {
  return new ApiError(400, 'required', `Required field '${field}' not specified`);
}

export function unauthenticated(): ApiError {
  const message =
    'Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie or other valid authentication credential.';
  return new ApiError(401, 'authError', message, { status: 'UNAUTHENTICATED' });
}

/** Each permission that is missing has an entry; the first one is the message. */
export function forbidden(missing: readonly { readonly permission: string; readonly resource: string }[]): ApiError {
  const messages = missing.map(({ permission, resource }) => `Required '${permission}' permission for '${resource}'`);
  const errors = messages.map((message) => ({ message, domain: 'global', reason: 'forbidden' }));
  return new ApiError(403, 'forbidden', messages[0] ?? '', { errors });
}

export function notFound(path: string): ApiError {
  return new ApiError(404, 'notFound', `The resource '${path}' was not found`);
}

export function alreadyExists(path: string): ApiError {
  return new ApiError(409, 'alreadyExists', `The resource '${path}' already exists`);
}

export function notReady(path: string): ApiError {
  return new ApiError(400, 'resourceNotReady', `The resource '${path}' is not ready`);
}

/** `type` is the snake-case kind that real messages print, e.g. `backend_service`. */
export function inUse(type: string, path: string, user: string): ApiError {
  const message = `The ${type} resource '${path}' is already being used by '${user}'`;
  return new ApiError(400, 'resourceInUseByAnotherResource', message);
}

export function staleFingerprint(): ApiError {
  return new ApiError(412, 'conditionNotMet', 'Invalid fingerprint.');
}

export function staleLabels(): ApiError {
  const message = 'Labels fingerprint either invalid or resource labels have changed';
  return new ApiError(412, 'conditionNotMet', message);
}

export function quotaExceeded(metric: string, limit: number): ApiError {
  const message = `Quota '${metric}' exceeded.  Limit: ${limit.toFixed(1)} globally.`;
  return new ApiError(403, 'quotaExceeded', message);
}

/** A body or parameter that does not fit the published definitions; answered by the front end, hence its `status`. */
export function badRequest(field: string, message: string): ApiError {
  return new ApiError(400, 'badRequest', message, {
    status: 'INVALID_ARGUMENT',
    details: [
      { '@type': 'type.googleapis.com/google.rpc.BadRequest', fieldViolations: [{ field, description: message }] },
    ],
  });
}

/** `what` names the method or feature, e.g. `sslCertificates.insert`. */
export function notImplemented(what: string): ApiError {
  return new ApiError(501, 'notImplemented', `${what} is not implemented by this emulator.`);
}

/** The error as the API words it on the wire. */
export function errorResponse(error: ApiError): Response {
  const { status: code, message, reason, extra } = error;
  const domain = reason === 'rateLimitExceeded' ? 'usageLimits' : 'global';
  return Response.json(
    { error: { code, message, errors: [{ message, domain, reason }], ...extra } },
    {
      status: code,
    },
  );
}
