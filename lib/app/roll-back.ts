// Ends a run that made things worse: the unit is pinned to what was good, and planned again towards it at once.
// May import: model, ports.
import type { AppliedState } from '../model/index.ts';
import type { TaskMessage } from '../ports/index.ts';
import { putPin } from './pins.ts';
import type { World } from './world.ts';

export type Good = NonNullable<AppliedState['good']>;

/** What a run of this task can go back to; undefined when nothing good is known, or when it already was the good one. */
export function goodBefore(applied: AppliedState | undefined, task: TaskMessage): Good | undefined {
  const good = applied?.good;
  return good === undefined || good.desired === task.desired ? undefined : good;
}

/** Can be repeated. */
export async function rollBack(
  world: World,
  { fleet, unit, commit, desired, runId }: TaskMessage,
  good: Good,
  reason: string,
  signal: AbortSignal,
): Promise<void> {
  const pin = { unit, commit, bad: desired, good: good.desired, goodRun: good.runId, reason, at: world.clock.now() };
  await putPin(world.store, fleet, pin, signal);
  await world.publisher.publishRevision({ type: 'facts', delivery: `rollback-${fleet}-${unit}-${runId}` }, signal);
}
