// Runs of many units in few messages: a subscription that pushes begins with few messages at once, and sends more only
// when those are acknowledged, which is when their last run has come to an end or a wait (ADR 0102).
import pLimit from 'p-limit';
import type { Publisher, RunTask, TaskMessage } from '../../ports/index.ts';

/** Of so many or fewer runs each has a message: Pub/Sub pushes them at once, and a worker has as many instances. */
const FEW = 4;
/**
 * Of one message at most: all of them share the memory, the processor and the writes of one instance.
 */
export const MOST_RUNS = 25;
/** Messages that are on their way at once. */
const CONCURRENCY = 16;

/**
 * Of a unit with several runs each has its message, which the ordering key keeps in order. All others of one revision
 * go together.
 */
export async function publishRuns(publisher: Publisher, tasks: readonly RunTask[], signal: AbortSignal): Promise<void> {
  const limit = pLimit(CONCURRENCY);
  const messages = [...bySource(tasks).values()].flatMap((those) => inFewMessages(those));
  await Promise.all(messages.map((message) => limit(() => publisher.publishTask(message, signal))));
}

function bySource(tasks: readonly RunTask[]): ReadonlyMap<string, readonly RunTask[]> {
  const found = new Map<string, RunTask[]>();
  for (const task of tasks) {
    const source = JSON.stringify([task.fleet, task.seq, task.commit, task.delivery]);
    found.set(source, [...(found.get(source) ?? []), task]);
  }
  return found;
}

function inFewMessages(tasks: readonly RunTask[]): readonly TaskMessage[] {
  const counts = new Map<string, number>();
  for (const { unit } of tasks) counts.set(unit, (counts.get(unit) ?? 0) + 1);
  const alone = tasks.filter(({ unit }) => counts.get(unit) !== 1);
  const others = tasks.filter(({ unit }) => counts.get(unit) === 1);
  const size = Math.min(MOST_RUNS, Math.ceil(others.length / FEW));
  const together: TaskMessage[] = [];
  for (let at = 0; at < others.length; at += size) {
    const [first, ...rest] = others.slice(at, at + size);
    if (first === undefined) break;
    const beside = rest.map(({ unit, plan, desired, runId }) => ({ unit, plan, desired, runId }));
    together.push(beside.length === 0 ? first : { ...first, beside });
  }
  return [...alone, ...together];
}
