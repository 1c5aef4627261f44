// A part of a per-minute quota is never exceeded in any minute, and calls start in the order in which they came.
import { array, assert, asyncProperty, integer } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRateBudget, createWindowBudget } from '../../../lib/adapters/calls/index.ts';
import { createFixedClock } from '../../fakes/fixed-clock.ts';

const NEVER = new AbortController().signal;

const KINDS = { createRateBudget, createWindowBudget };

function budgetOf(perMinute: number, create = createRateBudget, clock = createFixedClock()) {
  return { clock, budget: create({ system: 'compute', limit: perMinute, clock }) };
}

describe('createWindowBudget', () => {
  it('gives all of it at once, and each call again a minute after it was made', async () => {
    const { clock, budget } = budgetOf(10, createWindowBudget);
    for (let call = 0; call < 10; call += 1) await budget.take(NEVER);
    expect(clock.slept).toBe(0);
    const refused = await budget.take(NEVER).catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: 'rate-limited', system: 'compute', retryAt: clock.now() + 60_000 });
    clock.advance(57_000);
    await budget.take(NEVER);
    expect(clock.slept).toBe(3_000);
  });
});

describe.each(Object.entries(KINDS))('%s', (_name, create) => {
  it('never lets more calls start in 60 seconds than it has', async () => {
    const pauses = array(integer({ min: 0, max: 20_000 }), { minLength: 50, maxLength: 150 });
    await assert(
      asyncProperty(integer({ min: 1, max: 100 }), pauses, async (perMinute, waits) => {
        const { clock, budget } = budgetOf(perMinute, create);
        const started: number[] = [];
        for (const wait of waits) {
          clock.advance(wait);
          const taken = await budget.take(NEVER).then(
            () => true,
            () => false,
          );
          if (taken) started.push(clock.now());
        }
        for (const [index, from] of started.entries()) {
          const within = started.slice(index).filter((time) => time < from + 60_000);
          expect(within.length).toBeLessThanOrEqual(perMinute);
        }
      }),
      { numRuns: 50 },
    );
  });

  it('starts nothing before the next minute when the server says that the quota is used up', async () => {
    const { clock, budget } = budgetOf(1000, create);
    clock.advance(10_000);
    budget.exhausted();
    await expect(budget.take(NEVER)).rejects.toMatchObject({ code: 'rate-limited' });
    clock.advance(47_000);
    await budget.take(NEVER);
    expect(clock.now() % 60_000).toBe(0);
  });

  it('lets calls start in the order in which they came', async () => {
    const { budget } = budgetOf(100, create);
    const order: number[] = [];
    await Promise.all(Array.from({ length: 25 }, (_, index) => budget.take(NEVER).then(() => order.push(index))));
    expect(order).toEqual([...order].sort((a, b) => a - b));
  });
});

describe('createRateBudget', () => {
  it('gives a fifth of it at once, and the rest evenly', async () => {
    const { clock, budget } = budgetOf(100);
    for (let call = 0; call < 20; call += 1) await budget.take(NEVER);
    expect(clock.slept).toBe(0);
    await budget.take(NEVER);
    expect(clock.slept).toBe(750);
  });

  it('refuses what would have to wait for more than a call can', async () => {
    const { clock, budget } = budgetOf(5);
    await budget.take(NEVER);
    const refused = await budget.take(NEVER).catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: 'rate-limited', system: 'compute', retryAt: clock.now() + 15_000 });
    clock.advance(15_000);
    await budget.take(NEVER);
    expect(clock.slept).toBe(0);
  });
});
