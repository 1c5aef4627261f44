// What a sweep puts back or has planned: a repair beside what waits and what runs, or a word to the planner where a
// person has to approve.
import { compareText, digestOf } from '../../core/index.ts';
import type { Change } from '../../diff/index.ts';
import type { RefKey } from '../../model/index.ts';
import { componentsOf, type GateFinding, makePlan, overlapping, type Plan } from '../../plan/index.ts';
import { plans } from '../../state/index.ts';
import { activePause } from '../words/pauses.ts';
import { isReleased } from '../records/release.ts';
import type { World } from '../world.ts';
import type { UnitSweep } from './unit-sweep.ts';

/** Of a digest, enough to tell it from others. */
const DIGEST_LENGTH = 12;

/** Not where the head's plan does just that and waits for a person's word. */
export async function askForGated(
  world: World,
  unit: UnitSweep,
  changes: readonly Change[],
  signal: AbortSignal,
): Promise<void> {
  const { fleet, planned, policy } = unit;
  const known: Change[] = [];
  for (const one of planned) {
    if (one.plan === null || isReleased(policy, one)) continue;
    const reading = await plans.at(fleet.name, one.plan).look(world.store, signal);
    if ('found' in reading) known.push(...(reading.found?.value.changes ?? []));
  }
  if (changes.every(({ key, kind }) => known.some((one) => one.key === key && one.kind === kind))) return;
  const what = changes.map(({ key, kind }) => `${kind} ${key}`);
  await askForHead(world, unit, what, signal);
}

/**
 * The planner answers at most once an hour for the same reason and the same last run: where it comes to another answer
 * than the sweep, asking it each minute would have it plan for ever.
 * @param because of what, as texts in any order.
 */
export async function askForHead(
  { clock, publisher }: World,
  { fleet, head, state }: UnitSweep,
  because: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  const hour = Math.floor(clock.now() / 3_600_000);
  const reason = digestOf([state.unit, state.runId, ...[...because].sort()]).slice(0, DIGEST_LENGTH);
  const delivery = `sweep-gated-${fleet.name}-${head.seq}-${reason}-${hour}`;
  await publisher.publishRevision({ type: 'facts', repository: head.repository, delivery, byItself: 'same' }, signal);
}

/** Those that touch nothing of what open runs change, with what is connected with them. */
export function besideRuns(changes: readonly Change[], running: readonly Change[]): readonly Change[] {
  if (running.length === 0) return changes;
  return componentsOf(changes).flatMap((part) => (overlapping(part, running) ? [] : part));
}

/** What stands together with something that needs a person's approval to be put back, and why. */
export function gatedIn(
  { rules }: World,
  { observed, state }: UnitSweep,
  changes: readonly Change[],
): { readonly gated: ReadonlySet<Change>; readonly gates: readonly GateFinding[] } {
  const parts = componentsOf(changes).map((part) => ({
    part,
    gates: rules.gates(part, { observed, applied: state }),
  }));
  const held = parts.filter(({ gates }) => gates.length > 0);
  return { gated: new Set(held.flatMap(({ part }) => part)), gates: held.flatMap(({ gates }) => gates) };
}

/**
 * Plans what the sweep found; undefined when nothing is to be done, or may be.
 * @param retiring keys of what loses something later only.
 */
export async function repairOf(
  world: World,
  unit: UnitSweep,
  changes: readonly Change[],
  retiring: ReadonlySet<RefKey>,
  signal: AbortSignal,
): Promise<Plan | undefined> {
  const { fleet, desired } = unit;
  // A repair makes what the head asks for. What is to go is the head's plan to say: it is asked for one.
  const deletions = changes.filter(({ kind }) => kind === 'delete' || kind === 'replace' || kind === 'abandon');
  const made = changes.filter((change) => !deletions.includes(change));
  if (deletions.length > 0) await askForGated(world, unit, deletions, signal);
  const { gated } = gatedIn(world, unit, made);
  if (gated.size > 0) await askForGated(world, unit, [...gated], signal);
  const repairs = made.filter((change) => !gated.has(change));
  if (repairs.length === 0 || (await activePause(world, fleet.name, desired.unit, signal)) !== undefined)
    return undefined;
  const sorted = [...repairs].sort((a, b) => compareText(a.key, b.key));
  const retires = sorted.flatMap(({ key }) => (retiring.has(key) ? key : []));
  return makePlan(world.rules, fleet.name, desired.unit, sorted, retires);
}

export async function publish(
  world: World,
  { fleet, head, goal, desired }: UnitSweep,
  plan: Plan,
  runId: string,
  signal: AbortSignal,
): Promise<void> {
  await plans.at(fleet.name, plan.digest).create(world.store, plan, signal);
  const task = {
    type: 'run' as const,
    fleet: fleet.name,
    unit: desired.unit,
    seq: head.seq,
    commit: head.commit,
    plan: plan.digest,
    desired: goal.desired,
    runId,
  };
  await world.publisher.publishTask(task, signal);
}
