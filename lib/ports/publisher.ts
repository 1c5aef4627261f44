// The three topics and their messages. Everything needed is in the data; ordering keys are only about order.
// May import: nothing.

/** A hint that the planner should look: facts are fetched, never believed. */
export interface RevisionHint {
  readonly type: 'push' | 'pull-request' | 'facts' | 'poll';
  /** GitHub's delivery id, or the sweep's; the idempotency key. */
  readonly delivery: string;
  /** Branch of a push. */
  readonly branch?: string;
  readonly before?: string;
  readonly after?: string;
  readonly forced?: boolean;
  /** Number of a pull request. */
  readonly pullRequest?: number;
}

/** Work on one unit: start the run, or go on with it. The same message again does nothing new. */
export interface TaskMessage {
  readonly fleet: string;
  readonly unit: string;
  readonly seq: number;
  readonly commit: string;
  /** Digests of the plan and of the desired state it works towards. */
  readonly plan: string;
  readonly desired: string;
  /** Names the run: derived from the plan and the run before it. */
  readonly runId: string;
}

/** Something that the reporter should show; it reads the documents itself. */
export type ReportMessage =
  | { readonly type: 'revision'; readonly fleet: string; readonly commit: string }
  | {
      readonly type: 'run';
      readonly fleet: string;
      readonly commit: string;
      readonly unit: string;
      readonly runId: string;
    }
  | { readonly type: 'drift'; readonly fleet: string; readonly unit: string }
  /** Somebody may have asked for something in a comment: it is fetched and judged. `issue` is where, for the order. */
  | { readonly type: 'comment'; readonly comment: number; readonly issue: number }
  /** Somebody pressed a button of a check run, or had it run again. Who did cannot be asked for again. */
  | {
      readonly type: 'button';
      readonly checkRun: number;
      /** The button's identifier. */
      readonly action: string;
      readonly by: string;
      /** GitHub's delivery id. */
      readonly delivery: string;
    }
  | { readonly type: 'dead-letters' }
  /** Nothing to show: webhook deliveries that failed are to be sent again. */
  | { readonly type: 'deliveries' };

export interface Publisher {
  publishRevision(hint: RevisionHint, signal: AbortSignal): Promise<void>;
  /** Ordered per unit. */
  publishTask(task: TaskMessage, signal: AbortSignal): Promise<void>;
  /** Ordered per commit, so that one check run and one comment have one writer at a time. */
  publishReport(report: ReportMessage, signal: AbortSignal): Promise<void>;
}
