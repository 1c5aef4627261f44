// An admin's freeze: while it stands, no run of the fleet begins, whatever policy and approvals say, and no drift is
// put back. What has begun comes to its end, because half a rollout is worse than either end.
import { durationText, isFailure, RangelightError, timeWords } from '../../core/index.ts';
import type { AppliedState } from '../../model/index.ts';
import type { PlanEnvelope } from '../../plan/index.ts';
import type { Clock, Store } from '../../ports/index.ts';
import { type Act, type Freeze, freezes } from '../../state/index.ts';
import { endOf } from '../records/unit-plans.ts';
import { recordAct } from './audit.ts';

export interface FreezeWorld {
  readonly store: Store;
  readonly clock: Clock;
}

/** One that is forgotten holds back what was merged no longer than a day. */
export const LONGEST_FREEZE_MS = 24 * 60 * 60_000;

export interface StandingFreeze {
  /** Who, until when and why. */
  readonly why: string;
  /** Milliseconds since the epoch; undefined: not known. */
  readonly since?: number;
}

/** The freeze of a fleet now. One that is damaged stands all the same, until somebody ends it. */
export async function standingFreeze(
  { store, clock }: FreezeWorld,
  fleet: string,
  signal: AbortSignal,
): Promise<StandingFreeze | undefined> {
  const reading = await freezes.at(fleet).look(store, signal);
  if ('damage' in reading) return { why: `frozen: the document of the freeze ${reading.damage.why}` };
  const found = reading.found?.value;
  if (found === undefined || found.until <= clock.now()) return undefined;
  return { why: freezeWords(found), since: found.since };
}

/**
 * Whether a run of a plan would end what another one left half-way: a conflict is gone on with, and a rollback is due.
 */
export function isHalfWay(applied: AppliedState | undefined, planned: Pick<PlanEnvelope, 'plan' | 'desired'>): boolean {
  if (endOf(planned, applied)?.result === 'conflict') return true;
  return applied?.result === 'rolled-back' && applied.good?.desired === planned.desired;
}

/**
 * Freezes a fleet for so many milliseconds; a freeze that stands is replaced. Fails with `invalid` over
 * LONGEST_FREEZE_MS.
 */
export async function freeze(
  { store, clock }: FreezeWorld,
  fleet: string,
  { duration, by, reason }: Act & { readonly duration: number },
  signal: AbortSignal,
): Promise<Freeze> {
  if (duration > LONGEST_FREEZE_MS) {
    const longest = durationText(LONGEST_FREEZE_MS);
    throw new RangelightError(
      'invalid',
      'state',
      `a freeze lasts ${longest} at most: it can be said again before it ends`,
    );
  }
  const since = clock.now();
  const made = { by, reason, since, until: since + duration };
  await recordAct(store, fleet, { by, reason, at: since, action: 'freeze', subject: 'the fleet' }, signal);
  await freezes.at(fleet).update(store, () => made, signal);
  return made;
}

/** Ends the freeze of a fleet. Fails with `not-found` when there is none. */
export async function unfreeze(
  { store, clock }: FreezeWorld,
  fleet: string,
  { by, reason }: Act,
  signal: AbortSignal,
): Promise<void> {
  const place = freezes.at(fleet);
  const reading = await place.look(store, signal);
  const generation = 'damage' in reading ? reading.damage.generation : reading.found?.generation;
  if (generation === undefined) throw new RangelightError('not-found', 'state', `${fleet} is not frozen`);
  await recordAct(store, fleet, { by, reason, at: clock.now(), action: 'unfreeze', subject: 'the fleet' }, signal);
  try {
    await place.remove(store, generation, signal);
  } catch (error) {
    if (!isFailure(error, 'precondition')) throw error;
    throw new RangelightError('precondition', 'state', `${fleet} was frozen again just now: look why, then unfreeze`);
  }
}

export function freezeWords({ by, reason, until }: Freeze): string {
  return `frozen by ${by} until ${timeWords(until)}: ${reason}`;
}
