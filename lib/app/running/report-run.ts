// Has people told of a run that begins, waits or ends.
import type { RunTask } from '../../ports/index.ts';
import type { Head } from '../../state/index.ts';
import type { World } from '../world.ts';

/** On its own commit, and on the head's, where a run of an older one goes on. */
export async function reportRun(
  { publisher, clock }: Pick<World, 'publisher' | 'clock'>,
  { fleet, unit, runId, commit: own }: RunTask,
  head: Pick<Head, 'commit'>,
  signal: AbortSignal,
): Promise<void> {
  for (const commit of new Set([own, head.commit]))
    await publisher.publishReport({ type: 'run', fleet, commit, unit, runId, at: clock.now() }, signal);
}
