// `apply`: a person's word for what the branch's head asks for, where the policy leaves that to people. Plans with a gate
// are left out: those want a word of their own, by digest. May import: core, plan, ports.
import { RangelightError } from '../core/index.ts';
import type { PlanEnvelope, Revision } from '../plan/index.ts';
import { type ApprovalWorld, approve } from './approvals.ts';
import type { Act } from './audit.ts';
import type { Head } from './documents.ts';
import { keys } from './state-keys.ts';

export interface AppliedHead {
  readonly commit: string;
  readonly approved: readonly Pick<PlanEnvelope, 'unit' | 'plan'>[];
  /** Units whose plan has a gate. */
  readonly gated: readonly PlanEnvelope[];
}

/** What an `apply` is for: the plans of the head that need no word of their own, and those that do. */
export interface ApplicableHead {
  readonly revision: Revision;
  readonly free: readonly PlanEnvelope[];
  readonly gated: readonly PlanEnvelope[];
}

/**
 * @param units undefined: all of them.
 * Fails with `not-found` when nothing is planned yet or a unit is not in the revision.
 */
export async function applicableHead(
  world: Pick<ApprovalWorld, 'store'>,
  fleet: string,
  units: readonly string[] | undefined,
  signal: AbortSignal,
): Promise<ApplicableHead> {
  const head = (await world.store.read<Head>(keys.head(fleet), signal))?.value;
  const revision = head && (await world.store.read<Revision>(keys.revision(fleet, head.commit), signal))?.value;
  if (revision === undefined) throw missing(`nothing of the fleet ${fleet} is planned yet: push a commit first`);
  for (const unit of units ?? []) {
    if (revision.units.some((one) => one.unit === unit)) continue;
    throw missing(`${unit} is no unit of the revision; there is ${revision.units.map((one) => one.unit).join(', ')}`);
  }
  const open = revision.units.filter(
    ({ unit, plan }) => plan !== null && (units === undefined || units.includes(unit)),
  );
  const gated = open.filter(({ gates, approvedBy }) => gates.length > 0 && approvedBy === undefined);
  return { revision, free: open.filter((envelope) => !gated.includes(envelope)), gated };
}

/**
 * @param units undefined: all of them.
 * Fails with `not-found` when nothing is planned yet or a unit is not in the revision.
 */
export async function applyHead(
  world: ApprovalWorld,
  fleet: string,
  units: readonly string[] | undefined,
  act: Act,
  signal: AbortSignal,
): Promise<AppliedHead> {
  const { revision, free, gated } = await applicableHead(world, fleet, units, signal);
  for (const { plan } of free) if (plan !== null) await approve(world, fleet, plan, act, signal);
  return { commit: revision.commit, approved: free.map(({ unit, plan }) => ({ unit, plan })), gated };
}

function missing(message: string): RangelightError {
  return new RangelightError('not-found', 'state', message);
}
