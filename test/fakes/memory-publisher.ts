// The publisher in memory: keeps what was sent, in order, and can hand it over as a queue.
import type { Publisher, ReportMessage, RevisionHint, TaskMessage } from '../../lib/ports/index.ts';

export interface MemoryPublisher extends Publisher {
  readonly revisions: readonly RevisionHint[];
  readonly tasks: readonly TaskMessage[];
  readonly reports: readonly ReportMessage[];
  /** Hands over what was not taken yet, oldest first, each once. */
  takeRevisions(): readonly RevisionHint[];
  takeTasks(): readonly TaskMessage[];
  takeReports(): readonly ReportMessage[];
}

export function createMemoryPublisher(): MemoryPublisher {
  const revisions = createTopic<RevisionHint>();
  const tasks = createTopic<TaskMessage>();
  const reports = createTopic<ReportMessage>();
  return {
    revisions: revisions.all,
    tasks: tasks.all,
    reports: reports.all,
    takeRevisions: revisions.take,
    takeTasks: tasks.take,
    takeReports: reports.take,
    publishRevision: revisions.publish,
    publishTask: tasks.publish,
    publishReport: reports.publish,
  };
}

function createTopic<T>(): {
  readonly all: readonly T[];
  take(this: void): readonly T[];
  publish(this: void, message: T, signal: AbortSignal): Promise<void>;
} {
  const all: T[] = [];
  let taken = 0;
  return {
    all,
    take() {
      const left = all.slice(taken);
      taken = all.length;
      return left;
    },
    async publish(message, signal) {
      signal.throwIfAborted();
      await Promise.resolve();
      all.push(structuredClone(message));
    },
  };
}
