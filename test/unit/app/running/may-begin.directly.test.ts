// Case 23: what the worker says of one plan, asked without a run around it.
import { describe, expect, test } from 'vitest';
import { type Beginning, mayBegin } from '../../../../lib/app/running/may-begin.ts';
import { readCloud } from '../../../../lib/app/cloud/read-cloud.ts';
import { diagnostic, digestOf } from '../../../../lib/core/index.ts';
import type { Change } from '../../../../lib/diff/index.ts';
import type { Policy } from '../../../../lib/fleet/index.ts';
import { refKey, refOfPath } from '../../../../lib/model/index.ts';
import type { Plan } from '../../../../lib/plan/index.ts';
import { appliedStates, heads, rollbacks, sightings } from '../../../../lib/state/index.ts';
import { balancer, desiredOf, EU, FLEET, UNIT, US } from '../../balancer.ts';
import { changeOf } from '../../plan/change.ts';
import { NEVER, type Rig } from '../rig.ts';
import { first, healedBy, meddle, more, one, planTowards, revise, settled, store, taskFor } from './steps/settled.ts';
import { KINDS } from '../../../../functions/wiring/kinds.ts';
import { LOOKS } from '../../../../functions/wiring/looks.ts';
import { RULES } from '../../../../functions/wiring/rules.ts';

async function ask(rig: Rig, plan: Plan, desired: string, more: Partial<Beginning> = {}, policy: Partial<Policy> = {}) {
  const head = await rig.value(heads.at(FLEET));
  if (head === undefined) throw new TypeError('the fleet has a head');
  const beginning: Beginning = {
    rules: RULES,
    looks: LOOKS,
    head,
    task: await taskFor(rig, plan, desired),
    plan,
    inForce: { policy: rig.fleet(policy).policy, isKnown: true },
    clusters: rig.clusters,
    observed: await readCloud(rig.world, rig.fleet(), rig, NEVER),
    forbidden: [],
    guarded: [],
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

  test('case 56: may not while the hosted controller is active', async () => {
    const { rig, plan } = await planned();
    const guarded = [diagnostic('hosted-controller-active', 'it is active')];
    expect(await ask(rig, plan, digestOf(more), { guarded })).toEqual({
      mayBegin: false,
      why: 'is of a fleet for which nothing may be written: it is active',
    });
  });

  test('case 56: of endpoints alone is not held up by the hosted controller, one with anything beside them is', async () => {
    const { rig, plan } = await planned();
    const guarded = [diagnostic('hosted-controller-active', 'it is active')];
    const key = one.keys.negs[0] ?? '';
    const ref = refOfPath(KINDS, key);
    if (ref === undefined) throw new TypeError('it is a group');
    const endpoints = changeOf(ref, { kind: 'update', cause: 'fact' });
    const alone = await store(rig, [endpoints]);
    // It goes on to the next rule.
    expect(await ask(rig, alone, digestOf(first), { guarded })).not.toMatchObject({
      why: expect.stringContaining('it is active') as string,
    });
    expect(await ask(rig, alone, digestOf(first), { guarded })).toEqual(await ask(rig, alone, digestOf(first)));
    for (const changes of [
      [endpoints, ...plan.changes],
      [...plan.changes, endpoints],
    ]) {
      const mixed = await store(rig, changes);
      expect(await ask(rig, mixed, digestOf(more), { guarded })).toEqual({
        mayBegin: false,
        why: 'is of a fleet for which nothing may be written: it is active',
      });
    }
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
    await revise(rig, { rolledBack: { commit: 'commit-2', to: 'r', reason: 'worse', at: 5 } });
    const pin = { unit: UNIT, commit: 'commit-2', bad: digestOf(more), good: digestOf(exchanged), goodRun: 'r' };
    await rig.put(rollbacks.at(FLEET, UNIT), { ...pin, reason: 'worse', at: 0 });
    const answer = await ask(rig, plan, digestOf(exchanged));
    expect(answer).toMatchObject({ mayBegin: false, why: expect.stringContaining('vip-release') as string });
  });

  test('that is only said to be a rollback waits for a person where every change does', async () => {
    const { rig, plan } = await planned();
    await revise(rig, { rolledBack: { commit: 'commit-2', to: 'r', reason: 'worse', at: 5 } });
    expect(await ask(rig, plan, digestOf(more), {}, { apply: 'manual' })).toEqual({
      mayBegin: false,
      why: 'is not released (policy.apply: manual)',
    });
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
    const ref = refOfPath(KINDS, one.keys.backendService);
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
    expect(await askFor(rig, mixed)).toEqual({ mayBegin: false, why: 'mends drift that no sweep has seen twice' });
    const { runId } = await taskFor(rig, mixed, digestOf(first));
    await rig.put(sightings.at(FLEET, UNIT), healedBy(runId, mixed.changes));
    expect(await askFor(rig, mixed)).toEqual(yes);
    expect(await askFor(rig, mixed, 'report')).toEqual({
      mayBegin: false,
      why: 'mends drift, which the policy in force leaves to people',
    });
  });
});

// Pods move whatever waits: a group that the worker keeps must not go on holding addresses of pods that are gone.
describe('endpoints of what stands', () => {
  const guarded = [diagnostic('hosted-controller-active', 'it is active')];

  async function waiting() {
    const rig = await settled();
    // The head asks for more, and its plan has not been carried out.
    await rig.head(2, more);
    const groups = one.resources.filter(({ ref }) => ref.kind === 'networkEndpointGroup');
    const changes = groups.map(({ ref, body, maker }) => changeOf(ref, { after: body, maker }));
    expect(changes).not.toEqual([]);
    return { rig, changes, plan: await store(rig, changes) };
  }

  test('case 56: are kept while the hosted controller is active, and while the head waits', async () => {
    const { rig, plan } = await waiting();
    expect(await ask(rig, plan, digestOf(first), { guarded })).toEqual({ mayBegin: true });
    expect(await ask(rig, plan, digestOf(first))).toEqual({ mayBegin: true });
  });

  test('are not where anything else comes with them', async () => {
    const { rig, changes } = await waiting();
    const rule = one.resources.find(({ ref }) => refKey(ref) === one.keys.urlMap);
    if (rule === undefined) throw new TypeError('there is a URL map');
    const both = await store(rig, [...changes, changeOf(rule.ref, { after: rule.body })]);
    expect(await ask(rig, both, digestOf(first), { guarded })).toMatchObject({ mayBegin: false });
    expect(await ask(rig, both, digestOf(first))).toMatchObject({ mayBegin: false });
  });

  test('are not where the last run did not succeed', async () => {
    const { rig, plan } = await waiting();
    const state = await rig.value(appliedStates.at(FLEET, UNIT));
    if (state === undefined) throw new TypeError('there is a record');
    await rig.put(appliedStates.at(FLEET, UNIT), { ...state, result: 'blocked' });
    expect(await ask(rig, plan, digestOf(first))).toMatchObject({ mayBegin: false });
  });

  test('are not of another state than the one that stands', async () => {
    const { rig, plan } = await waiting();
    expect(await ask(rig, plan, digestOf(more))).toMatchObject({ mayBegin: false });
  });
});

test('a plan that takes away more of what serves than the policy allows waits for a word', async () => {
  const rig = await settled();
  const without = desiredOf(balancer({ name: 'one', clusters: [US], hosts: ['a.example'] }).resources);
  for (const link of [EU, US]) {
    const labels = { 'kubernetes.io/service-name': 'one-v1' };
    rig.clusters.seed(link, 'endpointSlice', [
      { metadata: { namespace: UNIT, labels }, addressType: 'IPv4', endpoints: [{}, {}] },
    ]);
  }
  const plan = await planTowards(rig, without);
  await rig.head(2, without);
  expect(await ask(rig, plan, digestOf(without))).toEqual({
    mayBegin: false,
    why: 'is not released (capacity-shrinks)',
  });
  expect(await ask(rig, plan, digestOf(without), {}, { maxCapacityLoss: 50 })).toEqual({ mayBegin: true });
});
