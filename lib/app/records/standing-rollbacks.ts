// Which units of a fleet are rolled back as the branch stands: by a person's pin, or by a run's own. They are documents
// of different writers; the newer one counts.
import type { Store } from '../../ports/index.ts';
import { type Pin, pins, revisions, rollbacks } from '../../state/index.ts';
import { headsOf, usableHead } from './known-fleets.ts';

/** By unit, whether it still holds or not. */
export async function newestPins(store: Store, fleet: string, signal: AbortSignal): Promise<ReadonlyMap<string, Pin>> {
  const newest = new Map<string, Pin>();
  for (const kind of [pins, rollbacks]) {
    for (const { value: pin } of (await kind.list(store, [fleet], signal)).found) {
      const known = newest.get(pin.unit);
      if (known === undefined || known.at < pin.at) newest.set(pin.unit, pin);
    }
  }
  return newest;
}

/** Those that hold at the fleet's head, by unit: made of its very commit, or what the head is planned towards. */
export async function standingRollbacks(store: Store, fleet: string, signal: AbortSignal): Promise<readonly Pin[]> {
  const newest = await newestPins(store, fleet, signal);
  const head = newest.size === 0 ? undefined : await usableHead(store, fleet, signal);
  if (head === undefined) return [];
  const reading = await revisions.at(fleet, head.commit, 'head').look(store, signal);
  const units = 'found' in reading ? (reading.found?.value.units ?? []) : [];
  const holds = ({ unit, commit, at }: Pin): boolean =>
    commit === head.commit || units.some((one) => one.unit === unit && one.rolledBack?.at === at);
  return [...newest.values()].filter(holds).sort((a, b) => (a.unit < b.unit ? -1 : 1));
}

/** Those of all fleets of a repository, each as one word; sorted. */
export async function rollbacksIn(store: Store, repository: string, signal: AbortSignal): Promise<readonly string[]> {
  const found: string[] = [];
  for (const fleet of (await headsOf(store, repository, signal)).keys())
    for (const { unit, at } of await standingRollbacks(store, fleet, signal)) found.push(`${fleet}/${unit}@${at}`);
  return found.sort();
}
