// The order of revisions: a fleet's head holds {seq, commit}, changed by compare-and-swap. The next number goes to a
// commit that a way leads to, and to no other.
import { RangelightError } from '../../core/index.ts';
import type { Fleet } from '../../fleet/index.ts';
import { appliedStates, finishedRevisions, type Head, heads, leases, owners } from '../../state/index.ts';
import { takeName } from '../records/known-fleets.ts';
import { openRunsIn } from '../records/open-run.ts';
import type { Way } from './ways-to-head.ts';
import type { PlannerWorld } from '../world.ts';

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
 * @param way that leads from the head to it; undefined for a fleet without a head.
 * @returns the head as it is now; undefined for a first one whose fleet file cannot be read.
 * Fails with `precondition` when another planner was faster: plan again.
 */
export async function advanceHead(
  world: PlannerWorld,
  { name, folder, fleet, commit }: NewHead,
  way: Way | undefined,
  signal: AbortSignal,
): Promise<Head | undefined> {
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
  if (way?.from !== current.commit)
    throw new RangelightError('precondition', 'state', `the head of ${name} moved to ${current.commit} meanwhile`);
  const forced = way.forcedAt ?? current.forcedAt;
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

/**
 * One more than any number that was given before, as far as the other documents of the fleet tell: the head that
 * counted them may be lost, and an old run must never look newer than a new one.
 */
async function nextNumber({ store }: PlannerWorld, fleet: string, signal: AbortSignal): Promise<number> {
  const known: number[] = [];
  for (const kind of [appliedStates, leases])
    known.push(...(await kind.list(store, [fleet], signal)).found.map(({ value }) => value.seq));
  for (const runs of (await openRunsIn(store, fleet, signal)).values()) known.push(...runs.map(({ seq }) => seq));
  const finished = await finishedRevisions.at(fleet).look(store, signal);
  if ('found' in finished && finished.found !== undefined) known.push(finished.found.value.seq);
  return 1 + Math.max(0, ...known);
}
