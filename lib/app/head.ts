// The order of revisions: head.json holds {seq, commit}, changed by compare-and-swap. A descendant gets the next number;
// an older commit is ignored unless a forced push names both. May import: core, fleet, ports.
import { isFailure } from '../core/index.ts';
import type { Fleet } from '../fleet/index.ts';
import type { RevisionHint } from '../ports/index.ts';
import type { Head } from './documents.ts';
import { keys } from './state-keys.ts';
import type { PlannerWorld } from './world.ts';

/**
 * Takes a commit as the head of a fleet's branch.
 * @param fleet the fleet file as of the commit; undefined when it cannot be read (the last one stays).
 * @returns the head as it is now; undefined when the commit must not become it.
 * Fails with `precondition` when another planner was faster: plan again.
 */
export async function advanceHead(
  world: PlannerWorld,
  name: string,
  fleet: Fleet | undefined,
  commit: string,
  hint: RevisionHint,
  signal: AbortSignal,
): Promise<Head | undefined> {
  const stored = await world.store.read<Head>(keys.head(name), signal);
  if (stored === undefined) {
    if (fleet === undefined) return undefined;
    const first: Head = { seq: 1, commit, fleet };
    await world.store.write(keys.head(name), first, '0', signal);
    return first;
  }
  const current = stored.value;
  if (current.commit === commit) return current;
  const relation = await world.repository.compare(current.commit, commit, signal);
  if (relation !== 'ahead' && !(await isForced(world, current.commit, commit, hint, signal))) {
    world.log.warn({ head: current.commit, commit, relation }, 'a commit that does not follow the head is ignored');
    return undefined;
  }
  const next: Head = { seq: current.seq + 1, commit, fleet: fleet ?? current.fleet };
  await world.store.write(keys.head(name), next, stored.generation, signal);
  return next;
}

/**
 * Whether a forced push led from the head, or from what was pushed on top of it, to the commit: the word of a push between
 * may be lost or late.
 */
async function isForced(
  world: PlannerWorld,
  head: string,
  commit: string,
  { forced, before, after }: RevisionHint,
  signal: AbortSignal,
): Promise<boolean> {
  if (forced !== true || before === undefined || after !== commit) return false;
  if (before === head) return true;
  try {
    return (await world.repository.compare(head, before, signal)) === 'ahead';
  } catch (error) {
    // What was pushed over may be gone.
    if (isFailure(error, 'not-found')) return false;
    throw error;
  }
}
