// Whether a plan takes away at once what may still be used: whoever made it, that is left to a run of its own.
import { takesAway } from '../../diff/index.ts';
import type { ObservedState } from '../../model/index.ts';
import { type Plan, type Rules, setApart } from '../../plan/index.ts';
import type { RunTask, Store } from '../../ports/index.ts';
import { desiredAt } from '../../state/index.ts';
import { asItStands } from './as-it-stands.ts';

export interface Early {
  readonly rules: Rules;
  readonly task: RunTask;
  readonly plan: Plan;
  /** Of the cloud as it is now. */
  readonly observed: ObservedState;
}

/** @returns part of a sentence about the plan; undefined where it may go on. */
export async function takesTooEarly(
  store: Store,
  { rules, task, plan, observed }: Early,
  signal: AbortSignal,
): Promise<string | undefined> {
  const changes = asItStands(rules.kinds, plan.changes, observed);
  if (!changes.some((change) => takesAway(change) && rules.of(change.ref.kind).servedBy !== undefined))
    return undefined;
  const reading = await desiredAt(task.fleet, task.desired).look(store, signal);
  const desired = 'found' in reading ? reading.found?.value : undefined;
  if (desired === undefined) return 'works towards a state that is lost or damaged';
  const left = new Set(plan.retires);
  const early = setApart(rules, changes, { desired, observed }).filter(({ key }) => !left.has(key));
  return early.length === 0 ? undefined : 'takes away at once what may still be used';
}
