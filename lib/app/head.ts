// The order of revisions: a fleet's head holds {seq, commit}, changed by compare-and-swap. A descendant gets the next number;
// an older commit is ignored unless a forced push led there. May import: core, fleet, ports, state.
import { isFailure } from '../core/index.ts';
import type { Fleet } from '../fleet/index.ts';
import type { Repository, RevisionHint } from '../ports/index.ts';
import { appliedStates, finishedRevisions, type Head, heads, leases, openRuns, owners } from '../state/index.ts';
import { forcedAt, keepForcedPush } from './forced-pushes.ts';
import { takeName } from './known-fleets.ts';
import type { PlannerWorld } from './world.ts';

export interface NewHead {
  readonly name: string;
  /** Of the fleet file in the commit's tree. */
  readonly folder: string;
  /** The fleet file as of the commit; undefined when it cannot be read (the last one stays). */
  readonly fleet: Fleet | undefined;
  readonly commit: string;
}

/**
 * Takes a commit as the head of a fleet's branch.
 * @returns the head as it is now; undefined when the commit must not become it.
 * Fails with `precondition` when another planner was faster: plan again.
 */
export async function advanceHead(
  world: PlannerWorld,
  { name, folder, fleet, commit }: NewHead,
  hint: RevisionHint,
  signal: AbortSignal,
): Promise<Head | undefined> {
  await keepForcedPush(world, hint, signal);
  const place = heads.at(name);
  const reading = await place.look(world.store, signal);
  const stored = 'found' in reading ? reading.found : undefined;
  const repository = world.name;
  if (stored === undefined) {
    if (fleet === undefined || !(await takeName(world.store, name, repository, signal))) return undefined;
    const seq = await nextNumber(world, name, signal);
    if (seq > 1)
      world.log.error({ fleet: name, seq, commit }, 'the head of a fleet was lost and begins anew at the branch');
    const first: Head = { seq, repository, folder, commit, fleet, ...(seq === 1 ? { first: fleet.policy } : {}) };
    await place.write(world.store, first, 'damage' in reading ? reading.damage.generation : '0', signal);
    return first;
  }
  const current = stored.value;
  await owners.at(name).create(world.store, { repository: current.repository }, signal);
  if (current.commit === commit) return current;
  const relation = await relationOf(world, current.commit, commit, signal);
  const at = relation === 'ahead' ? undefined : await forcedAt(world, current, commit, signal);
  if (relation !== 'ahead' && at === undefined) {
    world.log.warn({ head: current.commit, commit, relation }, 'a commit that does not follow the head is ignored');
    return undefined;
  }
  const forced = at ?? current.forcedAt;
  const next: Head = {
    ...current,
    seq: current.seq + 1,
    commit,
    folder: fleet === undefined ? current.folder : folder,
    fleet: fleet ?? current.fleet,
    ...(forced === undefined ? {} : { forcedAt: forced }),
  };
  await place.write(world.store, next, stored.generation, signal);
  return next;
}

/** A head that was pushed over may be gone by now, as may be all that two commits have in common. */
async function relationOf(
  { repository }: PlannerWorld,
  from: string,
  to: string,
  signal: AbortSignal,
): ReturnType<Repository['compare']> {
  try {
    return await repository.compare(from, to, signal);
  } catch (error) {
    if (isFailure(error, 'not-found')) return 'diverged';
    throw error;
  }
}

/**
 * One more than any number that was given before, as far as the other documents of the fleet tell: the head that counted them
 * may be lost, and an old run must never look newer than a new one.
 */
async function nextNumber({ store }: PlannerWorld, fleet: string, signal: AbortSignal): Promise<number> {
  const known: { readonly value: { readonly seq: number } }[] = [];
  for (const kind of [appliedStates, openRuns, leases]) known.push(...(await kind.list(store, [fleet], signal)).found);
  const finished = await finishedRevisions.at(fleet).look(store, signal);
  if ('found' in finished && finished.found !== undefined) known.push(finished.found);
  return 1 + Math.max(0, ...known.map(({ value }) => value.seq));
}
