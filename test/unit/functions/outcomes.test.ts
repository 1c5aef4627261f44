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
import { keptLog } from '../../scenarios/support/log-lines.ts';
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

  test.each([
    ['is not to be had', () => new RangelightError('unavailable', 'storage', 'no'), 'later'],
    ['has had enough of us', () => new RangelightError('rate-limited', 'storage', 'no'), 'later'],
    ['was changed by somebody who was faster', () => new RangelightError('precondition', 'storage', 'no'), 'later'],
    ['may not be written', () => new RangelightError('denied', 'storage', 'no'), 'failed'],
    ['meets a bug', () => new TypeError('no'), 'failed'],
  ] as const)('whose journal %s comes again', async (_, failure, answer) => {
    const rig = createRig();
    const task = await taskOf(rig);
    rig.store.before = (call, key) => {
      if (call === 'write' && key.includes('/runs/')) throw failure();
    };
    expect(await pushed(rig, task)).toBe(PUSH_ANSWERS[answer].status);
  });
});

describe('the log of a message that comes again', () => {
  const told = async (work: (signal: AbortSignal) => Promise<unknown>, timeoutMs = PATIENCE_MS) => {
    const { log, lines } = keptLog();
    const handler = pushHandler(
      log,
      timeoutMs,
      (data) => data,
      (_, signal) => work(signal),
    );
    const message = { data: Buffer.from('{}').toString('base64'), messageId: '1' };
    const { status } = await handler(JSON.stringify({ message, deliveryAttempt: 3 }));
    return { status, line: lines.at(-1) };
  };

  test('has the cause, the attempt, and before when all attempts are in vain', async () => {
    const retryAt = Date.UTC(2026, 0, 1, 12);
    const error = new RangelightError('rate-limited', 'github', 'enough', { retryAt });
    expect(await told(() => Promise.reject(error))).toEqual({
      status: 503,
      line: {
        severity: 'warn',
        message: 'a message could not be handled; it comes again after the back-off of its subscription',
        fields: { error, attempt: 3, data: {} },
      },
    });
  });

  test('counts the end of its own time as later', async () => {
    const { status, line } = await told(
      (signal) =>
        new Promise((_, reject) => {
          signal.addEventListener('abort', () => reject(signal.reason as Error));
        }),
      5,
    );
    expect([status, line?.severity]).toEqual([503, 'warn']);
  });

  test('tells a bug as an error', async () => {
    const { status, line } = await told(() => Promise.reject(new TypeError('a bug')));
    expect([status, line?.severity]).toEqual([500, 'error']);
  });
});
