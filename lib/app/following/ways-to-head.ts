// How the fleets of a repository come from what was taken last to the commit that GitHub answers as the branch's head:
// it stands on that, a forced push that was heard leads there, a person says so, or GitHub's own record of the branch
// leads there. A commit that nothing leads to is not followed.
import type { Push } from '../../ports/index.ts';
import { followWords, type Head } from '../../state/index.ts';
import { forcedAt, standsOn } from '../records/forced-pushes.ts';
import { headsOf } from '../records/known-fleets.ts';
import type { PlannerWorld } from '../world.ts';

export interface Way {
  /** The head that it begins at. */
  readonly from: string;
  /** When the move or the word was heard that leads there; undefined when the commit stands on the head. */
  readonly forcedAt?: number;
}

export interface Ways {
  /** By the name of the fleet. */
  readonly open: ReadonlyMap<string, Way>;
  /** Heads that nothing leads on from to that commit. */
  readonly stray: readonly Head[];
}

/** Asks GitHub only about heads that are not at the commit. Heads that are lost or damaged are in neither. */
export async function waysTo(world: PlannerWorld, commit: string, signal: AbortSignal): Promise<Ways> {
  const open = new Map<string, Way>();
  const stray: Head[] = [];
  let moves: Promise<readonly Push[]> | undefined;
  const allMoves = (): Promise<readonly Push[]> => (moves ??= movesOf(world, signal));
  for (const [fleet, head] of await headsOf(world.store, world.name, signal)) {
    const way = await wayFrom(world, head, commit, allMoves, signal);
    if (way === undefined) stray.push(head);
    else open.set(fleet, way);
  }
  return { open, stray };
}

async function wayFrom(
  world: PlannerWorld,
  head: Head,
  commit: string,
  moves: () => Promise<readonly Push[]>,
  signal: AbortSignal,
): Promise<Way | undefined> {
  const from = head.commit;
  if (await standsOn(world.repository, from, commit, signal)) return { from };
  const heard = await forcedAt(world, head, commit, signal);
  if (heard !== undefined) return { from, forcedAt: heard };
  const said = await saidAt(world, head, commit, signal);
  if (said !== undefined) return { from, forcedAt: said };
  return leadsTo(await moves(), from, commit) ? { from, forcedAt: world.clock.now() } : undefined;
}

/** When a person said that the commit may be followed, since the fleet was forced anywhere last. */
async function saidAt(
  { store, name }: PlannerWorld,
  head: Head,
  commit: string,
  signal: AbortSignal,
): Promise<number | undefined> {
  const reading = await followWords.at(name, commit).look(store, signal);
  const at = 'found' in reading ? reading.found?.value.at : undefined;
  return at !== undefined && at > (head.forcedAt ?? -1) ? at : undefined;
}

/** None where it cannot be read: then it explains nothing. */
async function movesOf({ repository, branch, log }: PlannerWorld, signal: AbortSignal): Promise<readonly Push[]> {
  try {
    return (await repository.movesOf(branch, signal)).pushes;
  } catch (error) {
    signal.throwIfAborted();
    log.warn({ branch, error }, 'how the branch was moved cannot be read');
    return [];
  }
}

/**
 * Whether a branch was at `from` once and went to `to` since, move by move. A list that does not end at `to`, or that
 * was read with an old head, says nothing. @param moves newest first.
 */
function leadsTo(moves: readonly Push[], from: string, to: string): boolean {
  if (moves[0]?.after !== to) return false;
  for (const [index, { type, before }] of moves.entries()) {
    if (before === from) return true;
    const older = moves[index + 1];
    // A branch that is made anew was at whatever its name was at before.
    if (older === undefined || (older.after !== before && type !== 'branch_creation')) return false;
    if (older.after === from) return true;
  }
  return false;
}
