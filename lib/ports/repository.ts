// The Git repositories that are served, read only (the planner's credential can do no more).
import type { Tree } from '../core/index.ts';

export interface PullRequest {
  readonly number: number;
  readonly state: 'open' | 'closed';
  readonly head: string;
  readonly baseBranch: string;
  /**
   * Whether it can be merged as head and branch are now; undefined: asking has GitHub find out, and nothing tells when
   * it has.
   */
  readonly mergeable: boolean | undefined;
  readonly draft: boolean;
  readonly merged: boolean;
  /** Whether its commits lie in another repository, or in one that is gone. */
  readonly fork: boolean;
  /** Login of who opened it. */
  readonly author: string;
}

/** What merging a pull request would make. */
export interface TestMerge {
  readonly commit: string;
  /** Commits: that of the branch, that of the pull request. */
  readonly parents: readonly string[];
}

/** Anybody can write any name and address into a commit: who pushed it is what counts. */
export interface PullCommit {
  readonly sha: string;
  /** Login of the account that GitHub knows by the author's address; undefined when it knows none. */
  readonly author: string | undefined;
  /** As the author; undefined, too, when GitHub itself committed, on behalf of whoever merged or edited there. */
  readonly committer: string | undefined;
}

export interface PullCommits {
  /** Oldest first. Whole, they hold the head that they were read of: a push since then shows. */
  readonly commits: readonly PullCommit[];
  /** False when there may be more: GitHub lists no more than 250. */
  readonly isWhole: boolean;
}

/** One move of a branch. */
export interface Push {
  readonly type: 'push' | 'force_push' | 'branch_creation' | 'branch_deletion' | 'pr_merge' | 'merge_queue_merge';
  /** Login; undefined when the account is gone. */
  readonly by: string | undefined;
  /** Commits; forty zeros where there was no branch. */
  readonly before: string;
  readonly after: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

export interface Pushes {
  /** Newest first. */
  readonly pushes: readonly Push[];
  /** False when there are older ones, which were not read. */
  readonly isWhole: boolean;
}

/**
 * Who brought in what a pull request holds, what it would be merged into, and whether a branch holds it: what whoever
 * judges an approval, or tells of a merge, asks.
 */
export type PullHistory = Pick<Repository, 'commitsOf' | 'pushesOf' | 'movesOf' | 'head' | 'compare'>;

export interface Repositories {
  /**
   * @param name `owner/name`, in any spelling that GitHub takes for the same.
   * Fails with `denied`, at once, for a repository that this deployment does not serve.
   */
  of(name: string): Repository;
}

/** Which files of a commit are wanted. What else it has is counted and not kept. */
export interface Wanted {
  /** Those that say what else is wanted. */
  readonly first: (path: string) => boolean;
  /** @param files the first ones, by path. */
  readonly others: (files: ReadonlyMap<string, Uint8Array>) => (path: string) => boolean;
}

export interface Repository {
  /**
   * Commit of a branch's head. Fails with `not-found` when the branch is gone or has another name now, with `denied`
   * when the whole repository cannot be seen: gone, renamed, or closed to this credential.
   */
  head(branch: string, signal: AbortSignal): Promise<string>;
  pullRequest(number: number, signal: AbortSignal): Promise<PullRequest>;
  /**
   * The test merge that was made last, which may be one of older commits: only right after `mergeable` it is worth
   * asking for. Undefined when none was made yet.
   */
  testMerge(pullRequest: number, signal: AbortSignal): Promise<TestMerge | undefined>;
  /**
   * Paths of the files that a pull request changes, before and after a renaming; of very many only the first thousand.
   */
  changedFiles(pullRequest: number, signal: AbortSignal): Promise<ReadonlySet<string>>;
  /** Those that are to be merged into a branch, newest first. */
  openPullRequests(
    branch: string,
    signal: AbortSignal,
  ): Promise<readonly Pick<PullRequest, 'number' | 'head' | 'draft'>[]>;
  /** What a pull request would bring into its base, and in whose name. */
  commitsOf(pullRequest: number, signal: AbortSignal): Promise<PullCommits>;
  /**
   * Who moved the branch that a pull request comes from, ever since there was one of that name. Fails with `denied` for
   * a fork's: what was pushed there cannot be read.
   */
  pushesOf(pullRequest: number, signal: AbortSignal): Promise<Pushes>;
  /** How a branch came to where it is, ever since there was one of that name; none of one that never was. */
  movesOf(branch: string, signal: AbortSignal): Promise<Pushes>;
  /** Whether somebody may write to the repository; false for whoever is not known there. */
  mayWrite(login: string, signal: AbortSignal): Promise<boolean>;
  /** How `to` stands to `from`: `ahead` means that `from` is an ancestor of `to`. */
  compare(from: string, to: string, signal: AbortSignal): Promise<'ahead' | 'behind' | 'identical' | 'diverged'>;
  /** How many commits `to` has that `from` has not. */
  commitsBetween(from: string, to: string, signal: AbortSignal): Promise<number>;
  /**
   * The regular files of a commit's tree that are wanted, and all that is no regular file. Fails whole, never with a
   * part of them: with `too-large` for a commit that is over the limits, whatever is wanted of it.
   */
  files(commit: string, wanted: Wanted, signal: AbortSignal): Promise<Tree>;
}
