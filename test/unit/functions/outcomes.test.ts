// Each outcome, from the push of a task to the check run: the journal, the answer and the check are what the table says.
import { describe, expect, test } from 'vitest';
import { pushHandler } from '../../../functions/wiring/push-handler.ts';
import { parseTask } from '../../../lib/adapters/pubsub/index.ts';
import { report, runTask } from '../../../lib/app/index.ts';
import { keys } from '../../../lib/app/state-keys.ts';
import {
  type FailureCode,
  nextAfter,
  type Outcome,
  OUTCOMES,
  PUSH_ANSWERS,
  RangelightError,
} from '../../../lib/core/index.ts';
import type { AppliedState } from '../../../lib/model/index.ts';
import type { TaskMessage } from '../../../lib/ports/index.ts';
import { createMemoryCodeHost } from '../../fakes/memory-code-host.ts';
import { createMemoryConversations } from '../../fakes/memory-conversations.ts';
import { createRig, NEVER, OPTIONS, type Rig } from '../app/rig.ts';
import { balancer, desiredOf, EU, FLEET, UNIT, US } from '../balancer.ts';

const one = balancer({ name: 'one', clusters: [EU, US] });
const PATIENCE_MS = 60_000;

/** What a function answers a push with this data. */
async function pushed(rig: Rig, data: unknown): Promise<number> {
  const work = (task: TaskMessage, signal: AbortSignal) => runTask(rig.world, task, OPTIONS, signal);
  const handler = pushHandler(rig.world.log, PATIENCE_MS, parseTask, work);
  const message = { data: Buffer.from(JSON.stringify(data)).toString('base64'), messageId: '1' };
  const answer = await handler(JSON.stringify({ message, subscription: 'projects/p/subscriptions/tasks' }));
  return answer.status;
}

async function taskOf(rig: Rig): Promise<TaskMessage> {
  const task = await rig.head(1, desiredOf(one.resources));
  if (task === undefined) throw new TypeError('the first revision has a plan');
  return task;
}

/** The URL map cannot be made. */
function failing(code: FailureCode): (rig: Rig) => void {
  return (rig) => {
    rig.compute.before = (call, key) => {
      if (call === 'insert' && key === one.keys.urlMap) throw new RangelightError(code, 'compute', 'no');
    };
  };
}

/** GKE does not make its groups. */
function slow(rig: Rig): void {
  rig.clusters.after = () => undefined;
}

const CASES: readonly (readonly [Outcome, string, (rig: Rig) => void])[] = [
  ['done', 'all goes well', () => undefined],
  ['wait', 'a step that waits for GKE', slow],
  ['retry', 'Compute does not answer', failing('unavailable')],
  ['conflict', 'somebody was faster', failing('already-exists')],
  ['blocked', 'a quota is used up', failing('quota')],
  ['bug', 'an answer that nobody understands', failing('unexpected')],
];

describe('the table of outcomes', () => {
  test('has a case for each, and each failure leads to one', () => {
    expect(CASES.map(([outcome]) => outcome)).toEqual(Object.keys(OUTCOMES));
  });

  test.each(CASES)('%s: %s', async (outcome, _, disturb) => {
    const row = OUTCOMES[outcome];
    const rig = createRig();
    const task = await taskOf(rig);
    disturb(rig);
    expect(await pushed(rig, task)).toBe(PUSH_ANSWERS[row.answer].status);

    const entries = await rig.journal(task);
    const told = entries.find(
      (entry) =>
        (entry.type === 'failed' && nextAfter(entry.failure.code) === outcome) ||
        (entry.type === row.entry && outcome === (entry.type === 'waiting' ? 'wait' : 'done')),
    );
    expect(told?.type).toBe(row.entry);
    expect(told !== undefined && 'until' in told).toBe(row.goesOn);
    const ended = entries.find((entry) => entry.type === 'finished');
    expect(ended?.type === 'finished' ? ended.result : undefined).toBe(row.ends);
    expect((await rig.value<AppliedState>(keys.applied(FLEET, UNIT)))?.result).toBe(row.ends);
    // What goes on has a time at which the tick wakes it; what has ended is not open any more.
    expect((await rig.value(keys.open(FLEET, UNIT))) !== undefined).toBe(row.goesOn);

    const host = createMemoryCodeHost();
    const { fleet, unit, commit, runId } = task;
    const reporter = { ...rig.world, host, conversations: createMemoryConversations(), branch: 'main' };
    await report(reporter, { type: 'run', fleet, unit, commit, runId }, NEVER);
    const { status, conclusion } = host.check(commit, `rangelight/apply (${FLEET})`) ?? {};
    expect(conclusion ?? status).toBe(row.check);
  });
});

describe('a message', () => {
  test('that cannot be understood is dropped', async () => {
    expect(await pushed(createRig(), { fleet: 1 })).toBe(PUSH_ANSWERS.dropped.status);
  });

  test('comes again when the journal cannot be written', async () => {
    const rig = createRig();
    const task = await taskOf(rig);
    rig.store.before = (call, key) => {
      if (call === 'write' && key.includes('/runs/')) throw new RangelightError('unavailable', 'storage', 'no');
    };
    expect(await pushed(rig, task)).toBe(PUSH_ANSWERS.again.status);
  });
});
