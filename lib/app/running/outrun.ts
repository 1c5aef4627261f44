// Whether something of what a plan counts on may have been written since it was made: runs of its unit that have ended
// meanwhile, and touch what it changes. Those of other parts have not.
import { runIdOf } from '../../execute/index.ts';
import type { AppliedState, EndedRun } from '../../model/index.ts';
import { overlapping, type Plan } from '../../plan/index.ts';
import type { RunTask } from '../../ports/index.ts';
import { planOf } from '../records/run-journal.ts';
import type { World } from '../world.ts';

/**
 * The name of a run tells after which one its plan was made. What ended since is found from the last one back.
 * @param applied the record of the unit; undefined: no run has ended.
 */
export async function isOutrun(
  world: World,
  task: RunTask,
  plan: Plan,
  applied: AppliedState | undefined,
  signal: AbortSignal,
): Promise<boolean> {
  const known = endedIn(applied);
  for (let at = applied?.runId; ; ) {
    if (task.runId === runIdOf(task.seq, task.plan, at)) return false;
    const ended = at === undefined ? undefined : known.get(at);
    if (at === undefined || ended === undefined) return true;
    known.delete(at);
    const other = await planOf(world, { ...task, plan: ended.plan }, signal);
    if (other === undefined || overlapping(plan.changes, other.changes)) return true;
    at = ended.previous;
  }
}

/** By run. */
function endedIn(
  applied: AppliedState | undefined,
): Map<string, Pick<EndedRun, 'previous'> & { readonly plan: string }> {
  if (applied === undefined) return new Map();
  const beside = Object.entries(applied.beside ?? {}).map(([plan, one]) => ({ ...one, plan }));
  return new Map([...beside, applied].map((one) => [one.runId, one]));
}
