// Injected refusals in the shape of Google's REST services.
import type { Refusal } from '../kit/front.ts';

/** The google.rpc code that stands for an HTTP status. Source: google/rpc/code.proto. */
const CODES: Readonly<Record<number, string>> = {
  400: 'INVALID_ARGUMENT',
  401: 'UNAUTHENTICATED',
  403: 'PERMISSION_DENIED',
  404: 'NOT_FOUND',
  409: 'ABORTED',
  429: 'RESOURCE_EXHAUSTED',
  500: 'INTERNAL',
  503: 'UNAVAILABLE',
  504: 'DEADLINE_EXCEEDED',
};

/** `reason` is a google.rpc code. */
export function refuse({ status: code, reason, message }: Refusal): Response {
  const status = reason ?? CODES[code] ?? 'UNKNOWN';
  return Response.json({ error: { code, message: message ?? `injected fault: ${status}`, status } }, { status: code });
}
