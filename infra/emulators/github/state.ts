// Everything GitHub keeps beside the Git repository: issues, pull requests, comments, checks, statuses, deployments.
import type { Account } from './accounts.ts';
import type { Fork } from './forks.ts';

/** A pull request's own part; the rest is the issue of the same number. */
export interface Pull {
  /** Moves when the branch is renamed. */
  base: string;
  readonly head: string;
  /** Where the head branch is; undefined: in the repository itself. */
  readonly fork?: Fork;
  /** Base tip when the head last moved. */
  baseSha: string;
  headSha: string;
  draft: boolean;
  merged?: { readonly at: string; readonly by: Account; readonly sha: string };
  /** The last trial merge, by the two commits it merged; without a SHA when they conflict. */
  trial?: { readonly key: string; readonly sha: string | undefined };
  /** The two commits that are being merged for trial. */
  underWay?: string;
}

export interface Issue {
  readonly id: number;
  readonly number: number;
  title: string;
  body: string | null;
  state: 'open' | 'closed';
  stateReason: 'completed' | 'not_planned' | 'duplicate' | 'reopened' | null;
  labels: readonly string[];
  readonly author: Account;
  readonly createdAt: string;
  updatedAt: string;
  closedAt: string | null;
  closedBy: Account | null;
  readonly pull?: Pull;
}

export interface Comment {
  readonly id: number;
  readonly issue: Issue;
  readonly author: Account;
  body: string;
  readonly createdAt: string;
  updatedAt: string;
  readonly reactions: Reaction[];
}

export interface Reaction {
  readonly id: number;
  readonly content: string;
  readonly author: Account;
  readonly createdAt: string;
}

export type CheckStatus = 'queued' | 'in_progress' | 'completed';

export interface Annotation {
  readonly path: string;
  readonly start_line: number;
  readonly end_line: number;
  readonly start_column: number | null;
  readonly end_column: number | null;
  readonly annotation_level: 'notice' | 'warning' | 'failure';
  readonly title: string | null;
  readonly message: string;
  readonly raw_details: string | null;
}

export interface CheckRun {
  readonly id: number;
  readonly suite: number;
  readonly app: Account;
  readonly headSha: string;
  name: string;
  status: CheckStatus;
  conclusion: string | null;
  detailsUrl: string | null;
  externalId: string;
  startedAt: string | null;
  completedAt: string | null;
  output: { readonly title: string | null; readonly summary: string | null; readonly text: string | null };
  readonly annotations: Annotation[];
  /** Buttons. */
  actions: readonly CheckAction[];
}

export interface CheckAction {
  readonly label: string;
  readonly description: string;
  readonly identifier: string;
}

/** The runs of one app for one commit. */
export interface CheckSuite {
  readonly id: number;
  readonly app: Account;
  readonly headSha: string;
  readonly headBranch: string | null;
  readonly before: string | null;
  readonly createdAt: string;
  /** Asked for again: queued until a run starts. */
  rerequested: boolean;
}

export interface CommitStatus {
  readonly id: number;
  readonly sha: string;
  readonly state: 'error' | 'failure' | 'pending' | 'success';
  readonly context: string;
  readonly description: string | null;
  readonly targetUrl: string | null;
  readonly creator: Account;
  readonly createdAt: string;
}

/** What moved a branch, as the activity of a repository shows it. */
export interface Activity {
  readonly id: number;
  readonly type: 'push' | 'force_push' | 'branch_creation' | 'branch_deletion' | 'pr_merge' | 'merge_queue_merge';
  readonly ref: string;
  readonly before: string;
  readonly after: string;
  readonly actor: Account;
  readonly at: string;
}

export interface Environment {
  readonly id: number;
  readonly name: string;
  readonly createdAt: string;
}

export interface Deployment {
  readonly id: number;
  readonly sha: string;
  readonly ref: string;
  readonly task: string;
  readonly payload: unknown;
  readonly environment: string;
  readonly description: string | null;
  readonly transient: boolean;
  readonly production: boolean;
  readonly creator: Account;
  readonly createdAt: string;
  updatedAt: string;
  readonly statuses: DeploymentStatus[];
}

export interface DeploymentStatus {
  readonly id: number;
  readonly state: 'error' | 'failure' | 'inactive' | 'in_progress' | 'queued' | 'pending' | 'success';
  readonly description: string;
  readonly environment: string;
  readonly environmentUrl: string;
  readonly logUrl: string;
  readonly creator: Account;
  readonly createdAt: string;
}

/** Append-only lists in order of creation, except comments, which can be deleted. */
export interface State {
  readonly issues: Issue[];
  readonly comments: Map<number, Comment>;
  readonly checkRuns: CheckRun[];
  readonly checkSuites: CheckSuite[];
  /** By name. */
  readonly environments: Map<string, Environment>;
  readonly forks: Fork[];
  readonly statuses: CommitStatus[];
  readonly activities: Activity[];
  /** Branches that have another name now, by their old one. */
  readonly renamed: Map<string, string>;
  readonly deployments: Deployment[];
  /** An id that no other object of any kind has. */
  nextId(): number;
  /** Issues and pull requests share one sequence of numbers. */
  nextNumber(): number;
}

/** @param nextId of all repositories: an id of one means nothing in another. */
export function createState(nextId: () => number): State {
  const issues: Issue[] = [];
  return {
    issues,
    comments: new Map(),
    checkRuns: [],
    checkSuites: [],
    environments: new Map(),
    forks: [],
    statuses: [],
    activities: [],
    renamed: new Map(),
    deployments: [],
    nextId,
    nextNumber: () => issues.length + 1,
  };
}
