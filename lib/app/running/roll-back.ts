// Ends a run that made things worse: the unit is pinned to what was good, and planned again towards it at once.
import type { AppliedState } from '../../model/index.ts';
import type { RunTask } from '../../ports/index.ts';
import { rollbacks } from '../../state/index.ts';
import type { World } from '../world.ts';

export type Good = NonNullable<AppliedState['good']>;

/**
 * What a run of this task can go back to; undefined when nothing good is known, or when it already was the good one.
 */
export function goodBefore(applied: AppliedState | undefined, task: RunTask): Good | undefined {
  const good = applied?.good;
  return good === undefined || good.desired === task.desired ? undefined : good;
}

/** Can be repeated. */
export async function rollBack(
  world: World,
  repository: string,
  { fleet, unit, commit, desired, runId }: RunTask,
  good: Good,
  reason: string,
  signal: AbortSignal,
): Promise<void> {
  const pin = { unit, commit, bad: desired, good: good.desired, goodRun: good.runId, reason, at: world.clock.now() };
  await rollbacks.at(fleet, unit).update(world.store, () => pin, signal);
  const delivery = `rollback-${fleet}-${unit}-${runId}`;
  await world.publisher.publishRevision({ type: 'facts', repository, delivery }, signal);
}
