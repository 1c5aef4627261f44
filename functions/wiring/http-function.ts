// What a function is to whatever serves it: nothing of the Functions Framework's own is used, so Node's server alone
// serves it, too.
import type { IncomingMessage, ServerResponse } from 'node:http';

/** Answers one request; its body was left unread (unread-body.ts). */
export type HttpFunction = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** The whole answer, with its length. */
export function answer(
  response: ServerResponse,
  status: number,
  headers: Readonly<Record<string, string>> = {},
  body?: string,
): void {
  response.statusCode = status;
  response.setHeaders(new Map(Object.entries(headers)));
  response.end(body);
}
