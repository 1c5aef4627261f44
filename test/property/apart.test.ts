// What is planned apart stays apart: carrying out or healing one part leaves the plans of the others what they were,
// and whatever the order in which all are carried out, nothing is left to do.
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { planUnits } from '../../lib/app/planning/plan-units.ts';
import { takesAway } from '../../lib/diff/index.ts';
import { digestOf } from '../../lib/core/index.ts';
import {
  type DesiredResource,
  isIn,
  type ObservedState,
  type RefKey,
  referencesIn,
  refKey,
  type UnknownPart,
} from '../../lib/model/index.ts';
import type { Plan } from '../../lib/plan/index.ts';
import { planInput } from '../unit/app/plan-input.ts';
import { appliedOf, balancer, type BalancerShape, desiredOf, EU, UNIT, US } from '../unit/balancer.ts';
import { carryOut, type Cloud, cloudOf, observe } from './cloud.ts';

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

/** The plans of the unit, as a fleet with a small limit of deletions has them. */
function plansOf(
  after: readonly DesiredResource[],
  { cloud, applied }: State,
  unknown: readonly UnknownPart[] = [],
): readonly { plan: Plan; isGated: boolean }[] {
  const { units } = planUnits(
    planInput({
      compiled: {
        states: [desiredOf(after)],
        sources: { 'a/B/c/d': { file: 'a.yaml', line: 1, column: 1 } },
      },
      applied: new Map([[UNIT, appliedOf(applied)]]),
      observed: unread(observe(cloud), unknown),
    }),
  );
  return units.flatMap(({ plan, envelope }) =>
    plan === undefined ? [] : [{ plan, isGated: envelope.gates.length > 0 }],
  );
}

function unread({ resources }: ObservedState, unknown: readonly UnknownPart[]): ObservedState {
  const seen = [...resources].filter(([, { ref }]) => !unknown.some((part) => isIn(part, ref)));
  return { resources: new Map(seen), unknown };
}

/**
 * After a run of a plan: what it changes is as wanted, in the cloud and on record, which knows what it left standing,
 * too.
 */
function after(wanted: readonly DesiredResource[], state: State, plan: Plan): State {
  const keys = new Set(plan.changes.map(({ key }) => key));
  const { cloud } = carryOut(plan, state.cloud, () => 0);
  const left = new Set(plan.retires);
  const goal = wanted
    .filter(({ ref }) => keys.has(refKey(ref)))
    .map((one) => (left.has(refKey(one.ref)) ? { ...one, body: cloud.get(refKey(one.ref))?.body ?? one.body } : one));
  const made = new Set(goal.map(({ ref }) => refKey(ref)));
  const others = state.applied.filter(({ ref }) => {
    const key = refKey(ref);
    return !keys.has(key) || (left.has(key) && !made.has(key));
  });
  return { cloud, applied: [...others, ...goal] };
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

const PARTS: readonly UnknownPart[] = [
  ...[EU, US].map((cluster) => ({ part: 'cluster', cluster, reason: 'away' }) as const),
  ...[EU, US].map((cluster) => ({ part: 'cluster', cluster, kinds: ['service'], reason: '403' }) as const),
  { part: 'cluster', cluster: EU, kinds: ['serviceExport'], reason: '403' },
  { part: 'compute', kind: 'networkEndpointGroup', zone: 'europe-north1-a', reason: 'unreachable' },
  { part: 'compute', kind: 'urlMap', reason: '503' },
];

/** What a resource is and names: two of which something is the same hang together. */
const namesOf = ({ ref, body, owners, dependsOn }: DesiredResource): readonly string[] => [
  refKey(ref),
  ...referencesIn(body),
  ...owners,
  ...dependsOn,
];

/** All that hangs together with something of the parts. */
function around(all: readonly DesiredResource[], unknown: readonly UnknownPart[]): ReadonlySet<string> {
  const names = new Set(
    all.filter(({ ref }) => unknown.some((part) => isIn(part, ref))).flatMap((one) => [...namesOf(one)]),
  );
  for (let size = -1; size !== names.size; ) {
    size = names.size;
    for (const one of all)
      if (namesOf(one).some((name) => names.has(name))) for (const name of namesOf(one)) names.add(name);
  }
  return names;
}

/** A route of the second one leads to the first one's service. */
function joined(resources: readonly DesiredResource[]): readonly DesiredResource[] {
  const to = resources.find(({ ref }) => ref.kind === 'backendService' && ref.name.startsWith('bs-one'));
  if (to === undefined) return resources;
  return resources.map((one) =>
    one.ref.name === 'um-two' ? { ...one, body: { ...one.body, defaultService: refKey(to.ref) } } : one,
  );
}

test('what could not be read holds what it hangs together with, and nothing else (cases 63, 64)', () => {
  const seen = { held: 0, free: 0 };
  const unreadScene = fc.record({
    scene,
    unknown: fc.subarray([...PARTS], { minLength: 1 }),
    isJoined: fc.boolean(),
    wasJoined: fc.boolean(),
  });
  fc.assert(
    fc.property(unreadScene, ({ scene: { before, after: next, missing }, unknown, isJoined, wasJoined }) => {
      const was = wasJoined ? joined(before) : before;
      const wanted = isJoined ? joined(next) : next;
      const state = { cloud: without(cloudOf(was, refKey), missing), applied: was };
      const changesOf = (plans: ReturnType<typeof plansOf>) => plans.flatMap(({ plan }) => plan.changes);
      const known = changesOf(plansOf(wanted, state));
      const found = changesOf(plansOf(wanted, state, unknown));
      const touched = around([...was, ...wanted], unknown);
      const unreadable = found.filter(({ ref }) => unknown.some((part) => isIn(part, ref)));
      expect(unreadable).toEqual([]);
      expect(found.filter((change) => touched.has(change.key) && takesAway(change))).toEqual([]);
      const beside = (changes: typeof known) =>
        new Map(
          changes.flatMap(({ cause: _cause, why: _why, ...one }) => (touched.has(one.key) ? [] : [[one.key, one]])),
        );
      expect(beside(found)).toEqual(beside(known));
      seen.free += beside(known).size;
      seen.held += known.filter((change) => touched.has(change.key) && takesAway(change)).length;
    }),
    options,
  );
  expect(Math.min(seen.free, seen.held)).toBeGreaterThan(0);
});
