// What a report of a commit is made of: the plans of its fleets, and what is wrong with it as a whole.
import type { Diagnostic } from '../../core/index.ts';
import type { Plan, Revision, Unmerged } from '../../plan/index.ts';
import type { BranchMoved } from './behind.ts';
import type { ChangedLines } from './on-head.ts';

export interface FleetPlan {
  readonly revision: Revision;
  /** By digest: of its units, and those that were approved in their place. */
  readonly plans: ReadonlyMap<string, Plan>;
  /** Of a pull request: what the branch's plan of the commit that it is merged into found. */
  readonly base?: { readonly commit: string; readonly diagnostics: readonly Diagnostic[] };
  /** What of its findings is not told, because it is the branch's. */
  readonly known?: KnownFindings;
}

export interface KnownFindings {
  readonly count: number;
  /** Of the branch. */
  readonly commit: string;
}

export interface CommitPlans {
  readonly commit: string;
  /** Of the fleets that are planned, sorted by name. */
  readonly fleets: readonly FleetPlan[];
  /** Names of the fleets that are still to come. */
  readonly coming: readonly string[];
  /** Names of the fleets whose plan is damaged. */
  readonly unreadable: readonly string[];
  /** Of the commit as a whole, or of fleet files that are no known fleet's. */
  readonly diagnostics: readonly Diagnostic[];
  /** The commit that a forced push put in place of this one. */
  readonly supersededBy?: string;
  /** Why there is no merge of the pull request to plan. */
  readonly unmerged?: Unmerged;
  /** Of a pull request: the files that it changes, with where their lines are in its head. */
  readonly changed?: ChangedLines;
  /** Of a pull request: how far the branch has gone on since. */
  readonly behind?: BranchMoved;
}
