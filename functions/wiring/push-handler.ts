// What is done with a message of Pub/Sub: parse, run, and answer by the table in lib/core/outcomes.ts.
import { type DeadLetterPush, letterOf, parsePush, traceOf } from '../../lib/adapters/pubsub/index.ts';
import { continueTrace } from '../../lib/adapters/trace/index.ts';
import { keepDeadLetter } from '../../lib/app/words/index.ts';
import type { World } from '../../lib/app/world.ts';
import { isFailure, isPassing, parseJson, PUSH_ANSWERS } from '../../lib/core/index.ts';
import type { Log } from '../../lib/ports/index.ts';
import type { Answer, Handler } from './private-function.ts';

/**
 * Failures of one message that do not pass by themselves, after which nothing is expected of the next delivery: twenty
 * minutes of the subscriptions' back-off. They wait sixteen hours for what passes, and a bug must not hold an ordering
 * key for so long.
 */
export const GIVEN_UP_AFTER = 8;
/** Messages whose failures are counted; another instance counts for itself. */
const MOST_COUNTED = 1_000;

/** What is to be done with the messages of a subscription. */
export interface Work<T> {
  /** Aborts the work; below the subscription's acknowledgement deadline. */
  readonly timeoutMs: number;
  /** Checks the message's data; fails with `invalid`. */
  readonly parse: (data: unknown) => T;
  readonly work: (message: T, signal: AbortSignal) => Promise<unknown>;
}

type LetterWorld = Pick<World, 'log' | 'store' | 'publisher' | 'clock'>;

/** For the messages of our own topics. What they meet and does not pass ends up with the dead letters. */
export function pushHandler<T>(world: LetterWorld, { timeoutMs, parse, work }: Work<T>): Handler {
  return bodyHandler(
    world.log,
    { timeoutMs, parse: (body) => parse(parsePush(body).data), work },
    async (letter, signal) => keepDeadLetter(world, { ...letter, at: world.clock.now() }, signal),
  );
}

/**
 * As `pushHandler`, where `parse` checks the whole body of a push. @param giveUp keeps what is given up; absent:
 * nothing is.
 */
export function bodyHandler<T>(
  log: Log,
  { timeoutMs, parse, work }: Work<T>,
  giveUp?: (letter: DeadLetterPush, signal: AbortSignal) => Promise<void>,
): Handler {
  const failures = new Map<string, number>();
  return (text) => {
    // Undefined for what is no JSON; the parsers refuse that.
    const body = parseJson(text);
    return continueTrace(traceOf(body), () => handle(body));
  };

  async function handle(body: unknown): Promise<Answer> {
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
      const letter = letterOf(body);
      const fields = { attempt: letter.attempts, data: message };
      const answer = comesAgain(log, error, signal, fields, AGAIN);
      if (giveUp === undefined || answer.status !== PUSH_ANSWERS.failed.status) return answer;
      if (count(failures, letter.id) < GIVEN_UP_AFTER) return answer;
      try {
        await giveUp(letter, signal);
      } catch (keeping) {
        return comesAgain(log, keeping, signal, fields, AGAIN);
      }
      failures.delete(letter.id);
      log.error({ error, ...fields }, 'a message is given up, and kept with the dead letters');
      return { status: PUSH_ANSWERS.givenUp.status };
    }
  }
}

/** @returns how often it was counted, this time included. */
function count(counted: Map<string, number>, id: string): number {
  const times = (counted.get(id) ?? 0) + 1;
  counted.set(id, times);
  const [oldest] = counted.keys();
  if (counted.size > MOST_COUNTED && oldest !== undefined) counted.delete(oldest);
  return times;
}

const AGAIN = 'a message could not be handled; it comes again after the back-off of its subscription';

/**
 * The answer to a call that failed, and its line in the log: a warning for what passes by itself, with the time before
 * which all attempts are in vain where the other side said one; an error for what needs somebody.
 * @param signal of the work that failed: when its time was up, that is later, too.
 */
export function comesAgain(log: Log, error: unknown, signal: AbortSignal, fields: object, what: string): Answer {
  const isLater = isPassing(error) || signal.aborted;
  log[isLater ? 'warn' : 'error']({ error, ...fields }, what);
  return { status: PUSH_ANSWERS[isLater ? 'later' : 'failed'].status };
}
