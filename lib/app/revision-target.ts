// Which commit a hint leads to, and what it is there for. Facts are fetched, never believed: what a delivery says is only
// where to look. May import: core, ports.
import { isFailure } from '../core/index.ts';
import type { RevisionHint } from '../ports/index.ts';
import { followPull } from './open-pulls.ts';
import { freePull } from './free-pull.ts';
import { isVouched, strangerBy, vouch } from './vouches.ts';
import type { PlannerWorld } from './world.ts';

export type Target =
  | { readonly type: 'head'; readonly commit: string }
  | {
      readonly type: 'merge-group';
      readonly commit: string;
      readonly base: string;
      readonly ref: string;
    }
  | {
      readonly type: 'pull-request';
      readonly commit: string;
      readonly number: number;
      readonly base: string;
      readonly author: string;
      readonly stranger: 'fork' | 'no-right' | undefined;
      /** Somebody who may write to the repository asked for this commit. */
      readonly isVouched: boolean;
    };

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
    case 'poll':
      if (hint.branch !== undefined && hint.branch !== world.branch) return undefined;
      return { type: 'head', commit: await world.repository.head(world.branch, signal) };
    case 'rerequest':
      return undefined;
  }
}

async function pullTarget(
  world: PlannerWorld,
  { pullRequest: number, commit: asked, by }: RevisionHint,
  signal: AbortSignal,
): Promise<Target | undefined> {
  if (number === undefined) return undefined;
  const { pull, isOpen } = await followPull(world, number, signal);
  if (!isOpen) {
    await freePull(world, pull, signal);
    return undefined;
  }
  if (asked !== undefined && by !== undefined) {
    const outcome = await vouch(world, { number, commit: asked, by }, signal);
    if (outcome !== 'vouched') world.log.warn({ number, commit: asked, by, outcome }, 'a word that does not count');
  }
  return {
    type: 'pull-request',
    commit: pull.head,
    number,
    base: pull.base,
    author: pull.author,
    stranger: await strangerBy(world.repository, pull, signal),
    isVouched: await isVouched(world.store, number, pull.head, signal),
  };
}

/** A group lives at a branch of its own: one that is gone was merged, or made anew with another name. */
async function groupTarget(
  world: PlannerWorld,
  { branch: ref }: RevisionHint,
  signal: AbortSignal,
): Promise<Target | undefined> {
  if (ref?.startsWith(`gh-readonly-queue/${world.branch}/`) !== true) return undefined;
  try {
    const commit = await world.repository.head(ref, signal);
    return { type: 'merge-group', commit, ref, base: baseOf(ref) };
  } catch (error) {
    if (isFailure(error, 'not-found')) return undefined;
    throw error;
  }
}

/** `gh-readonly-queue/main/pr-7-<base>`. */
function baseOf(ref: string): string {
  return ref.slice(ref.lastIndexOf('-') + 1);
}

/** The pull request that a merge group was made for; undefined when its ref does not say. */
export function pullOf(ref: string): number | undefined {
  const number = /\/pr-(\d+)-[^/]+$/.exec(ref)?.[1];
  return number === undefined ? undefined : Number(number);
}
