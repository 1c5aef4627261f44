// The error answers of the Cloud Storage JSON API.

/** A refusal that the API spells out; `reason` is the machine-readable word of the JSON API's error table. */
export class StorageError extends Error {
  readonly code: number;
  readonly reason: string;
  /** The offending parameter or header, when the API names one. */
  readonly location: string | undefined;

  constructor(code: number, reason: string, message: string, location?: string) {
    super(message);
    this.name = 'StorageError';
    this.code = code;
    this.reason = reason;
    this.location = location;
  }
}

/** The HTTP answer for a refusal: `{error: {code, message, errors: [{domain, reason, message}]}}`; 304 has no body. */
export function errorResponse(error: StorageError): Response {
  if (error.code === 304) return new Response(null, { status: 304 });
  const detail = {
    message: error.message,
    domain: 'global',
    reason: error.reason,
    ...(error.location === undefined ? {} : { locationType: 'header', location: error.location }),
  };
  return Response.json(
    { error: { code: error.code, message: error.message, errors: [detail] } },
    { status: error.code },
  );
}

/** 404 for a bucket or an object (`bucket/name`). */
export function notFound(what: string): StorageError {
  return new StorageError(404, 'notFound', `No such object: ${what}`);
}

/** 400 for a value that the API cannot read. */
export function invalid(message: string, location?: string): StorageError {
  return new StorageError(400, 'invalid', message, location);
}

/** 501: this emulator does not have the method or the parameter named in `what`. */
export function notImplemented(what: string): StorageError {
  return new StorageError(501, 'notImplemented', `The storage emulator does not implement ${what}`);
}
