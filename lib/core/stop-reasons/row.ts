// What is said of a reason for which something stops.

/** Which issue tells it: one of its own per fleet and reason, or one that tells several things together. */
export type StopIssue = 'stop' | 'drift' | 'state' | 'branch' | 'dead-letters';

export interface StopRow {
  /** In few words: the title of the issue, behind the name of the fleet. */
  readonly title: string;
  /** The function that notices it. The reporter writes it down. */
  readonly by: 'drift' | 'planner' | 'worker';
  /** Undefined: a check says it. */
  readonly issue?: StopIssue;
  /** The check run of the branch's head that is no success meanwhile. */
  readonly check?: 'rangelight/plan' | 'rangelight/apply';
  /** Milliseconds that it may last before the issue is opened; the check says it at once. */
  readonly afterMs: number;
  /** What that holds back, and what goes on: a sentence. */
  readonly holds: string;
  /** Who does what: a sentence. */
  readonly nextStep: string;
}
