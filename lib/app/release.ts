// Whether the policy in force and people's approvals let a unit's plan be carried out. May import: fleet, plan, ports.
import type { Fleet, Policy } from '../fleet/index.ts';
import { type PlanEnvelope, releaseOf, type Revision } from '../plan/index.ts';
import type { TaskMessage } from '../ports/index.ts';
import { isApproved } from './approvals.ts';
import { policyInForce } from './policy.ts';
import { keys } from './state-keys.ts';
import type { World } from './world.ts';

/** What the planner knew of approvals is in the envelope. */
export function isReleased(policy: Policy, envelope: PlanEnvelope): boolean {
  return releaseOf(policy.apply, envelope, envelope.approvedBy !== undefined) === 'released';
}

/**
 * What the worker sees for itself before it begins, whatever the message says: an approval may be gone, a gate may stand.
 * A plan that the revision does not have is a sweep's, which makes none with a gate.
 */
export async function mayBegin(
  world: Pick<World, 'store'>,
  fleet: Fleet,
  task: TaskMessage,
  signal: AbortSignal,
): Promise<boolean> {
  const revision = await world.store.read<Revision>(keys.revision(task.fleet, task.commit), signal);
  const envelope = revision?.value.units.find(({ unit, plan }) => unit === task.unit && plan === task.plan);
  if (envelope === undefined) return true;
  const policy = await policyInForce(world, fleet, signal);
  const approved = await isApproved(world.store, task.fleet, task.plan, signal);
  return releaseOf(policy.apply, envelope, approved) === 'released';
}
