// What is done with a message of Pub/Sub: parse, run, and answer by the table in lib/core/outcomes.ts.
// May import: core, ports, adapters, wiring.
import { parsePush } from '../../lib/adapters/pubsub/index.ts';
import { isFailure, PUSH_ANSWERS } from '../../lib/core/index.ts';
import type { Log } from '../../lib/ports/index.ts';
import type { Handler } from './private-function.ts';

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
): Handler {
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
): Handler {
  return async (body) => {
    let message: T;
    try {
      message = parse(jsonOf(body));
    } catch (error) {
      if (!isFailure(error, 'invalid')) throw error;
      log.error({ error }, 'a message that cannot be understood is dropped');
      return { status: PUSH_ANSWERS.dropped.status };
    }
    try {
      await work(message, AbortSignal.timeout(timeoutMs));
      return { status: PUSH_ANSWERS.settled.status };
    } catch (error) {
      log.error({ error, data: message }, 'a message could not be handled and will come again');
      return { status: PUSH_ANSWERS.again.status };
    }
  };
}

/** Undefined for what is no JSON; the parsers refuse that. */
function jsonOf(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
