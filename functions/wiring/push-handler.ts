// The HTTP side of a Pub/Sub push subscription: parse, run, and answer by the table in lib/core/outcomes.ts. May import: core, ports, adapters.
import type { HttpFunction } from '@google-cloud/functions-framework';
import { parsePush } from '../../lib/adapters/pubsub/index.ts';
import { isFailure, PUSH_ANSWERS } from '../../lib/core/index.ts';
import type { Log } from '../../lib/ports/index.ts';

/**
 * For the messages of our own topics.
 * @param parse checks the message's data; fails with `invalid`.
 * @param timeoutMs aborts the work; below the subscription's acknowledgement deadline.
 */
export function pushHandler<T>(
  log: Log,
  timeoutMs: number,
  parse: (data: unknown) => T,
  work: (message: T, signal: AbortSignal) => Promise<unknown>,
): HttpFunction {
  return bodyHandler(log, timeoutMs, (body) => parse(parsePush(body).data), work);
}

/**
 * @param parse checks the whole body of a push; fails with `invalid`.
 * @param timeoutMs aborts the work; below the subscription's acknowledgement deadline.
 */
export function bodyHandler<T>(
  log: Log,
  timeoutMs: number,
  parse: (body: unknown) => T,
  work: (message: T, signal: AbortSignal) => Promise<unknown>,
): HttpFunction {
  return async (request, response) => {
    let message: T;
    try {
      message = parse(request.body);
    } catch (error) {
      if (!isFailure(error, 'invalid')) throw error;
      log.error({ error }, 'a message that cannot be understood is dropped');
      response.status(PUSH_ANSWERS.dropped.status).end();
      return;
    }
    try {
      await work(message, AbortSignal.timeout(timeoutMs));
      response.status(PUSH_ANSWERS.settled.status).end();
    } catch (error) {
      log.error({ error, data: message }, 'a message could not be handled and will come again');
      response.status(PUSH_ANSWERS.again.status).end();
    }
  };
}
