// A plan is read once by whoever shares a store; what could not be read is read again.
import { beforeEach, expect, test } from 'vitest';
import { planAt } from '../../../../lib/app/records/plan-at.ts';
import { RangelightError } from '../../../../lib/core/index.ts';
import type { Plan } from '../../../../lib/plan/index.ts';
import type { Store } from '../../../../lib/ports/index.ts';
import { plans } from '../../../../lib/state/index.ts';
import { createFixedClock } from '../../../fakes/fixed-clock.ts';
import { createMemoryStore, type MemoryStore } from '../../../fakes/memory-store.ts';
import { firstDeploy, FLEET } from '../../../golden/report/blue-fleet.ts';

const { signal } = new AbortController();
const PLAN = firstDeploy().plan as Plan;

let kept: MemoryStore;
let store: Store;
let reads: number;
let fails: number;
beforeEach(() => {
  kept = createMemoryStore(createFixedClock());
  [reads, fails] = [0, 0];
  const read: Store['state']['read'] = async (key, within) => {
    reads += 1;
    await Promise.resolve();
    if (fails > 0) {
      fails -= 1;
      throw new RangelightError('unavailable', 'storage', 'it fails');
    }
    return kept.state.read(key, within);
  };
  store = { ...kept, state: { ...kept.state, read } };
});

const keep = (): Promise<void> => plans.at(FLEET, PLAN.digest).create(kept, PLAN, signal);
const ask = () => planAt(store, FLEET, PLAN.digest, signal);

test('many who ask together, and those who ask later, are answered by one reading', async () => {
  await keep();
  const found = [...(await Promise.all([ask(), ask(), ask()])), await ask()];
  expect(found.map((plan) => plan?.digest)).toEqual(Array(4).fill(PLAN.digest));
  expect(reads).toBe(1);
});

test('one that is not there is looked for again', async () => {
  expect(await ask()).toBeUndefined();
  await keep();
  expect((await ask())?.digest).toBe(PLAN.digest);
});

test('where the reading of another one fails, each tries for itself', async () => {
  await keep();
  fails = 1;
  const ends = await Promise.allSettled([ask(), ask()]);
  expect(ends.map(({ status }) => status)).toEqual(['rejected', 'fulfilled']);
  expect((await ask())?.digest).toBe(PLAN.digest);
});

test('of another fleet, or in another store, it is another one', async () => {
  await keep();
  await ask();
  expect(await planAt(store, 'test', PLAN.digest, signal)).toBeUndefined();
  expect(await planAt(createMemoryStore(createFixedClock()), FLEET, PLAN.digest, signal)).toBeUndefined();
});
