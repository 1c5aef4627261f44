// The plan that was made for a rollback that a person asked for: what he is shown before anything begins.
import type { Plan, PlanEnvelope, Revision } from '../../plan/index.ts';
import type { Clock, Store } from '../../ports/index.ts';
import { heads, type PersonsPin, plans, revisions } from '../../state/index.ts';

export interface PlannedRollback {
  /** Of the head. */
  readonly revision: Revision;
  readonly envelope: PlanEnvelope;
  /** Undefined: nothing is to be done. */
  readonly plan: Plan | undefined;
}

const LOOK_MS = 500;

/** Undefined while the head is not planned with this very pin. */
export async function plannedRollback(
  store: Store,
  fleet: string,
  { unit, at }: PersonsPin,
  signal: AbortSignal,
): Promise<PlannedRollback | undefined> {
  const head = (await heads.at(fleet).read(store, signal))?.value;
  const reading = head && (await revisions.at(fleet, head.commit, 'head').look(store, signal));
  const revision = reading !== undefined && 'found' in reading ? reading.found?.value : undefined;
  const envelope = revision?.units.find((one) => one.unit === unit);
  if (revision === undefined || envelope?.rolledBack?.at !== at) return undefined;
  const plan = envelope.plan === null ? undefined : (await plans.at(fleet, envelope.plan).read(store, signal))?.value;
  return { revision, envelope, plan };
}

/** Looks until it is there; undefined after `waitMs`. */
export async function awaitPlannedRollback(
  { store, clock }: { readonly store: Store; readonly clock: Clock },
  fleet: string,
  pin: PersonsPin,
  waitMs: number,
  signal: AbortSignal,
): Promise<PlannedRollback | undefined> {
  const end = clock.now() + waitMs;
  for (;;) {
    const planned = await plannedRollback(store, fleet, pin, signal);
    if (planned !== undefined || clock.now() >= end) return planned;
    await clock.sleep(LOOK_MS, signal);
  }
}
