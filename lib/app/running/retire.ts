// The retirements of a unit: notes since when what stands to be retired is replaced, looks whether it is still used,
// and begins a run for what is not.
import { digestOf } from '../../core/index.ts';
import { type Change, takesAway } from '../../diff/index.ts';
import { type Evidence, runIdOf } from '../../execute/index.ts';
import type { RefKey } from '../../model/index.ts';
import { makePlan, type Plan } from '../../plan/index.ts';
import type { RunTask } from '../../ports/index.ts';
import {
  type Approval,
  appliedStates,
  type Head,
  plans,
  type Retirement,
  type Retirements,
  retirements,
} from '../../state/index.ts';
import { activePause } from '../words/pauses.ts';
import type { World } from '../world.ts';
import type { WorkerOptions } from './execution.ts';
import type { LedAt } from './led-to.ts';
import { lookBeforeRun } from './look-before-run.ts';
import { dueAt, retirable, type UnitNow, whatGoes } from './retirable.ts';

/**
 * Under the lease.
 * @returns the task of the run that takes away what nobody uses; undefined when nothing may go.
 */
export async function retire(
  world: World,
  head: Head,
  unit: string,
  { timings }: WorkerOptions,
  signal: AbortSignal,
): Promise<RunTask | undefined> {
  const { store, rules } = world;
  const fleet = head.fleet.name;
  const record = await appliedStates.at(fleet, unit).look(store, signal);
  const applied = 'found' in record ? record.found?.value : undefined;
  if (applied === undefined || (await activePause(world, fleet, unit, signal)) !== undefined) return undefined;
  const { observed, forbidden, guarded, inForce } = await lookBeforeRun(world, head, signal);
  if (forbidden.length + guarded.length > 0) return undefined;
  const found = await retirable(world, { head, unit, applied, observed, inForce }, timings, signal);
  if (found === undefined) return undefined;
  const { items, led, asked, offered } = found;
  const next = lookAt(items, led, timings, world.clock.now());
  if (offered !== undefined) await plans.at(fleet, offered.digest).create(store, offered, signal);
  const noted = { unit, items, lookAt: next, asked, ...(offered && { offered: offered.digest }) };
  await note(world, fleet, noted, signal);
  const plan = makePlan(rules, fleet, unit, found.free);
  if (plan === undefined) return undefined;
  await plans.at(fleet, plan.digest).create(store, plan, signal);
  const { seq, commit } = head;
  const runId = runIdOf(seq, plan.digest, applied.runId);
  return { type: 'run', fleet, unit, seq, commit, plan: plan.digest, desired: found.desired, runId };
}

/** When the first of them is old enough; where one is already, when something may have changed. */
function lookAt(
  items: Retirements['items'],
  led: LedAt,
  { retireAfterMs, quietMs }: WorkerOptions['timings'],
  at: number,
): number {
  const due = Object.entries(items).map(([key, item]) => Math.max(dueAt(key, item, led, retireAfterMs), at + quietMs));
  return Math.min(...due, at + Math.max(retireAfterMs, quietMs));
}

/** Writes only what is new. */
async function note({ store }: World, fleet: string, next: Retirements, signal: AbortSignal): Promise<void> {
  const place = retirements.at(fleet, next.unit);
  const reading = await place.look(store, signal);
  const stored = 'found' in reading ? reading.found : undefined;
  if (Object.keys(next.items).length === 0) {
    if (stored !== undefined || 'damage' in reading) await place.drop(store, signal);
    return;
  }
  if (stored !== undefined && digestOf(stored.value) === digestOf(next)) return;
  const generation = 'damage' in reading ? reading.damage.generation : (stored?.generation ?? '0');
  await place.write(store, next, generation, signal);
}

/** What a run that retires something begins on. */
export interface Grounds {
  readonly evidence: readonly Evidence[];
  readonly approval?: Approval;
}

/** Undefined where a plan is not of what may be retired now, and of nothing else. */
export async function groundsFor(
  world: World,
  now: UnitNow,
  plan: Plan,
  { timings }: WorkerOptions,
  signal: AbortSignal,
): Promise<Grounds | undefined> {
  if (!plan.changes.every(({ kind }) => TAKING_AWAY.has(kind)) || !plan.changes.some(takesAway)) return undefined;
  const found = await retirable(world, now, timings, signal);
  const own = new Set(plan.changes.map(({ key }) => key));
  // Made anew of what the worker sees: a plan is the word of whoever wrote it.
  const made = makePlan(
    world.rules,
    plan.fleet,
    plan.unit,
    (found?.free ?? []).filter(({ key }) => own.has(key)),
  );
  if (found === undefined || made?.digest !== plan.digest) return undefined;
  const evidence = found.asked.filter(({ of }) => own.has(of));
  return { evidence, ...(found.approval && { approval: found.approval }) };
}

const TAKING_AWAY: ReadonlySet<Change['kind']> = new Set(['delete', 'abandon', 'update']);

const WHOLE = new Set((['delete', 'abandon'] as const).map((kind) => whatGoes({ kind, fields: [] })));

/**
 * Notes what a run has left standing, and forgets what it took away or is wanted again. Under the lease.
 * @param options `wanted`: keys of what it worked towards.
 */
export async function noteRetired(
  world: World,
  { fleet, unit, runId, commit }: RunTask,
  plan: Plan,
  { isDone, wanted }: { readonly isDone: boolean; readonly wanted: ReadonlySet<RefKey> },
  signal: AbortSignal,
): Promise<void> {
  const { changes } = plan;
  const left = new Set(isDone ? plan.retires : []);
  const retires = changes.filter(({ key }) => left.has(key));
  const reading = await retirements.at(fleet, unit).look(world.store, signal);
  const before = 'found' in reading ? reading.found?.value : undefined;
  if (before === undefined && retires.length === 0) return;
  const since = world.clock.now();
  const done = new Map(isDone ? changes.map((change) => [change.key, change]) : []);
  const isKept = ([key, { what }]: readonly [RefKey, Retirement]): boolean => {
    const change = done.get(key);
    // Whose endpoints were kept up, or whose other fields changed, waits as before.
    if (change !== undefined && (change.kind !== 'update' || whatGoes(change) === what)) return false;
    return !wanted.has(key) || !WHOLE.has(what);
  };
  const kept = Object.entries(before?.items ?? {}).filter(isKept);
  const noted = retires.map((change) => {
    const what = whatGoes(change);
    const known = before?.items[change.key];
    const own = { since, what, by: { runId, commit } };
    return [change.key, known?.what === what && known.by !== undefined ? known : own] as const;
  });
  const items = Object.fromEntries([...kept, ...noted]);
  await note(world, fleet, { unit, items, lookAt: since, ...(before?.asked && { asked: before.asked }) }, signal);
}
