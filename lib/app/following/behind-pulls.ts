// Open pull requests whose plan was made with an older head of the branch, or with other rollbacks than hold there now:
// they are planned again, the newest first, and no more of them than the planner and GitHub bear. Those that have to
// wait say in their comment how far the branch has gone on.
import { canonicalJson, digestOf, isFailure } from '../../core/index.ts';
import { type OpenPull, openPulls, replanTurns } from '../../state/index.ts';
import { openPullsOf } from '../records/open-pulls.ts';
import { recordOfPull } from '../records/pull-revisions.ts';
import { rollbacksIn } from '../records/standing-rollbacks.ts';
import type { PlannerWorld } from '../world.ts';

const MINUTE_MS = 60_000;
/** A turn for each five seconds; what was not used is kept for a minute. */
const TURN_MS = 5_000;
const MOST_TURNS = MINUTE_MS / TURN_MS;
/** Nobody waits for one whose head has not moved for so long. */
const ACTIVE_MS = 14 * 24 * 60 * MINUTE_MS;
/** GitHub takes some hundred comments an hour; the next tick tells more. */
const MOST_TOLD = 20;

/** @param head of the branch. */
export async function planBehind(world: PlannerWorld, head: string, signal: AbortSignal): Promise<void> {
  const { store, publisher, clock, name: repository } = world;
  const rollbacks = canonicalJson(await rollbacksIn(store, repository, signal));
  const isOld = (pull: OpenPull): boolean => pull.base !== head || canonicalJson(pull.rollbacks ?? []) !== rollbacks;
  const behind: OpenPull[] = [];
  for (const pull of await openPullsOf(store, repository, signal))
    if (isOld(pull) && (await touchesFleets(world, pull, signal))) behind.push(pull);
  behind.sort((a, b) => b.movedAt - a.movedAt || b.number - a.number);
  const now = clock.now();
  const active = behind.filter(({ movedAt }) => now - movedAt <= ACTIVE_MS);
  const asked = active.slice(0, await takeTurns(world, active.length, signal));
  for (const { number: pullRequest } of asked) {
    const delivery = `behind-${digestOf([head, rollbacks])}-${pullRequest}-${Math.floor(now / MINUTE_MS)}`;
    await publisher.publishRevision({ type: 'pull-request', repository, delivery, pullRequest }, signal);
  }
  const left = behind.filter((pull) => !asked.includes(pull) && pull.base !== head && pull.behind === undefined);
  for (const pull of left.slice(0, MOST_TOLD)) await tellBehind(world, pull, head, signal);
}

/** One of which nothing is known yet is being planned. */
async function touchesFleets(world: PlannerWorld, pull: OpenPull, signal: AbortSignal): Promise<boolean> {
  if (pull.unmerged !== undefined) return true;
  const record = await recordOfPull(world.store, world.name, pull, signal);
  return Object.keys(record?.changed ?? {}).length > 0;
}

/** @returns how many may be planned now. */
async function takeTurns({ store, clock, name }: PlannerWorld, wanted: number, signal: AbortSignal): Promise<number> {
  if (wanted === 0) return 0;
  const place = replanTurns.at(name);
  const reading = await place.look(store, signal);
  const before = 'found' in reading ? reading.found : reading.damage;
  const known = 'found' in reading ? (reading.found?.value.takenUntil ?? 0) : 0;
  const since = Math.max(known, clock.now() - MOST_TURNS * TURN_MS);
  const turns = Math.min(wanted, Math.max(0, Math.floor((clock.now() - since) / TURN_MS)));
  if (turns === 0) return 0;
  try {
    await place.write(store, { takenUntil: since + turns * TURN_MS }, before?.generation ?? '0', signal);
    return turns;
  } catch (error) {
    // Another planner took them, and asks for the same.
    if (isFailure(error, 'precondition')) return 0;
    throw error;
  }
}

/** Once for each plan: the branch may go on while it waits. */
async function tellBehind(world: PlannerWorld, pull: OpenPull, head: string, signal: AbortSignal): Promise<void> {
  const { store, publisher, name: repository } = world;
  const { number, head: commit, base } = pull;
  const commits = await commitsSince(world, base, head, signal);
  await openPulls
    .at(repository, number)
    .update(
      store,
      (now) => (now?.head === commit && now.base === base ? { ...now, behind: { head, commits } } : undefined),
      signal,
    );
  await publisher.publishReport({ type: 'revision', repository, commit, pullRequest: number }, signal);
}

/** 0 where the branch does not go on from there. */
async function commitsSince(world: PlannerWorld, base: string, head: string, signal: AbortSignal): Promise<number> {
  try {
    return await world.repository.commitsBetween(base, head, signal);
  } catch (error) {
    if (isFailure(error, 'not-found')) return 0;
    throw error;
  }
}
