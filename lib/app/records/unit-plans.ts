// The plans of one unit in a revision: what is wanted while some of them wait, and which have come to their end.
import type { AppliedState, EndedRun } from '../../model/index.ts';
import type { PlanEnvelope, Revision } from '../../plan/index.ts';
import type { OpenRun } from '../../state/index.ts';

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

/** How the last run of a plan ended, or the last one towards the same; undefined where none has. */
export function endOf(
  { plan, desired }: Pick<PlanEnvelope, 'plan' | 'desired'>,
  applied: AppliedState | undefined,
): EndedRun | undefined {
  if (applied === undefined || applied.desired === desired) return applied;
  const beside = plan === null ? undefined : applied.beside?.[plan];
  return beside?.desired === desired ? beside : undefined;
}

/** Whether nothing is left to begin: there is no plan, or its last run has ended, well or not, and none is open. */
export function isReached(
  planned: Pick<PlanEnvelope, 'plan' | 'desired'>,
  applied: AppliedState | undefined,
  open: readonly Pick<OpenRun, 'plan'>[],
): boolean {
  if (planned.plan === null) return true;
  return endOf(planned, applied) !== undefined && !open.some(({ plan }) => plan === planned.plan);
}

/** Whether a plan has come to what it works towards, and nothing works on it any more. */
export function isMade(
  planned: Pick<PlanEnvelope, 'plan' | 'desired'>,
  applied: AppliedState | undefined,
  open: readonly Pick<OpenRun, 'plan'>[],
): boolean {
  return planned.plan !== null && isReached(planned, applied, open) && endOf(planned, applied)?.result === 'succeeded';
}

/** Whether the record of the unit has how a run ended. */
export function hasEnded(runId: string, applied: AppliedState | undefined): boolean {
  return applied?.runId === runId || Object.values(applied?.beside ?? {}).some((one) => one.runId === runId);
}
