// What went wrong with an outside system, and what to do next. One table maps the first to the second.
// May import: nothing.

/** What an outside system said, in our words; adapters translate, nothing else looks at status codes or texts. */
export type FailureCode =
  | 'not-found'
  | 'already-exists'
  | 'precondition' // a fingerprint, generation or resourceVersion is stale
  | 'not-ready' // another operation holds the resource
  | 'in-use'
  | 'quota'
  | 'rate-limited'
  | 'operation-failed' // the service itself gave up half-way: certain, and worth another try
  | 'unavailable' // 5xx, reset, timeout
  | 'unreachable' // the cluster cannot be reached: unknown, never empty
  | 'paused' // a person pulled the brake
  | 'unhealthy' // what a run changed serves worse than before
  | 'denied'
  | 'invalid'
  | 'would-lose-fields' // a PUT would drop keys that our definitions do not know
  | 'unexpected';

/** What to do about it. */
export type Next = 'wait' | 'retry' | 'conflict' | 'blocked' | 'bug';

const NEXT: Readonly<Record<FailureCode, Next>> = {
  'not-found': 'conflict',
  'already-exists': 'conflict',
  precondition: 'conflict',
  'not-ready': 'retry',
  'in-use': 'retry',
  quota: 'blocked',
  'rate-limited': 'retry',
  'operation-failed': 'retry',
  unavailable: 'retry',
  unreachable: 'retry',
  paused: 'wait',
  unhealthy: 'blocked',
  denied: 'blocked',
  invalid: 'blocked',
  'would-lose-fields': 'blocked',
  unexpected: 'bug',
};

/** Every code. */
export const FAILURE_CODES: readonly FailureCode[] = Object.keys(NEXT) as FailureCode[];

export function nextAfter(code: FailureCode): Next {
  return NEXT[code];
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

  constructor(code: FailureCode, system: string, message: string, options: { cause?: unknown; reason?: string } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'RangelightError';
    this.code = code;
    this.system = system;
    this.reason = options.reason;
  }
}

export function isFailure(error: unknown, code: FailureCode): boolean {
  return error instanceof RangelightError && error.code === code;
}

/** A failure as data, for journals and reports. */
export interface Failure {
  readonly code: FailureCode;
  readonly system: string;
  readonly message: string;
}
