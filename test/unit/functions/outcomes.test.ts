// Each outcome, from the push of a task to the check run: the journal, the answer and the check are what the table
// says.
import { describe, expect, test } from 'vitest';
import { GIVEN_UP_AFTER, pushHandler } from '../../../functions/wiring/push-handler.ts';
import { parseTask } from '../../../lib/adapters/pubsub/index.ts';
import { report } from '../../../lib/app/reporting/index.ts';
import { runTask } from '../../../lib/app/running/index.ts';
import { readDeadLetters } from '../../../lib/app/words/index.ts';
import {
  type FailureCode,
  nextAfter,
  type Outcome,
  OUTCOMES,
  PUSH_ANSWERS,
  RangelightError,
} from '../../../lib/core/index.ts';
import type { RunTask, TaskMessage } from '../../../lib/ports/index.ts';
import { appliedStates, openRuns } from '../../../lib/state/index.ts';
import { createMemoryCodeHost } from '../../fakes/memory-code-host.ts';
import { keptLog } from '../../scenarios/support/log-lines.ts';
import { reporterWorlds } from '../app/commands/reporter-worlds.ts';
import { createRig, NEVER, OPTIONS, type Rig } from '../app/rig.ts';
import { balancer, desiredOf, EU, FLEET, UNIT, US } from '../balancer.ts';

const one = balancer({ name: 'one', clusters: [EU, US] });
const PATIENCE_MS = 60_000;

/** What a function answers a push with this data. */
async function pushed(rig: Rig, data: unknown): Promise<number> {
  const work = (task: TaskMessage, signal: AbortSignal) => runTask(rig.world, task, OPTIONS, signal);
  const handler = pushHandler(rig.world, { timeoutMs: PATIENCE_MS, parse: parseTask, work });
  const message = { data: Buffer.from(JSON.stringify(data)).toString('base64'), messageId: '1' };
  const answer = await handler(JSON.stringify({ message, subscription: 'projects/p/subscriptions/tasks' }));
  return answer.status;
}

async function taskOf(rig: Rig): Promise<RunTask> {
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
    expect((await rig.value(appliedStates.at(FLEET, UNIT)))?.result).toBe(row.ends);
    // What goes on has a time at which the tick wakes it; what has ended is not open any more.
    expect((await rig.value(openRuns.at(FLEET, UNIT))) !== undefined).toBe(row.goesOn);

    const host = createMemoryCodeHost();
    const { fleet, unit, commit, runId } = task;
    await report(reporterWorlds({ ...rig.world, host }), { type: 'run', fleet, unit, commit, runId }, NEVER);
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
      if (call === 'write' && key.startsWith('runs/')) throw failure();
    };
    expect(await pushed(rig, task)).toBe(PUSH_ANSWERS[answer].status);
  });
});

describe('the log of a message that comes again', () => {
  const subject = (work: (signal: AbortSignal) => Promise<unknown>, timeoutMs = PATIENCE_MS) => {
    const { log, lines } = keptLog();
    const { world, store } = createRig();
    const handler = pushHandler(
      { ...world, log },
      { timeoutMs, parse: (data) => data, work: (_, signal) => work(signal) },
    );
    const message = { data: Buffer.from('{}').toString('base64'), messageId: '1' };
    const subscription = 'projects/p/subscriptions/tasks-worker';
    const deliver = async (attempt: number): Promise<number> =>
      (await handler(JSON.stringify({ message, subscription, deliveryAttempt: attempt }))).status;
    return { deliver, lines, store, letters: () => readDeadLetters(store, NEVER) };
  };
  const bug = () => Promise.reject(new TypeError('a bug'));

  test('has the cause, the attempt, and before when all attempts are in vain', async () => {
    const retryAt = Date.UTC(2026, 0, 1, 12);
    const error = new RangelightError('rate-limited', 'github', 'enough', { retryAt });
    const { deliver, lines } = subject(() => Promise.reject(error));
    expect(await deliver(3)).toBe(503);
    const message = 'a message could not be handled; it comes again after the back-off of its subscription';
    expect(lines).toEqual([{ severity: 'warn', message, fields: { error, attempt: 3, data: {} } }]);
  });

  test('counts the end of its own time as later', async () => {
    const { deliver, lines } = subject(
      (signal) =>
        new Promise((_, reject) => {
          signal.addEventListener('abort', () => reject(signal.reason as Error));
        }),
      5,
    );
    expect([await deliver(1), lines[0]?.severity]).toEqual([503, 'warn']);
  });

  test('tells a bug as an error, and ends when it is given up: it holds its ordering key for minutes, not for hours', async () => {
    const { deliver, lines, letters } = subject(bug);
    for (let attempt = 1; attempt < GIVEN_UP_AFTER; attempt += 1) {
      expect([await deliver(attempt), lines.at(-1)?.severity]).toEqual([500, 'error']);
    }
    expect(await letters()).toEqual([]);
    expect([await deliver(GIVEN_UP_AFTER), lines.at(-1)?.severity]).toEqual([204, 'error']);
    expect(await letters()).toMatchObject([{ id: '1', from: 'tasks-worker', attempts: GIVEN_UP_AFTER, data: {} }]);
  });

  test('goes on for what passes, and does not count it as a bug', async () => {
    let failure: Error = new RangelightError('unavailable', 'github', 'no');
    const { deliver, letters } = subject(() => Promise.reject(failure));
    for (let attempt = 1; attempt < 50; attempt += 1) expect(await deliver(attempt)).toBe(503);
    failure = new RangelightError('denied', 'github', 'odd words of a system that comes back');
    expect(await deliver(50)).toBe(500);
    expect(await letters()).toEqual([]);
  });

  test('goes on when it cannot even be given up', async () => {
    const { deliver, store } = subject(bug);
    store.before = () => {
      throw new RangelightError('unavailable', 'storage', 'no');
    };
    for (let attempt = 1; attempt < GIVEN_UP_AFTER; attempt += 1) await deliver(attempt);
    expect(await deliver(GIVEN_UP_AFTER)).toBe(503);
  });
});
