// The plans of one unit in a revision: what is wanted while some of them wait, and which have come to their end.
import type { AppliedState } from '../../model/index.ts';
import type { PlanEnvelope, Revision } from '../../plan/index.ts';

/** Those of a unit, one at least where the revision has it. */
export function envelopesOf(revision: Pick<Revision, 'units'> | undefined, unit: string): readonly PlanEnvelope[] {
  return revision?.units.filter((one) => one.unit === unit) ?? [];
}

/** Digest of what is wanted of a unit now: what waits for a person's approval is held in it as it was applied. */
export function wantedNow({ meanwhile, desired }: Pick<PlanEnvelope, 'meanwhile' | 'desired'>): string {
  return meanwhile ?? desired;
}

/** Whether a plan waits for a person to open its gates. Until then the unit is wanted without it. */
export function awaitsGates({ plan, gates, approvedBy }: PlanEnvelope): boolean {
  return plan !== null && gates.length > 0 && approvedBy === undefined;
}

/** Whether nothing is left to begin: there is no plan, or the last run towards what it reaches has ended, well or not. */
export function isReached({ plan, desired }: PlanEnvelope, applied: AppliedState | undefined): boolean {
  return plan === null || applied?.desired === desired;
}
