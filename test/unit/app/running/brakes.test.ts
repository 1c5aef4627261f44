// Pauses stop every write before the next call; approvals are for exactly one plan, once; rollbacks go to a run by
// name.
import { describe, expect, test } from 'vitest';
import { applyHead } from '../../../../lib/app/words/apply-head.ts';
import { approve } from '../../../../lib/app/words/approvals.ts';
import { EVERY_GATE } from '../../../../functions/wiring/codes.ts';
import { withBrake } from '../../../../lib/app/running/brake.ts';
import { appliedWords } from '../../../../lib/app/words/act-words.ts';
import { goOn } from '../../../../lib/app/words/go-on.ts';
import { pause, resume } from '../../../../lib/app/words/pauses.ts';
import { rollBackTo } from '../../../../lib/app/words/roll-back-to.ts';
import { sweep } from '../../../../lib/app/sweeping/sweep.ts';
import { digestOf, RangelightError } from '../../../../lib/core/index.ts';
import type { Clusters, Compute } from '../../../../lib/ports/index.ts';
import {
  acts,
  appliedStates,
  approvals,
  entryNumber,
  journalEntries,
  openRuns,
  pauses,
  pins,
} from '../../../../lib/state/index.ts';
import { balancer, desiredOf, EU, FLEET, UNIT, US } from '../../balancer.ts';
import { damage, DAMAGE } from '../sweeping/damage.ts';
import { createRig, NEVER, REPOSITORY, type Rig } from '../rig.ts';
import { revise } from './steps/settled.ts';

const first = desiredOf(balancer({ name: 'one', clusters: [EU, US] }).resources);
const second = desiredOf(balancer({ name: 'one', clusters: [EU, US], hosts: ['a.example'] }).resources);
const ALICE = { by: 'alice', reason: 'a hunch' };
const WORD = { ...ALICE, opens: EVERY_GATE };
const HOUR = 3_600_000;

const result = async (rig: Rig) => (await rig.value(appliedStates.at(FLEET, UNIT)))?.result;
const writes = (rig: Rig) => rig.compute.mutations.length + rig.clusters.mutations.length;

async function task(rig: Rig, ...args: Parameters<Rig['head']>) {
  const made = await rig.head(...args);
  if (made === undefined) throw new TypeError('the revision has a plan');
  return made;
}

describe('a pause', () => {
  test.each([UNIT, undefined])('of %s lets nothing begin, and says who and why', async (unit) => {
    const rig = createRig();
    const one = await task(rig, 1, first);
    await pause(rig.world, FLEET, { unit, duration: HOUR, ...ALICE }, NEVER);
    expect(await rig.run(one)).toBe('waiting');
    expect(writes(rig)).toBe(0);
    expect(await rig.value(openRuns.at(FLEET, UNIT))).toMatchObject({
      wakeAt: rig.clock.now() + HOUR,
      reason: expect.stringMatching(/^paused by alice until .*: a hunch$/),
      paused: { ...(unit === undefined ? {} : { unit }), until: rig.clock.now() + HOUR },
    });
  });

  test('in the middle of a run stops the very next write', async () => {
    const rig = createRig();
    const one = await task(rig, 1, first);
    let pulled: number | undefined;
    rig.compute.after = () => {
      if (pulled !== undefined) return;
      pulled = writes(rig);
      void rig.put(pauses.at(FLEET, UNIT), { ...ALICE, since: rig.clock.now() });
    };
    expect(await rig.run(one)).toBe('waiting');
    // Calls that were on their way when the brake was pulled come to their end.
    expect(writes(rig) - (pulled ?? 0)).toBeLessThan(8);
    const stopped = writes(rig);
    expect(await rig.run(one)).toBe('waiting');
    expect(writes(rig)).toBe(stopped);
    await resume(rig.world, FLEET, UNIT, ALICE, NEVER);
    expect(await rig.runToEnd(one)).toBe('finished');
    expect(await result(rig)).toBe('succeeded');
  });

  test('refuses every call that writes', async () => {
    const compute: Readonly<Record<keyof Compute, 'reads' | 'writes'>> = {
      get: 'reads',
      list: 'reads',
      isGuarded: 'reads',
      insert: 'writes',
      update: 'writes',
      remove: 'writes',
      endpoints: 'reads',
      attach: 'writes',
      detach: 'writes',
      addSignedUrlKey: 'writes',
      deleteSignedUrlKey: 'writes',
      health: 'reads',
      policies: 'reads',
      pastChanges: 'reads',
      quotas: 'reads',
      instanceTags: 'reads',
    };
    const clusters: Readonly<Record<keyof Clusters, 'reads' | 'writes'>> = {
      get: 'reads',
      list: 'reads',
      groups: 'reads',
      read: 'reads',
      apply: 'writes',
      applyUnforced: 'writes',
      release: 'writes',
      remove: 'writes',
    };
    const rig = createRig();
    await pause(rig.world, FLEET, { unit: UNIT, duration: HOUR, ...ALICE }, NEVER);
    const braked = withBrake(rig.world, FLEET, UNIT, await rig.world.open(rig.fleet(), NEVER));
    for (const [port, calls] of [
      [braked.compute, compute],
      [braked.clusters, clusters],
    ] as const) {
      for (const [name, does] of Object.entries(calls)) {
        if (does === 'reads') continue;
        const call = Reflect.get(port, name) as (...args: readonly unknown[]) => Promise<void>;
        const args = Array.from({ length: call.length - 1 }, () => ({}));
        await expect(call(...args, NEVER), name).rejects.toMatchObject({ code: 'paused' });
      }
    }
    expect(writes(rig)).toBe(0);
  });

  test('ends by itself, and is not woken before', async () => {
    const rig = createRig();
    const one = await task(rig, 1, first);
    await pause(rig.world, FLEET, { unit: UNIT, duration: HOUR, ...ALICE }, NEVER);
    await rig.run(one);
    rig.clock.advance(HOUR / 2);
    await sweep(rig.world, NEVER);
    expect(rig.publisher.takeTasks()).toEqual([]);
    rig.clock.advance(HOUR);
    await sweep(rig.world, NEVER);
    expect(rig.publisher.takeTasks()).toMatchObject([{ runId: one.runId }]);
    expect(await rig.runToEnd(one)).toBe('finished');
  });

  test('keeps drift from being healed', async () => {
    const rig = createRig();
    await rig.runToEnd(await task(rig, 1, first, { drift: 'heal' }));
    await rig.head(1, first, { drift: 'heal' });
    rig.publisher.takeTasks();
    const map = rig.compute.keys().find((key) => key.includes('/urlMaps/')) ?? '';
    const ref = first.resources.find((one) => one.ref.kind === 'urlMap')?.ref;
    if (ref === undefined || 'cluster' in ref) throw new TypeError('there is a URL map');
    rig.compute.put(ref, { ...rig.compute.body(map), defaultService: 'projects/p/global/backendServices/other' });
    await pause(rig.world, FLEET, { unit: undefined, duration: undefined, ...ALICE }, NEVER);
    expect((await sweep(rig.world, NEVER))[0]).toMatchObject({ drifted: [UNIT], published: [] });
    await resume(rig.world, FLEET, undefined, ALICE, NEVER);
    rig.clock.advance(180_000);
    expect((await sweep(rig.world, NEVER))[0]).toMatchObject({ published: [UNIT] });
  });

  test('that is not there cannot be ended', async () => {
    const rig = createRig();
    await expect(resume(rig.world, FLEET, UNIT, ALICE, NEVER)).rejects.toMatchObject({
      code: 'not-found',
      message: 'blue is not paused',
    });
  });
});

describe('a pause that is damaged', () => {
  // Case 22: a brake that cannot be read is a brake that is pulled.
  test.each(DAMAGE)('(%j) holds all the same, and can be ended', async (text) => {
    const rig = createRig();
    const one = await task(rig, 1, first);
    damage(rig, pauses.at(FLEET, UNIT), text);
    expect(await rig.run(one)).toBe('waiting');
    expect(writes(rig)).toBe(0);
    expect((await rig.value(openRuns.at(FLEET, UNIT)))?.reason).toMatch(
      /^paused by somebody .* the document of a pause /,
    );
    await resume(rig.world, FLEET, UNIT, ALICE, NEVER);
    expect(await rig.runToEnd(one)).toBe('finished');
  });
});

describe('with policy.apply: manual', () => {
  test('a task that nobody released is not run', async () => {
    const rig = createRig();
    expect(await rig.run(await task(rig, 1, first, { apply: 'manual' }))).toBe('ignored');
    expect(writes(rig)).toBe(0);
  });

  test('apply releases the plans of the head, has it planned again, and leaves a record', async () => {
    const rig = createRig();
    const one = await task(rig, 1, first, { apply: 'manual' });
    const { approved, gated } = await applyHead(rig.world, FLEET, undefined, ALICE, NEVER);
    expect([approved, gated]).toEqual([[{ unit: UNIT, plan: one.plan }], []]);
    expect(rig.publisher.revisions).toMatchObject([{ type: 'facts', repository: REPOSITORY }]);
    expect(await rig.runToEnd(one)).toBe('finished');
    expect(await result(rig)).toBe('succeeded');
    const records = (await acts.list(rig.store, [FLEET], NEVER)).found.map(({ value }) => value);
    expect(records).toMatchObject([{ by: 'alice', action: 'approve', subject: one.plan }]);
  });

  test('an approval is used up by the run that it was for', async () => {
    const rig = createRig();
    const one = await task(rig, 1, first, { apply: 'manual' });
    await applyHead(rig.world, FLEET, [UNIT], ALICE, NEVER);
    await rig.runToEnd(one);
    const given = await rig.value(approvals.at(FLEET, one.plan));
    // The worker may not write it: what it used up it says in its own record.
    expect(given).toMatchObject({ unit: UNIT, by: 'alice' });
    expect((await rig.value(appliedStates.at(FLEET, UNIT)))?.usedApprovals).toEqual({ [one.plan]: given?.at });
    expect((await rig.journal(one))[0]).toMatchObject({ type: 'started', approval: { by: 'alice', at: given?.at } });
  });

  test('an approval that was used up releases the same plan no second time, a new one does', async () => {
    const rig = createRig();
    const one = await task(rig, 1, first, { apply: 'manual' });
    await applyHead(rig.world, FLEET, [UNIT], ALICE, NEVER);
    await rig.runToEnd(one);
    // Somebody takes everything away by hand: what is to be done is the very plan.
    for (const key of rig.compute.keys()) rig.compute.drop(key);
    for (const key of rig.clusters.mutations) rig.clusters.drop(key.replace('apply ', ''));
    const again = await task(rig, 2, first, { apply: 'manual' });
    expect(again.plan).toBe(one.plan);
    expect(await rig.run(again)).toBe('ignored');
    rig.clock.advance(1);
    // The VIP went with it, and another one needs more than a word to apply.
    await approve(rig.world, FLEET, again.plan, { ...ALICE, opens: EVERY_GATE }, NEVER);
    expect(await rig.runToEnd(again)).toBe('finished');
    expect(await result(rig)).toBe('succeeded');
  });

  test('an approval is not used up by a run that did not succeed', async () => {
    const rig = createRig();
    const one = await task(rig, 1, first, { apply: 'manual' });
    await applyHead(rig.world, FLEET, [UNIT], ALICE, NEVER);
    rig.compute.before = (call) => {
      if (call === 'insert') throw new RangelightError('quota', 'compute', 'no room');
    };
    await rig.runToEnd(one);
    expect(await result(rig)).toBe('blocked');
    expect((await rig.value(appliedStates.at(FLEET, UNIT)))?.usedApprovals).toEqual({});
  });

  // Case 52: else whoever wrote it would be the one who approved it.
  test('apply leaves a plan alone whose gate somebody opened', async () => {
    const rig = createRig();
    const one = await task(rig, 1, first, { apply: 'manual' });
    await approve(rig.world, FLEET, one.plan, WORD, NEVER);
    await revise(rig, { gates: [{ code: 'host-removed', message: 'gone' }], approvedBy: 'alice' });
    rig.clock.advance(1);
    const { approved, gated } = await applyHead(rig.world, FLEET, undefined, { by: 'bob', reason: 'all' }, NEVER);
    expect([approved, gated]).toEqual([[], []]);
    expect(await rig.value(approvals.at(FLEET, one.plan))).toMatchObject(WORD);
  });

  test('apply knows the units of the revision', async () => {
    const rig = createRig();
    await task(rig, 1, first, { apply: 'manual' });
    await expect(applyHead(rig.world, FLEET, ['green'], ALICE, NEVER)).rejects.toMatchObject({
      message: 'green is no unit of the revision; there is blue',
    });
  });
});

describe('an approval', () => {
  test('takes the first digits of a digest, when only one plan has them', async () => {
    const rig = createRig();
    const one = await task(rig, 1, first, { apply: 'manual' });
    expect(await approve(rig.world, FLEET, one.plan.slice(0, 8), WORD, NEVER)).toMatchObject({ plan: one.plan });
    await expect(approve(rig.world, FLEET, '00000000', WORD, NEVER)).rejects.toMatchObject({ code: 'not-found' });
    await expect(approve(rig.world, FLEET, '../heads', WORD, NEVER)).rejects.toMatchObject({ code: 'invalid' });
  });

  test('never covers another plan', async () => {
    const rig = createRig();
    const one = await task(rig, 1, first, { apply: 'manual' });
    await approve(rig.world, FLEET, one.plan, WORD, NEVER);
    expect(await rig.run(await task(rig, 2, second, { apply: 'manual' }))).toBe('ignored');
  });
});

describe('a rollback by hand', () => {
  async function twice(): Promise<{ readonly rig: Rig; readonly runs: readonly string[] }> {
    const rig = createRig();
    const runs: string[] = [];
    for (const [index, desired] of [first, second].entries()) {
      const made = await task(rig, index + 1, desired);
      await rig.runToEnd(made);
      runs.push(made.runId);
    }
    return { rig, runs };
  }

  test('case 35: goes to the last run that reached something else, or to the one that is named', async () => {
    const { rig, runs } = await twice();
    const pin = { unit: UNIT, commit: 'commit-2', bad: digestOf(second), good: digestOf(first), goodRun: runs[0] };
    expect(await rollBackTo(rig.world, FLEET, UNIT, ALICE, NEVER)).toMatchObject(pin);
    expect(await rig.value(pins.at(FLEET, UNIT))).toMatchObject({ ...pin, by: 'alice', reason: 'a hunch' });
    expect(await rollBackTo(rig.world, FLEET, UNIT, { ...ALICE, to: runs[0] }, NEVER)).toMatchObject(pin);
    expect(rig.publisher.revisions).toHaveLength(2);
  });

  test('case 35: said again after it could not be published, it ends at the same run', async () => {
    const { rig, runs } = await twice();
    const publishRevision = async () => {
      throw new RangelightError('unavailable', 'pubsub', 'the connection was reset');
    };
    const cutOff = { ...rig.world, publisher: { ...rig.world.publisher, publishRevision } };
    const pin = { by: 'alice', bad: digestOf(second), good: digestOf(first), goodRun: runs[0] };
    await expect(rollBackTo(cutOff, FLEET, UNIT, ALICE, NEVER)).rejects.toThrow('reset');
    expect(await rig.value(pins.at(FLEET, UNIT))).toMatchObject(pin);
    // A sweep has found the pin meanwhile, and the unit is back already.
    const applied = await rig.value(appliedStates.at(FLEET, UNIT));
    if (applied !== undefined) await rig.put(appliedStates.at(FLEET, UNIT), { ...applied, desired: digestOf(first) });
    expect(await rollBackTo(rig.world, FLEET, UNIT, ALICE, NEVER)).toMatchObject(pin);
    expect(await rig.value(pins.at(FLEET, UNIT))).toMatchObject(pin);
    expect(rig.publisher.revisions).toHaveLength(1);
  });

  const rolledBack = { commit: 'commit-2', by: 'github ann', to: 'r', reason: 'a hunch', at: 5 };

  test('case 35: is what `apply` tells of, in place of applying anything', async () => {
    const { rig } = await twice();
    await revise(rig, { rolledBack });
    const applied = await applyHead(rig.world, FLEET, undefined, ALICE, NEVER);
    expect(applied).toMatchObject({ approved: [], gated: [], rolledBack: [{ unit: UNIT, rolledBack }] });
    const words = (of: typeof applied) => appliedWords(of, 'rangelight', (unit) => `rangelight resume ${unit}`);
    const [planned] = applied.rolledBack;
    expect(words(applied)).toEqual([
      `blue: its rollback to run r by github ann: a hunch waits for an approval of its plan: rangelight approve ${planned?.plan}. To take it back: rangelight resume blue`,
    ]);
    const there = { ...applied, rolledBack: applied.rolledBack.map((one) => ({ ...one, plan: null })) };
    const said = 'blue: is rolled back to run r by github ann: a hunch; what the branch asks for there is not applied.';
    expect(words(there)).toEqual([`${said} To go on: rangelight resume blue`]);
  });

  test('case 35: ends by `resume`, and the head is planned again', async () => {
    const { rig } = await twice();
    await rollBackTo(rig.world, FLEET, UNIT, ALICE, NEVER);
    await pause(rig.world, FLEET, { unit: UNIT, duration: undefined, ...ALICE }, NEVER);
    rig.publisher.takeRevisions();
    // What was said last ends first.
    expect(await goOn(rig.world, FLEET, UNIT, ALICE, NEVER)).toBe('pause');
    expect(await rig.value(pins.at(FLEET, UNIT))).toBeDefined();
    expect(await goOn(rig.world, FLEET, UNIT, ALICE, NEVER)).toBe('rollback');
    expect(await rig.value(pins.at(FLEET, UNIT))).toBeUndefined();
    expect(rig.publisher.revisions.at(-1)).toMatchObject({ delivery: expect.stringMatching(/^resume-prod-blue-/) });
    await expect(goOn(rig.world, FLEET, UNIT, ALICE, NEVER)).rejects.toThrow('blue is not paused');
  });

  test('case 35: ends by `resume` also when it has to be said twice, and not where a run was rolled back', async () => {
    const { rig } = await twice();
    await revise(rig, { rolledBack });
    expect(await goOn(rig.world, FLEET, UNIT, ALICE, NEVER)).toBe('rollback');
    await revise(rig, { rolledBack: { commit: 'commit-2', to: 'r', reason: 'half are down', at: 5 } });
    await expect(goOn(rig.world, FLEET, UNIT, ALICE, NEVER)).rejects.toThrow(
      'blue is not paused: a run of commit-2 was rolled back (half are down); push a commit',
    );
  });

  test('passes over a run whose journal is damaged, and says so of one that is named', async () => {
    const { rig, runs } = await twice();
    const third = balancer({ name: 'one', clusters: [EU, US], hosts: ['a.example', 'b.example'] });
    expect(await rig.runToEnd(await task(rig, 3, desiredOf(third.resources)))).toBe('finished');
    const [one = '', two = ''] = runs;
    damage(rig, journalEntries.at(FLEET, UNIT, two, entryNumber(1)), '{}');
    await expect(rollBackTo(rig.world, FLEET, UNIT, { ...ALICE, to: two }, NEVER)).rejects.toMatchObject({
      message: `the journal of the run ${two} of blue is damaged`,
    });
    expect(await rollBackTo(rig.world, FLEET, UNIT, ALICE, NEVER)).toMatchObject({ goodRun: one });
  });

  test('knows no other run', async () => {
    const { rig } = await twice();
    await expect(rollBackTo(rig.world, FLEET, UNIT, { ...ALICE, to: 'r' }, NEVER)).rejects.toMatchObject({
      message: 'no run r of blue succeeded',
    });
    await expect(rollBackTo(rig.world, FLEET, 'green', ALICE, NEVER)).rejects.toMatchObject({
      message: 'nothing of green was ever applied',
    });
  });
});
