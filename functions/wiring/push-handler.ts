// What is done with a message of Pub/Sub: parse, run, and answer by the table in lib/core/outcomes.ts.
// May import: core, ports, adapters, wiring.
import { attemptOf, parsePush } from '../../lib/adapters/pubsub/index.ts';
import { isFailure, isPassing, PUSH_ANSWERS } from '../../lib/core/index.ts';
import type { Log } from '../../lib/ports/index.ts';
import type { Answer, Handler } from './private-function.ts';

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
  return async (text) => {
    const body = jsonOf(text);
    let message: T;
    try {
      message = parse(body);
    } catch (error) {
      if (!isFailure(error, 'invalid')) throw error;
      log.error({ error }, 'a message that cannot be understood is dropped');
      return { status: PUSH_ANSWERS.dropped.status };
    }
    const signal = AbortSignal.timeout(timeoutMs);
    try {
      await work(message, signal);
      return { status: PUSH_ANSWERS.settled.status };
    } catch (error) {
      const fields = { attempt: attemptOf(body), data: message };
      const what = 'a message could not be handled; it comes again after the back-off of its subscription';
      return comesAgain(log, error, signal, fields, what);
    }
  };
}

/**
 * The answer to a call that failed, and its line in the log: a warning for what passes by itself, with the time before which all
 * attempts are in vain where the other side said one; an error for what needs somebody.
 * @param signal of the work that failed: when its time was up, that is later, too.
 */
export function comesAgain(log: Log, error: unknown, signal: AbortSignal, fields: object, what: string): Answer {
  const isLater = isPassing(error) || signal.aborted;
  log[isLater ? 'warn' : 'error']({ error, ...fields }, what);
  return { status: PUSH_ANSWERS[isLater ? 'later' : 'failed'].status };
}

/** Undefined for what is no JSON; the parsers refuse that. */
function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
