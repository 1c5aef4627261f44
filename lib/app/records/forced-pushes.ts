// Which way the branch was forced, kept from the deliveries that said so: the head that is read with one of them may
// still be the old one, or already a newer one, and later hints do not say it again.
import { isFailure } from '../../core/index.ts';
import type { Repository, RevisionHint } from '../../ports/index.ts';
import { type ForcedPush, forcedPushes, type Head } from '../../state/index.ts';
import type { PlannerWorld } from '../world.ts';

/** Keeps what a hint says of a forced push of the branch that is applied. */
export async function keepForcedPush(
  { store, clock, branch, name }: Pick<PlannerWorld, 'store' | 'clock' | 'branch' | 'name'>,
  hint: RevisionHint,
  signal: AbortSignal,
): Promise<void> {
  const { forced, before, after, delivery } = hint;
  if (forced !== true || before === undefined || after === undefined) return;
  if (hint.branch !== undefined && hint.branch !== branch) return;
  await forcedPushes.at(name, delivery).create(store, { before, after, at: clock.now() }, signal);
}

/**
 * When the last of the forced pushes was heard that lead from the head to the commit, or to what it stands on. Each
 * begins at what was reached so far, or at what was pushed on top of it: the word of a push between may be lost or
 * late. What is no newer than the last that counted does not count again: a read of an old head would lead back and
 * forth. Undefined when none led there.
 */
export async function forcedAt(
  { store, repository, name }: Pick<PlannerWorld, 'store' | 'repository' | 'name'>,
  head: Head,
  commit: string,
  signal: AbortSignal,
): Promise<number | undefined> {
  const { found } = await forcedPushes.list(store, [name], signal);
  const known = found.map(({ value }) => value).filter(({ at }) => at > (head.forcedAt ?? -1));
  const stands = (on: string, one: string): Promise<boolean> => standsOn(repository, on, one, signal);
  const reached: { readonly commit: string; readonly at: number }[] = [];
  let left = known.sort((a, b) => a.at - b.at);
  for (let before = -1; before < reached.length && left.length > 0; ) {
    before = reached.length;
    const rest: ForcedPush[] = [];
    for (const push of left) {
      const isReached = await anyOf([head, ...reached], (one) => stands(one.commit, push.before));
      if (isReached) reached.push({ commit: push.after, at: push.at });
      else rest.push(push);
    }
    left = rest;
  }
  for (const one of reached.reverse()) if (await stands(one.commit, commit)) return one.at;
  return undefined;
}

async function anyOf<T>(items: readonly T[], test: (item: T) => Promise<boolean>): Promise<boolean> {
  for (const item of items) if (await test(item)) return true;
  return false;
}

/** Whether a commit has another one below it, or is the same. */
export async function standsOn(
  repository: Pick<Repository, 'compare'>,
  base: string,
  commit: string,
  signal: AbortSignal,
): Promise<boolean> {
  if (base === commit) return true;
  try {
    return (await repository.compare(base, commit, signal)) === 'ahead';
  } catch (error) {
    // What was pushed over may be gone by now.
    if (isFailure(error, 'not-found')) return false;
    throw error;
  }
}
