// Words of people that are good for nothing any more: approvals that were used or overtaken, pins that the branch has
// left, and what was meant for a pull request that is closed. The reporter alone may take them away.
import { pullName, type Revision } from '../../plan/index.ts';
import type { Store } from '../../ports/index.ts';
import { approvals, pins, vouches } from '../../state/index.ts';
import { loadApplied } from '../records/applied.ts';
import { isUsed } from './approvals.ts';
import { headsOf } from '../records/known-fleets.ts';
import { plansLanding, plansOfPull, plansWanted } from '../records/plans-wanted.ts';

/** @param stops whether a unit of the head waits for an approval. */
export async function clearWordsOfHead(
  store: Store,
  { fleet, occasion, units }: Revision,
  stops: (unit: string) => boolean,
  signal: AbortSignal,
): Promise<void> {
  const { applied } = await loadApplied(store, fleet, signal);
  const given = (await approvals.list(store, [fleet], signal)).found.map(({ value }) => value);
  const wanted = given.length === 0 ? new Set<string>() : await plansWanted(store, fleet, '', signal);
  // What was approved on a pull request is needed by the head that holds its merge, and that may be planned only now.
  const landing = given.length === 0 ? new Set<string>() : await plansLanding(store, fleet, signal);
  for (const approval of given) {
    const isOver = isUsed(approval, applied.get(approval.unit));
    // Who approved a plan that became another one is asked again; where nobody is asked, the word is over.
    const isOvertaken = !wanted.has(approval.plan) && !landing.has(approval.plan) && !stops(approval.unit);
    if (isOver || isOvertaken) await approvals.at(fleet, approval.plan).drop(store, signal);
  }
  for (const { value: pin } of (await pins.list(store, [fleet], signal)).found) {
    const isHeld = units.some(({ unit, rolledBack }) => unit === pin.unit && rolledBack !== undefined);
    if (pin.commit !== occasion.commit && !isHeld) await pins.at(fleet, pin.unit).drop(store, signal);
  }
}

/**
 * @param merged what is merged keeps its approvals: the branch needs them.
 * @param head the pull request's, as it was noted last.
 */
export async function clearWordsOfPull(
  store: Store,
  repository: string,
  { number, head, merged }: { readonly number: number; readonly head: string; readonly merged: boolean },
  signal: AbortSignal,
): Promise<void> {
  for (const [, , commit] of await vouches.keys(store, [repository, number], signal))
    if (commit !== undefined) await vouches.at(repository, number, commit).drop(store, signal);
  if (merged) return;
  for (const fleet of (await headsOf(store, repository, signal)).keys()) {
    const own = await plansOfPull(store, fleet, { number, head }, signal);
    if (own.length === 0) continue;
    const others = await plansWanted(store, fleet, pullName(number), signal);
    for (const plan of own) if (!others.has(plan)) await approvals.at(fleet, plan).drop(store, signal);
  }
}
