// Cases 21, 22 and 55: documents that are lost, damaged or of another version. What cannot be read widens nothing: the
// unit goes on or is guarded, the others go on, nothing is taken away, and somebody hears of it.
import { describe, expect, test } from 'vitest';
import { approve } from '../../../../lib/app/words/approvals.ts';
import { report } from '../../../../lib/app/reporting/report.ts';
import { runTask } from '../../../../lib/app/running/run-task.ts';
import { sweep } from '../../../../lib/app/sweeping/sweep.ts';
import { digestOf, RangelightError } from '../../../../lib/core/index.ts';
import type { RunTask } from '../../../../lib/ports/index.ts';
import {
  appliedStates,
  approvals,
  desiredStates,
  drifts,
  entryNumber,
  finishedRevisions,
  heads,
  journalEntries,
  leases,
  openRuns,
  plans,
  policyWords,
  revisions,
} from '../../../../lib/state/index.ts';
import { appliedOf, FLEET, UNIT } from '../../balancer.ts';
import { createMemoryCodeHost } from '../../../fakes/memory-code-host.ts';
import { adopt, contentOf, DAMAGE, damage, LOST } from './damage.ts';
import { reporterWorlds } from '../commands/reporter-worlds.ts';
import { createRig, NEVER, OPTIONS, REPOSITORY, type Rig } from '../rig.ts';
import { ALICE, fewer, first, meddle, more, one, refusal, settled, writes } from '../running/steps/settled.ts';

const applied = appliedStates.at(FLEET, UNIT);
const open = openRuns.at(FLEET, UNIT);

/** A run of the first revision that waits in the middle: its rule cannot be made yet. */
async function waiting(): Promise<{ readonly rig: Rig; readonly task: RunTask; readonly told: unknown[] }> {
  const rig = createRig();
  const task = await rig.head(1, first);
  if (task === undefined) throw new TypeError('the first revision has a plan');
  rig.compute.before = (call, key) => {
    if (call === 'insert' && key === one.keys.rule) throw new RangelightError('rate-limited', 'compute', 'slowly');
  };
  expect(await rig.run(task)).toBe('waiting');
  rig.compute.before = undefined;
  rig.publisher.takeRevisions();
  const told: unknown[] = [];
  const log = { ...rig.world.log, error: (about: object) => void told.push(about) };
  return { rig: { ...rig, world: { ...rig.world, log } }, task, told };
}

/** What the planner makes of the head now; carried out to the end. */
async function plannedAnew(rig: Rig): Promise<void> {
  const task = await rig.head(1, first);
  if (task !== undefined) expect(await rig.runToEnd(task, { holder: 'worker-2' })).toBe('finished');
  expect(await rig.value(applied)).toMatchObject({ result: 'succeeded' });
  expect(rig.compute.keys()).toContain(one.keys.rule);
  expect(await rig.head(1, first)).toBeUndefined();
  expect(await rig.value(open)).toBeUndefined();
}

describe('the journal of a run', () => {
  test.each(DAMAGE)('that is damaged (%j) at any entry ends it, and what is left is planned', async (text) => {
    const count = (await waiting().then(({ rig, task }) => rig.journal(task))).length;
    expect(count).toBeGreaterThan(10);
    for (const number of [0, 1, Math.floor(count / 2), count - 1]) {
      const { rig, task, told } = await waiting();
      damage(rig, journalEntries.at(FLEET, UNIT, task.runId, entryNumber(number)), text);
      const before = writes(rig);
      rig.clock.advance(OPTIONS.leaseMs);
      expect(await runTask(rig.world, task, OPTIONS, NEVER), `entry ${number}`).toBe('finished');
      expect(writes(rig)).toBe(before);
      expect(told).toMatchObject([{ fleet: FLEET, unit: UNIT, runId: task.runId }]);
      expect(rig.publisher.takeRevisions()).toMatchObject([{ type: 'facts', repository: REPOSITORY }]);
      await plannedAnew(rig);
    }
  });

  test.each(DAMAGE)('that is damaged (%j) before anything was done does not hold the very same plan', async (text) => {
    const rig = createRig();
    const task = await rig.head(1, first);
    if (task === undefined) throw new TypeError('the first revision has a plan');
    damage(rig, journalEntries.at(FLEET, UNIT, task.runId, entryNumber(0)), text);
    await rig.run(task);
    await plannedAnew(rig);
  });

  test('that is damaged does not keep a newer revision from taking over', async () => {
    const { rig, task } = await waiting();
    damage(rig, journalEntries.at(FLEET, UNIT, task.runId, entryNumber(1)), '{}');
    const next = await rig.head(2, more);
    if (next === undefined) throw new TypeError('the second revision has a plan');
    expect(await rig.runToEnd(next)).toBe('finished');
    expect(await rig.value(applied)).toMatchObject({ result: 'succeeded', seq: 2 });
  });
});

/** What the check run says of a commit. */
async function checkOf(rig: Rig, commit: string): Promise<string> {
  const host = createMemoryCodeHost();
  const message = { type: 'run', fleet: FLEET, commit, unit: UNIT, runId: 'r' } as const;
  await report(reporterWorlds({ ...rig.world, host }), message, NEVER);
  const { status, conclusion } = host.check(commit, `rangelight/apply (${FLEET})`) ?? {};
  return conclusion ?? status ?? 'nothing';
}

describe('the report of a run', () => {
  test.each(DAMAGE)('whose journal or plan is damaged (%j) is what its record says', async (text) => {
    for (const isPlan of [false, true]) {
      const rig = createRig();
      const task = await rig.head(1, first);
      if (task === undefined) throw new TypeError('the first revision has a plan');
      const place = isPlan ? plans.at(FLEET, task.plan) : journalEntries.at(FLEET, UNIT, task.runId, entryNumber(1));
      await rig.runToEnd(task);
      damage(rig, place, text);
      expect(await checkOf(rig, task.commit)).toBe('success');
    }
  });

  test.each(DAMAGE)('whose journal or plan is damaged (%j) is never a success before it is one', async (text) => {
    for (const isPlan of [false, true]) {
      const { rig, task } = await waiting();
      const place = isPlan ? plans.at(FLEET, task.plan) : journalEntries.at(FLEET, UNIT, task.runId, entryNumber(1));
      damage(rig, place, text);
      expect(await checkOf(rig, task.commit)).toBe('queued');
    }
  });
});

describe('a report about a document that is damaged', () => {
  // A message that fails holds up those that come after it, until it is given up.
  test.each(DAMAGE)('is put aside (%j) and does not come again', async (text) => {
    const rig = await settled();
    const host = createMemoryCodeHost();
    const { commit } = (await rig.value(heads.at(FLEET))) ?? { commit: '' };
    damage(rig, revisions.at(FLEET, commit, 'head'), text);
    damage(rig, drifts.at(FLEET, UNIT), text);
    const told: unknown[] = [];
    const log = { ...rig.world.log, error: (about: object) => void told.push(about) };
    const worlds = reporterWorlds({ ...rig.world, log, host });
    await report(worlds, { type: 'run', fleet: FLEET, commit, unit: UNIT, runId: 'r' }, NEVER);
    await report(worlds, { type: 'drift', fleet: FLEET, unit: UNIT }, NEVER);
    expect(told).toMatchObject([
      { type: 'run', damage: {} },
      { type: 'drift', damage: {} },
    ]);
    expect(host.writes).toEqual([]);
  });
});

describe('the plan of a run', () => {
  test.each(DAMAGE)('that is damaged (%j) ends it, and it goes on with the one that is made anew', async (text) => {
    const { rig, task, told } = await waiting();
    damage(rig, plans.at(FLEET, task.plan), text);
    const before = writes(rig);
    expect(await runTask(rig.world, task, OPTIONS, NEVER)).toBe('finished');
    expect(writes(rig)).toBe(before);
    expect(told).toMatchObject([{ fleet: FLEET, unit: UNIT, plan: task.plan }]);
    expect(rig.publisher.takeRevisions()).toMatchObject([{ type: 'facts', repository: REPOSITORY }]);
    await plannedAnew(rig);
  });

  test('that was changed is not carried out: its digest is its name', async () => {
    const rig = await settled();
    const task = await rig.head(2, more);
    const plan = task && (await rig.value(plans.at(FLEET, task.plan)));
    if (task === undefined || plan === undefined) throw new TypeError('the second revision has a plan');
    const changes = plan.changes.map((change) => ({ ...change, after: { ...change.after, hostRules: [] } }));
    damage(rig, plans.at(FLEET, task.plan), JSON.stringify({ ...plan, changes, schema: 'rangelight/plan/v2' }));
    const before = writes(rig);
    expect(await rig.run(task)).toBe('finished');
    expect(writes(rig)).toBe(before);
  });
});

describe('the mark of an open run', () => {
  test.each(DAMAGE)('that is damaged (%j) does not stop the run', async (text) => {
    const { rig, task } = await waiting();
    damage(rig, open, text);
    rig.clock.advance(120_000);
    expect(await rig.runToEnd(task)).toBe('finished');
    expect(await rig.value(applied)).toMatchObject({ result: 'succeeded', runId: task.runId });
    expect(await rig.value(open)).toBeUndefined();
  });

  test.each(LOST)('that is lost or damaged (%j) is found by the tick, which has the unit planned', async (text) => {
    const { rig, told } = await waiting();
    damage(rig, open, text);
    rig.clock.advance(120_000);
    expect(await sweep(rig.world, NEVER)).toMatchObject([{ woken: [] }]);
    expect(rig.publisher.takeRevisions()).toMatchObject([{ type: 'facts', repository: REPOSITORY }]);
    if (text !== undefined) expect(told).toContainEqual(expect.objectContaining({ damaged: [expect.anything()] }));
    await plannedAnew(rig);
  });
});

describe('a lease', () => {
  test.each(DAMAGE)('that is damaged (%j) is waited for, then taken', async (text) => {
    const rig = createRig();
    const task = await rig.head(1, first);
    if (task === undefined) throw new TypeError('the first revision has a plan');
    damage(rig, leases.at(FLEET, UNIT), text);
    expect(await rig.run(task)).toBe('busy');
    rig.clock.advance(OPTIONS.leaseMs + OPTIONS.callTimeoutMs);
    expect(await rig.runToEnd(task)).toBe('finished');
  });
});

describe('what a unit is to be', () => {
  const wanted = desiredStates.at(FLEET, digestOf(first));

  test.each(LOST)('that is lost or damaged (%j) stops the repair, and is planned again', async (text) => {
    const rig = await settled({ drift: 'heal' });
    meddle(rig);
    damage(rig, wanted, text);
    expect(await sweep(rig.world, NEVER)).toMatchObject([{ published: [] }]);
    expect(rig.publisher.takeTasks()).toEqual([]);
    expect(rig.publisher.takeRevisions()).toMatchObject([{ type: 'facts', repository: REPOSITORY }]);
  });

  test.each(DAMAGE)(
    'that is damaged (%j) at the end of the first run leaves the record to be made anew',
    async (text) => {
      const { rig, task, told } = await waiting();
      damage(rig, wanted, text);
      rig.clock.advance(120_000);
      expect(await runTask(rig.world, task, OPTIONS, NEVER)).toBe('finished');
      expect(told).toMatchObject([{ fleet: FLEET, unit: UNIT, runId: task.runId }]);
      expect(await adopt(rig)).toBe('ignored');
      expect(await rig.head(1, first)).toBeUndefined();
      expect(await adopt(rig)).toBe('finished');
      await plannedAnew(rig);
    },
  );

  test('that is damaged at the end of a later run costs the record nothing', async () => {
    const rig = await settled();
    const whole = await rig.value(applied);
    const task = await rig.head(2, more);
    if (task === undefined) throw new TypeError('the second revision has a plan');
    damage(rig, desiredStates.at(FLEET, task.desired), '{}');
    expect(await rig.runToEnd(task)).toBe('finished');
    const record = await rig.value(applied);
    expect(record).toMatchObject({ result: 'succeeded', desired: task.desired, addresses: whole?.addresses });
    expect(Object.keys(record?.resources ?? {}).sort()).toEqual(Object.keys(whole?.resources ?? {}).sort());
  });
});

describe('an approval', () => {
  test.each(DAMAGE)('that is damaged (%j) is none', async (text) => {
    const rig = await settled();
    const task = await rig.head(2, fewer);
    if (task === undefined) throw new TypeError('the second revision has a plan');
    damage(rig, approvals.at(FLEET, task.plan), text);
    expect(await refusal(rig, task)).toBe('is not released (host-removed)');
    await approve(rig.world, FLEET, task.plan, ALICE, NEVER);
    expect(await rig.runToEnd(task)).toBe('finished');
  });
});

describe('the policy in force', () => {
  const place = finishedRevisions.at(FLEET);

  // Case 55.
  test.each(LOST)('that is lost or damaged (%j) is the strictest until a person confirms one', async (text) => {
    const rig = await settled();
    damage(rig, place, text);
    const task = await rig.head(2, more);
    if (task === undefined) throw new TypeError('the second revision has a plan');
    // Nobody's approval of a plan says which policy counts.
    await approve(rig.world, FLEET, task.plan, ALICE, NEVER);
    expect(await refusal(rig, task)).toBe('is not released (policy.apply: never)');
    await runTask(rig.world, { type: 'finish', fleet: FLEET }, OPTIONS, NEVER);
    expect(rig.store.contents()[place.key]).toEqual(contentOf(text));
    // A word for another policy is none for this one.
    const { policy } = rig.fleet();
    const word = { commit: 'commit-2', policy, at: 1, by: 'alice', reason: 'read it' };
    await rig.put(policyWords.at(FLEET), { ...word, policy: { ...policy, maxDeletes: 3 } });
    expect(await refusal(rig, task)).toBe('is not released (policy.apply: never)');
    await rig.put(policyWords.at(FLEET), word);
    expect(await rig.runToEnd(task)).toBe('finished');
    expect(await rig.value(place)).toMatchObject({ seq: 2, commit: 'commit-2' });
  });

  test('of a fleet that begins is that of its first head, from before the first write on', async () => {
    const rig = createRig();
    const task = await rig.head(1, first, { maxDeletes: 3 });
    if (task === undefined) throw new TypeError('the first revision has a plan');
    let before: unknown;
    rig.compute.before = (call) => {
      if (call === 'insert') before ??= rig.store.contents()[place.key];
    };
    await rig.runToEnd(task);
    expect(before).toMatchObject({ seq: 0, fleet: { policy: { maxDeletes: 3 } } });
    expect(await rig.value(place)).toMatchObject({ seq: 1, commit: 'commit-1' });
  });

  test('is not that of a head whose first one was lost', async () => {
    const rig = createRig();
    const task = await rig.head(1, first);
    const head = await rig.value(heads.at(FLEET));
    if (task === undefined || head === undefined) throw new TypeError('the first revision has a plan');
    const { first: _, ...anew } = head;
    await rig.put(heads.at(FLEET), anew);
    expect(await refusal(rig, task)).toBe('is not released (policy.apply: never)');
  });
});

describe('the head', () => {
  test.each(LOST)('that is lost or damaged (%j) stops what begins, and the tick says so', async (text) => {
    const { rig, task, told } = await waiting();
    damage(rig, heads.at(FLEET), text);
    const before = writes(rig);
    for (const message of [
      task,
      { type: 'finish', fleet: FLEET },
      { type: 'adopt', fleet: FLEET, unit: UNIT },
    ] as const)
      expect(await runTask(rig.world, message, OPTIONS, NEVER)).toBe('ignored');
    expect(writes(rig)).toBe(before);
    await rig.put(applied, appliedOf([]));
    expect(await sweep(rig.world, NEVER)).toEqual([]);
    expect(told).toMatchObject([{ fleet: FLEET }]);
  });
});

describe('what the head asks for', () => {
  test.each(LOST)('when it is lost or damaged (%j) is planned again, and nothing is mended before', async (text) => {
    const rig = await settled({ drift: 'heal' });
    const place = revisions.at(FLEET, 'commit-1', 'head');
    damage(rig, place, text);
    meddle(rig);
    expect(await sweep(rig.world, NEVER)).toMatchObject([{ drifted: [UNIT], published: [] }]);
    expect(rig.publisher.takeRevisions()).toMatchObject([{ type: 'facts', repository: REPOSITORY }]);
  });
});

test('a unit whose documents are damaged does not stop another one', async () => {
  const rig = await settled({ drift: 'heal' });
  for (const kind of [appliedStates, openRuns, leases]) damage(rig, kind.at(FLEET, 'green'), '{}');
  meddle(rig);
  await sweep(rig.world, NEVER);
  rig.clock.advance(180_000);
  expect(await sweep(rig.world, NEVER)).toMatchObject([{ drifted: [UNIT], published: [UNIT] }]);
});
