// Errors in the shape of Google's REST services. Source: Google Cloud APIs, "Errors".

const STATUS: Readonly<Record<number, string>> = {
  400: 'FAILED_PRECONDITION',
  401: 'UNAUTHENTICATED',
  403: 'PERMISSION_DENIED',
  404: 'NOT_FOUND',
  429: 'RESOURCE_EXHAUSTED',
  501: 'UNIMPLEMENTED',
  503: 'UNAVAILABLE',
};

export function errorResponse(code: number, message: string): Response {
  return Response.json({ error: { code, message, status: STATUS[code] ?? 'UNKNOWN' } }, { status: code });
}
