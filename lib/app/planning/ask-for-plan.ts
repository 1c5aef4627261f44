// Asks the planner to plan the head again, when what it planned from has moved or when its word was not carried out.
import { membersOf, type Policy, standsOutside } from '../../fleet/index.ts';
import {
  type AppliedState,
  type DesiredState,
  isStillUnknown,
  type ObservedState,
  parseComputePath,
  type RefKey,
  type UnknownPart,
} from '../../model/index.ts';
import type { PlanEnvelope, Revision } from '../../plan/index.ts';
import type { RevisionHint } from '../../ports/index.ts';
import type { Head } from '../../state/index.ts';
import { isHalfWay } from '../words/freezes.ts';
import { openRunsOf } from '../records/open-run.ts';
import { isReleased } from '../records/release.ts';
import { endOf } from '../records/unit-plans.ts';
import type { World } from '../world.ts';

export interface PlannedHead {
  readonly head: Head;
  readonly policy: Policy;
  /** Undefined when it is lost or damaged. */
  readonly revision: Revision | undefined;
  readonly applied: ReadonlyMap<string, AppliedState>;
  /** What open runs work towards. */
  readonly inFlight: readonly DesiredState[];
  /** Units whose record is lost or damaged. */
  readonly lost: readonly string[];
  readonly observed: ObservedState;
  /** Whether the guard forbids every write. */
  readonly isGuarded: boolean;
  /** Whether no run may begin, by an admin's word. */
  readonly isFrozen: boolean;
  /** What could not be read just now. */
  readonly unread: readonly UnknownPart[];
}

/**
 * Asks the planner to plan the head again when the facts moved, when the guard begins or ceases to forbid it, when a
 * task was lost on the way, when a run met something that its plan did not know, when what was kept only because it
 * served does not serve any more, when what a plan did not know, and so took nothing away, can be read again, or when
 * the state lost what was planned or applied.
 */
export async function askForPlan(
  world: World,
  planned: PlannedHead,
  facts: string,
  signal: AbortSignal,
): Promise<void> {
  const why = await whyToPlan(world, planned, facts, signal);
  if (why !== undefined) await askAgain(world, planned.head, facts, why, signal);
}

/** Once a minute, whatever is sent. @param facts their digest. */
export async function askAgain(
  { publisher, clock }: Pick<World, 'publisher' | 'clock'>,
  head: Head,
  facts: string,
  byItself: NonNullable<RevisionHint['byItself']>,
  signal: AbortSignal,
): Promise<void> {
  const minute = Math.floor(clock.now() / 60_000);
  const delivery = `sweep-${head.fleet.name}-${head.seq}-${facts.slice(0, 12)}-${minute}`;
  await publisher.publishRevision({ type: 'facts', repository: head.repository, delivery, byItself }, signal);
}

async function whyToPlan(
  { store }: World,
  { head, policy, revision, applied, inFlight, lost, observed, isGuarded, isFrozen, unread }: PlannedHead,
  facts: string,
  signal: AbortSignal,
): Promise<RevisionHint['byItself']> {
  if (revision === undefined) return 'changed';
  // Without facts the fleet file itself was at fault: only another commit mends that.
  const moved = revision.facts !== '' && (revision.facts !== facts || (revision.verdict === 'blocked') !== isGuarded);
  // Nothing is released meanwhile.
  if (isGuarded) return moved ? 'changed' : undefined;
  const members = membersOf(head.fleet);
  const isLetGo = revision.units.some((unit) => unit.keptInUse) && !standsOutside(members, applied, inFlight);
  // With a plan it is carried out, or waits for a person's word; without one its record can be made anew.
  const isLost = lost.some((unit) => (revision.units.find((one) => one.unit === unit)?.plan ?? null) === null);
  if (moved || isLetGo || revision.units.some((unit) => isForeignGone(unit, observed))) return 'changed';
  if (isLost && unread.length === 0) return 'same';
  for (const unit of revision.units) {
    const state = applied.get(unit.unit);
    const ended = endOf(unit, state);
    const reached = ended !== undefined && !GOES_ON.has(ended.result);
    const isUndone =
      unit.plan !== null && isReleased(policy, unit) && !reached && (!isFrozen || isHalfWay(state, unit));
    const wasPartial = unit.unknown.some((part) => !isStillUnknown(part, unread));
    if (!isUndone && !wasPartial) continue;
    const open = await openRunsOf(store, head.fleet.name, unit.unit, signal);
    // What is not open itself waits for none of the others.
    const isBusy = open.some(({ plan }) => plan === unit.plan || unit.plan === null);
    if (!isBusy) return wasPartial ? 'changed' : 'same';
  }
  return undefined;
}

/** After such an end something is left to do, by a plan that is made anew. What gave way to a run that is gone, too. */
const GOES_ON: ReadonlySet<AppliedState['result']> = new Set(['conflict', 'rolled-back', 'superseded']);

/** What was somebody else's is ours now, or gone; where its like cannot be read, an absence may mean nothing. */
function isForeignGone({ foreign = [] }: PlanEnvelope, { resources, unknown }: ObservedState): boolean {
  const isHidden = (key: RefKey): boolean =>
    unknown.some((part) =>
      part.part === 'cluster' ? key.startsWith(`clusters/${part.cluster}/`) : parseComputePath(key) !== undefined,
    );
  return foreign.some((key) => resources.get(key)?.ours ?? !isHidden(key));
}
