// What counts as taken out.
import { describe, expect, test } from 'vitest';
import { diff, servingTest } from '../../../lib/diff/index.ts';
import { refKey } from '../../../lib/model/index.ts';
import { countRemoved } from '../../../lib/plan/index.ts';
import { appliedOf, balancer, desiredOf, EU, observedOf, US } from '../balancer.ts';

const one = balancer({ name: 'one', clusters: [EU, US] });

function removed(after: Parameters<typeof desiredOf>[0], standing = one.resources): number {
  const observed = observedOf(standing);
  const applied = appliedOf(standing);
  const { changes } = diff({ desired: desiredOf(after), applied, observed, takeover: false, pendingCause: 'pending' });
  return countRemoved(changes, servingTest(observed, [applied]));
}

describe('taken out', () => {
  test('is everything that goes without a successor', () => {
    expect(removed([])).toBeGreaterThan(5);
  });

  test('is nothing when everything has a successor of its kind', () => {
    expect(removed(balancer({ name: 'one', clusters: [EU, US], version: 2 }).resources)).toBe(0);
  });

  test('is not what nobody was sent to: a newcomer whose rollout was called off', () => {
    const newcomer = balancer({ name: 'one', clusters: [EU, US], version: 2 }).resources;
    const beside = [
      ...one.resources,
      ...newcomer.filter(({ ref }) => !one.resources.some((own) => own.ref.name === ref.name)),
    ];
    expect(removed(one.resources, beside)).toBe(0);
  });

  test('is not a newcomer whose warm-up stands in the record of the URL map', () => {
    const newcomer = balancer({ name: 'one', clusters: [EU, US], version: 2 }).resources;
    const fresh = newcomer.filter(({ ref }) => !one.resources.some((own) => own.ref.name === ref.name));
    const warmed = one.resources.map((own) =>
      own.ref.kind === 'urlMap'
        ? { ...own, dependsOn: [...own.dependsOn, ...fresh.map(({ ref }) => refKey(ref))] }
        : own,
    );
    expect(removed(one.resources, [...warmed, ...fresh])).toBe(0);
  });
});
