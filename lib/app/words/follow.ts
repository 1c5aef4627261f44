// A person's word for the head of a branch that nothing is known to lead to. It names one commit, whole, and counts for
// nothing else: not for what is pushed on top of it later.
import { RangelightError } from '../../core/index.ts';
import { type Act, followWords } from '../../state/index.ts';
import { ALL_FLEETS, recordAct } from './audit.ts';
import { seenUnfollowed } from '../records/unfollowed.ts';
import type { ReporterWorld } from '../world.ts';

/**
 * @param id names what was said; the planner looks once for it.
 * Fails with `not-found` when that commit is not a head that waits for a word.
 */
export async function follow(
  { store, clock, publisher, branch, name: repository }: ReporterWorld,
  id: string,
  commit: string,
  { by, reason }: Act,
  signal: AbortSignal,
): Promise<void> {
  const note = await seenUnfollowed(store, repository, signal);
  const waits = note?.why === 'stray-head' ? note.commit : undefined;
  if (waits === undefined) throw missing(`no head of ${branch} waits for a word: it is followed`);
  if (waits !== commit)
    throw missing(`the head of ${branch} that waits for a word is ${waits}: look at that one first`);
  const at = clock.now();
  const subject = `${repository} at ${commit}`;
  await recordAct(store, ALL_FLEETS, { by, reason, at, action: 'follow', subject }, signal);
  await followWords.at(repository, commit).update(store, () => ({ by, reason, at }), signal);
  await publisher.publishRevision({ type: 'facts', repository, delivery: id }, signal);
}

function missing(message: string): RangelightError {
  return new RangelightError('not-found', 'state', message);
}
