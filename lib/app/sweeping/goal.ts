// What a unit is held against in a sweep, and what plans change of it.
import type { Change } from '../../diff/index.ts';
import type { AppliedState } from '../../model/index.ts';
import type { PlanEnvelope } from '../../plan/index.ts';
import { type OpenRun, plans } from '../../state/index.ts';
import { awaitsGates, isReached, wantedNow } from '../records/unit-plans.ts';
import type { World } from '../world.ts';

export interface Goal {
  /** Digest of the desired state that the unit is held against. */
  readonly desired: string;
  /** Whether that is what the head asks for and may be worked towards; else it is only looked at. */
  readonly settled: boolean;
}

/**
 * The head's word counts, not the last run's: a run that was taken over leaves the desired state of an older revision.
 * What waits for an approval is wanted as it was applied until then. Where the head still waits for something else (a
 * lost task, a blocked revision), nothing else may be done.
 */
export function goalOf(
  state: AppliedState,
  planned: readonly PlanEnvelope[],
  open: readonly Pick<OpenRun, 'plan'>[] = [],
): Goal {
  const [first] = planned;
  const isOpen = (one: PlanEnvelope): boolean => open.some(({ plan }) => plan === one.plan);
  const settled =
    first !== undefined && planned.every((one) => awaitsGates(one) || isOpen(one) || isReached(one, state, open));
  return { desired: settled ? wantedNow(first) : state.desired, settled };
}

/** The changes of plans; undefined when one of them cannot be read. */
export async function changesOf(
  { store }: World,
  fleet: string,
  named: readonly Pick<PlanEnvelope, 'plan'>[],
  signal: AbortSignal,
): Promise<readonly Change[] | undefined> {
  const changes: Change[] = [];
  for (const { plan } of named) {
    if (plan === null) continue;
    const reading = await plans.at(fleet, plan).look(store, signal);
    const found = 'found' in reading ? reading.found?.value : undefined;
    if (found === undefined) return undefined;
    changes.push(...found.changes);
  }
  return changes;
}
