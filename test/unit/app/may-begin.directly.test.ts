// Case 23: what the worker says of one plan, asked without a run around it.
import { describe, expect, test } from 'vitest';
import { type Beginning, mayBegin } from '../../../lib/app/may-begin.ts';
import { readCloud } from '../../../lib/app/read-cloud.ts';
import { digestOf } from '../../../lib/core/index.ts';
import type { Change } from '../../../lib/diff/index.ts';
import type { Policy } from '../../../lib/fleet/index.ts';
import { parseComputePath } from '../../../lib/model/index.ts';
import type { Plan } from '../../../lib/plan/index.ts';
import { appliedStates, heads, rollbacks } from '../../../lib/state/index.ts';
import { balancer, desiredOf, FLEET, UNIT, US } from '../balancer.ts';
import { NEVER, type Rig } from './rig.ts';
import { first, meddle, more, one, planTowards, revise, settled, store, taskFor } from './settled.ts';

async function ask(rig: Rig, plan: Plan, desired: string, more: Partial<Beginning> = {}, policy: Partial<Policy> = {}) {
  const head = await rig.value(heads.at(FLEET));
  if (head === undefined) throw new TypeError('the fleet has a head');
  const beginning: Beginning = {
    head,
    task: await taskFor(rig, plan, desired),
    plan,
    inForce: { policy: rig.fleet(policy).policy, isKnown: true },
    observed: await readCloud(rig.world.installation, rig.fleet(), rig, NEVER),
    forbidden: [],
    ...more,
  };
  return mayBegin(rig.store, beginning, NEVER);
}

describe('the plan of the head', () => {
  async function planned() {
    const rig = await settled();
    const plan = await planTowards(rig, more);
    await rig.head(2, more);
    return { rig, plan };
  }

  test('may begin, on nobody’s word where none is needed', async () => {
    const { rig, plan } = await planned();
    expect(await ask(rig, plan, digestOf(more))).toStrictEqual({ mayBegin: true });
  });

  test('may not for a task of another fleet', async () => {
    const { rig, plan } = await planned();
    const task = { ...(await taskFor(rig, plan, digestOf(more))), fleet: 'elsewhere' };
    expect(await ask(rig, plan, digestOf(more), { task })).toEqual({
      mayBegin: false,
      why: 'is the plan of another unit',
    });
  });

  test('may not while nothing may be written for the fleet, and says why', async () => {
    const { rig, plan } = await planned();
    const source = { file: 'f', line: 1, column: 1 };
    const theirs = {
      code: 'fleet-of-another-installation',
      severity: 'error',
      message: 'it is theirs',
      source,
    } as const;
    expect(await ask(rig, plan, digestOf(more), { forbidden: [theirs] })).toEqual({
      mayBegin: false,
      why: 'is of a fleet for which nothing may be written: it is theirs',
    });
  });

  test('that takes from a unit without a record waits for a person', async () => {
    const rig = await settled();
    const nothing = desiredOf([]);
    const plan = await planTowards(rig, nothing);
    await rig.head(2, nothing);
    rig.store.state.drop(appliedStates.at(FLEET, UNIT).key);
    const answer = await ask(rig, plan, digestOf(nothing));
    expect(answer).toMatchObject({ mayBegin: false, why: expect.stringMatching(/, unrecorded\)$/) as string });
  });

  test('that takes away too much waits for a person, also where it makes something beside', async () => {
    const rig = await settled();
    const other = balancer({ name: 'other', clusters: [US] });
    const exchanged = desiredOf(other.resources);
    const plan = await planTowards(rig, exchanged);
    expect(plan.changes.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['create', 'delete']));
    await rig.head(2, exchanged);
    const answer = await ask(rig, plan, digestOf(exchanged), {}, { maxDeletes: 1 });
    expect(answer).toMatchObject({ mayBegin: false, why: expect.stringContaining('too-many-deletes') as string });
  });

  test('is no rollback as soon as one part of it takes something away', async () => {
    const rig = await settled();
    const exchanged = desiredOf(balancer({ name: 'other', clusters: [US] }).resources);
    const plan = await planTowards(rig, exchanged);
    await rig.head(2, exchanged);
    await revise(rig, { rolledBack: { commit: 'commit-2', to: 'r', reason: 'worse' } });
    const pin = { unit: UNIT, commit: 'commit-2', bad: digestOf(more), good: digestOf(exchanged), goodRun: 'r' };
    await rig.put(rollbacks.at(FLEET, UNIT), { ...pin, reason: 'worse', at: 0 });
    const answer = await ask(rig, plan, digestOf(exchanged));
    expect(answer).toMatchObject({ mayBegin: false, why: expect.stringContaining('vip-release') as string });
  });

  test('is counted without a unit that has nothing to do', async () => {
    const rig = await settled();
    const nothing = desiredOf([]);
    const plan = await planTowards(rig, nothing);
    await rig.head(2, nothing);
    const { units } = await revise(rig, {});
    await revise(
      rig,
      {},
      units.map((unit) => ({ ...unit, unit: 'green', plan: null })),
    );
    const answer = await ask(rig, plan, digestOf(nothing));
    expect(answer).toMatchObject({ mayBegin: false, why: expect.not.stringContaining('too-many-deletes') as string });
  });
});

describe('a repair', () => {
  const yes = { mayBegin: true };
  /** Of two resources that somebody changed by hand. */
  async function broken() {
    const rig = await settled({ drift: 'heal' });
    meddle(rig);
    const ref = parseComputePath(one.keys.backendService);
    if (ref === undefined) throw new TypeError('it is a resource of Compute');
    rig.compute.put(ref, { ...rig.compute.body(one.keys.backendService), protocol: 'HTTPS' });
    const plan = await planTowards(rig, first);
    expect(plan.changes).toHaveLength(2);
    const alter = (change: (one: Change) => Change, at: number) =>
      store(
        rig,
        plan.changes.map((one, index) => (index === at ? change(one) : one)),
      );
    return { rig, plan, alter };
  }
  const askFor = (rig: Rig, plan: Plan, drift: Policy['drift'] = 'heal') =>
    ask(rig, plan, digestOf(first), {}, { apply: 'merge', drift });

  test('may begin where the head has nothing to do, whatever the record says', async () => {
    const { rig, plan } = await broken();
    expect(await askFor(rig, plan)).toEqual(yes);
    const place = appliedStates.at(FLEET, UNIT);
    const record = await rig.value(place);
    if (record === undefined) throw new TypeError('the unit has a record');
    await rig.put(place, { ...record, desired: digestOf('earlier') });
    expect(await askFor(rig, plan)).toEqual(yes);
  });

  test('may begin beside a plan of the head once what that is for is reached, and not before', async () => {
    const { rig, plan } = await broken();
    await revise(rig, { plan: digestOf('plan') });
    expect(await askFor(rig, plan)).toEqual(yes);
    rig.store.state.drop(appliedStates.at(FLEET, UNIT).key);
    expect(await askFor(rig, plan)).toEqual({
      mayBegin: false,
      why: 'is no plan of the head, which waits for its own to be carried out',
    });
  });

  test.each([0, 1])('of which one part (%i) is something else may not', async (at) => {
    const { rig, alter } = await broken();
    const plan = await alter((change) => ({ ...change, after: { ...change.after, description: 'another' } }), at);
    expect(await askFor(rig, plan)).toEqual({ mayBegin: false, why: 'makes something else than the head asks for' });
  });

  test.each([0, 1])('of which one part (%i) is drift is left to people where that is', async (at) => {
    const { rig, plan } = await broken();
    const mixed = await store(
      rig,
      plan.changes.map((change, index) => ({ ...change, cause: index === at ? 'drift' : 'fact' })),
    );
    expect(await askFor(rig, mixed)).toEqual(yes);
    expect(await askFor(rig, mixed, 'report')).toEqual({
      mayBegin: false,
      why: 'mends drift, which the policy in force leaves to people',
    });
  });
});
