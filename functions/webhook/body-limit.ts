// The Functions Framework reads a body of up to a gigabyte, inflates and parses it before a function is called. This counts
// bytes while they come, before anything else sees the request, and never inflates: whoever can reach the webhook could
// otherwise fill its memory. May import: nothing.
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { IncomingMessage, ServerResponse } from 'node:http';

/** Source: Node.js, "Built-in channels", HTTP: published before the server's own listeners are called. */
const CHANNEL = 'http.server.request.start';

/** Carries the status that the framework's body parser answers with, if nobody has answered. */
class BodyTooLarge extends Error {
  readonly status = 413;
  constructor() {
    super('the body is too large');
    this.name = 'BodyTooLarge';
  }
}

/**
 * Answers 413 to every request of this process with a body of more than `bytes`, and closes its connection.
 * @returns lifts the limit.
 */
export function limitBodies(bytes: number): () => void {
  const onStart = (message: unknown): void => {
    const { request, response } = message as { readonly request: IncomingMessage; readonly response: ServerResponse };
    // GitHub compresses nothing: what is compressed is read as it is, and is no JSON then.
    delete request.headers['content-encoding'];
    // The framework's parser listens only while it reads, and an error that nobody hears ends the process.
    request.on('error', () => undefined);
    let received = 0;
    let refused = false;
    const refuse = (): void => {
      if (refused) return;
      refused = true;
      // Later: Node has not finished with the head of a request that has just come.
      process.nextTick(() => {
        if (!response.headersSent) response.writeHead(413, { connection: 'close' }).end();
        // The parser lets go of what it has so far.
        request.emit('error', new BodyTooLarge());
      });
    };
    if (Number(request.headers['content-length'] ?? 0) > bytes) {
      // Who asks first whether to send it is not told to go on.
      delete request.headers.expect;
      refuse();
    }
    request.on('data', (chunk: Buffer) => {
      received += chunk.length;
      if (received > bytes) refuse();
    });
  };
  subscribe(CHANNEL, onStart);
  return () => void unsubscribe(CHANNEL, onStart);
}
