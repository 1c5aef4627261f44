// What of a unit stands to be retired, and what of it may go now: not before it was replaced long enough ago, and only
// where the data plane shows that nobody uses it, or a person approved exactly that. The worker finds all of it out for
// itself.
import { compareText, digestOf } from '../../core/index.ts';
import { type Change, diff } from '../../diff/index.ts';
import type { Evidence } from '../../execute/index.ts';
import { membersOf } from '../../fleet/index.ts';
import {
  type AppliedState,
  type DesiredState,
  type DesiredVariant,
  type ObservedState,
  type RefKey,
  wholeState,
} from '../../model/index.ts';
import {
  componentsOf,
  makePlan,
  onUnknown,
  overlapping,
  type Plan,
  setApart,
  withoutWaiting,
} from '../../plan/index.ts';
import {
  type Approval,
  desiredIn,
  type Head,
  type Retirement,
  type Retirements,
  retirements,
  revisions,
} from '../../state/index.ts';
import { withinReach } from '../cloud/within-fleet.ts';
import { openRunsOf } from '../records/open-run.ts';
import type { PolicyInForce } from '../records/policy.ts';
import { envelopesOf, isMade, wantedNow } from '../records/unit-plans.ts';
import { standingApproval } from '../words/approvals.ts';
import { loadPins } from '../words/pins.ts';
import type { World } from '../world.ts';
import { keysIn } from './ends-of-runs.ts';
import type { WorkerOptions } from './execution.ts';
import { type LedAt, ledLately } from './led-to.ts';
import { askWhetherUsed } from './whether-used.ts';

export interface Retirable {
  /** Digest of what is wanted of the unit. */
  readonly desired: string;
  /** What stands to be retired, as it is to be noted. */
  readonly items: Retirements['items'];
  /** When runs led requests to some of it. */
  readonly led: LedAt;
  /** What may go now, sorted by key. */
  readonly free: readonly Change[];
  /** What nothing but time, evidence or a person's word is missing for: the plan that a person may approve. */
  readonly offered: Plan | undefined;
  /** The person's word by which something goes that would not go without it. */
  readonly approval: Approval | undefined;
  readonly asked: readonly Evidence[];
}

export interface UnitNow {
  readonly head: Head;
  readonly unit: string;
  readonly applied: AppliedState;
  readonly observed: ObservedState;
  readonly inForce: PolicyInForce;
}

/**
 * When it has stood long enough, milliseconds since the epoch: since it was replaced, and twice as long since requests
 * were last led to it. Edges that lag come upon the change that led to it after the one that led away, and until then
 * no request of theirs shows it.
 */
export function dueAt(key: RefKey, { since }: Pick<Retirement, 'since'>, led: LedAt, retireAfterMs: number): number {
  return Math.max(since + retireAfterMs, (led.get(key) ?? Number.NEGATIVE_INFINITY) + 2 * retireAfterMs);
}

type Patience = Pick<WorkerOptions['timings'], 'retireAfterMs' | 'quietMs'>;

/** Undefined where nothing may be taken away, or something is not known that could be in the way. */
export async function retirable(
  world: World,
  now: UnitNow,
  { retireAfterMs, quietMs }: Patience,
  signal: AbortSignal,
): Promise<Retirable | undefined> {
  const { head, unit, observed, applied, inForce } = now;
  if (inForce.policy.apply === 'never') return undefined;
  const goals = await goalsOf(world, now, signal);
  if (goals === undefined) return undefined;
  const apart = apartIn(world, now, goals);
  const reading = await retirements.at(head.fleet.name, unit).look(world.store, signal);
  const noted = 'found' in reading ? (reading.found?.value.items ?? {}) : {};
  const at = world.clock.now();
  const items = Object.fromEntries(apart.later.map((change) => [change.key, itemOf(change, noted, at)]));
  const led = await ledLately(world, { fleet: head.fleet.name, unit }, items, { at, retireAfterMs }, signal);
  const parts = componentsOf(apart.ready);
  const planOf = (changes: readonly Change[]): Plan | undefined =>
    makePlan(world.rules, head.fleet.name, unit, sorted(changes));
  const whole = planOf(parts.flat());
  const word = whole && (await standingApproval(world.store, head.fleet.name, whole, applied, signal));
  const ask = askWhetherUsed(world, now, goals.wanted, { at, quietMs });
  const judged: Judged[] = [];
  for (const part of parts) {
    const isOld = part.every(({ key }) => at >= dueAt(key, items[key] ?? { since: at }, led, retireAfterMs));
    const asked = isOld || word !== undefined ? await ask(part, items, signal) : [];
    // Whoever released the run that replaced it has released that it goes. The rest is released as any plan is.
    const isReleased =
      part.every(({ key }) => items[key]?.by !== undefined) ||
      (inForce.policy.apply === 'merge' && world.rules.gates(part, { observed, applied }).length === 0);
    judged.push({ part, isOld, isReleased, asked });
  }
  const unaided = judged.filter((one) => one.isOld && one.isReleased && isUnused(one));
  const isByWord = word !== undefined && judged.every(mayGoByWord);
  const free = isByWord ? parts.flat() : unaided.flatMap(({ part }) => part);
  const left = new Set(free);
  return {
    desired: goals.digest,
    items,
    led,
    free: sorted(free),
    offered: planOf(parts.flat().filter((change) => !left.has(change))),
    approval: isByWord ? word : undefined,
    asked: judged.flatMap(({ asked }) => asked),
  };
}

/** A connected part of what could go, and what is known of it. */
interface Judged {
  readonly part: readonly Change[];
  readonly isOld: boolean;
  readonly isReleased: boolean;
  readonly asked: readonly Evidence[];
}

function isUnused({ asked }: Pick<Judged, 'asked'>): boolean {
  return asked.length > 0 && asked.every(({ answer }) => answer === 'unused');
}

/** A person may shorten the time, or say what no metric says; nobody may take away what is seen to be used. */
function mayGoByWord(one: Judged): boolean {
  return isUnused(one) || (one.isOld && one.asked.every(({ answer }) => answer !== 'used'));
}

function sorted(changes: readonly Change[]): readonly Change[] {
  return [...changes].sort((a, b) => compareText(a.key, b.key));
}

interface Goals {
  /** What is wanted of the unit now, and its digest. */
  readonly wanted: DesiredState;
  readonly digest: string;
  /** That, what plans of the head are still to make, and what open runs work towards. */
  readonly all: readonly DesiredVariant[];
}

/** Undefined where one of them cannot be read, or the unit is about to go back to what stood before. */
async function goalsOf(
  { store }: World,
  { head, unit, applied }: UnitNow,
  signal: AbortSignal,
): Promise<Goals | undefined> {
  const fleet = head.fleet.name;
  const reading = await revisions.at(fleet, head.commit, 'head').look(store, signal);
  const own = envelopesOf('found' in reading ? reading.found?.value : undefined, unit);
  const [first] = own;
  if (first === undefined) return undefined;
  const pin = (await loadPins(store, fleet, signal)).get(unit)?.pin;
  if (pin?.commit === head.commit && own.some(({ rolledBack }) => rolledBack === undefined)) return undefined;
  const digest = wantedNow(first);
  const open = await openRunsOf(store, fleet, unit, signal);
  // What a plan has made that was under way before is an older state, of which the later ones took something away.
  const toMake = own.filter((one) => !isMade(one, applied, open));
  const named = [...own.map(wantedNow), ...toMake.map((one) => one.desired), ...open.map((one) => one.desired)];
  const places = desiredIn(fleet);
  const found = new Map<string, DesiredVariant>();
  for (const one of new Set([digest, ...named])) {
    const state = await places(one).lookAtVariant(store, signal);
    if ('damage' in state || state.found === undefined) return undefined;
    found.set(one, state.found.value);
  }
  const wanted = found.get(digest);
  return wanted && { wanted: wholeState(wanted), digest, all: [...found.values()] };
}

/** What is set apart, and what of it nothing else is in the way of: no other change, and nothing that is not known. */
function apartIn(
  { kinds, rules }: World,
  { head, unit, applied, observed }: UnitNow,
  { wanted, all }: Goals,
): { readonly later: readonly Change[]; readonly ready: readonly Change[] } {
  const input = { kinds, desired: wanted, applied, observed, takeover: false, pendingCause: 'fact' } as const;
  const changes = withinReach(diff(input).changes, membersOf(head.fleet));
  const later = setApart(rules, changes, { desired: wanted, observed });
  const toDo = new Set(withoutWaiting(rules, changes, later));
  const now = changes.filter((change) => toDo.has(change));
  const unsure = onUnknown(rules, { unit, desired: all.map(wholeState), applied, observed }, observed.unknown);
  const needed = keysIn(all);
  const isFree = (part: readonly Change[]): boolean =>
    !overlapping(part, now) &&
    part.every(
      ({ key, kind, owners }) =>
        (kind === 'update' || !needed.has(key)) && ![key, ...owners].some((one) => unsure.has(one)),
    );
  return { later, ready: componentsOf(later).filter(isFree).flat() };
}

/** Where something else of it is to go than before, its time begins anew. */
function itemOf(change: Change, noted: Retirements['items'], at: number): Retirement {
  const what = whatGoes(change);
  const before = noted[change.key];
  return before?.what === what ? before : { since: at, what };
}

/** Names what a change takes away: all of it, or which parts. */
export function whatGoes({ kind, fields }: Pick<Change, 'kind' | 'fields'>): string {
  return digestOf([kind, ...fields.filter(({ effect }) => effect === 'shrink').map(({ path }) => path)]);
}
