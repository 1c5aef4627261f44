// Refusals in the shape of Google's REST services.
import type { Refusal } from '../kit/front.ts';

export function errorResponse(code: number, message: string): Response {
  return Response.json({ error: { code, message } }, { status: code });
}

/** For injected faults. */
export function refuse({ status, message }: Refusal): Response {
  return errorResponse(status, message ?? `injected fault: ${status}`);
}
