// When a worker starts the steps of a plan, when it waits in its place, and what makes it stop.
import { beforeEach, describe, expect, test } from 'vitest';
import { digestOf, RangelightError } from '../../../../lib/core/index.ts';
import { countChanges } from '../../../../lib/plan/index.ts';
import { heads, pauses, revisions, WHOLE_FLEET } from '../../../../lib/state/index.ts';
import { FLEET, UNIT } from '../../balancer.ts';
import { type ExecutionRig, executionRig, keyOf, makes, planOf, step, turns, waits } from './execution.ts';
import { headOf, OPTIONS, REPOSITORY } from '../rig.ts';

const DONE = { type: 'end', result: 'succeeded', message: 'done' };

let it: ExecutionRig;
let start: number;
beforeEach(async () => {
  it = await executionRig();
  start = it.rig.clock.now();
});

const timings = (drainMs: number) => ({ timings: { ...OPTIONS.timings, drainMs } });
const ended = (id: string) => it.entries.some((entry) => entry.type === 'done' && entry.step === id);

/** Lets each insert take as many turns as said, in the order in which they come. */
function slow(turnsOf: (nth: number) => number): { most(): number; calls(): number } {
  const insert = it.rig.compute.insert.bind(it.rig.compute);
  let [calls, running, most] = [0, 0, 0];
  it.rig.compute.insert = async (...args) => {
    calls += 1;
    running += 1;
    most = Math.max(most, running);
    await turns(turnsOf(calls));
    running -= 1;
    await insert(...args);
  };
  return { most: () => most, calls: () => calls };
}

describe('steps', () => {
  test('start when what they need is done, and the run ends when all are', async () => {
    expect(await it.execute(planOf(makes('a'), makes('b', ['a']), waits('c', ['b'])))).toEqual(DONE);
    expect(it.entries.map((entry) => ('step' in entry ? `${entry.type} ${entry.step}` : ''))).toEqual([
      'attempt a',
      'done a',
      'attempt b',
      'done b',
      'waiting c',
      'done c',
    ]);
    expect(it.rig.clock.slept).toBe(OPTIONS.timings.drainMs);
    expect(it.leases()).toBeLessThan(10);
  });

  test('run eight at a time and no more, each once', async () => {
    const calls = slow((nth) => nth);
    expect(await it.execute(planOf(...Array.from({ length: 20 }, (_, index) => makes(`s${index}`))))).toEqual(DONE);
    expect(calls.most()).toBe(8);
    expect(calls.calls()).toBe(20);
  });
});

describe('a worker that waits', () => {
  test('stays in its place while the run moves, however long that is in all', async () => {
    expect(await it.execute(planOf(waits('a'), waits('b', ['a'])), timings(40_000))).toEqual(DONE);
    expect(it.rig.clock.slept).toBe(80_000);
  });

  test('stays also when one of several waits is over and another goes on', async () => {
    const plan = planOf(waits('a'), step('b', { type: 'settle', of: UNIT }));
    const { timings: all } = timings(40_000);
    expect(await it.execute(plan, { timings: { ...all, settleMs: 70_000 } })).toEqual(DONE);
    expect(it.rig.clock.slept).toBe(70_000);
  });

  test('stays for as long as twelve polls, and leaves for a longer wait at once', async () => {
    expect(await it.execute(planOf(waits('a')), timings(60_000))).toEqual(DONE);
    expect(it.rig.clock.slept).toBe(60_000);
    const other = await executionRig();
    expect(await other.execute(planOf(waits('a')), timings(60_001))).toEqual({
      type: 'wait',
      until: start + 60_001,
      reason: 'requests in flight finish',
    });
    expect(other.rig.clock.slept).toBe(0);
  });

  test('leaves when nothing moves for twelve polls, though each wait is short', async () => {
    it.rig.compute.before = (call) => {
      if (call === 'insert') throw new RangelightError('not-ready', 'compute', 'busy');
    };
    expect(await it.execute(planOf(makes('a')))).toMatchObject({ type: 'wait', reason: 'busy' });
    // 1, 2, 4, 8 and 16 seconds.
    expect(it.rig.clock.slept).toBe(31_000);
  });

  test('of a run that waited so long before leaves the unit to others at once (case 63)', async () => {
    it.wasHeldUp = true;
    expect(await it.execute(planOf(makes('a'), waits('b', ['a'])), timings(1_000))).toMatchObject({ type: 'wait' });
    expect(it.rig.clock.slept).toBe(0);
    expect(ended('a')).toBe(true);
  });

  test('leaves for what comes after its time is up', async () => {
    expect(await it.execute(planOf(waits('a')), { ...timings(45_000), budgetMs: 50_000 })).toMatchObject({
      type: 'wait',
      until: start + 45_000,
    });
    expect(it.rig.clock.slept).toBe(0);
  });

  test('stops starting steps when four fifths of its time are used', async () => {
    expect(await it.execute(planOf(waits('a'), makes('b', ['a'])), { ...timings(40_000), budgetMs: 50_000 })).toEqual({
      type: 'wait',
      until: start + 40_000,
      reason: 'the time budget of this invocation is used up',
      isSpent: true,
    });
    expect(it.rig.compute.asked).toEqual([]);
  });
});

describe('the lease', () => {
  test('is asked for before any step starts', async () => {
    it.keeps = () => false;
    expect(await it.execute(planOf(makes('a')))).toEqual({ type: 'lost' });
    expect(it.rig.compute.asked).toEqual([]);
  });

  test('that is lost ends the run when what is under way has ended', async () => {
    slow((nth) => (nth === 1 ? 0 : 50));
    it.keeps = (nth) => nth === 1;
    expect(await it.execute(planOf(makes('a'), makes('b'), makes('c', ['a'])))).toEqual({ type: 'lost' });
    expect(ended('b')).toBe(true);
    expect(it.rig.compute.body(keyOf('c'))).toBeUndefined();
  });

  test('outlives every call, also when the journal cannot be written', async () => {
    slow((nth) => (nth === 1 ? 0 : 50));
    it.onAppend = (entry) => {
      if (entry.type === 'done' && entry.step === 'a') throw new RangelightError('unavailable', 'storage', 'down');
    };
    await expect(it.execute(planOf(makes('a'), makes('b')))).rejects.toMatchObject({ system: 'storage' });
    expect(ended('b')).toBe(true);
  });

  test.each([
    ['lost', () => (it.keeps = (nth) => nth === 1)],
    [
      'of no use to a run that made things worse',
      () => {
        it.rig.compute.after = (call, key) => {
          if (call === 'insert' && key === keyOf('a')) throw new RangelightError('unhealthy', 'compute', 'worse');
        };
      },
    ],
  ])('is %s: an entry that cannot be written meanwhile still fails the turn', async (_, prepare) => {
    slow((nth) => (nth === 1 ? 0 : 50));
    prepare();
    it.onAppend = (entry) => {
      if (entry.type === 'done' && entry.step === 'b') throw new RangelightError('precondition', 'storage', 'raced');
    };
    await expect(it.execute(planOf(makes('a'), makes('b')))).rejects.toMatchObject({ system: 'storage' });
  });
});

describe('a run that made things worse', () => {
  test('ends to be rolled back, with what was found, and starts nothing more', async () => {
    it.rig.compute.before = (call, key) => {
      if (call === 'insert' && key === keyOf('a')) throw new RangelightError('unhealthy', 'compute', 'half are down');
    };
    slow((nth) => (nth === 1 ? 0 : 20));
    const end = await it.execute(planOf(makes('a'), makes('b'), makes('c', ['b'])));
    expect(end).toEqual({ type: 'end', result: 'rolled-back', message: 'half are down' });
    expect(ended('b')).toBe(true);
    expect(it.rig.compute.body(keyOf('c'))).toBeUndefined();
  });

  test('is known by its journal when another worker goes on', async () => {
    const other = { code: 'quota', system: 'compute', message: 'no more' } as const;
    const found = { code: 'unhealthy', system: 'compute', message: 'half are down' } as const;
    it.entries.push({ type: 'failed', at: 0, step: 'x', failure: other });
    it.entries.push({ type: 'failed', at: 0, step: 'a', failure: found });
    expect(await it.execute(planOf(makes('b')))).toMatchObject({ result: 'rolled-back', message: 'half are down' });
    expect(it.rig.compute.asked).toEqual([]);
  });
});

describe('a newer head', () => {
  const takeOver = () => it.rig.put(heads.at(FLEET), headOf(it.rig.fleet(), 2, 'c2'));
  const looks = () => {
    let count = 0;
    it.rig.store.before = (call, key) => {
      if (call === 'read' && key === heads.at(FLEET).key) count += 1;
    };
    return () => count;
  };

  const planned = (plan: string | null) =>
    it.rig.put(revisions.at(FLEET, 'c2', 'head'), {
      fleet: FLEET,
      occasion: { type: 'head', repository: REPOSITORY, commit: 'c2' },
      seq: 2,
      facts: '',
      verdict: 'ready',
      diagnostics: [],
      sources: {},
      units: [
        {
          unit: UNIT,
          plan,
          desired: digestOf('desired-2'),
          counts: countChanges([]),
          impact: 'none',
          gates: [],
          partial: false,
          unknown: [],
        },
      ],
    });

  test('that is being planned is waited for, and nothing starts meanwhile', async () => {
    await takeOver();
    expect(await it.execute(planOf(makes('a')))).toEqual({
      type: 'wait',
      until: it.rig.clock.now() + OPTIONS.timings.pollMs,
      reason: 'revision 2 is being planned',
    });
    expect(it.rig.compute.asked).toEqual([]);
  });

  test('that has the very plan leaves it to go on (case 63)', async () => {
    await takeOver();
    const plan = planOf(makes('a'));
    await planned(plan.digest);
    expect(await it.execute(plan)).toEqual(DONE);
  });

  test('takes over before anything starts', async () => {
    await takeOver();
    await planned(digestOf('another'));
    expect(await it.execute(planOf(makes('a')))).toEqual({
      type: 'end',
      result: 'superseded',
      message: 'revision 2 takes over',
    });
    expect(it.rig.compute.asked).toEqual([]);
  });

  test('is looked for once a poll, not once a step', async () => {
    const seen = looks();
    const plan = planOf(makes('a'), makes('b', ['a']), waits('c', ['b']), makes('d', ['c']));
    expect(await it.execute(plan, timings(OPTIONS.timings.pollMs - 1))).toEqual(DONE);
    expect(seen()).toBe(1);
    const other = await executionRig();
    it = other;
    const again = looks();
    expect(await it.execute(plan, timings(OPTIONS.timings.pollMs))).toEqual(DONE);
    expect(again()).toBe(2);
  });

  test('is not looked for again because a step failed', async () => {
    const seen = looks();
    let failures = 0;
    it.rig.compute.before = (call) => {
      if (call !== 'insert' || failures > 0) return;
      failures += 1;
      throw new RangelightError('not-ready', 'compute', 'busy');
    };
    expect(await it.execute(planOf(makes('a')))).toEqual(DONE);
    expect(failures).toBe(1);
    expect(seen()).toBe(1);
  });

  test('that is lost or damaged takes over nothing', async () => {
    it.rig.store.state.put(heads.at(FLEET).key, '{}');
    expect(await it.execute(planOf(makes('a')))).toEqual(DONE);
    it.rig.store.state.drop(heads.at(FLEET).key);
    expect(await it.execute(planOf(makes('b')))).toEqual(DONE);
  });
});

describe('a pause', () => {
  const pause = (unit: string | undefined, until: number | undefined) =>
    it.rig.put(pauses.at(FLEET, unit ?? WHOLE_FLEET), {
      by: 'ann',
      reason: 'an incident',
      since: start,
      ...(unit === undefined ? {} : { unit }),
      ...(until === undefined ? {} : { until }),
    });

  test('of the unit has the run wait until it ends', async () => {
    await pause(UNIT, start + 1000);
    expect(await it.execute(planOf(makes('a')))).toStrictEqual({
      type: 'wait',
      until: start + 1000,
      reason: 'paused by ann until 2026-01-31 08:00:01 UTC: an incident',
      paused: { unit: UNIT, until: start + 1000 },
    });
    expect(it.rig.compute.asked).toEqual([]);
  });

  test('of the fleet without an end has the run looked at each minute', async () => {
    await pause(undefined, undefined);
    expect(await it.execute(planOf(makes('a')))).toStrictEqual({
      type: 'wait',
      until: start,
      reason: 'paused by ann until somebody resumes: an incident',
      paused: {},
    });
  });

  test('that comes between two writes stops the second one a second later, and has the run wait at once', async () => {
    it.rig.compute.after = (call, key) => {
      if (call !== 'insert' || key !== keyOf('a')) return;
      void pause(UNIT, undefined);
      it.rig.clock.advance(1_000);
    };
    expect(await it.execute(planOf(makes('a'), makes('b', ['a'])))).toMatchObject({
      type: 'wait',
      until: start + 1_000,
      paused: { unit: UNIT },
    });
    expect(it.rig.compute.body(keyOf('b'))).toBeUndefined();
    expect(it.entries.at(-1)).toMatchObject({
      type: 'failed',
      step: 'b',
      failure: { code: 'paused' },
      until: start + 1_000,
    });
  });
});

describe('a run that cannot go on', () => {
  const refuse = (codes: Readonly<Record<string, RangelightError>>) => {
    it.rig.compute.before = (call, key) => {
      const error = call === 'insert' ? codes[key.split('/').at(-1) ?? ''] : undefined;
      if (error !== undefined) throw error;
    };
  };
  const quota = new RangelightError('quota', 'compute', 'no more of these');
  const raced = new RangelightError('already-exists', 'compute', 'somebody was faster');

  test('is blocked with the words of what blocks it, when the rest is done', async () => {
    refuse({ a: quota });
    const end = await it.execute(planOf(makes('a'), makes('b', ['a']), makes('c')));
    expect(end).toEqual({ type: 'end', result: 'blocked', message: 'no more of these' });
    expect(ended('c')).toBe(true);
  });

  test('is a conflict where any step is: a new plan may do without what is blocked', async () => {
    refuse({ a: quota, b: raced });
    expect(await it.execute(planOf(makes('a'), makes('b')))).toEqual({
      type: 'end',
      result: 'conflict',
      message: 'somebody was faster',
    });
  });

  test('does not tell of what was tried again', async () => {
    const busy = { code: 'not-ready', system: 'compute', message: 'busy' } as const;
    it.entries.push({ type: 'failed', at: start, step: 'b', failure: busy, until: start });
    refuse({ a: quota });
    expect(await it.execute(planOf(makes('a'), makes('b')))).toMatchObject({ message: 'no more of these' });
  });

  test('is blocked where a step needs one that is not there', async () => {
    expect(await it.execute(planOf(makes('a', ['nobody'])))).toEqual({
      type: 'end',
      result: 'blocked',
      message: 'a step cannot go on',
    });
  });

  test('is blocked by a plan that has a step without a change', async () => {
    const plan = { ...planOf(), steps: [step('a', { type: 'delete', key: 'k' })] };
    expect(await it.execute(plan)).toMatchObject({ result: 'blocked' });
    expect(it.entries.at(-1)).toMatchObject({ failure: { code: 'unexpected' } });
  });
});
