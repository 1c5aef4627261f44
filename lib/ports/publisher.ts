// The three topics and their messages. Each is a hint where to look: whoever gets one finds out for itself what is true
// and what may be done. Ordering keys are only about order.
import type { StopReason } from '../core/index.ts';

/** A hint that the planner should look at a repository: what it finds there counts, not what the hint says. */
export interface RevisionHint {
  readonly type: 'push' | 'pull-request' | 'merge-group' | 'rerequest' | 'facts' | 'poll';
  /** `owner/name`, in lower case. */
  readonly repository: string;
  /** GitHub's delivery id, or the sender's own; the idempotency key. */
  readonly delivery: string;
  /** Branch of a push, or of a merge group. */
  readonly branch?: string;
  readonly before?: string;
  readonly after?: string;
  readonly forced?: boolean;
  /** Number of a pull request. */
  readonly pullRequest?: number;
  /** Of a re-run: what it was planned for before is planned again. */
  readonly commit?: string;
  /**
   * Nobody asked: a function of ours did, because something `changed` (facts, what can be read) or with all as it was
   * (`same`): then what was blocked is not tried again.
   */
  readonly byItself?: 'changed' | 'same';
  /** A person asked for it: what people changed by hand is put back as well. */
  readonly putsBack?: boolean;
}

/** One run of a unit. */
export interface UnitRun {
  readonly unit: string;
  /** Digests of the plan and of the desired state it works towards. */
  readonly plan: string;
  readonly desired: string;
  /** Names the run: derived from the plan and the run before it. */
  readonly runId: string;
}

/** Work on one unit: start the run, or go on with it. The same message again does nothing new. */
export interface RunTask extends UnitRun {
  readonly type: 'run';
  readonly fleet: string;
  readonly seq: number;
  readonly commit: string;
  /** What it was planned because of: the delivery of a push, or the name of whoever asked. For the log alone. */
  readonly delivery?: string;
}

/**
 * Runs of several units, of which no two are of the same one: the first as a message has it that is of one unit alone,
 * which is what a worker of an older version makes of it.
 */
export interface RunTasks extends RunTask {
  readonly beside?: readonly UnitRun[];
}

export type TaskMessage =
  | RunTasks
  /** Nothing is left to do for the head: its policy may come into force. */
  | { readonly type: 'finish'; readonly fleet: string }
  /** What people said of clusters is to be read, and done as far as it can be. */
  | { readonly type: 'drain'; readonly fleet: string }
  /** What a unit leaves standing is to be looked at: what nobody uses any more goes. */
  | { readonly type: 'retire'; readonly fleet: string; readonly unit: string }
  /** The time of a person's word on something of a unit is over. */
  | { readonly type: 'give-back'; readonly fleet: string; readonly unit: string }
  /** The record of a unit was lost, and the unit stands as it is wanted. */
  | { readonly type: 'adopt'; readonly fleet: string; readonly unit: string };

/** Something that the reporter should show or obey; it reads the documents, and asks GitHub, itself. */
export type ReportMessage =
  /** What is planned of a commit, all fleets; with `pullRequest`, its comment too. */
  | {
      readonly type: 'revision';
      readonly repository: string;
      readonly commit: string;
      readonly pullRequest?: number;
    }
  | {
      readonly type: 'run';
      readonly fleet: string;
      readonly commit: string;
      readonly unit: string;
      readonly runId: string;
      /** When it was asked for, milliseconds since the epoch. Older versions do not say it. */
      readonly at?: number;
    }
  | { readonly type: 'drift'; readonly fleet: string; readonly unit: string }
  /** What is lost or damaged of the documents of a fleet. */
  | { readonly type: 'state'; readonly fleet: string }
  /** What stops of a fleet for one reason. */
  | { readonly type: 'stop'; readonly fleet: string; readonly reason: StopReason }
  /**
   * A pull request that may be closed: words that were meant for it alone are taken away. `head`: as it was noted last.
   */
  | { readonly type: 'closed'; readonly repository: string; readonly pullRequest: number; readonly head: string }
  /** What came of a person's word on a cluster. `issue` is where he said it, for the order. */
  | {
      readonly type: 'drain';
      readonly repository: string;
      readonly fleet: string;
      readonly cluster: string;
      readonly issue: number;
    }
  /** Somebody may have asked for something in a comment: it is fetched and judged. `issue` is where, for the order. */
  | { readonly type: 'comment'; readonly repository: string; readonly comment: number; readonly issue: number }
  /**
   * Somebody pressed a button of a check run, or had it run again. Who did cannot be asked for again: GitHub's own body
   * travels along with its signature.
   */
  | { readonly type: 'press'; readonly repository: string; readonly body: string; readonly signature: string }
  /** Whether the branch of a repository is followed. */
  | { readonly type: 'branch'; readonly repository: string }
  | { readonly type: 'dead-letters' }
  /** Nothing to show: webhook deliveries that failed are to be sent again. */
  | { readonly type: 'deliveries' };

export interface Publisher {
  publishRevision(hint: RevisionHint, signal: AbortSignal): Promise<void>;
  /** Ordered per unit; what is beside the first unit of a message is in no order. */
  publishTask(task: TaskMessage, signal: AbortSignal): Promise<void>;
  /** Ordered per commit or pull request, so that one check run and one comment have one writer at a time. */
  publishReport(report: ReportMessage, signal: AbortSignal): Promise<void>;
}
