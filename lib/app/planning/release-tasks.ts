// What a planned head has the worker do: runs of what is released, a look whether the revision is finished, and records
// taken up again. The worker finds out for itself whether each is so.
import { runIdOf } from '../../execute/index.ts';
import type { Fleet } from '../../fleet/index.ts';
import type { AppliedState } from '../../model/index.ts';
import type { PlanEnvelope, Revision } from '../../plan/index.ts';
import type { RunTask } from '../../ports/index.ts';
import { finishedRevisions } from '../../state/index.ts';
import { loadApplied } from '../records/applied.ts';
import type { FleetRevision } from './fleet-revision.ts';
import type { UnitPlan } from './plan-units.ts';
import type { PolicyInForce } from '../records/policy.ts';
import { publishRuns } from '../records/publish-runs.ts';
import { isReleased } from '../records/release.ts';
import { endOf } from '../records/unit-plans.ts';
import type { World } from '../world.ts';

/**
 * After the merge: a run of each plan that needs nobody's approval, or has it.
 * @param asked `byItself`: nobody did; with all as it was, what was blocked is not tried again.
 */
export async function release(
  world: World,
  fleet: Fleet,
  { policy }: PolicyInForce,
  { seq, verdict, occasion: { commit } }: Revision & { readonly seq: number },
  units: readonly UnitPlan[],
  asked: Pick<FleetRevision, 'delivery' | 'byItself'>,
  signal: AbortSignal,
): Promise<void> {
  const { delivery, byItself } = asked;
  // Whether it is finished, and which policy counts, the worker finds out.
  const isOver = verdict === 'nothing-to-do' || verdict === 'observe-only';
  const [isUnfinished, { applied }] = await Promise.all([
    isOver || isNothingFinished(world, fleet.name, signal),
    loadApplied(world.store, fleet.name, signal),
  ]);
  if (isUnfinished) await world.publisher.publishTask({ type: 'finish', fleet: fleet.name }, signal);
  const tasks = units.flatMap(({ plan, envelope, isUnderWay }): readonly RunTask[] => {
    if (plan === undefined || isUnderWay || !isReleased(policy, envelope)) return [];
    const { unit, desired } = envelope;
    if (byItself === 'same' && wasBlocked(envelope, commit, applied.get(unit))) return [];
    const runId = runIdOf(seq, plan.digest, applied.get(unit)?.runId);
    const because = delivery === undefined ? {} : { delivery };
    return [{ type: 'run', fleet: fleet.name, unit, seq, commit, plan: plan.digest, desired, runId, ...because }];
  });
  await publishRuns(world.publisher, tasks, signal);
}

/** Whether the last run towards the same, of the same commit, needs a person, or something else than the same again. */
function wasBlocked(planned: PlanEnvelope, commit: string, applied: AppliedState | undefined): boolean {
  const ended = endOf(planned, applied);
  return ended?.result === 'blocked' && ended.commit === commit;
}

async function isNothingFinished({ store }: World, fleet: string, signal: AbortSignal): Promise<boolean> {
  const reading = await finishedRevisions.at(fleet).look(store, signal);
  return 'damage' in reading || reading.found === undefined;
}

/** A unit whose record was lost, and that stands as it is wanted, gets it back. */
export async function adopt(
  world: World,
  fleet: Fleet,
  units: readonly UnitPlan[],
  unrecorded: ReadonlySet<string>,
  signal: AbortSignal,
): Promise<void> {
  for (const { plan, envelope } of units) {
    if (plan !== undefined || envelope.partial || !unrecorded.has(envelope.unit)) continue;
    await world.publisher.publishTask({ type: 'adopt', fleet: fleet.name, unit: envelope.unit }, signal);
  }
}
