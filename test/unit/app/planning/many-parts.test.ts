// A unit with many parts that are each a plan of their own: planning it and keeping its documents grow with its size,
// not with its square. Counted, not timed.
import { expect, test } from 'vitest';
import { planUnits } from '../../../../lib/app/planning/plan-units.ts';
import { digestOfVariant, wholeState } from '../../../../lib/model/index.ts';
import type { Rules } from '../../../../lib/plan/index.ts';
import { desiredAt, keeperOfDesired } from '../../../../lib/state/index.ts';
import { RULES } from '../../../../functions/wiring/rules.ts';
import { appliedOf, balancer, desiredOf, EU, FLEET, observedOf, UNIT, US } from '../../balancer.ts';
import { createRig, NEVER } from '../rig.ts';
import { planInput } from '../plan-input.ts';

/** Of so many load balancers all go, and each is missed: a plan for each. */
function goes(count: number, rules: Rules = RULES) {
  const standing = Array.from(
    { length: count },
    (_, at) => balancer({ name: `lb-${at}`, clusters: [EU, US], hosts: [`${at}.example`] }).resources,
  ).flat();
  const { units } = planUnits(
    planInput({
      rules,
      policy: { ...createRig().fleet().policy, maxDeletes: 10_000 },
      applied: new Map([[UNIT, appliedOf(standing)]]),
      observed: observedOf(standing),
    }),
  );
  return { standing, units: units.filter(({ plan }) => plan !== undefined) };
}

async function kept(count: number) {
  const { store } = createRig();
  const before = store.keys().length;
  const keep = keeperOfDesired(store);
  const { units } = goes(count);
  for (const { desired } of units) await keep(desired, NEVER);
  const texts = store.keys().map((key) => store.state.textOf(key) ?? '');
  return { store, units, documents: texts.length - before, characters: texts.join('').length };
}

test('what the plans work towards is kept in step with their number, and is found whole', async () => {
  const [few, many] = [await kept(8), await kept(32)];
  expect(few.units).toHaveLength(8);
  // One that all stand on.
  expect([few.documents, many.documents]).toEqual([9, 33]);
  expect(many.characters).toBeLessThan(4.5 * few.characters);
  for (const { desired, envelope } of few.units) {
    expect(envelope.desired).toBe(digestOfVariant(desired));
    const found = await desiredAt(FLEET, envelope.desired).look(few.store, NEVER);
    expect(found).toMatchObject({ found: { value: wholeState(desired) } });
  }
});

test('each plan reaches what was applied without its own part', () => {
  const { standing, units } = goes(3);
  for (const { plan, desired } of units) {
    const gone = new Set(plan?.changes.map(({ key }) => key));
    expect(wholeState(desired)).toEqual(
      wholeState({ base: desiredOf(standing), otherwise: new Map([...gone].map((key) => [key, undefined])) }),
    );
  }
});

test('the rules are asked in step with the number of parts', () => {
  const asked = (count: number): number => {
    let times = 0;
    goes(count, { ...RULES, of: (kind) => ((times += 1), RULES.of(kind)) });
    return times;
  };
  expect(asked(32)).toBeLessThan(4.5 * asked(8));
});
