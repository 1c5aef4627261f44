// Which commit a hint leads to, and what it is there for. What a hint says is only where to look: all else is fetched.
import { isFailure } from '../../core/index.ts';
import type { Occasion, Unmerged } from '../../plan/index.ts';
import type { RevisionHint } from '../../ports/index.ts';
import { followPull } from '../records/open-pulls.ts';
import { freePull } from './free-pull.ts';
import { type BranchHead, lookAtBranch } from './look-at-branch.ts';
import { isVouched, strangerBy } from '../words/vouches.ts';
import type { PlannerWorld } from '../world.ts';

export interface Target {
  readonly occasion: Occasion;
  /** The commit whose files are planned, or why there is none. */
  readonly tree: { readonly commit: string } | { readonly unmerged: Unmerged };
  /** Of the branch. */
  readonly head?: BranchHead;
  /** Of a pull request. */
  readonly trust?: Trust;
}

/** How far a pull request is trusted. */
export interface Trust {
  readonly author: string;
  readonly stranger: 'fork' | 'no-right' | undefined;
  /** Somebody who may write to the repository asked for this commit. */
  readonly isVouched: boolean;
}

/** Undefined when there is nothing to plan. */
export async function targetOf(
  world: PlannerWorld,
  hint: RevisionHint,
  signal: AbortSignal,
): Promise<Target | undefined> {
  switch (hint.type) {
    case 'pull-request':
      return pullTarget(world, hint, signal);
    case 'merge-group':
      return groupTarget(world, hint, signal);
    case 'push':
    case 'facts':
    case 'poll': {
      const head = await lookAtBranch(world, hint, signal);
      if (head === undefined) return undefined;
      const { commit } = head;
      return { occasion: { type: 'head', repository: world.name, commit }, tree: { commit }, head };
    }
    case 'rerequest':
      return undefined;
  }
}

/** Undefined for what GitHub does not have: looking again would not find it. */
async function unlessGone<T>(look: Promise<T>): Promise<T | undefined> {
  try {
    return await look;
  } catch (error) {
    if (isFailure(error, 'not-found')) return undefined;
    throw error;
  }
}

async function pullTarget(
  world: PlannerWorld,
  { pullRequest: number }: RevisionHint,
  signal: AbortSignal,
): Promise<Target | undefined> {
  if (number === undefined) return undefined;
  const followed = await unlessGone(followPull(world, number, signal));
  if (followed === undefined) {
    world.log.warn(
      { repository: world.name, number },
      'a pull request that does not exist, or whose branch does not, is not planned',
    );
    return undefined;
  }
  if (!followed.isOpen) {
    await freePull(world, followed.pull, signal);
    return undefined;
  }
  const { pull, base, merge } = followed;
  const { name: repository } = world;
  return {
    occasion: { type: 'pull-request', repository, commit: pull.head, number, base },
    tree: merge,
    trust: {
      author: pull.author,
      stranger: await strangerBy(world.repository, pull, signal),
      isVouched: await isVouched(world.store, repository, number, pull.head, signal),
    },
  };
}

/** A group lives at a branch of its own: one that is gone was merged, or made anew with another name. */
async function groupTarget(
  world: PlannerWorld,
  { branch: ref }: RevisionHint,
  signal: AbortSignal,
): Promise<Target | undefined> {
  if (ref?.startsWith(`gh-readonly-queue/${world.branch}/`) !== true) return undefined;
  const commit = await unlessGone(world.repository.head(ref, signal));
  if (commit === undefined) return undefined;
  // `gh-readonly-queue/main/pr-7-<base>`.
  const base = ref.slice(ref.lastIndexOf('-') + 1);
  return { occasion: { type: 'merge-group', repository: world.name, commit, ref, base }, tree: { commit } };
}
