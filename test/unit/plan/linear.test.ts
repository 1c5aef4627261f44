// Planning takes work in proportion to what changes: counted, not timed. `npm run bench -- --part plan` measures it.
import { describe, expect, test } from 'vitest';
import { KINDS } from '../../../functions/wiring/kinds.ts';
import { diff } from '../../../lib/diff/index.ts';
import type { ObservedState } from '../../../lib/model/index.ts';
import type { Step } from '../../../lib/plan/index.ts';
import { inOrder } from '../../../lib/plan/step-order.ts';
import { appliedOf, balancer, desiredOf, EU, observedOf, US } from '../balancer.ts';
import { RULES } from '../../../functions/wiring/rules.ts';

describe('the order of steps', () => {
  test('reads what each step needs once, in a chain and side by side', () => {
    for (const needsOf of [(at: number) => (at === 0 ? [] : [`s ${at - 1}`]), () => []]) {
      let reads = 0;
      const steps = Array.from(
        { length: 500 },
        (_, at): Step => ({
          id: `s ${at}`,
          phase: 'expand',
          action: { type: 'drain', of: '' },
          get needs() {
            reads += 1;
            return needsOf(at);
          },
        }),
      );
      expect(inOrder(steps)).toHaveLength(500);
      expect(reads).toBe(500);
    }
  });
});

describe('the whole of what is seen', () => {
  /** How often it is walked while everything of so many load balancers is taken away. */
  function walksFor(count: number): number {
    const all = Array.from({ length: count }, (_, index) => balancer({ name: `lb-${index}`, clusters: [EU, US] }));
    const resources = all.flatMap((one) => one.resources);
    const { resources: seen, unknown } = observedOf(resources);
    let walks = 0;
    class Counted extends Map<string, NonNullable<ReturnType<typeof seen.get>>> {
      override [Symbol.iterator]() {
        walks += 1;
        return super[Symbol.iterator]();
      }
      override values() {
        walks += 1;
        return super.values();
      }
    }
    const observed: ObservedState = { resources: new Counted(seen), unknown };
    const applied = appliedOf(resources);
    const input = {
      kinds: KINDS,
      desired: desiredOf([]),
      applied,
      observed,
      takeover: false,
      pendingCause: 'pending',
    } as const;
    walks = 0;
    const { changes } = diff(input);
    expect(RULES.gates(changes, { observed, applied }).length).toBeGreaterThan(count);
    return walks;
  }

  test('is walked as often for many load balancers as for a few', () => {
    expect(walksFor(12)).toBe(walksFor(2));
  });
});
