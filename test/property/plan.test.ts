// What holds for every plan, whatever was wanted, applied and observed.
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { digestOf } from '../../lib/core/index.ts';
import { type DesiredResource, referencesIn, refKey } from '../../lib/model/index.ts';
import { makePlan } from '../../lib/plan/index.ts';
import { appliedOf, balancer, type BalancerShape, desiredOf, EU, US } from '../unit/balancer.ts';
import { carryOut, type Cloud, cloudOf, planFor } from './cloud.ts';
import { RULES } from '../../functions/wiring/rules.ts';

const seed = Number(process.env['SEED'] ?? Date.now() % 2 ** 31);
console.log(`property/plan: SEED=${seed}`);
const options = { seed, numRuns: Number(process.env['RUNS'] ?? 300) };

const shape = (name: string): fc.Arbitrary<BalancerShape> =>
  fc.record({
    name: fc.constant(name),
    clusters: fc.subarray([EU, US], { minLength: 1 }),
    hosts: fc.subarray(['a.example', 'b.example', 'c.example']),
    version: fc.integer({ min: 1, max: 2 }),
    negs: fc.constantFrom<'gke' | 'rangelight'>('gke', 'rangelight'),
  });

/** None, one or both of two load balancers. */
const fleetOf = fc
  .tuple(fc.option(shape('one')), fc.option(shape('two')))
  .map((shapes) => shapes.filter((one) => one !== null).flatMap((one) => [...balancer(one).resources]));

/** A cloud that somebody took things from, but never what something else stands on. */
const missing = fc.array(fc.nat(), { maxLength: 4 });

function without(cloud: Cloud, picks: readonly number[]): Cloud {
  const left = new Map(cloud);
  for (const pick of picks) {
    const free = [...left.keys()].filter((key) => !isReferred(key, left));
    const gone = free[pick % Math.max(free.length, 1)];
    if (gone !== undefined) left.delete(gone);
  }
  return left;
}

function isReferred(key: string, cloud: Cloud): boolean {
  return [...cloud.values()].some(({ body, dependsOn }) => [...referencesIn(body), ...dependsOn].includes(key));
}

function picker(numbers: readonly number[]): (count: number) => number {
  let turn = 0;
  return (count) => {
    turn += 1;
    return (numbers[turn % numbers.length] ?? 0) % count;
  };
}

const scene = fc.record({
  before: fleetOf,
  after: fleetOf,
  missing,
  order: fc.array(fc.nat(), { minLength: 1, maxLength: 30 }),
});

const afterRun = (resources: readonly DesiredResource[]) => (resources.length === 0 ? undefined : appliedOf(resources));

test('in any order that `needs` allows, nothing that stands refers to something that is not there', () => {
  fc.assert(
    fc.property(scene, ({ before, after, missing: picks, order }) => {
      const cloud = without(cloudOf(before, refKey), picks);
      const { plan } = planFor(desiredOf(after), afterRun(before), cloud);
      if (plan === undefined) return;
      expect(carryOut(plan, cloud, picker(order)).broken).toEqual([]);
    }),
    options,
  );
});

test('a plan that was carried out leaves nothing to do', () => {
  fc.assert(
    fc.property(scene, ({ before, after, missing: picks, order }) => {
      const cloud = without(cloudOf(before, refKey), picks);
      const { plan, unresolved } = planFor(desiredOf(after), afterRun(before), cloud);
      expect(unresolved).toBe(0);
      const result = plan === undefined ? cloud : carryOut(plan, cloud, picker(order)).cloud;
      expect(planFor(desiredOf(after), afterRun(after), result).plan).toBeUndefined();
    }),
    options,
  );
});

test('a plan neither depends on the order of what was wanted nor on the order of what was seen', () => {
  fc.assert(
    fc.property(scene, fc.nat(), ({ before, after }, turn) => {
      const rotate = <T>(list: readonly T[]): T[] => list.map((_, at) => list[(at + turn) % list.length] as T);
      const cloud = cloudOf(before, refKey);
      const first = planFor(desiredOf(after), afterRun(before), cloud).plan;
      const again = planFor(
        { ...desiredOf(after), resources: rotate(desiredOf(after).resources) },
        afterRun(rotate(before)),
        new Map(rotate([...cloud])),
      ).plan;
      expect(again).toEqual(first);
      expect(digestOf(again ?? null)).toBe(digestOf(first ?? null));
    }),
    options,
  );
});

test('every need is a step of the plan that comes earlier', () => {
  fc.assert(
    fc.property(scene, ({ before, after }) => {
      const { plan } = planFor(desiredOf(after), afterRun(before), cloudOf(before, refKey));
      const passed = new Set<string>();
      for (const step of plan?.steps ?? []) {
        for (const need of step.needs) expect(passed).toContain(need);
        passed.add(step.id);
      }
      expect(passed.size).toBe(plan?.steps.length ?? 0);
    }),
    options,
  );
});

test('no changes, no plan', () => {
  expect(makePlan(RULES, 'prod', 'blue', [])).toBeUndefined();
});
