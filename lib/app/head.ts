// The order of revisions: head.json holds {seq, commit}, changed by compare-and-swap. A descendant gets the next number;
// an older commit is ignored unless a forced push led there. May import: fleet, ports.
import type { Fleet } from '../fleet/index.ts';
import type { RevisionHint } from '../ports/index.ts';
import type { Head } from './documents.ts';
import { forcedAt, keepForcedPush } from './forced-pushes.ts';
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
  await keepForcedPush(world, hint, signal);
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
  const at = relation === 'ahead' ? undefined : await forcedAt(world, current, commit, signal);
  if (relation !== 'ahead' && at === undefined) {
    world.log.warn({ head: current.commit, commit, relation }, 'a commit that does not follow the head is ignored');
    return undefined;
  }
  const forced = at ?? current.forcedAt;
  const next: Head = {
    seq: current.seq + 1,
    commit,
    fleet: fleet ?? current.fleet,
    ...(forced === undefined ? {} : { forcedAt: forced }),
  };
  await world.store.write(keys.head(name), next, stored.generation, signal);
  return next;
}
