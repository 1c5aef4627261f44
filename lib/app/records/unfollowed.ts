// That the branch cannot be followed is noted when it is seen, and told when it is seen again some minutes later: a
// delivery may be late, and GitHub may answer with an old head. The planner notes, the reporter tells.
import type { Store } from '../../ports/index.ts';
import { type Unfollowed, unfollowed } from '../../state/index.ts';
import { headsOf } from './known-fleets.ts';
import type { PlannerWorld } from '../world.ts';

/** Between the first look and the one that has it told. */
const SECOND_LOOK_MS = 3 * 60_000;

const NEXT: Readonly<Record<Unfollowed['why'], string>> = {
  'stray-head':
    'nothing is known to lead from what was taken last to the head of the branch: comment `/rangelight follow COMMIT` with this commit, or force the branch back',
  'no-branch':
    'the branch cannot be found: write its new name into RANGELIGHT_BRANCH, or into RANGELIGHT_REPOSITORIES after an @, or restore it',
  'no-repository':
    'the repository cannot be seen: give the credential access, or write the right name into RANGELIGHT_REPOSITORIES',
};

/** Notes that the branch is not followed; tells it, once, when it was so some minutes ago too. */
export async function noteUnfollowed(
  world: PlannerWorld,
  seen: Pick<Unfollowed, 'why' | 'commit'>,
  signal: AbortSignal,
): Promise<void> {
  const { store, log, clock, publisher, branch, name: repository } = world;
  const heads = [...(await headsOf(store, repository, signal))].sort(([a], [b]) => (a < b ? -1 : 1));
  const fleets = heads.map(([name, { commit }]) => ({ name, commit }));
  const place = unfollowed.at(repository);
  const now = clock.now();
  let note: Unfollowed | undefined;
  await place.update(store, (before) => (note = noteAfter(before, { ...seen, branch, fleets }, now)), signal);
  if (note?.stage !== 'telling') return;
  const { stage: _stage, ...what } = note;
  log.error({ repository, ...what }, NEXT[seen.why]);
  await publisher.publishReport({ type: 'branch', repository }, signal);
  const told = (current: Unfollowed | undefined): Unfollowed | undefined =>
    current?.stage === 'telling' ? { ...current, stage: 'told' } : undefined;
  await place.update(store, told, signal);
}

/** Undefined: what is noted stays. */
function noteAfter(
  before: Unfollowed | undefined,
  seen: Pick<Unfollowed, 'why' | 'commit' | 'branch' | 'fleets'>,
  now: number,
): Unfollowed | undefined {
  if (before === undefined || before.stage === 'over') return { ...seen, since: now, stage: 'seen' };
  const isSame = before.why === seen.why && before.commit === seen.commit && before.branch === seen.branch;
  const isDue = before.stage !== 'seen' || now - before.since >= SECOND_LOOK_MS;
  if (isSame && (before.stage === 'told' || !isDue)) return undefined;
  // Another head on the way does not begin the minutes anew: a branch that is pushed to all day is told too.
  return { ...seen, since: before.since, stage: isDue ? 'telling' : 'seen' };
}

/** The branch is followed: what was told of it is over. */
export async function noteFollowed(
  { store, publisher, log, name: repository }: PlannerWorld,
  signal: AbortSignal,
): Promise<void> {
  const place = unfollowed.at(repository);
  const reading = await place.look(store, signal);
  if ('found' in reading && reading.found === undefined) return;
  // Until the report is sent the note stays: else nobody would close the issue.
  await place.update(store, (current) => current && { ...current, stage: 'over' }, signal);
  await publisher.publishReport({ type: 'branch', repository }, signal);
  await place.drop(store, signal);
  log.info({ repository }, 'the branch is followed again');
}

/** What is to be told of the branch of a repository; undefined when it is followed. */
export async function toldUnfollowed(
  store: Store,
  repository: string,
  signal: AbortSignal,
): Promise<Unfollowed | undefined> {
  const note = await seenUnfollowed(store, repository, signal);
  return note?.stage === 'telling' || note?.stage === 'told' ? note : undefined;
}

/** As `toldUnfollowed`, told or not. */
export async function seenUnfollowed(
  store: Store,
  repository: string,
  signal: AbortSignal,
): Promise<Unfollowed | undefined> {
  const reading = await unfollowed.at(repository).look(store, signal);
  const note = 'found' in reading ? reading.found?.value : undefined;
  return note?.stage === 'over' ? undefined : note;
}
