// Only the plan that the name promises is acted on.
import { describe, expect, test } from 'vitest';
import { digestOf, type JsonObject } from '../../../lib/core/index.ts';
import { makePlan, type Plan } from '../../../lib/plan/index.ts';
import { plans } from '../../../lib/state/index.ts';
import { createFixedClock } from '../../fakes/fixed-clock.ts';
import { createMemoryStore } from '../../fakes/memory-store.ts';
import { compute } from '../balancer.ts';
import { changeOf } from '../plan/change.ts';
import { RULES } from '../../../functions/wiring/rules.ts';

const { signal } = new AbortController();

function planOf(unit = 'blue'): Plan {
  const plan = makePlan(RULES, 'prod', unit, [changeOf(compute('healthCheck', 'hc'), { kind: 'create', after: {} })]);
  if (plan === undefined) throw new TypeError('there is something to do');
  return plan;
}

/** A document under the name of a digest, as somebody put it there. */
function look(digest: string, content: object) {
  const store = createMemoryStore(createFixedClock());
  const place = plans.at('prod', digest);
  store.state.put(place.key, JSON.stringify({ schema: 'rangelight/plan/v2', ...content }));
  return place.look(store, signal);
}

test('a plan is read back under its digest', async () => {
  const plan = planOf();
  expect(await look(plan.digest, plan)).toMatchObject({ found: { value: plan } });
});

describe('is not what its digest says', () => {
  const damage = { damage: { why: 'is not what its digest says' } };

  test('another plan', async () => {
    expect(await look(digestOf('another'), planOf())).toMatchObject(damage);
  });

  test('one that was touched', async () => {
    const plan = planOf();
    expect(await look(plan.digest, { ...plan, unit: 'green' })).toMatchObject(damage);
  });

  test('one that is named by its new content, but not by itself', async () => {
    const { digest, ...content } = planOf();
    expect(await look(planOf('green').digest, { ...content, unit: 'green', digest })).toMatchObject(damage);
  });
});

test.each<[string, (content: JsonObject) => JsonObject, string]>([
  ['no steps', (content) => ({ ...content, steps: 'none' }), 'is no rangelight/plan/v2'],
  ['a member too many', (content) => ({ ...content, force: true }), 'was written by a newer Rangelight'],
  [
    'a kind of step that nobody knows',
    (content) => ({ ...content, steps: [{ id: 'x', action: { type: 'shell' } }] }),
    'is no rangelight/plan/v2',
  ],
])('what is not a plan is none, even under its right digest: %s', async (_, change, why) => {
  const { digest: _own, ...content } = planOf();
  const odd = change(JSON.parse(JSON.stringify(content)) as JsonObject);
  const digest = digestOf(odd);
  expect(await look(digest, { ...odd, digest })).toMatchObject({
    damage: { why: expect.stringContaining(why) as string },
  });
});
