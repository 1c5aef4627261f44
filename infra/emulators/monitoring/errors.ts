// Errors in the shape of Google's REST services. Source: Google Cloud APIs, "Errors"; google/rpc/code.proto.

const STATUS: Readonly<Record<number, string>> = {
  400: 'INVALID_ARGUMENT',
  401: 'UNAUTHENTICATED',
  403: 'PERMISSION_DENIED',
  404: 'NOT_FOUND',
  429: 'RESOURCE_EXHAUSTED',
  500: 'INTERNAL',
  501: 'UNIMPLEMENTED',
  503: 'UNAVAILABLE',
};

/** `said`: a google.rpc code, where it is not the usual one of the HTTP status. */
export function errorResponse(code: number, message: string, said?: string): Response {
  return Response.json({ error: { code, message, status: said ?? STATUS[code] ?? 'UNKNOWN' } }, { status: code });
}
