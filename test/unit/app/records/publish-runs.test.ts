// Which runs share a message: few messages where there are many, and none of a unit whose runs have an order.
import { expect, test } from 'vitest';
import { publishRuns } from '../../../../lib/app/records/publish-runs.ts';
import type { RunTask, TaskMessage } from '../../../../lib/ports/index.ts';
import { createMemoryPublisher } from '../../../fakes/memory-publisher.ts';

const { signal } = new AbortController();

const taskOf = (unit: string, more: Partial<RunTask> = {}): RunTask => ({
  type: 'run',
  fleet: 'prod',
  unit,
  seq: 3,
  commit: 'c',
  plan: `plan-${unit}`,
  desired: `desired-${unit}`,
  runId: `run-${unit}`,
  ...more,
});
const many = (count: number): readonly RunTask[] => Array.from({ length: count }, (_, at) => taskOf(`unit-${at}`));

async function sent(tasks: readonly RunTask[]): Promise<readonly TaskMessage[]> {
  const publisher = createMemoryPublisher();
  await publishRuns(publisher, tasks, signal);
  return publisher.tasks;
}

function unitsIn(message: TaskMessage): readonly string[] {
  if (message.type !== 'run') throw new TypeError(`no run: ${message.type}`);
  return [message.unit, ...(message.beside ?? []).map(({ unit }) => unit)];
}

test.each([
  [0, []],
  [1, [1]],
  [4, [1, 1, 1, 1]],
  [5, [2, 2, 1]],
  [10, [3, 3, 3, 1]],
  [100, [25, 25, 25, 25]],
  [101, [25, 25, 25, 25, 1]],
])('%i runs', async (count, sizes) => {
  const messages = (await sent(many(count))).map(unitsIn);
  expect(messages.map(({ length }) => length)).toEqual(sizes);
  expect(messages.flat()).toEqual(many(count).map(({ unit }) => unit));
});

test('what stands beside the first says of itself what is its own', async () => {
  const [first] = await sent(many(5));
  expect(first).toEqual({
    ...taskOf('unit-0'),
    beside: [{ unit: 'unit-1', plan: 'plan-unit-1', desired: 'desired-unit-1', runId: 'run-unit-1' }],
  });
});

test('runs of one unit have a message each, in their order', async () => {
  const two = [taskOf('blue', { runId: 'one' }), taskOf('blue', { runId: 'two' })];
  const messages = await sent([...many(6), ...two]);
  expect(messages.filter((one) => unitsIn(one).includes('blue'))).toEqual(two);
});

test('runs of another commit, or because of another delivery, are not told together', async () => {
  const older = many(5).map((task) => ({ ...task, seq: 2, commit: 'b' }));
  const asked = many(5).map((task) => ({ ...task, delivery: 'd' }));
  const messages = await sent([...many(5), ...older, ...asked]);
  expect(messages.map((one) => unitsIn(one).length)).toEqual([2, 2, 1, 2, 2, 1, 2, 2, 1]);
});
