// The applied records of a fleet's units, and those that cannot be used.
import type { AppliedState } from '../../model/index.ts';
import type { Store } from '../../ports/index.ts';
import { appliedStates } from '../../state/index.ts';

export interface UnitRecords {
  /** By unit. */
  readonly applied: ReadonlyMap<string, AppliedState>;
  /** Units whose record is damaged → what is wrong with it, as part of a sentence. */
  readonly damaged: ReadonlyMap<string, string>;
}

export async function loadApplied(store: Store, fleet: string, signal: AbortSignal): Promise<UnitRecords> {
  const { found, damaged } = await appliedStates.list(store, [fleet], signal);
  return {
    applied: new Map(found.map(({ value }) => [value.unit, value])),
    damaged: new Map(damaged.map(({ key, why }) => [appliedStates.partsOf(key)?.[1] ?? key, why])),
  };
}
