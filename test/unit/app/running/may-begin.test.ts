// Case 23: what the worker carries out it finds out for itself. Whoever publishes a task says where to look, and
// nothing else.
import { describe, expect, test } from 'vitest';
import { applyHead } from '../../../../lib/app/words/apply-head.ts';
import { approve } from '../../../../lib/app/words/approvals.ts';
import { digestOf, type JsonObject } from '../../../../lib/core/index.ts';
import type { Change } from '../../../../lib/diff/index.ts';
import type { Policy } from '../../../../lib/fleet/index.ts';
import { type DesiredState, OWNER_ANNOTATION, refKey, refOfPath } from '../../../../lib/model/index.ts';
import { digestOfPlan, type Plan, rollbackChanges } from '../../../../lib/plan/index.ts';
import type { RunTask } from '../../../../lib/ports/index.ts';
import {
  appliedStates,
  desiredStates,
  finishedRevisions,
  heads,
  type Pin,
  pins,
  plans,
  revisions,
  rollbacks,
} from '../../../../lib/state/index.ts';
import { balancer, desiredOf, EU, FLEET, MARK, resource, UNIT, US } from '../../balancer.ts';
import { DAMAGE, damage, LOST } from '../sweeping/damage.ts';
import { createRig, headOf, NEVER, REPOSITORY, type Rig } from '../rig.ts';
import {
  ALICE,
  fewer,
  first,
  more,
  one,
  planTowards,
  refusal,
  revise,
  settled,
  store,
  taskFor,
  writes,
} from './steps/settled.ts';
import { clusterRef } from '../../../../lib/features/ingress/kinds/index.ts';
import { KINDS } from '../../../../functions/wiring/kinds.ts';
import { RULES } from '../../../../functions/wiring/rules.ts';

describe('a plan that the head does not list', () => {
  test('is not carried out, though it is stored, and the pull request’s own revision lists it', async () => {
    const rig = await settled();
    const plan = await planTowards(rig, more);
    const head = await rig.value(revisions.at(FLEET, 'commit-1', 'head'));
    if (head === undefined) throw new TypeError('the head was planned');
    const occasion = { type: 'pull-request', repository: REPOSITORY, commit: 'c', number: 7, base: 'b' } as const;
    const units = head.units.map((unit) => ({ ...unit, plan: plan.digest, desired: digestOf(more) }));
    await rig.put(revisions.at(FLEET, 'c', 'pull-7'), { ...head, occasion, units });
    await approve(rig.world, FLEET, plan.digest, ALICE, NEVER);
    expect(await refusal(rig, await taskFor(rig, plan, digestOf(more)))).toMatch(/something else than the head asks/);
    // Whatever the message says that it is for.
    expect(await refusal(rig, await taskFor(rig, plan, digestOf(first)))).toMatch(/something else than the head asks/);
  });

  test('is not carried out beside the one that the head waits for', async () => {
    const rig = await settled();
    const proposed = await planTowards(rig, more);
    await rig.head(2, fewer);
    expect(await refusal(rig, await taskFor(rig, proposed, digestOf(fewer)))).toMatch(/waits for its own/);
  });

  test('is not carried out for the head’s plan with another end', async () => {
    const rig = await settled();
    const task = await rig.head(2, more);
    await rig.put(desiredStates.at(FLEET, digestOf(fewer)), fewer);
    if (task === undefined) throw new TypeError('the second revision has a plan');
    expect(await refusal(rig, { ...task, desired: digestOf(fewer) })).toMatch(/something else than the head asks/);
    expect(await rig.runToEnd(task)).toBe('finished');
  });

  test('is not carried out when it is another unit’s, or of a unit that the head does not have', async () => {
    const rig = await settled();
    const { changes } = await planTowards(rig, more);
    const green = await store(rig, changes, 'green');
    expect(await refusal(rig, await taskFor(rig, green, digestOf(first)))).toBe('is the plan of another unit');
    expect(await refusal(rig, await taskFor(rig, green, digestOf(first), 'green'))).toMatch(/unit that the head does/);
  });

  test('is not carried out when what the head asks for is lost or damaged', async () => {
    const rig = await settled();
    const task = await rig.head(2, more);
    if (task === undefined) throw new TypeError('the second revision has a plan');
    const place = revisions.at(FLEET, 'commit-2', 'head');
    const revision = rig.store.contents()[place.key];
    for (const text of LOST) {
      damage(rig, place, text);
      expect(await refusal(rig, task)).toMatch(/unit that the head does not have/);
    }
    damage(rig, place, JSON.stringify(revision));
    expect(await rig.runToEnd(task)).toBe('finished');
  });
});

describe('a plan of the head', () => {
  test('waits for a person where only the worker finds its gate, and names it', async () => {
    const rig = await settled();
    const task = await rig.head(2, fewer);
    if (task === undefined) throw new TypeError('the second revision has a plan');
    // The revision says that nothing is in its way.
    expect((await rig.value(revisions.at(FLEET, 'commit-2', 'head')))?.units[0]?.gates).toEqual([]);
    expect(await refusal(rig, task)).toBe('is not released (host-removed)');
    const { at } = await approve(rig.world, FLEET, task.plan, ALICE, NEVER);
    expect(await rig.runToEnd(task)).toBe('finished');
    expect((await rig.journal(task))[0]).toMatchObject({ type: 'started', approval: { by: 'alice', at } });
  });

  test('finds the gate in the cloud as it is now: what it takes away need not have been there when it was planned', async () => {
    const rig = await settled();
    const ref = refOfPath(KINDS, one.keys.backendService);
    if (ref === undefined) throw new TypeError('it is a resource of Compute');
    // Planned while the login was off; switched on by hand since.
    const iap = (enabled: boolean): JsonObject => ({ ...rig.compute.body(one.keys.backendService), iap: { enabled } });
    rig.compute.put(ref, iap(false));
    const moved = balancer({ name: 'one', clusters: [EU, US], hosts: ['a.example'], version: 2 });
    const task = await rig.head(2, desiredOf(moved.resources));
    if (task === undefined) throw new TypeError('the second revision has a plan');
    rig.compute.put(ref, iap(true));
    expect(await refusal(rig, task)).toMatch(/iap/);
  });

  // Case 52: who may not approve a gate must not do so before it is there.
  test('waits for a person where the word was given before there was a gate', async () => {
    const rig = await settled();
    const task = await rig.head(2, fewer);
    if (task === undefined) throw new TypeError('the second revision has a plan');
    await applyHead(rig.world, FLEET, undefined, ALICE, NEVER);
    expect(await refusal(rig, task)).toBe('is not released (host-removed)');
    await approve(rig.world, FLEET, task.plan, { ...ALICE, opens: ['vip-release'] }, NEVER);
    expect(await refusal(rig, task)).toBe('is not released (host-removed)');
    await approve(rig.world, FLEET, task.plan, { ...ALICE, opens: ['host-removed'] }, NEVER);
    expect(await rig.runToEnd(task)).toBe('finished');
  });

  // What was there before is what the worker sees: who writes plans could say that there had been nothing to lose.
  test.each<[string, (change: Change) => Change, RegExp]>([
    ['a host, as a change that loses none', (change) => ({ ...change, before: change.after ?? {} }), /host-removed/],
    ['a host, as if the URL map were new', (change) => ({ ...change, kind: 'create', before: {} }), /host-removed/],
  ])('is gated for what it takes: %s', async (_, forge, gate) => {
    const rig = await settled();
    const { changes } = await planTowards(rig, fewer);
    const forged = await store(
      rig,
      changes.map((change) => (change.ref.kind === 'urlMap' ? { ...forge(change), fields: [] } : change)),
    );
    const desired = digestOf(fewer);
    await revise(rig, { plan: forged.digest, desired, gates: [] });
    expect(await refusal(rig, await taskFor(rig, forged, desired))).toMatch(gate);
  });

  test('is not carried out in another order than its changes ask for: it would take away what still serves', async () => {
    const rig = await settled();
    const task = await rig.head(2, more);
    const plan = task && (await rig.value(plans.at(FLEET, task.plan)));
    if (plan === undefined) throw new TypeError('the second revision has a plan');
    const { digest: _, ...content } = { ...plan, steps: plan.steps.map((step) => ({ ...step, needs: [] })) };
    const hasty = { ...content, digest: digestOfPlan(content) };
    await rig.put(plans.at(FLEET, hasty.digest), hasty);
    await revise(rig, { plan: hasty.digest });
    expect(await refusal(rig, await taskFor(rig, hasty, digestOf(more)))).toMatch(/other steps/);
    await revise(rig, { plan: plan.digest });
    expect(await rig.runToEnd(task as RunTask)).toBe('finished');
  });

  test('is gated for the last backend, though the plan says that there was none', async () => {
    const rig = await settled();
    const empty = desiredOf(
      one.resources.map((each) =>
        each.ref.kind === 'backendService' ? { ...each, body: { ...each.body, backends: [] } } : each,
      ),
    );
    const { changes } = await planTowards(rig, empty);
    expect(changes.map(({ ref }) => ref.kind)).toEqual(['backendService']);
    const forged = await store(
      rig,
      changes.map((change) => ({ ...change, before: change.after ?? {}, fields: [] })),
    );
    const desired = digestOf(empty);
    await revise(rig, { plan: forged.digest, desired, gates: [] });
    expect(await refusal(rig, await taskFor(rig, forged, desired))).toMatch(/last-backend/);
  });

  test('is not carried out against a gate that no word opens', async () => {
    const rig = await settled();
    const task = await rig.head(2, more);
    if (task === undefined) throw new TypeError('the second revision has a plan');
    await revise(rig, { gates: [{ code: 'quota-short', message: 'no room' }] });
    await approve(rig.world, FLEET, task.plan, ALICE, NEVER);
    expect(await refusal(rig, task)).toBe('is not released (quota-short)');
  });

  test.each<[Policy['apply'], boolean]>([
    ['never', true],
    ['never', false],
    ['manual', false],
  ])('is not carried out under apply: %s (approved: %s)', async (apply, isApproved) => {
    const rig = createRig();
    const task = await rig.head(1, first, { apply });
    if (task === undefined) throw new TypeError('the first revision has a plan');
    if (isApproved) await approve(rig.world, FLEET, task.plan, ALICE, NEVER);
    expect(await refusal(rig, task)).toBe(`is not released (policy.apply: ${apply})`);
  });

  test('is judged by the policy in force, not by the one that it brings', async () => {
    const rig = createRig();
    const begun = await rig.head(1, first, { apply: 'manual' });
    if (begun === undefined) throw new TypeError('the first revision has a plan');
    await approve(rig.world, FLEET, begun.plan, ALICE, NEVER);
    expect(await rig.runToEnd(begun)).toBe('finished');
    const task = await rig.head(2, more, { apply: 'merge' });
    if (task === undefined) throw new TypeError('the second revision has a plan');
    expect(await refusal(rig, task)).toBe('is not released (policy.apply: manual)');
  });
});

describe('deletions', () => {
  const stray = balancer({ name: 'stray', clusters: [US] });
  const twice = desiredOf([...one.resources, ...stray.resources]);

  /** A head that takes one load balancer away, and another one from another unit. */
  async function both(maxDeletes: number): Promise<{ rig: Rig; task: RunTask; green: Plan }> {
    const rig = createRig();
    const begun = await rig.head(1, twice, { maxDeletes });
    if (begun !== undefined) await rig.runToEnd(begun);
    const task = await rig.head(2, first, { maxDeletes });
    const own = task && (await rig.value(plans.at(FLEET, task.plan)));
    if (task === undefined || own === undefined) throw new TypeError('the second revision has a plan');
    const owners = ['networking.gke.io/MultiClusterIngress/green/other'];
    const green = await store(
      rig,
      own.changes.map((change) => ({ ...change, owners })),
      'green',
    );
    const { units } = await revise(rig, {});
    await revise(
      rig,
      {},
      units.map((unit) => ({ ...unit, unit: 'green', plan: green.digest })),
    );
    expect(own.changes.filter(({ kind }) => kind === 'delete')).toHaveLength(7);
    return { rig, task, green };
  }

  test('are counted over the whole revision: half of too many is too many', async () => {
    const { rig, task } = await both(13);
    expect(await refusal(rig, task)).toBe('is not released (vip-release, vip-change, too-many-deletes)');
    const enough = await both(14);
    expect(await refusal(enough.rig, enough.task)).toBe('is not released (vip-release, vip-change)');
  });

  test('case 36: of a revision that declares nothing need a word for exactly that', async () => {
    const { rig, task } = await both(14);
    await revise(rig, {}, [], { sources: {} });
    expect(await refusal(rig, task)).toBe('is not released (vip-release, vip-change, everything-removed)');
  });

  test.each(LOST)('are too many where they cannot be counted (%j)', async (text) => {
    const { rig, task, green } = await both(14);
    damage(rig, plans.at(FLEET, green.digest), text);
    expect(await refusal(rig, task)).toMatch(/too-many-deletes/);
  });

  test('that cannot be counted stop nothing that takes nothing away', async () => {
    const { rig, green } = await both(14);
    const task = await rig.head(3, desiredOf([...twice.resources, ...more.resources]), { maxDeletes: 14 });
    if (task === undefined) throw new TypeError('the third revision has a plan');
    const { units } = await revise(rig, {});
    await revise(
      rig,
      {},
      units.map((unit) => ({ ...unit, unit: 'green', plan: green.digest })),
    );
    rig.store.state.drop(plans.at(FLEET, green.digest).key);
    expect(await rig.runToEnd(task)).toBe('finished');
  });
});

describe('what is not ours', () => {
  const ref = clusterRef('multiClusterService', EU, 'svc', UNIT);
  const mark = { annotations: { [OWNER_ANNOTATION]: MARK } };
  const copy = resource(ref, { metadata: { name: 'svc', namespace: UNIT, ...mark }, spec: { of: 'Git' } });
  const wanted = desiredOf([...one.resources, copy]);
  const spec = (rig: Rig) => rig.clusters.body(refKey(ref))?.['spec'];

  /** The head takes over what somebody made by hand. */
  async function foreign(takeover: boolean): Promise<{ rig: Rig; task: RunTask }> {
    const rig = createRig();
    rig.clusters.put(ref, { metadata: { name: 'svc', namespace: UNIT }, spec: { of: 'somebody' } });
    await rig.head(1, wanted, { takeover });
    const plan = await planTowards(rig, wanted, true);
    expect(plan.changes.map(({ kind }) => kind)).toContain('adopt');
    await revise(rig, { plan: plan.digest });
    return { rig, task: await taskFor(rig, plan, digestOf(wanted)) };
  }

  test('is not taken over where the policy in force does not say so', async () => {
    const { rig, task } = await foreign(false);
    await approve(rig.world, FLEET, task.plan, ALICE, NEVER);
    expect(await refusal(rig, task)).toMatch(/takes over what is not ours/);
    expect(spec(rig)).toEqual({ of: 'somebody' });
  });

  test('is taken over where it does', async () => {
    const { rig, task } = await foreign(true);
    expect(await rig.runToEnd(task)).toBe('finished');
    expect(spec(rig)).toEqual({ of: 'Git' });
  });
});

describe('a rollback', () => {
  const good = first;
  const bad = more;

  /** The second revision is applied, and the head's plan goes back to the first, as the revision says. */
  async function claimed(policy: Partial<Policy> = {}): Promise<{ rig: Rig; task: RunTask; pin: Pin }> {
    const rig = await settled();
    const second = await rig.head(2, bad);
    if (second !== undefined) await rig.runToEnd(second);
    const goodRun = (await rig.value(appliedStates.at(FLEET, UNIT)))?.good?.runId ?? '';
    await rig.put(finishedRevisions.at(FLEET), { seq: 2, commit: 'commit-2', fleet: rig.fleet(policy) });
    await rig.head(2, bad);
    const towards = await planTowards(rig, good);
    const plan = await store(rig, rollbackChanges(RULES, towards.changes));
    const reason = 'worse';
    await revise(rig, {
      plan: plan.digest,
      desired: digestOf(good),
      rolledBack: { commit: 'commit-2', to: goodRun, reason, at: 0 },
    });
    const pin = {
      unit: UNIT,
      commit: 'commit-2',
      bad: digestOf(bad),
      good: digestOf(good),
      goodRun,
      reason,
      at: 0,
    };
    return { rig, task: await taskFor(rig, plan, digestOf(good)), pin };
  }

  test('that nobody pinned is a plan like any other: it loses a host, and waits for a person', async () => {
    const { rig, task } = await claimed();
    expect(await refusal(rig, task)).toBe('is not released (host-removed)');
  });

  test('that a run pinned needs no further word, also where everything else does', async () => {
    const { rig, task, pin } = await claimed({ apply: 'manual' });
    await rig.put(rollbacks.at(FLEET, UNIT), pin);
    expect(await rig.runToEnd(task)).toBe('finished');
    expect((await rig.journal(task))[0]).not.toHaveProperty('approval');
  });

  test('case 35: that a person pinned loses a host, and waits for an approval of exactly this plan', async () => {
    const { rig, task, pin } = await claimed({ apply: 'manual' });
    await rig.put(pins.at(FLEET, UNIT), { ...pin, by: 'github alice' });
    expect(await refusal(rig, task)).toBe('is not released (host-removed)');
    await approve(rig.world, FLEET, task.plan, ALICE, NEVER);
    expect(await rig.runToEnd(task)).toBe('finished');
  });

  test('case 35: that a person pinned and that loses nothing waits for an approval all the same, unless he said now', async () => {
    const rig = await settled();
    await rig.head(2, first);
    const back = await planTowards(rig, more);
    const plan = await store(rig, rollbackChanges(RULES, back.changes));
    const of = { by: 'github alice', commit: 'commit-2', reason: 'a hunch', at: 0 };
    await revise(rig, { plan: plan.digest, desired: digestOf(more), rolledBack: { ...of, to: 'r' } });
    const pin = { ...of, unit: UNIT, bad: digestOf(first), good: digestOf(more), goodRun: 'r' };
    await rig.put(pins.at(FLEET, UNIT), pin);
    const task = await taskFor(rig, plan, digestOf(more));
    expect(await refusal(rig, task)).toBe('is a rollback that nobody has approved');
    await rig.put(pins.at(FLEET, UNIT), { ...pin, now: true });
    expect(await rig.runToEnd(task)).toBe('finished');
  });

  test('case 35: a plan that goes forward does not begin once a person has asked to go back', async () => {
    const rig = await settled();
    const task = await rig.head(2, more);
    if (task === undefined) throw new TypeError('the second revision has a plan');
    const pin = { unit: UNIT, commit: 'commit-2', bad: digestOf(more), good: digestOf(first), goodRun: 'r' };
    await rig.put(pins.at(FLEET, UNIT), { ...pin, by: 'github alice', reason: 'a hunch', at: 0 });
    expect(await refusal(rig, task)).toBe('goes forward, and the unit is rolled back');
  });

  test.each(DAMAGE)('whose pin is damaged (%j) waits for a person', async (text) => {
    const { rig, task } = await claimed({ apply: 'manual' });
    damage(rig, rollbacks.at(FLEET, UNIT), text);
    expect(await refusal(rig, task)).toBe('is not released (host-removed)');
  });

  test('to something else than what the pin names is a plan like any other', async () => {
    const { rig, pin } = await claimed();
    await rig.put(rollbacks.at(FLEET, UNIT), pin);
    // It only changes what is there, and loses every host: no deletion says so.
    const plan = await planTowards(rig, fewer);
    expect(plan.changes.filter(({ kind }) => kind !== 'update')).toEqual([]);
    await revise(rig, { plan: plan.digest, desired: digestOf(fewer) });
    expect(await refusal(rig, await taskFor(rig, plan, digestOf(fewer)))).toBe('is not released (host-removed)');
    // Nor with the end that the pin names: what counts is what the changes make.
    await revise(rig, { plan: plan.digest, desired: digestOf(good) });
    expect(await refusal(rig, await taskFor(rig, plan, digestOf(good)))).toBe('is not released (host-removed)');
  });

  test('that takes something away is none, whatever the revision says and whoever pinned it', async () => {
    const { rig, pin } = await claimed();
    await rig.put(rollbacks.at(FLEET, UNIT), pin);
    const empty: DesiredState = { ...good, resources: [] };
    const plan = await planTowards(rig, empty);
    await revise(rig, { plan: plan.digest, desired: digestOf(empty) });
    expect(await refusal(rig, await taskFor(rig, plan, digestOf(empty)))).toMatch(/vip-release/);
  });
});

test('an older message finds its number taken, also when its commit is the head’s again', async () => {
  const rig = await settled();
  const task = await rig.head(2, more);
  if (task === undefined) throw new TypeError('the second revision has a plan');
  await rig.put(heads.at(FLEET), headOf(rig.fleet(), 3, task.commit));
  const before = writes(rig);
  expect(await rig.run(task)).toBe('ignored');
  expect(writes(rig)).toBe(before);
});
