// What the page of costs is computed by, with figures that can be reckoned by hand.
import { describe, expect, it } from 'vitest';
import { bucketCalls, bucketDollars, monthlyCosts, PRICES, pushCalls } from '../../../infra/deploy/costs.ts';
import { type MeasuredCalls, measuredCalls } from '../../../infra/deploy/measured-calls.ts';

const COUNTED: MeasuredCalls = {
  on: '2026-01-01',
  command: 'npm run bench -- --part calls',
  loadBalancers: 7,
  namespaces: 1,
  clusters: 2,
  minutesAtRest: 2,
  atRest: {
    drift: { invocations: 2, calls: { storageReads: 30, storageLists: 3, computeReads: 99 } },
    planner: { invocations: 1, calls: { storageReads: 10, storageWrites: 1 } },
  },
  push: {
    drift: { invocations: 1, calls: { storageReads: 1_000 } },
    worker: { invocations: 1, calls: { storageReads: 5, storageLists: 2, storageWrites: 3 } },
  },
};

describe('costs', () => {
  it('of a month are those of its minutes, of all functions', () => {
    // 43,800 minutes: 20 reads and 2 lists or writes in each.
    const dollars = 43_800 * (20 * PRICES.classB.dollars + 2 * PRICES.classA.dollars);
    const state = monthlyCosts(COUNTED).find(({ what }) => what === 'state');
    expect(state?.dollars).toBeCloseTo(dollars, 9);
    expect(state?.how).toBe('each minute 20.0 reads, 1.5 lists and 0.5 writes of the buckets');
  });

  it('of forwarding rules begin with five for one price', () => {
    const rules = monthlyCosts(COUNTED).find(({ what }) => what === 'load balancers');
    expect(rules?.dollars).toBeCloseTo(730 * (0.025 + 2 * 0.01), 9);
  });

  it('of a push leave the sweeps beside it out', () => {
    const counted = bucketCalls(pushCalls(COUNTED));
    expect(counted).toEqual({ reads: 5, lists: 2, writes: 3 });
    expect(bucketDollars(counted)).toBeCloseTo(5 * PRICES.classB.dollars + 5 * PRICES.classA.dollars, 12);
  });
});

it('what was counted has a push that was planned, run and reported', () => {
  const { push, atRest, loadBalancers } = measuredCalls();
  expect(loadBalancers).toBe(50);
  expect(Object.keys(push)).toEqual(['drift', 'planner', 'reporter', 'worker']);
  expect(push['worker']?.calls['computeWrites']).toBeGreaterThan(0);
  expect(Object.values(atRest).filter(({ calls }) => calls['computeWrites'] || calls['kubernetesWrites'])).toEqual([]);
});
