// Questions of one sort that are asked beside each other: a few one by one, and what is asked while those are on their
// way all at once, by one request for the whole.
import { untilAborted } from './deadline.ts';

export interface Batches<Question, Answer> {
  /** Rejects with the signal's reason as soon as it aborts; what was not sent by then is not asked for. */
  ask(question: Question, signal: AbortSignal): Promise<Answer>;
}

export interface BatchOptions<Question, Answer> {
  readonly one: (question: Question, signal: AbortSignal) => Promise<Answer>;
  /** In the order of the questions. */
  readonly all: (questions: readonly Question[], signal: AbortSignal) => Promise<readonly Answer[]>;
  /** How many one by one cost as much as all at once; so many have to wait before that is done. */
  readonly cost: () => number;
}

/** Requests of one sort that are on their way before others wait. */
const BESIDE = 2;

interface Waiting<Question, Answer> {
  readonly question: Question;
  readonly signal: AbortSignal;
  readonly answer: PromiseWithResolvers<Answer>;
}

/** Every request begins after all questions were asked that it answers. */
export function inBatches<Question, Answer>({
  one,
  all,
  cost,
}: BatchOptions<Question, Answer>): Batches<Question, Answer> {
  let underWay = 0;
  let waiting: Waiting<Question, Answer>[] = [];
  const begin = async <T>(request: () => Promise<T>): Promise<T> => {
    underWay += 1;
    try {
      return await request();
    } finally {
      underWay -= 1;
      goOn();
    }
  };
  const goOn = (): void => {
    waiting = waiting.filter(({ signal }) => !signal.aborted);
    if (waiting.length === 0 || underWay >= BESIDE) return;
    const now = waiting.length > cost() ? waiting : waiting.slice(0, BESIDE - underWay);
    waiting = waiting.slice(now.length);
    if (now.length > cost()) {
      void begin(() => answerAll(now));
      return;
    }
    for (const { question, signal, answer } of now)
      begin(() => one(question, signal)).then(answer.resolve, answer.reject);
  };
  const answerAll = async (asked: readonly Waiting<Question, Answer>[]): Promise<void> => {
    const { signal, release } = whileAnyWants(asked.map((each) => each.signal));
    try {
      const answers = await all(
        asked.map(({ question }) => question),
        signal,
      );
      for (const [at, { answer }] of asked.entries()) answer.resolve(answers[at] as Answer);
    } catch (error) {
      for (const { answer } of asked) answer.reject(error);
    } finally {
      release();
    }
  };
  return {
    ask(question, signal) {
      if (underWay < BESIDE && waiting.length === 0) return begin(() => one(question, signal));
      const answer = Promise.withResolvers<Answer>();
      waiting.push({ question, signal, answer });
      return untilAborted(answer.promise, signal);
    },
  };
}

/** Aborted when all of them are. */
function whileAnyWants(signals: readonly AbortSignal[]): {
  readonly signal: AbortSignal;
  readonly release: () => void;
} {
  const every = new AbortController();
  const aborted = (): void => {
    if (signals.every((signal) => signal.aborted)) every.abort(signals[0]?.reason);
  };
  for (const signal of signals) signal.addEventListener('abort', aborted);
  aborted();
  return {
    signal: every.signal,
    release() {
      for (const signal of signals) signal.removeEventListener('abort', aborted);
    },
  };
}
