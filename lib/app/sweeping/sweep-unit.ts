// One unit in a sweep: what somebody changed behind our back, what can be caught up, and the task that does it.
import { digestOf } from '../../core/index.ts';
import { type Change, diff, takesAway } from '../../diff/index.ts';
import { unsureIn } from '../planning/unsure.ts';
import { runIdOf } from '../../execute/index.ts';
import { membersOf } from '../../fleet/index.ts';
import { rollbackChanges, setApart, withoutWaiting } from '../../plan/index.ts';
import { lookAtHealth } from '../../live/index.ts';
import type { AppliedState, DesiredResource } from '../../model/index.ts';
import type { Sightings } from '../../state/index.ts';
import { askToRetire } from './ask-to-retire.ts';
import { recordDrift } from './drift-record.ts';
import { endpointChanges } from './endpoint-changes.ts';
import { withForeignContents } from './foreign-contents.ts';
import { afterLook, authorsIn, fightWords, healsAt, toHeal, withHealing } from './healing.ts';
import { askForGated, askForHead, besideRuns, gatedIn, publish, repairOf } from './repair.ts';
import type { UnitSweep } from './unit-sweep.ts';
import { withAuthors } from './who-changed.ts';
import { keepMsOf } from '../records/hand-made.ts';
import { sightingsOf } from '../records/sightings.ts';
import type { World } from '../world.ts';
import { withinReach } from '../cloud/within-fleet.ts';

export async function sweepUnit(
  world: World,
  asked: UnitSweep,
  signal: AbortSignal,
): Promise<{ readonly drifted: boolean; readonly published: boolean }> {
  const unit: UnitSweep = { ...asked, observed: await withForeignContents(world, asked, signal) };
  const { fleet, policy, head, goal, desired, state, observed } = unit;
  const found = diff({
    kinds: world.kinds,
    desired,
    applied: state,
    observed,
    takeover: policy.takeover,
    pendingCause: 'fact',
  });
  const { beside } = unit;
  const running = new Set(beside.map(({ key }) => key));
  const judged = withinReach(found.changes, membersOf(fleet)).filter(({ key }) => !running.has(key));
  const foreign = found.diagnostics.map(({ message }) => message);
  const wanted = [desired, ...unit.inFlight.filter((state) => state.unit === desired.unit)];
  const states = { unit: desired.unit, desired: wanted, applied: state, observed };
  const { isUnsure } = unsureIn(world.rules, states, unit.facts, false);
  const known = judged.filter((change) => !takesAway(change) || !isUnsure(change.key));
  const later = setApart(world.rules, known, { desired, observed });
  const retires = new Set(later.map(({ key }) => key));
  // What is left to be retired is no drift. What stays, and loses something later, is kept as it is wanted until then.
  const towardsGoal = withoutWaiting(world.rules, known, later).filter(
    ({ key, kind }) => kind === 'update' || !retires.has(key),
  );
  const { planned } = unit;
  const isRolledBack = planned.some(({ rolledBack }) => rolledBack !== undefined);
  const safe = isRolledBack ? asRolledBack(world, towardsGoal) : towardsGoal;
  const drifted = safe.filter((change) => change.cause === 'drift');
  const mayWrite = policy.apply === 'merge' && goal.settled && !unit.isHeld;
  // Pods move whatever waits: of what stands, endpoints are kept.
  const mayKeepUp = policy.apply === 'merge' && (goal.settled || state.result === 'succeeded');
  const { gated, gates } = gatedIn(world, unit, drifted);
  const apart = new Set(besideRuns(drifted, beside));
  const open = drifted.filter((change) => !gated.has(change) && apart.has(change));
  const healing = policy.drift === 'heal' && mayWrite && (gates.length === 0 || open.length > 0);
  const now = world.clock.now();
  const memory = await sightingsOf(world, fleet.name, desired.unit, signal);
  const patience = { healAfterMs: unit.healAfterMs, keepMs: keepMsOf(policy) };
  const seen = afterLook(memory.value, { unit: desired.unit, commit: head.commit }, drifted, now);
  const isAsked = healing && patience.keepMs > 0;
  const look = isAsked
    ? await withAuthors(world, seen, { drifted, observed, compute: unit.ports.compute }, signal)
    : seen;
  const { free, unwell } = healing ? await healable(world, unit, toHeal(look, open, patience, now), signal) : NOTHING;
  const authors = isAsked ? authorsIn(look) : undefined;
  const heldBack = healing ? [...fightWords(look, open), ...unwell] : [];
  const due = healing && heldBack.length === 0 ? healsAt(look, open, patience) : undefined;
  const kept = [...desired.resources, ...standing(unit, later)];
  const endpoints = await endpointChanges(world.runs, kept, observed, unit.ports, signal);
  const unwritten = mayKeepUp ? [] : endpoints.changes.flatMap((change) => change.endpoints?.cluster ?? []);
  await recordDrift(
    world,
    fleet,
    {
      unit: desired.unit,
      commit: state.commit,
      healing,
      changes: drifted,
      ...(gates.length === 0 ? {} : { gates: gates.map(({ message }) => message) }),
      ...(heldBack.length === 0 ? {} : { heldBack }),
      ...(due === undefined ? {} : { healsAt: due }),
      ...(authors === undefined ? {} : { authors }),
      ...(foreign.length === 0 ? {} : { foreign }),
    },
    [...endpoints.unread, ...unwritten],
    signal,
  );
  // What a person has to approve the head's plan has to have.
  if (policy.drift === 'heal' && mayWrite && gated.size > 0) await askForGated(world, unit, [...gated], signal);
  // What is somebody else's stops what belongs to it: that is the head's plan to say.
  const isNews = found.foreign.some((key) => planned.every(({ foreign: known }) => known?.includes(key) !== true));
  if (isNews && planned.length > 0 && !isRolledBack) await askForHead(world, unit, found.foreign, signal);
  const mended = mayWrite ? safe.filter((change) => change.cause !== 'drift' || free.includes(change)) : [];
  const toDo = besideRuns(mayKeepUp ? [...mended, ...endpoints.changes] : [], beside);
  const repair = await repairOf(world, unit, toDo, retires, signal);
  const runId = repair && runIdOf(head.seq, repair.digest, state.runId);
  // What has to be made anew is for the planner, which names no run: there is one after the last.
  const healed = withHealing(look, mayKeepUp ? free : [], runId ?? state.runId, now);
  const pending = digestOfWhat(safe.filter((change) => change.cause !== 'drift'));
  const left = leftOf(memory.value?.left, state, pending);
  // Before the task: what it heals counts, also where nobody hears of this look any more.
  await memory.keep({ ...healed, ...(left === undefined ? {} : { left }) }, signal);
  const isLeft = left !== undefined && (left.runId !== memory.value?.left?.runId || left.what === pending);
  const published =
    repair !== undefined && runId !== undefined && (!isLeft || free.length + endpoints.changes.length > 0);
  if (published) await publish(world, unit, repair, runId, signal);
  else if (!unit.isHeld && policy.apply !== 'never') await askToRetire(world, unit, later, signal);
  return { drifted: drifted.length + foreign.length > 0, published };
}

/** What a rollback leaves standing stays until the next commit: a sweep does no more towards what was good. */
function asRolledBack({ rules }: World, changes: readonly Change[]): readonly Change[] {
  return changes.flatMap((change) => (change.cause === 'drift' ? [change] : rollbackChanges(rules, [change])));
}

/** What is retired later, as it was applied, where its cluster is one of the fleet still. */
function standing({ fleet, state }: UnitSweep, later: readonly Change[]): readonly DesiredResource[] {
  const members = membersOf(fleet);
  return later.flatMap(({ key, kind }) => {
    const applied = kind === 'update' ? undefined : state.resources[key];
    return applied?.endpoints === undefined || !members.has(applied.endpoints.cluster) ? [] : [applied];
  });
}

/**
 * After a run that was blocked, what it left is not tried as another plan: it is noted as it is first seen, and tried
 * again only when it is another one, because something in the cloud has changed, or beside drift and pods that moved.
 */
function leftOf(before: Sightings['left'], { runId, result }: AppliedState, what: string): Sightings['left'] {
  if (result !== 'blocked') return undefined;
  return before?.runId === runId ? before : { runId, what };
}

function digestOfWhat(changes: readonly Change[]): string {
  return digestOf(
    changes.map(({ key, kind, before, after }) => ({ key, kind, before: before ?? null, after: after ?? null })),
  );
}

const NOTHING = { free: [], unwell: [] } as const;

/** Those that send nothing into a cluster that is not well, and sentences about the others. */
async function healable(
  world: World,
  { desired, ports }: UnitSweep,
  drifted: readonly Change[],
  signal: AbortSignal,
): Promise<{ readonly free: readonly Change[]; readonly unwell: readonly string[] }> {
  const unwell: string[] = [];
  const free: Change[] = [];
  for (const change of drifted) {
    const clusters = await world.looks.unwell(change, desired, world.kinds, lookAtHealth(ports, signal));
    if (clusters.length === 0) free.push(change);
    else
      unwell.push(
        `${change.ref.name} sends nothing to ${clusters.join(', ')} now, where fewer than half of the endpoints are healthy or nobody knows: it is put back when they are`,
      );
  }
  return { free, unwell };
}
