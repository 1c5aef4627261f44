// Asks the planner to plan the head again, when what it planned from has moved or when its word was not carried out.
// May import: fleet, model, plan, ports.
import { membersOf, type Policy } from '../fleet/index.ts';
import type { AppliedState, DesiredState } from '../model/index.ts';
import type { Revision } from '../plan/index.ts';
import type { Head, Open } from './documents.ts';
import { isReleased } from './release.ts';
import { keys } from './state-keys.ts';
import { isAnyInUse } from './tags-in-use.ts';
import type { World } from './world.ts';

export interface PlannedHead {
  readonly head: Head;
  readonly policy: Policy;
  readonly revision: Revision;
  readonly applied: ReadonlyMap<string, AppliedState>;
  /** What open runs work towards. */
  readonly inFlight: readonly DesiredState[];
  /** Whether everything could be read just now. */
  readonly isKnown: boolean;
}

/**
 * Asks the planner to plan the head again when the facts moved, when the hosted controller let go, when a task was lost
 * on the way, when a run met something that its plan did not know, when what was kept only because it served does not
 * serve any more, or when what a plan did not know, and so took nothing away, can be read again.
 */
export async function askForPlan(
  world: World,
  { head, policy, revision, applied, inFlight, isKnown }: PlannedHead,
  facts: string,
  signal: AbortSignal,
): Promise<void> {
  // Without facts the fleet file itself was at fault: only another commit mends that.
  const moved = revision.facts !== '' && (revision.facts !== facts || revision.verdict === 'blocked');
  const members = membersOf(head.fleet);
  const isLetGo = revision.units.some((unit) => unit.keptInUse) && !isAnyInUse(members, applied, inFlight);
  const left: string[] = [];
  for (const unit of revision.units) {
    const state = applied.get(unit.unit);
    const reached = state?.desired === unit.desired && state.result !== 'conflict' && state.result !== 'rolled-back';
    const isUndone = unit.plan !== null && isReleased(policy, unit) && !reached;
    const wasPartial = unit.unknown.length > 0 && isKnown;
    if (!isUndone && !wasPartial) continue;
    if ((await world.store.read<Open>(keys.open(head.fleet.name, unit.unit), signal)) === undefined)
      left.push(unit.unit);
  }
  if (!moved && !isLetGo && left.length === 0) return;
  const minute = Math.floor(world.clock.now() / 60_000);
  await world.publisher.publishRevision(
    { type: 'facts', delivery: `sweep-${head.fleet.name}-${head.seq}-${facts.slice(0, 12)}-${minute}` },
    signal,
  );
}
