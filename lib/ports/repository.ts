// One Git repository, read only (the planner's credential can do no more). May import: nothing.

export interface PullRequest {
  readonly number: number;
  readonly state: 'open' | 'closed';
  readonly head: string;
  readonly base: string;
  readonly baseBranch: string;
  readonly draft: boolean;
}

export interface Repository {
  /** Commit of a branch's head; fails with `not-found`. */
  head(branch: string, signal: AbortSignal): Promise<string>;
  pullRequest(number: number, signal: AbortSignal): Promise<PullRequest>;
  /** How `to` stands to `from`: `ahead` means that `from` is an ancestor of `to`. */
  compare(from: string, to: string, signal: AbortSignal): Promise<'ahead' | 'behind' | 'identical' | 'diverged'>;
  /** Every regular file of a commit's tree by path, from its archive. Fails whole: never a part of the tree. */
  files(commit: string, signal: AbortSignal): Promise<ReadonlyMap<string, Uint8Array>>;
}
