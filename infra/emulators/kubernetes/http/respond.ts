// Answers: JSON bodies, Status errors, and the two plain texts that are no Status.
import { ApiError } from '../errors.ts';
import type { JsonObject } from '../json.ts';

export function json(body: JsonObject, code = 200): Response {
  return jsonText(JSON.stringify(body), code);
}

/** @param body is JSON already. */
export function jsonText(body: string, code = 200): Response {
  return new Response(body, { status: code, headers: { 'content-type': 'application/json' } });
}

/** The answer with a `Warning` header for each text, said once. */
export function withWarnings(response: Response, warnings: readonly string[]): Response {
  for (const warning of new Set(warnings)) response.headers.append('warning', `299 - ${JSON.stringify(warning)}`);
  return response;
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
