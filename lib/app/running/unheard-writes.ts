// What a run wrote and never heard of: the worker ended before it noted the outcome, or no answer came, and the run
// ends without trying again. Only a look at what stands tells, and what cannot be read stays as it was recorded.
import { RangelightError } from '../../core/index.ts';
import { diffFields } from '../../diff/index.ts';
import { foldJournal, type JournalEntry } from '../../execute/index.ts';
import type { Fleet } from '../../fleet/index.ts';
import { type DesiredResource, isClusterRef, isOurs, type RefKey, type ResourceRef } from '../../model/index.ts';
import { bodyAt, type Plan } from '../../plan/index.ts';
import type { World } from '../world.ts';
import { appliedAt } from './steps/applied-of.ts';

/** @returns what stands as a step would have made it whose outcome is not known. */
export async function unheardWrites(
  world: Pick<World, 'installation' | 'kinds' | 'rules' | 'open'>,
  fleet: Fleet,
  plan: Plan,
  entries: readonly JournalEntry[],
  signal: AbortSignal,
): Promise<Readonly<Record<RefKey, DesiredResource>>> {
  const { steps } = foldJournal(entries);
  const owner = { installation: world.installation, fleet: fleet.name };
  const found: Record<RefKey, DesiredResource> = {};
  for (const { id, action } of plan.steps) {
    if (action.type !== 'apply' || steps.get(id)?.settled !== false) continue;
    const change = plan.changes.find(({ key }) => key === action.key);
    if (change === undefined) continue;
    const seen = await bodyOf(world, fleet, change.ref, signal);
    if (seen === undefined || !isOurs(seen, owner)) continue;
    const body = bodyAt(world.rules, change, action.stage);
    const { fields } = world.kinds.of(change.ref.kind);
    const bodies = { desired: body, observed: seen, applied: undefined };
    if (diffFields(fields, bodies, () => undefined).length > 0) continue;
    found[change.key] = appliedAt(world.rules, change, action.stage);
  }
  return found;
}

async function bodyOf(world: Pick<World, 'open'>, fleet: Fleet, ref: ResourceRef, signal: AbortSignal) {
  try {
    const { clusters, compute } = await world.open(fleet, signal);
    return (await (isClusterRef(ref) ? clusters.get(ref, signal) : compute.get(ref, signal)))?.body;
  } catch (error) {
    if (signal.aborted || !(error instanceof RangelightError)) throw error;
    return undefined;
  }
}
