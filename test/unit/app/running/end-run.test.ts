// What is left when a run has ended: its last entry, the unit's record, who hears of it, and where the unit goes next.
import { EVERY_GATE } from '../../../../functions/wiring/codes.ts';
import { beforeEach, describe, expect, test } from 'vitest';
import { endRun } from '../../../../lib/app/running/end-run.ts';
import { digestOf, RangelightError } from '../../../../lib/core/index.ts';
import type { JournalEntry } from '../../../../lib/execute/index.ts';
import { type AppliedState, type DesiredResource, isComputeRef, refKey } from '../../../../lib/model/index.ts';
import type { RunTask } from '../../../../lib/ports/index.ts';
import {
  appliedStates,
  approvals,
  desiredStates,
  entryNumber,
  finishedRevisions,
  heads,
  journalEntries,
  plans,
  rollbacks,
} from '../../../../lib/state/index.ts';
import { appliedOf, balancer, compute, desiredOf, EU, FLEET, resource, UNIT } from '../../balancer.ts';
import { createRig, headOf, NEVER, REPOSITORY, type Rig } from '../rig.ts';

const one = balancer({ name: 'one', clusters: [EU] });
const desired = desiredOf(one.resources);
const address = wantedAt(one.keys.address);
const spare = resource(compute('healthCheck', 'spare'), { type: 'HTTP' });
const place = appliedStates.at(FLEET, UNIT);

let rig: Rig;
let task: RunTask;
let at: number;
let said: (readonly unknown[])[];

beforeEach(async () => {
  rig = createRig();
  at = rig.clock.now();
  said = [];
  const made = await rig.head(1, desired);
  if (made === undefined) throw new TypeError('there is something to do');
  task = made;
});

const ENTRIES = () => journalEntries.at(FLEET, UNIT, task.runId, entryNumber(0)).key;

async function journal(...entries: readonly JournalEntry[]): Promise<void> {
  for (const [index, entry] of entries.entries())
    await rig.put(journalEntries.at(FLEET, UNIT, task.runId, entryNumber(index)), entry);
}

const started = (more: Partial<Extract<JournalEntry, { type: 'started' }>> = {}): JournalEntry => {
  const { plan, desired: digest, seq, commit } = task;
  return { type: 'started', at, plan, desired: digest, seq, commit, holder: 'w', ...more };
};

/** The step that made the address, which its plan has. */
async function madeAddress(): Promise<JournalEntry> {
  const plan = await rig.value(plans.at(FLEET, task.plan));
  const step = plan?.steps.find(({ action }) => 'key' in action && action.key === one.keys.address)?.id ?? '';
  return { type: 'done', at, step, wrote: true, applied: address, note: '203.0.113.1' };
}

type Result = AppliedState['result'];

function end(result: Result, message = 'why'): Promise<void> {
  const note = (...about: unknown[]) => void said.push(about);
  const world = { ...rig.world, log: { info: note, warn: note, error: note } };
  return endRun(world, task, headOf(rig.fleet(), 1, 'commit-1'), { type: 'end', result, message }, NEVER);
}

const record = () => rig.value(place);
const last = async () => (await rig.journal(task)).at(-1);

describe('the journal of a run that ends', () => {
  test('says how and why, once', async () => {
    await journal(started());
    await end('blocked');
    await end('blocked');
    expect((await rig.journal(task)).slice(1)).toEqual([{ type: 'finished', at, result: 'blocked', message: 'why' }]);
  });

  test('counts, and not what whoever ends it again makes of it', async () => {
    await journal(started(), { type: 'finished', at, result: 'conflict', message: 'raced' });
    await end('succeeded');
    expect(await rig.journal(task)).toHaveLength(2);
    expect(await record()).toMatchObject({ result: 'conflict' });
  });

  test('is needed, as its plan is: without one of them nothing is written or told', async () => {
    await journal(started());
    rig.store.state.put(ENTRIES(), '{}');
    const before = rig.store.contents();
    await end('succeeded');
    await journal(started());
    rig.store.state.drop(plans.at(FLEET, task.plan).key);
    await end('succeeded');
    expect(await record()).toBeUndefined();
    expect(Object.keys(rig.store.contents())).toHaveLength(Object.keys(before).length - 1);
    expect(rig.publisher.reports).toEqual([]);
  });
});

describe('the record of a unit', () => {
  test('is what the run made and what stood before it, and good when it succeeded', async () => {
    await rig.put(place, appliedOf([]));
    await journal(started(), await madeAddress());
    await end('succeeded');
    const { fleet, unit, seq, commit, plan, desired: digest, runId } = task;
    expect(await record()).toEqual({
      fleet,
      unit,
      seq,
      commit,
      plan,
      desired: digest,
      runId,
      result: 'succeeded',
      message: 'why',
      previous: 'run-1',
      good: { runId, desired: digest, commit },
      usedApprovals: {},
      resources: { [one.keys.address]: address },
      addresses: { [one.keys.address]: '203.0.113.1' },
    });
  });

  test.each<[Result, boolean]>([
    ['succeeded', false],
    ['blocked', true],
  ])('of a run that %s keeps what is not wanted any more: %s', async (result, keeps) => {
    const good = { runId: 'run-0', desired: digestOf('other'), commit: 'c0' };
    await rig.put(place, appliedOf([spare, address], { good, addresses: { [one.keys.address]: '1' } }));
    await journal(started());
    await end(result);
    const kept = [...(keeps ? [refKey(spare.ref)] : []), one.keys.address];
    expect(Object.keys((await record())?.resources ?? {}).sort()).toEqual(kept.sort());
    expect((await record())?.addresses).toEqual({ [one.keys.address]: '1' });
    const own = { runId: task.runId, desired: task.desired, commit: task.commit };
    expect((await record())?.good).toEqual(keeps ? good : own);
  });

  test('has nothing good where nothing was, and the run did not succeed', async () => {
    await rig.put(place, appliedOf([]));
    await journal(started());
    await end('blocked');
    expect(await record()).not.toHaveProperty('good');
  });

  test('is written once: what was written of this run stays', async () => {
    const own = appliedOf([], { runId: task.runId, result: 'blocked' });
    await rig.put(place, own);
    await journal(started(), await madeAddress());
    await end('succeeded');
    expect(await record()).toEqual(own);
  });

  test('that is damaged is replaced', async () => {
    rig.store.state.put(place.key, '{}');
    await journal(started());
    await end('blocked');
    expect(await record()).toMatchObject({ runId: task.runId, result: 'blocked' });
  });

  test('of a unit that has none is made from what stands, and is so', async () => {
    for (const { ref, body } of one.resources) if ('project' in ref) rig.compute.put(ref, body);
    const { ref: broken, body } = wantedAt(one.keys.healthCheck);
    if ('project' in broken) rig.compute.put(broken, { ...body, type: 'TCP' });
    await journal(started());
    await end('blocked');
    const keys = Object.keys((await record())?.resources ?? {});
    expect(keys).toContain(one.keys.urlMap);
    expect(keys).not.toContain(one.keys.healthCheck);
    expect((await record())?.addresses).toEqual({
      [one.keys.address]: rig.compute.body(one.keys.address)?.['address'],
    });
  });

  describe('where nobody can say any more what was wanted', () => {
    beforeEach(async () => {
      await journal(started(), await madeAddress());
      rig.store.state.drop(desiredStates.at(FLEET, task.desired).key);
    });

    test('is none of a unit without one that succeeded: it comes back with the next plan', async () => {
      await end('succeeded');
      expect(await record()).toBeUndefined();
      const about = { fleet: FLEET, unit: UNIT, runId: task.runId, reading: { found: undefined } };
      expect(said).toContainEqual([about, 'what a run worked towards is lost or damaged']);
      expect(rig.publisher.reports).toHaveLength(1);
    });

    test('and has no policy come into force that nobody confirmed: something stands', async () => {
      await rig.put(heads.at(FLEET), headOf(rig.fleet({ apply: 'never' }), 1, 'commit-1'));
      await end('succeeded');
      expect(await rig.value(finishedRevisions.at(FLEET))).toBeUndefined();
    });

    test('is what the run made, where it did not succeed', async () => {
      await end('blocked');
      expect(Object.keys((await record())?.resources ?? {})).toEqual([one.keys.address]);
    });

    test('keeps all that it had', async () => {
      await rig.put(place, appliedOf([spare]));
      await end('succeeded');
      expect(Object.keys((await record())?.resources ?? {}).sort()).toEqual(
        [refKey(spare.ref), one.keys.address].sort(),
      );
    });

    const isAlsoDamaged = async () => rig.store.state.put(desiredStates.at(FLEET, task.desired).key, '{}');
    test('is the same when that document is damaged', async () => {
      await isAlsoDamaged();
      await end('succeeded');
      expect(await record()).toBeUndefined();
    });
  });

  test('is not said to be lost where it is not', async () => {
    await journal(started());
    await end('succeeded');
    expect(said).toMatchObject([[{ fleet: FLEET, unit: UNIT, runId: task.runId, result: 'succeeded' }, 'a run ended']]);
  });
});

describe('approvals', () => {
  const word = (plan: string) =>
    rig.put(approvals.at(FLEET, plan), { unit: UNIT, plan, by: 'ann', reason: 'seen', opens: EVERY_GATE, at: 5 });
  const used = async () => (await record())?.usedApprovals;
  const approval = { by: 'ann', at: 5 };

  test.each<[Result, boolean]>([
    ['succeeded', true],
    ['blocked', false],
    ['conflict', false],
  ])('that a run began with are used up when it %s: %s', async (result, isUsed) => {
    await rig.put(place, appliedOf([]));
    await journal(started({ approval }));
    await end(result);
    expect(await used()).toEqual(isUsed ? { [task.plan]: 5 } : {});
  });

  test('that were used before stay used for as long as they lie in the bucket', async () => {
    const [there, gone] = [digestOf('there'), digestOf('gone')];
    await word(there);
    await rig.put(place, appliedOf([], { usedApprovals: { [there]: 3, [gone]: 4 } }));
    await journal(started({ approval }));
    await end('succeeded');
    expect(await used()).toEqual({ [there]: 3, [task.plan]: 5 });
  });

  test('of another fleet keep none of this one', async () => {
    const other = digestOf('other');
    const act = { unit: UNIT, plan: other, by: 'ann', reason: 'seen', opens: EVERY_GATE, at: 5 };
    await rig.put(approvals.at('stage', other), act);
    await rig.put(place, appliedOf([], { usedApprovals: { [other]: 3 } }));
    await journal(started());
    await end('succeeded');
    expect(await used()).toEqual({});
  });

  test('are not looked for where none was ever used', async () => {
    await journal(started({ approval }));
    const listed: string[] = [];
    rig.store.before = (call, key) => {
      if (call === 'list') listed.push(key);
    };
    await end('succeeded');
    expect(listed.filter((prefix) => prefix.startsWith('approvals/'))).toEqual([]);
  });

  test('are none where the run began without one', async () => {
    const there = digestOf('there');
    await word(there);
    await rig.put(place, appliedOf([], { usedApprovals: { [there]: 3 } }));
    await journal(started());
    await end('succeeded');
    expect(await used()).toEqual({ [there]: 3 });
  });

  test('are not made out of an entry that is no beginning', async () => {
    await rig.put(place, appliedOf([]));
    await journal({ type: 'resumed', at, holder: 'w' });
    await end('succeeded');
    expect(await used()).toEqual({});
  });
});

describe('a write that nobody heard of', () => {
  const attempt = async (): Promise<JournalEntry> => {
    const { step } = (await madeAddress()) as Extract<JournalEntry, { type: 'done' }>;
    return { type: 'attempt', at, step, attempt: 1 };
  };
  const stands = () => isComputeRef(address.ref) && rig.compute.put(address.ref, address.body);

  test('is in the record of a run that ends without trying again, where it stands', async () => {
    await rig.put(place, appliedOf([]));
    await journal(started(), await attempt());
    stands();
    await end('superseded');
    expect((await record())?.resources).toEqual({ [one.keys.address]: address });
  });

  test('is not, where nothing of it stands, and where that cannot be read', async () => {
    await rig.put(place, appliedOf([]));
    await journal(started(), await attempt());
    await end('superseded');
    expect((await record())?.resources).toEqual({});

    await rig.put(place, appliedOf([]));
    await journal(started(), await attempt());
    stands();
    rig.compute.before = () => {
      throw new RangelightError('unavailable', 'compute', 'no answer');
    };
    await end('superseded');
    expect((await record())?.resources).toEqual({});
  });
});

describe('a run that made things worse', () => {
  const good = { runId: 'run-0', desired: digestOf('other'), commit: 'c0' };
  const pin = () => rig.value(rollbacks.at(FLEET, UNIT));

  test('has its unit go back to what was good', async () => {
    await rig.put(place, appliedOf([], { good }));
    await journal(started());
    await end('rolled-back', 'half are down');
    expect(await record()).toMatchObject({ result: 'rolled-back', good });
    expect(await pin()).toMatchObject({ good: good.desired, bad: task.desired, reason: 'half are down' });
    expect(rig.publisher.revisions).toMatchObject([{ delivery: expect.stringMatching(/^rollback-/) }]);
  });

  test('is blocked where there is nothing good to go back to', async () => {
    await rig.put(place, appliedOf([]));
    await journal(started());
    await end('rolled-back', 'half are down');
    const message = 'half are down; nothing good is known to go back to';
    expect(await last()).toEqual({ type: 'finished', at, result: 'blocked', message });
    expect(await record()).toMatchObject({ result: 'blocked' });
    expect(await pin()).toBeUndefined();
  });

  test('goes nowhere when its record was lost since: nobody knows what was good', async () => {
    await journal(started(), { type: 'finished', at, result: 'rolled-back', message: 'half are down' });
    await end('rolled-back');
    expect(await pin()).toBeUndefined();
    expect(rig.publisher.reports).toHaveLength(1);
  });

  test('alone goes back: any other end leaves the unit where it is', async () => {
    await rig.put(place, appliedOf([], { good }));
    await journal(started());
    await end('blocked');
    expect(await last()).toMatchObject({ result: 'blocked', message: 'why' });
    expect(await pin()).toBeUndefined();
    expect(rig.publisher.revisions).toEqual([]);
  });
});

describe('the end of a run', () => {
  test('finishes the revision when it was all that was left to do', async () => {
    await rig.put(finishedRevisions.at(FLEET), { seq: 0, commit: 'commit-0', fleet: rig.fleet() });
    await journal(started());
    await end('succeeded');
    expect(await rig.value(finishedRevisions.at(FLEET))).toMatchObject({ commit: 'commit-1' });
  });

  test('is told', async () => {
    await journal(started());
    await end('blocked');
    const { commit, runId } = task;
    expect(rig.publisher.reports).toEqual([
      { type: 'run', fleet: FLEET, commit, unit: UNIT, runId, at: rig.clock.now() },
    ]);
  });

  test.each<[Result, 'info' | 'warn']>([
    ['succeeded', 'info'],
    ['superseded', 'info'],
    ['blocked', 'warn'],
    ['conflict', 'warn'],
  ])('is logged: that it %s as %s', async (result, level) => {
    await rig.put(place, appliedOf([]));
    await journal(started());
    const levels: string[] = [];
    const note = (at: string) => (_about: object, message: string) => {
      if (message === 'a run ended') levels.push(at);
    };
    const world = { ...rig.world, log: { info: note('info'), warn: note('warn'), error: note('error') } };
    await endRun(world, task, headOf(rig.fleet(), 1, 'commit-1'), { type: 'end', result, message: 'why' }, NEVER);
    expect(levels).toEqual([level]);
  });

  const again = { type: 'facts', repository: REPOSITORY, byItself: 'same' } as const;
  const before = (more: Partial<AppliedState>) =>
    rig.put(place, appliedOf([], { plan: task.plan, result: 'conflict', runId: 'run-0', ...more }));

  test('as a conflict asks for another plan', async () => {
    await journal(started());
    await end('conflict');
    const hint = { ...again, delivery: `conflict-${UNIT}-${task.runId}` };
    expect(rig.publisher.revisions).toEqual([hint]);
    // Also when it is told a second time: whoever died may not have asked.
    await end('conflict');
    expect(rig.publisher.revisions).toEqual([hint, hint]);
  });

  test('as the same conflict a second time is left to the tick', async () => {
    await before({});
    await journal(started());
    await end('conflict');
    expect(rig.publisher.revisions).toEqual([]);
  });

  describe('a conflict that repeats', () => {
    const earlier = 'run-0';
    const failed: JournalEntry = {
      type: 'failed',
      at: 1,
      step: 'expand apply x',
      failure: { code: 'precondition', system: 'compute', message: 'stale: 12345678' },
    };
    const ended = { result: 'conflict', runId: earlier } as const;
    const besideOf = (plan: string): Partial<AppliedState> => {
      const { seq, commit } = task;
      return {
        plan: digestOf('a neighbour'),
        runId: 'run-1',
        desired: digestOf('beside'),
        beside: { [plan]: { seq, commit, desired: digestOf('with the neighbour held'), ...ended } },
      };
    };

    test.each<[string, () => Partial<AppliedState>]>([
      ['after the last run of the unit', () => ({ plan: task.plan, ...ended })],
      ['after one of its plan, with one of another plan since', () => besideOf(task.plan)],
    ])('is blocked: %s', async (_, more) => {
      await rig.put(place, appliedOf([], { commit: task.commit, desired: task.desired, ...more() }));
      await rig.put(journalEntries.at(FLEET, UNIT, earlier, entryNumber(0)), failed);
      await journal(started(), failed);
      await end('conflict');
      expect(await record()).toMatchObject({ plan: task.plan, result: 'blocked' });
      expect((await record())?.message).toBe('stale: 12345678; planning it again has not helped');
      expect(rig.publisher.revisions).toEqual([]);
    });

    test('is none where another plan ended so', async () => {
      await rig.put(place, appliedOf([], { ...besideOf(digestOf('another')), commit: task.commit }));
      await rig.put(journalEntries.at(FLEET, UNIT, earlier, entryNumber(0)), failed);
      await journal(started(), failed);
      await end('conflict');
      expect(await record()).toMatchObject({ result: 'conflict' });
    });
  });

  test.each<[string, Partial<AppliedState>]>([
    ['of another plan', { plan: digestOf('another') }],
    ['that was none', { result: 'blocked' }],
  ])('as a conflict after one %s asks again', async (_, more) => {
    await before(more);
    await journal(started());
    await end('conflict');
    expect(rig.publisher.revisions).toHaveLength(1);
  });
});

function wantedAt(key: string): DesiredResource {
  const found = one.resources.find(({ ref }) => refKey(ref) === key);
  if (found === undefined) throw new TypeError('it is wanted');
  return found;
}
