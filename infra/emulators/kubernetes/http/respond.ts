// Answers: JSON bodies, Status errors, and the two plain texts that are no Status.
import { ApiError } from '../errors.ts';
import type { JsonObject } from '../json.ts';

export function json(body: JsonObject, code = 200, warnings: readonly string[] = []): Response {
  const headers = new Headers({ 'content-type': 'application/json' });
  for (const warning of warnings) headers.append('warning', `299 - ${JSON.stringify(warning)}`);
  return new Response(JSON.stringify(body), { status: code, headers });
}

export function text(body: string, code = 200): Response {
  return new Response(body, { status: code, headers: { 'content-type': 'text/plain; charset=utf-8' } });
}

/** What the real server's router says of a path that no API group has: not a Status. */
export function pageNotFound(): Response {
  return text('404 page not found\n', 404);
}

/** The Status of an ApiError; anything else is a defect of the emulator and goes on. */
export function failure(error: unknown): Response {
  if (!(error instanceof ApiError)) throw error;
  const response = json(error.status, error.code);
  if (error.code === 504 || error.code === 429) response.headers.set('retry-after', '1');
  return response;
}
