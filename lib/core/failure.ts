// What went wrong with an outside system: one table of codes, each with what is next.

/** What to do about a failure; lib/core/outcomes.ts has what that means. */
export type Next = 'wait' | 'retry' | 'conflict' | 'blocked' | 'bug';

interface FailureRow {
  readonly next: Next;
  /** What an outside system said, in our words; adapters translate, nothing else looks at status codes or texts. */
  readonly means: string;
}

const FAILURES = {
  'not-found': { next: 'conflict', means: 'something that the plan counts on is not there' },
  'already-exists': { next: 'conflict', means: 'something of that name appeared meanwhile' },
  precondition: { next: 'conflict', means: 'a fingerprint, generation or resourceVersion is stale' },
  'not-ready': { next: 'retry', means: 'another operation holds the resource, or it is being deleted' },
  'in-use': { next: 'retry', means: 'something still refers to it' },
  quota: { next: 'blocked', means: 'the project has no room for it' },
  'rate-limited': { next: 'retry', means: 'too many calls in this minute' },
  'operation-failed': { next: 'retry', means: 'the service itself gave up half-way: certain, and worth another try' },
  unavailable: { next: 'retry', means: '5xx, reset or timeout' },
  unreachable: { next: 'retry', means: 'the cluster cannot be reached, or a gateway answers in its place' },
  paused: { next: 'wait', means: 'a person pulled the brake' },
  unhealthy: { next: 'blocked', means: 'what the run changed serves worse than before: it is rolled back' },
  denied: { next: 'blocked', means: 'a right is missing, or the resource does not carry our mark' },
  held: {
    next: 'blocked',
    means: 'another load balancer holds the address, and nobody is about to take it from there',
  },
  invalid: { next: 'blocked', means: 'the API refuses the body' },
  'too-large': { next: 'blocked', means: 'there is more of it than we read: a limit of ours' },
  'would-lose-fields': { next: 'blocked', means: 'a PUT would drop fields that we do not know' },
  damaged: { next: 'blocked', means: 'a document of our own state is damaged, or of another version' },
  unexpected: { next: 'bug', means: 'an answer that we do not understand' },
} as const satisfies Readonly<Record<string, FailureRow>>;

export type FailureCode = keyof typeof FAILURES;

/** Every code. */
export const FAILURE_CODES: readonly FailureCode[] = Object.keys(FAILURES) as FailureCode[];

export function nextAfter(code: FailureCode): Next {
  return FAILURES[code].next;
}

/** What happened, in a few words for people. */
export function meaningOf(code: FailureCode): string {
  return FAILURES[code].means;
}

/** Whether the call certainly had no effect. After a timeout or a reset it may have: the same call must be repeated. */
export function isDefinite(code: FailureCode): boolean {
  return code !== 'unavailable' && code !== 'unreachable';
}

/** The only error class that crosses a port. `system` names who failed (compute, kubernetes us-west1/gke-us, …). */
export class RangelightError extends Error {
  readonly code: FailureCode;
  readonly system: string;
  /** The system's own reason word, when it gave one (resourceNotReady, conditionNotMet, …). */
  readonly reason: string | undefined;
  /** When it said that it can be asked again, milliseconds since the epoch. */
  readonly retryAt: number | undefined;

  constructor(
    code: FailureCode,
    system: string,
    message: string,
    options: { cause?: unknown; reason?: string; retryAt?: number } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'RangelightError';
    this.code = code;
    this.system = system;
    this.reason = options.reason;
    this.retryAt = options.retryAt;
  }
}

export function isFailure(error: unknown, code: FailureCode): boolean {
  return error instanceof RangelightError && error.code === code;
}

/**
 * Whether the same call may well succeed later, without anybody doing anything: an outage, a rate limit, somebody who
 * was faster. Everything else needs a person or is a bug, however often it is tried.
 */
export function isPassing(error: unknown): error is RangelightError {
  return error instanceof RangelightError && (nextAfter(error.code) === 'retry' || error.code === 'precondition');
}

/** A failure as data, for journals and reports. */
export interface Failure {
  readonly code: FailureCode;
  readonly system: string;
  readonly message: string;
}
