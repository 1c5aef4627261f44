// What is replaced stands on after the run that replaced it, and goes in a run of its own: not before its time, and
// only where its feature says that nobody uses it. The engine knows neither the kind nor what was asked. Case 58.
import { beforeEach, describe, expect, test } from 'vitest';
import { retirable } from '../../../lib/app/running/retirable.ts';
import { readRun } from '../../../lib/app/oncall/index.ts';
import { sweep } from '../../../lib/app/sweeping/index.ts';
import { approve } from '../../../lib/app/words/index.ts';
import { digestOf, textAt } from '../../../lib/core/index.ts';
import { runIdOf } from '../../../lib/execute/index.ts';
import { looksOf, runsOf, type Usage } from '../../../lib/live/index.ts';
import { manifestKinds } from '../../../lib/manifest/index.ts';
import {
  type ComputeKindDefinition,
  type DesiredState,
  kindsOf,
  names,
  refInProject,
  refKey,
} from '../../../lib/model/index.ts';
import { makePlan, type Plan, type Revision, rulesOf } from '../../../lib/plan/index.ts';
import { runText } from '../../../lib/report/index.ts';
import type { RunTask } from '../../../lib/ports/index.ts';
import {
  appliedStates,
  finishedRevisions,
  heads,
  journalEntries,
  openRuns,
  plans,
  retirements,
  revisions,
} from '../../../lib/state/index.ts';
import { createBareRig, NEVER, OPTIONS, type Rig } from '../app/bare-rig.ts';
import { desiredOf, FLEET, PROJECT, resource, UNIT } from '../fleet-of-two.ts';
import { router } from './made-up.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** Leads to what its `network` names. */
const road: ComputeKindDefinition = {
  ...router,
  id: 'road',
  api: { collection: 'roads', scope: 'global' },
  name: { code: 'rd' },
  isRoot: true,
  fields: { network: { policy: 'in-place' } },
};
const kinds = kindsOf([road, router]);
const named = (kind: ComputeKindDefinition, name: string) =>
  refInProject(kind, PROJECT, names.nameOf(kind, [UNIT, name], { unit: UNIT }));
const ROAD = named(road, 'front');
const [OLD, NEW] = [named(router, 'old'), named(router, 'new')];

function leadingTo(to: typeof OLD): DesiredState {
  return desiredOf([
    { ...resource(ROAD, { network: refKey(to) }), dependsOn: [refKey(to)] },
    resource(to, { network: 'n', asn: 64_512 }),
  ]);
}

let usage: Usage;
let asked: number;
let rig: Rig;
beforeEach(() => {
  usage = { answer: 'used', said: 'requests reach it' };
  asked = 0;
  rig = createBareRig({
    features: { kinds: manifestKinds([], {}), compilers: [] },
    rules: rulesOf(kinds, [
      {
        kinds: {
          router: { servedBy: ({ kind }) => (kind === 'delete' ? [refKey(ROAD)] : []) },
          road: { leads: ({ kind, after }) => (kind === 'update' ? [textAt(after, 'network') ?? ''] : []) },
        },
      },
    ]),
    looks: looksOf([]),
    runs: runsOf(kinds, [
      {
        kinds: {
          router: {
            usage: async () => {
              asked += 1;
              return usage;
            },
          },
        },
      },
    ]),
  });
});

async function carryOut(seq: number, desired: DesiredState): Promise<void> {
  const task = await rig.head(seq, desired);
  if (task === undefined) throw new TypeError('there is something to do');
  expect(await rig.runToEnd(task)).toBe('finished');
}

/** From the old one to the new one. */
async function move(): Promise<void> {
  await carryOut(1, leadingTo(OLD));
  await carryOut(2, leadingTo(NEW));
}

/** A sweep, and what it asks the worker for. @returns what that came to. */
async function tick(): Promise<readonly string[]> {
  await sweep(rig.world, NEVER);
  const results: string[] = [];
  for (const task of rig.publisher.takeTasks()) {
    if (task.type !== 'retire') throw new TypeError(`nothing else is asked for: ${task.type}`);
    const result = await rig.obey(task);
    results.push(result);
  }
  return results;
}

const stands = (): boolean => rig.compute.keys().includes(refKey(OLD));
const noted = () => rig.value(retirements.at(FLEET, UNIT));

test('the run that replaces it ends, and leaves it standing, on record', async () => {
  await move();
  expect(rig.compute.body(refKey(ROAD))).toMatchObject({ network: refKey(NEW) });
  expect(stands()).toBe(true);
  const applied = await rig.value(appliedStates.at(FLEET, UNIT));
  expect(applied).toMatchObject({ result: 'succeeded', commit: 'commit-2' });
  expect(Object.keys(applied?.resources ?? {})).toContain(refKey(OLD));
  expect((await noted())?.items[refKey(OLD)]).toMatchObject({
    since: rig.clock.now(),
    by: { commit: 'commit-2', runId: applied?.runId },
  });
  // Planned again there is nothing to do but what is noted.
  expect(await rig.head(3, leadingTo(NEW))).toBeUndefined();
});

test('nobody asks before its time, and what is used stays whatever time passes', async () => {
  await move();
  expect(await tick()).toEqual(['ignored']);
  rig.clock.advance(HOUR_MS - 1);
  await tick();
  expect([asked, stands()]).toEqual([0, true]);
  rig.clock.advance(OPTIONS.timings.quietMs);
  expect(await tick()).toEqual(['ignored']);
  expect(asked).toBe(1);
  rig.clock.advance(24 * HOUR_MS);
  await tick();
  expect(stands()).toBe(true);
  expect((await noted())?.asked).toMatchObject([{ of: refKey(OLD), by: refKey(ROAD), answer: 'used' }]);
});

test('what nobody uses any more goes, and the run tells on what word', async () => {
  await move();
  await tick();
  usage = { answer: 'unused', said: 'no request for 10 minutes', lastRequestAt: rig.clock.now() };
  rig.clock.advance(HOUR_MS);
  expect(await tick()).toEqual(['finished']);
  expect(stands()).toBe(false);
  expect(await noted()).toBeUndefined();
  const applied = await rig.value(appliedStates.at(FLEET, UNIT));
  expect(Object.keys(applied?.resources ?? {})).not.toContain(refKey(OLD));
  const [started] = await rig.journal({ fleet: FLEET, unit: UNIT, runId: applied?.runId ?? '' } as RunTask);
  expect(started).toMatchObject({ evidence: [{ of: refKey(OLD), ...usage }] });
  const told = runText(await readRun(rig.store, FLEET, applied?.runId ?? '', NEVER));
  expect(told).toContain('let through by what was measured');
  expect(told).toMatch(/whether it was still used\n .*no request for 10 minutes; the last before /);
  expect(await rig.head(3, leadingTo(NEW))).toBeUndefined();
  expect(await tick()).toEqual([]);
});

test('what requests were led to only lately stays twice as long: edges that lag may only come upon that', async () => {
  await move();
  const ledAt = rig.clock.now();
  rig.clock.advance(20 * MINUTE_MS);
  // Back again: the new one is what goes.
  await carryOut(3, leadingTo(OLD));
  usage = { answer: 'unused', said: 'no request for 10 minutes' };
  rig.clock.advance(HOUR_MS);
  await tick();
  rig.clock.advance(ledAt + 2 * HOUR_MS - 1 - rig.clock.now());
  await tick();
  expect([asked, rig.compute.keys().includes(refKey(NEW))]).toEqual([0, true]);
  expect((await noted())?.lookAt).toBe(ledAt + 2 * HOUR_MS);
  rig.clock.advance(1);
  expect(await tick()).toEqual(['finished']);
  expect(rig.compute.keys().includes(refKey(NEW))).toBe(false);
});

test.each([
  ['holds nothing when it succeeded', 'succeeded', ['finished']],
  ['holds what it wants when it was blocked', 'blocked', ['ignored']],
] as const)('of two plans of the head the one that was under way before: %s', async (_, result, becomes) => {
  await move();
  await tick();
  const head = await rig.value(heads.at(FLEET));
  const [first, last] = [
    await rig.value(revisions.at(FLEET, 'commit-1', 'head')),
    await rig.value(revisions.at(FLEET, head?.commit ?? '', 'head')),
  ];
  const applied = await rig.value(appliedStates.at(FLEET, UNIT));
  const [own, older] = [last?.units[0], first?.units[0]];
  if (last === undefined || own === undefined || older === undefined || applied === undefined)
    throw new TypeError('both have run');
  const { desired } = older;
  const beside = { ...own, plan: older.plan ?? '', desired, meanwhile: own.desired };
  await rig.put(revisions.at(FLEET, last.occasion.commit, 'head'), { ...last, units: [own, beside] });
  const { seq, commit, runId } = applied;
  await rig.put(appliedStates.at(FLEET, UNIT), {
    ...applied,
    beside: { [beside.plan]: { seq, commit, desired, runId: `${runId}0`, result } },
  });
  usage = { answer: 'unused', said: 'no request for 10 minutes' };
  rig.clock.advance(HOUR_MS);
  expect(await tick()).toEqual(becomes);
  expect(stands()).toBe(becomes[0] === 'ignored');
});

test('a task that says so by itself takes nothing away', async () => {
  await move();
  await tick();
  const [head, applied] = [await rig.value(heads.at(FLEET)), await rig.value(appliedStates.at(FLEET, UNIT))];
  if (head === undefined || applied === undefined) throw new TypeError('it has run');
  usage = { answer: 'unused', said: 'unused' };
  const observed = await rig.observe();
  const inForce = { policy: head.fleet.policy, isKnown: true };
  const now = { head, unit: UNIT, applied, observed, inForce };
  const found = await retirable(rig.world, now, { retireAfterMs: 0, quietMs: 0 }, NEVER);
  const plan = makePlan(rig.world.rules, FLEET, UNIT, found?.free ?? []);
  if (plan === undefined) throw new TypeError('it could go if it were old enough');
  await rig.put(plans.at(FLEET, plan.digest), plan);
  const { seq, commit } = head;
  const runId = runIdOf(seq, plan.digest, applied.runId);
  const desired = digestOf(leadingTo(NEW));
  const task = { type: 'run', fleet: FLEET, unit: UNIT, seq, commit, plan: plan.digest, desired, runId } as const;
  expect(await rig.run(task)).toBe('ignored');
  expect(stands()).toBe(true);
  // In its time, too, as long as it is used.
  usage = { answer: 'used', said: 'used' };
  rig.clock.advance(2 * HOUR_MS);
  expect(await rig.run(task)).toBe('ignored');
  expect(stands()).toBe(true);
});

describe('a person who approves exactly that', () => {
  async function approveWhatIsOffered(): Promise<void> {
    const offered = (await noted())?.offered;
    if (offered === undefined) throw new TypeError('nothing is offered');
    await approve(rig.world, FLEET, offered, { by: 'alice', reason: 'quota', opens: [] }, NEVER);
    rig.publisher.takeRevisions();
  }

  test('has it go where nobody can tell, and not before its time', async () => {
    await move();
    usage = { answer: 'unknown', said: 'nobody may read it' };
    await tick();
    await approveWhatIsOffered();
    rig.clock.advance(HOUR_MS - 1);
    await tick();
    expect(stands()).toBe(true);
    rig.clock.advance(1);
    expect(await tick()).toEqual(['finished']);
    expect(stands()).toBe(false);
    const applied = await rig.value(appliedStates.at(FLEET, UNIT));
    const [started] = await rig.journal({ fleet: FLEET, unit: UNIT, runId: applied?.runId ?? '' } as RunTask);
    expect(started).toMatchObject({ evidence: [{ answer: 'unknown' }], approval: { by: 'alice' } });
  });

  test('has it go before its time where nobody uses it', async () => {
    await move();
    usage = { answer: 'unused', said: 'no request for 10 minutes' };
    await tick();
    expect(asked).toBe(0);
    await approveWhatIsOffered();
    expect(await tick()).toEqual(['finished']);
    expect(stands()).toBe(false);
  });

  test('takes nothing away that is seen to be used', async () => {
    await move();
    await tick();
    await approveWhatIsOffered();
    rig.clock.advance(2 * HOUR_MS);
    expect(await tick()).toEqual(['ignored']);
    expect(stands()).toBe(true);
  });
});

test('where the policy in force is to observe only, nothing goes, whatever the head says', async () => {
  await move();
  await tick();
  usage = { answer: 'unused', said: 'unused' };
  const finished = await rig.value(finishedRevisions.at(FLEET));
  if (finished === undefined) throw new TypeError('a revision is finished');
  const policy = { ...finished.fleet.policy, apply: 'never' as const };
  await rig.put(finishedRevisions.at(FLEET), { ...finished, fleet: { ...finished.fleet, policy } });
  rig.clock.advance(HOUR_MS);
  expect(await rig.obey({ type: 'retire', fleet: FLEET, unit: UNIT })).toBe('ignored');
  expect(stands()).toBe(true);
});

describe('a plan that takes away at once what may still be used', () => {
  let hasty: RunTask;
  beforeEach(async () => {
    await carryOut(1, leadingTo(OLD));
    const task = await rig.head(2, leadingTo(NEW));
    if (task === undefined) throw new TypeError('there is something to do');
    const { changes } = (await rig.value(plans.at(FLEET, task.plan))) as Plan;
    const plan = makePlan(rig.world.rules, FLEET, UNIT, changes) as Plan;
    await rig.put(plans.at(FLEET, plan.digest), plan);
    const place = revisions.at(FLEET, 'commit-2', 'head');
    const revision = (await rig.value(place)) as Revision;
    await rig.put(place, { ...revision, units: revision.units.map((one) => ({ ...one, plan: plan.digest })) });
    hasty = { ...task, plan: plan.digest, runId: runIdOf(2, plan.digest, 'x') };
  });

  test('is not run, though the head has it', async () => {
    expect(await rig.run(hasty)).toBe('ignored');
    expect(stands()).toBe(true);
    expect(rig.compute.body(refKey(ROAD))).toMatchObject({ network: refKey(OLD) });
  });

  test('is carried to its end where an older version began it', async () => {
    const { seq, commit, plan, desired, runId } = hasty;
    const at = rig.clock.now();
    const started = { type: 'started', at, plan, desired, seq, commit, holder: 'older' } as const;
    await rig.put(journalEntries.at(FLEET, UNIT, runId, '000000'), started);
    await rig.put(openRuns.at(FLEET, UNIT), { runId, seq, commit, plan, desired, wakeAt: at, reason: 'running' });
    expect(await rig.runToEnd(hasty)).toBe('finished');
    expect(stands()).toBe(false);
    expect(await noted()).toBeUndefined();
  });
});

test('what is wanted again is retired no more, and its time begins anew', async () => {
  await move();
  await tick();
  usage = { answer: 'unused', said: 'unused' };
  rig.clock.advance(HOUR_MS);
  await carryOut(3, leadingTo(OLD));
  expect(Object.keys((await noted())?.items ?? {})).toEqual([refKey(NEW)]);
  await carryOut(4, leadingTo(NEW));
  await tick();
  expect(stands()).toBe(true);
  expect((await noted())?.items[refKey(OLD)]?.since).toBe(rig.clock.now());
});

test('a record that is lost begins anew, and never lets anything go', async () => {
  await move();
  await tick();
  usage = { answer: 'unused', said: 'unused' };
  rig.clock.advance(HOUR_MS);
  rig.store.state.put(retirements.at(FLEET, UNIT).key, '[]');
  await tick();
  expect(stands()).toBe(true);
  expect((await noted())?.items[refKey(OLD)]?.since).toBe(rig.clock.now());
});
