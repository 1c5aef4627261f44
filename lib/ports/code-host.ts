// What the reporter writes on GitHub, each call idempotent.
import type { SourceRef } from '../core/index.ts';
import type { Conversations } from './conversations.ts';
import type { PullHistory } from './repository.ts';

/** Said at a line of a file. */
export interface Annotation {
  readonly source: SourceRef;
  readonly level: 'notice' | 'warning' | 'failure';
  readonly title: string;
  readonly message: string;
}

/** A button. */
export interface CheckAction {
  /** At most 20 characters. */
  readonly label: string;
  /** At most 40. */
  readonly description: string;
  /** At most 20; comes back when somebody presses it. */
  readonly identifier: string;
}

/** As a report makes it. */
export interface CheckRun {
  /** Constant: `rangelight/plan`, `rangelight/apply (prod)`. */
  readonly name: string;
  readonly commit: string;
  readonly status: 'queued' | 'in_progress' | 'completed';
  readonly conclusion?: 'success' | 'failure' | 'neutral' | 'action_required';
  readonly title: string;
  /** Markdown, at most 65,535 characters. */
  readonly summary: string;
  readonly annotations: readonly Annotation[];
  /** Buttons, at most three; shown when it is completed. */
  readonly actions?: readonly CheckAction[];
}

export interface Deployment {
  readonly environment: string;
  readonly commit: string;
  readonly state: 'pending' | 'in_progress' | 'success' | 'failure' | 'inactive';
  /** At most 140 characters. */
  readonly description: string;
  /** Where it can be seen serving. */
  readonly environmentUrl?: string;
  /** Where it says how it went. */
  readonly logUrl?: string;
}

export interface CodeHost {
  /**
   * Creates the check run of that name on that commit, or brings it up to date; writes nothing when it already says so.
   * Gives its page, when it has one.
   */
  putCheckRun(check: CheckRun, signal: AbortSignal): Promise<string | undefined>;
  /** One deployment per environment and commit, with its newest status; a retired one stays so. */
  putDeployment(deployment: Deployment, signal: AbortSignal): Promise<void>;
  /**
   * One comment per marker and author, edited in place below what was put on top of it; writes nothing when the body is
   * the same.
   */
  putComment(pullRequest: number, marker: string, body: string, signal: AbortSignal): Promise<void>;
  /** As `putComment`, and nothing where there is no such comment yet. */
  editComment(pullRequest: number, marker: string, body: string, signal: AbortSignal): Promise<void>;
  /**
   * The pull requests whose merge made this commit of a branch, by number, with their own last commits; none where a
   * person pushed it.
   */
  pullsMergedAs(
    commit: string,
    branch: string,
    signal: AbortSignal,
  ): Promise<readonly { readonly number: number; readonly head: string }[]>;
  /**
   * Puts a part before all else of our comment of that marker, in the place of an earlier part of that name; makes the
   * comment where there is none, and writes nothing when the part is the same.
   * @param part `name`: as a marker; `body`: Markdown, at most 1,400 characters.
   */
  putOnTop(
    pullRequest: number,
    marker: string,
    part: { readonly name: string; readonly body: string },
    signal: AbortSignal,
  ): Promise<void>;
  /** One issue per marker: opened or brought up to date, or closed when `body` is undefined. */
  putIssue(marker: string, title: string, body: string | undefined, signal: AbortSignal): Promise<void>;
  /** Opens the issue of a marker, unless there ever was one: what a person closed stays closed. */
  openIssue(marker: string, title: string, body: string, signal: AbortSignal): Promise<void>;
}

export interface CodeHosts {
  /**
   * @param name `owner/name`, in any spelling that GitHub takes for the same.
   * Fails with `denied`, at once, for a repository that this deployment does not serve.
   */
  of(name: string): CodeHost & Conversations & PullHistory;
  /**
   * Has webhook deliveries that never arrived sent again, of whatever repository, each a few times; gives their ids.
   */
  redeliverFailed(signal: AbortSignal): Promise<readonly string[]>;
}
