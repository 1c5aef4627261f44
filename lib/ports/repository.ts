// The Git repositories that are served, read only (the planner's credential can do no more). May import: nothing.

export interface PullRequest {
  readonly number: number;
  readonly state: 'open' | 'closed';
  readonly head: string;
  readonly base: string;
  readonly baseBranch: string;
  readonly draft: boolean;
  readonly merged: boolean;
  /** Whether its commits lie in another repository, or in one that is gone. */
  readonly fork: boolean;
  /** Login of who opened it. */
  readonly author: string;
}

export interface Repositories {
  /**
   * @param name `owner/name`, in any spelling that GitHub takes for the same.
   * Fails with `denied`, at once, for a repository that this deployment does not serve.
   */
  of(name: string): Repository;
}

export interface Repository {
  /**
   * Commit of a branch's head. Fails with `not-found` when the branch is gone or has another name now, with `denied` when the
   * whole repository cannot be seen: gone, renamed, or closed to this credential.
   */
  head(branch: string, signal: AbortSignal): Promise<string>;
  pullRequest(number: number, signal: AbortSignal): Promise<PullRequest>;
  /** Those that are to be merged into a branch, newest first. */
  openPullRequests(
    branch: string,
    signal: AbortSignal,
  ): Promise<readonly Pick<PullRequest, 'number' | 'head' | 'draft'>[]>;
  /** Whether somebody may write to the repository; false for whoever is not known there. */
  mayWrite(login: string, signal: AbortSignal): Promise<boolean>;
  /** How `to` stands to `from`: `ahead` means that `from` is an ancestor of `to`. */
  compare(from: string, to: string, signal: AbortSignal): Promise<'ahead' | 'behind' | 'identical' | 'diverged'>;
  /** Every regular file of a commit's tree by path, from its archive. Fails whole: never a part of the tree. */
  files(commit: string, signal: AbortSignal): Promise<ReadonlyMap<string, Uint8Array>>;
}
