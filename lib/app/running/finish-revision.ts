// A revision is finished when every unit that it could release has come to an end, and none was rolled back. Then its
// policy is in force.
import type { Fleet } from '../../fleet/index.ts';
import type { Revision } from '../../plan/index.ts';
import { type Finished, finishedRevisions, type Head, revisions, rollbacks } from '../../state/index.ts';
import { loadApplied } from '../records/applied.ts';
import { usableHead } from '../records/known-fleets.ts';
import { runsUnderWay } from '../records/open-run.ts';
import { policyInForce } from '../records/policy.ts';
import { isReached } from '../records/unit-plans.ts';
import type { World } from '../world.ts';

type FinishWorld = Pick<World, 'store'>;

/**
 * Looks whether the head revision is finished now, and records it; a rollback that holds no more is forgotten.
 * @param standsAlready whether something in the cloud carries the mark of the fleet.
 */
export async function finishRevision(
  world: FinishWorld,
  fleet: string,
  standsAlready: boolean,
  signal: AbortSignal,
): Promise<void> {
  const { store } = world;
  const head = await usableHead(store, fleet, signal);
  if (head === undefined) return;
  const reading = await revisions.at(fleet, head.commit, 'head').look(store, signal);
  const revision = 'found' in reading ? reading.found?.value : undefined;
  if (revision === undefined || revision.verdict === 'blocked') return;
  await forgetRollbacks(world, head, revision, signal);
  const { policy, isKnown } = await policyInForce(store, head.fleet, standsAlready, signal);
  // A policy that nobody confirmed never comes into force by being used.
  if (!isKnown) return;
  const { applied } = await loadApplied(store, fleet, signal);
  // Of runs that end together each would wait for the marks of the others.
  const open = await runsUnderWay(store, fleet, applied, signal);
  const isOver = revision.units.every(
    (unit) => unit.rolledBack === undefined && isReached(unit, applied.get(unit.unit), open.get(unit.unit) ?? []),
  );
  // Where nothing is ever applied, nothing would ever finish, and no later policy could come into force.
  if (isOver || policy.apply === 'never') await recordFinished(world, head, head.fleet, signal);
}

/** Has the policy of a fleet's first head in force before anything is written for it. */
export async function recordFirstPolicy(world: FinishWorld, head: Head, signal: AbortSignal): Promise<void> {
  if (head.first === undefined) return;
  await recordFinished(world, { seq: 0, commit: head.commit }, { ...head.fleet, policy: head.first }, signal);
}

/** An older revision never overwrites a newer one. */
async function recordFinished(
  { store }: FinishWorld,
  { seq, commit }: Pick<Head, 'seq' | 'commit'>,
  fleet: Fleet,
  signal: AbortSignal,
): Promise<void> {
  const finished: Finished = { seq, commit, fleet };
  await finishedRevisions
    .at(fleet.name)
    .update(store, (before) => (before !== undefined && before.seq >= seq ? undefined : finished), signal);
}

/** The branch asks for something else: that it asks for the same again is then a person's wish. */
async function forgetRollbacks(
  { store }: FinishWorld,
  { fleet, commit }: Head,
  { units }: Revision,
  signal: AbortSignal,
): Promise<void> {
  for (const { value: pin } of (await rollbacks.list(store, [fleet.name], signal)).found) {
    const isHeld = units.some(({ unit, rolledBack }) => unit === pin.unit && rolledBack !== undefined);
    if (pin.commit !== commit && !isHeld) await rollbacks.at(fleet.name, pin.unit).drop(store, signal);
  }
}
