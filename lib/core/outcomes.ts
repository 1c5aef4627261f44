// What becomes of a step, and what follows from that in the journal, for Pub/Sub and in the check run: one table, which
// the worker, the reporter, `rangelight explain` and docs/reference/outcomes.md are derived from.
import type { Next } from './failure.ts';

/** How a step ended: it is done, or what is next after its failure. */
export type Outcome = 'done' | Next;

/** How a run ends that has nothing left to do but steps of an outcome. */
export type RunEnding = 'succeeded' | 'conflict' | 'blocked';

/** What a check run can show: GitHub's status while it is not completed, its conclusion then. */
export type CheckState = 'in_progress' | 'failure' | 'action_required' | 'queued' | 'neutral' | 'success';

/** What a function answers a push of Pub/Sub. */
export type PushAnswer = 'settled' | 'dropped' | 'givenUp' | 'later' | 'failed';

export interface OutcomeRow {
  /** The step's entry in the journal; a write that met a pause is `failed`, with the time to go on. */
  readonly entry: 'done' | 'waiting' | 'failed';
  /** Whether that entry says when the step goes on by itself: the tick wakes the run then. */
  readonly goesOn: boolean;
  /** Undefined: the run does not end with it. */
  readonly ends: RunEnding | undefined;
  /** Never one that brings it again: a message that is held back would hold up the commit that mends it. */
  readonly answer: 'settled';
  readonly check: CheckState;
  /** In few words. */
  readonly title: string;
  /** What happens by itself, and what a person has to do. */
  readonly afterwards: string;
}

export const OUTCOMES: Readonly<Record<Outcome, OutcomeRow>> = {
  done: {
    entry: 'done',
    goesOn: false,
    ends: 'succeeded',
    answer: 'settled',
    check: 'success',
    title: 'done',
    afterwards: 'The steps that need it can start. When all are done the run has succeeded.',
  },
  wait: {
    entry: 'waiting',
    goesOn: true,
    ends: undefined,
    answer: 'settled',
    check: 'in_progress',
    title: 'waits',
    afterwards:
      'It goes on by itself at the time that it names; in a pause, when that ends, or with /rangelight resume.',
  },
  retry: {
    entry: 'failed',
    goesOn: true,
    ends: undefined,
    answer: 'settled',
    check: 'in_progress',
    title: 'tried again',
    afterwards: 'It is tried again by itself.',
  },
  conflict: {
    entry: 'failed',
    goesOn: false,
    ends: 'conflict',
    answer: 'settled',
    check: 'in_progress',
    title: 'planned again',
    afterwards: 'The cloud is not as it was when it was planned: it is planned again by itself.',
  },
  blocked: {
    entry: 'failed',
    goesOn: false,
    ends: 'blocked',
    answer: 'settled',
    check: 'failure',
    title: 'blocked',
    afterwards: 'It needs a person; then have it planned again by a push or with /rangelight plan.',
  },
  bug: {
    entry: 'failed',
    goesOn: false,
    ends: 'blocked',
    answer: 'settled',
    check: 'failure',
    title: 'a bug',
    afterwards: 'This should not happen: please report it, with the name of the run.',
  },
};

/**
 * By HTTP status: 204 acknowledges a message, every other has it delivered again after the back-off of its
 * subscription, and to the dead-letter topic in the end. 503 and 500 are told apart by people, in the log and in Cloud
 * Run's figures.
 */
export const PUSH_ANSWERS: Readonly<Record<PushAnswer, { readonly status: 204 | 500 | 503; readonly when: string }>> = {
  settled: { status: 204, when: 'what became of the message is in the state bucket' },
  dropped: {
    status: 204,
    when: 'it cannot be understood: coming again would not make it clearer, and it would hold its ordering key for ever',
  },
  givenUp: {
    status: 204,
    when: 'it failed eight times in a way that does not pass: it is kept with the dead letters, and its ordering key goes on',
  },
  later: {
    status: 503,
    when: 'the state, GitHub or Pub/Sub cannot be reached or has had enough of us, somebody was faster, or the time was up: a warning in the log',
  },
  failed: { status: 500, when: 'a right is missing, or it is a bug of ours: an error in the log' },
};
