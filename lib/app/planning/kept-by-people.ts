// What people changed by hand and a plan leaves as it is, so that the next merge does not undo what the sweep lets
// stand.
import type { Policy } from '../../fleet/index.ts';
import type { AppliedState, RefKey } from '../../model/index.ts';
import { occasionName } from '../../plan/index.ts';
import type { Clock, Store } from '../../ports/index.ts';
import { plans, revisions } from '../../state/index.ts';
import { handMade } from '../records/hand-made.ts';
import type { FleetRevision } from './fleet-revision.ts';

/**
 * By unit. Nothing where a person asked to have it put back; nor in a unit whose plan for this very commit puts some of
 * it back and was not carried out: planned again, because that plan was approved or facts moved, it has to be the same.
 */
export async function keptByPeople(
  { store, clock }: { readonly store: Store; readonly clock: Clock },
  { name, occasion, putsBack }: Pick<FleetRevision, 'name' | 'occasion' | 'putsBack'>,
  policy: Policy,
  applied: ReadonlyMap<string, AppliedState>,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, ReadonlySet<RefKey>>> {
  if (putsBack === true) return new Map();
  const kept = new Map(await handMade(store, name, policy, clock.now(), signal));
  if (kept.size === 0 || occasion.type !== 'head') return kept;
  const reading = await revisions.at(name, occasion.commit, occasionName(occasion)).look(store, signal);
  const before = 'found' in reading ? reading.found?.value : undefined;
  for (const { unit, plan } of before?.units ?? []) {
    const keys = kept.get(unit);
    if (keys === undefined || plan === null || applied.get(unit)?.plan === plan) continue;
    const planned = await plans.at(name, plan).look(store, signal);
    const changes = 'found' in planned ? (planned.found?.value.changes ?? []) : [];
    if (changes.some(({ key }) => keys.has(key))) kept.delete(unit);
  }
  return kept;
}
