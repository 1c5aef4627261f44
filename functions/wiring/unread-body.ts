// The Functions Framework reads a body of up to a gigabyte and parses it before a function is called. A function that
// has to know its caller first has its bodies left where they are, and reads them itself, up to a limit.
import { subscribe } from 'node:diagnostics_channel';
import type { IncomingMessage } from 'node:http';
import { RangelightError } from '../../lib/core/index.ts';

/** Source: Node.js, "Built-in channels", HTTP: published before the server's own listeners are called. */
const CHANNEL = 'http.server.request.start';

/** From now on, for every request of this process. */
export function leaveBodiesUnread(): void {
  subscribe(CHANNEL, (message) => leaveUnread((message as { readonly request: IncomingMessage }).request));
}

/** The framework's parsers skip a request that announces no body. To be called before they see it. */
export function leaveUnread({ headers }: IncomingMessage): void {
  delete headers['content-length'];
  delete headers['transfer-encoding'];
}

/**
 * @param limit bytes.
 * @returns undefined when there are more; the rest is not read then.
 * Fails with `unexpected` when somebody has read it before: it would look empty.
 */
export async function readBody(request: IncomingMessage, limit: number): Promise<string | undefined> {
  if (request.readableDidRead) {
    throw new RangelightError('unexpected', 'functions framework', 'the body was read before its caller was known');
  }
  const chunks: Buffer[] = [];
  let received = 0;
  // Ended early, the stream stays, and so does the connection that the answer is to go out on.
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    received += chunk.length;
    if (received > limit) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
