// Pull requests whose delivery never came: one list of what is open is compared with what is noted as open.
// May import: ports, state.
import type { RevisionHint } from '../ports/index.ts';
import { openPullsOf } from './open-pulls.ts';
import type { PlannerWorld } from './world.ts';

/** Where Rangelight is set up late there may be hundreds; each poll brings some more. */
const MOST = 20;

/** Has those looked at that are new, have another head, became a draft or ready, or are not open any more. */
export async function catchUpPulls(world: PlannerWorld, poll: RevisionHint, signal: AbortSignal): Promise<void> {
  const open = await world.repository.openPullRequests(world.branch, signal);
  const noted = new Map((await openPullsOf(world.store, world.name, signal)).map((pull) => [pull.number, pull]));
  const moved = open.filter(({ number, head, draft }) => {
    const note = noted.get(number);
    noted.delete(number);
    return note?.head !== head || note.draft !== draft;
  });
  const missed = [...noted.keys(), ...moved.map(({ number }) => number)].slice(0, MOST);
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
