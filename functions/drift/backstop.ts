// What makes up for deliveries that never came: every few minutes a look at the branch's head is asked of the planner,
// and another attempt at what failed of the reporter. Both hold the credential that it takes; drift holds none for
// GitHub.
import type { Clock, Publisher } from '../../lib/ports/index.ts';

export interface Backstop {
  /** Asks when it is time; what fails to be asked is asked at the next tick. */
  readonly ask: (signal: AbortSignal) => Promise<void>;
}

/**
 * @param repositories `owner/name`, in lower case.
 * @param everySeconds 0: never. One instance remembers when it asked last; one more question does no harm.
 */
export function createBackstop(
  publisher: Publisher,
  clock: Clock,
  repositories: readonly string[],
  everySeconds: number,
): Backstop {
  let due = 0;
  return {
    async ask(signal) {
      const now = clock.now();
      if (everySeconds === 0 || now < due) return;
      for (const repository of repositories)
        await publisher.publishRevision({ type: 'poll', repository, delivery: `poll-${now}` }, signal);
      await publisher.publishReport({ type: 'deliveries' }, signal);
      due = now + everySeconds * 1000;
    },
  };
}
