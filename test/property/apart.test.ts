// What is planned apart stays apart: carrying out or healing one part leaves the plans of the others what they were, and whatever the
// order in which all are carried out, nothing is left to do.
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { planUnits } from '../../lib/app/planning/plan-units.ts';
import { digestOf } from '../../lib/core/index.ts';
import { type DesiredResource, type RefKey, referencesIn, refKey } from '../../lib/model/index.ts';
import type { Plan } from '../../lib/plan/index.ts';
import { createRig } from '../unit/app/rig.ts';
import { appliedOf, balancer, type BalancerShape, desiredOf, EU, FLEET, UNIT, US } from '../unit/balancer.ts';
import { carryOut, type Cloud, cloudOf, observe } from './cloud.ts';
import { RULES } from '../../functions/wiring/rules.ts';

const seed = Number(process.env['SEED'] ?? Date.now() % 2 ** 31);
console.log(`property/apart: SEED=${seed}`);
const options = { seed, numRuns: Number(process.env['RUNS'] ?? 60) };

const shape = (name: string): fc.Arbitrary<BalancerShape> =>
  fc.record({
    name: fc.constant(name),
    clusters: fc.subarray([EU, US], { minLength: 1 }),
    hosts: fc.subarray(['a.example', 'b.example', 'c.example']),
    version: fc.integer({ min: 1, max: 2 }),
    negs: fc.constantFrom<'gke' | 'rangelight'>('gke', 'rangelight'),
  });
const maybe = (name: string) => fc.option(shape(name), { freq: 4 });
const fleetOf = fc
  .tuple(maybe('one'), maybe('two'), maybe('three'))
  .map((shapes) => shapes.filter((one) => one !== null).flatMap((one) => [...balancer(one).resources]));
const scene = fc.record({
  before: fleetOf,
  after: fleetOf,
  missing: fc.array(fc.nat(), { maxLength: 3 }),
  turn: fc.nat(),
});

interface State {
  readonly cloud: Cloud;
  readonly applied: readonly DesiredResource[];
}

const { fleet } = createRig();

/** The plans of the unit, as a fleet with a small limit of deletions has them. */
function plansOf(
  after: readonly DesiredResource[],
  { cloud, applied }: State,
): readonly { plan: Plan; isGated: boolean }[] {
  const { units } = planUnits({
    rules: RULES,
    fleet: fleet(),
    policy: fleet().policy,
    compiled: {
      states: [desiredOf(after)],
      sources: { 'a/B/c/d': { file: 'a.yaml', line: 1, column: 1 } },
      held: [],
      secrets: [],
      incomplete: false,
      unknownClusters: [],
      diagnostics: [],
    },
    facts: { fleet: FLEET, clusters: {}, addresses: {} },
    applied: new Map([[UNIT, appliedOf(applied)]]),
    damaged: new Map(),
    unrecorded: new Set(),
    observed: observe(cloud),
    quotas: new Map(),
    commit: 'commit-2',
    approvals: new Map(),
    inFlight: [],
    standing: new Map(),
    pins: new Map(),
    placeOf: () => undefined,
  });
  return units.flatMap(({ plan, envelope }) =>
    plan === undefined ? [] : [{ plan, isGated: envelope.gates.length > 0 }],
  );
}

/** After a run of a plan: what it changes is as wanted, in the cloud and on record. */
function after(wanted: readonly DesiredResource[], state: State, plan: Plan): State {
  const keys = new Set(plan.changes.map(({ key }) => key));
  const goal = wanted.filter(({ ref }) => keys.has(refKey(ref)));
  const others = state.applied.filter(({ ref }) => !keys.has(refKey(ref)));
  return { cloud: carryOut(plan, state.cloud, () => 0).cloud, applied: [...others, ...goal] };
}

function without(cloud: Cloud, picks: readonly number[]): Cloud {
  const left = new Map(cloud);
  const isReferred = (key: RefKey): boolean =>
    [...left.values()].some(({ body, dependsOn }) => [...referencesIn(body), ...dependsOn].includes(key));
  for (const pick of picks) {
    const free = [...left.keys()].filter((key) => !isReferred(key));
    const gone = free[pick % Math.max(free.length, 1)];
    if (gone !== undefined) left.delete(gone);
  }
  return left;
}

const gatedDigests = (plans: readonly { readonly plan: Plan; readonly isGated: boolean }[]) =>
  plans.flatMap(({ plan, isGated }) => (isGated ? [plan.digest] : []));

test('a run of one plan, and what happens to what another one does not touch, leaves the others what they were', () => {
  let several = 0;
  fc.assert(
    fc.property(scene, ({ before, after: wanted, missing, turn }) => {
      const start = { cloud: without(cloudOf(before, refKey), missing), applied: before };
      const plans = plansOf(wanted, start);
      if (plans.length === 0) return;
      if (plans.length > 1) several += 1;
      const one = plans[turn % plans.length]?.plan as Plan;
      const others = plans.filter(({ plan }) => plan !== one);
      const then = plansOf(wanted, after(wanted, start, one));
      // The plan that meets no gate takes up whatever is left beside; those that people approve stay.
      expect(gatedDigests(then)).toEqual(gatedDigests(others));
    }),
    options,
  );
  expect(several).toBeGreaterThan(0);
});

test('drift elsewhere, and putting it back, changes no plan that waits', () => {
  fc.assert(
    fc.property(scene, ({ before, after: wanted, missing }) => {
      const whole = { cloud: cloudOf(before, refKey), applied: before };
      const waiting = plansOf(wanted, whole).filter(({ isGated }) => isGated);
      const touched = new Set(
        waiting.flatMap(({ plan }) =>
          plan.changes.flatMap(({ key, needs, before: body = {} }) => [key, ...needs, ...referencesIn(body)]),
        ),
      );
      const gone = [...whole.cloud.keys()].filter((key) => !without(whole.cloud, missing).has(key));
      if (gone.some((key) => touched.has(key))) return;
      const standsOn = (key: RefKey): boolean => {
        const { body = {}, dependsOn = [] } = whole.cloud.get(key) ?? {};
        return [...referencesIn(body), ...dependsOn].some((other) => touched.has(other));
      };
      // What refers to what changes is put back together with it, and people see that.
      if (gone.some(standsOn)) return;
      const drifted = { ...whole, cloud: without(whole.cloud, missing) };
      const digests = new Set(gatedDigests(plansOf(wanted, drifted)));
      for (const { plan } of waiting) expect(digests).toContain(plan.digest);
    }),
    options,
  );
});

test('all plans, one after the other in any order, leave nothing to do', () => {
  fc.assert(
    fc.property(scene, ({ before, after: wanted, missing, turn }) => {
      let state: State = { cloud: without(cloudOf(before, refKey), missing), applied: before };
      for (let step = 0; step < 20; step += 1) {
        const plans = plansOf(wanted, state);
        if (plans.length === 0) return;
        state = after(wanted, state, plans[(turn + step) % plans.length]?.plan as Plan);
      }
      expect(plansOf(wanted, state).map(({ plan }) => plan.digest)).toEqual([]);
    }),
    options,
  );
});

test('what one plan does is not in another', () => {
  fc.assert(
    fc.property(scene, ({ before, after: wanted, missing }) => {
      const state = { cloud: without(cloudOf(before, refKey), missing), applied: before };
      const keys = plansOf(wanted, state).flatMap(({ plan }) => plan.changes.map(({ key }) => key));
      expect(new Set(keys).size).toBe(keys.length);
      expect(digestOf(plansOf(wanted, state).map(({ plan }) => plan.digest))).toBe(
        digestOf(plansOf(wanted, state).map(({ plan }) => plan.digest)),
      );
    }),
    options,
  );
});
