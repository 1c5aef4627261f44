// Pull requests whose delivery never came: one list of what is open is compared with what is noted as open.
// Those of which it is not known what merging them would make are asked for again.
import type { RevisionHint } from '../../ports/index.ts';
import { openPullsOf } from '../records/open-pulls.ts';
import type { PlannerWorld } from '../world.ts';

/** Where Rangelight is set up late there may be hundreds; each poll brings some more. */
const MOST = 20;
/** What could not be merged for trial is asked for again: a few at each tick, each in its turn. */
const MOST_STUCK = 3;
const TICK_MS = 60_000;

/** Has those looked at that are new, have another head, became a draft or ready, or are not open any more. */
export async function catchUpPulls(world: PlannerWorld, poll: RevisionHint, signal: AbortSignal): Promise<void> {
  const open = await world.repository.openPullRequests(world.branch, signal);
  const known = await openPullsOf(world.store, world.name, signal);
  const noted = new Map(known.map((pull) => [pull.number, pull]));
  const stuck = inTurn(
    known.filter(({ unmerged }) => unmerged !== undefined).map(({ number }) => number),
    Math.floor(world.clock.now() / TICK_MS),
  ).slice(0, MOST_STUCK);
  const moved = open.filter(({ number, head, draft }) => {
    const note = noted.get(number);
    noted.delete(number);
    return note?.head !== head || note.draft !== draft;
  });
  const missed = [...noted.keys(), ...moved.map(({ number }) => number), ...stuck].slice(0, MOST);
  for (const pullRequest of missed) {
    // Named by the poll: what is noted says whether there is anything left to do, and no answer has to be remembered.
    const delivery = `${poll.delivery}-pull-${pullRequest}`;
    await world.publisher.publishRevision(
      { type: 'pull-request', repository: world.name, delivery, pullRequest },
      signal,
    );
  }
  if (missed.length > 0) world.log.info({ pullRequests: missed }, 'pull requests that no delivery told of');
}

function inTurn<T>(all: readonly T[], turn: number): readonly T[] {
  const first = turn % Math.max(1, all.length);
  return [...all.slice(first), ...all.slice(0, first)];
}
