// Errors in the shape of Google's REST services: `{error: {code, message, status}}`.

const HTTP_CODE = {
  INVALID_ARGUMENT: 400,
  UNAUTHENTICATED: 401,
  PERMISSION_DENIED: 403,
  NOT_FOUND: 404,
  UNIMPLEMENTED: 501,
} as const;

/** A google.rpc code that this service answers. */
export type Status = keyof typeof HTTP_CODE;

/** The HTTP answer for a google.rpc status. */
export function errorResponse(status: Status, message: string, details?: readonly object[]): Response {
  const code = HTTP_CODE[status];
  const more = details === undefined ? {} : { details };
  return Response.json({ error: { code, message, status, ...more } }, { status: code });
}

/** 501 for a method or parameter that this emulator does not have. */
export function notImplemented(what: string): Response {
  return errorResponse('UNIMPLEMENTED', `The gkehub emulator does not implement ${what}`);
}
