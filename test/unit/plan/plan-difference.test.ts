// What two plans of a unit do otherwise.
import { expect, test } from 'vitest';
import { makePlan, type Plan, planDifference } from '../../../lib/plan/index.ts';
import { blueResources, changesBetween, FLEET, ROUTES, standing, UNIT } from '../../golden/report/blue-fleet.ts';
import { RULES } from '../../../functions/wiring/rules.ts';

function planTo(routes: typeof ROUTES, takesAddress = false): Plan {
  const wanted = blueResources(routes).filter(({ ref }) => !takesAddress || ref.kind !== 'address');
  const plan = makePlan(RULES, FLEET, UNIT, changesBetween(wanted, standing(blueResources()), blueResources()));
  if (plan === undefined) throw new TypeError('the fixture changes nothing');
  return plan;
}

const NOTHING = { added: [], removed: [], changed: [] };

test('a plan does nothing otherwise than itself', () => {
  const plan = planTo(ROUTES.slice(1));
  const { changes, steps } = planDifference(plan, structuredClone(plan));
  expect(changes).toMatchObject(NOTHING);
  expect(steps).toMatchObject(NOTHING);
});

test('what is added one way is removed the other way', () => {
  const [less, more] = [planTo(ROUTES.slice(1)), planTo(ROUTES.slice(1), true)];
  const [there, back] = [planDifference(less, more), planDifference(more, less)];
  expect(there.changes.added.map(({ ref, kind }) => `${kind} ${ref.kind}`)).toEqual(['delete address']);
  expect(there.steps.added.map(({ action }) => action.type)).toEqual(['delete']);
  expect(there.changes.removed).toEqual([]);
  expect(back.changes.removed).toEqual(there.changes.added);
  expect(back.steps.removed).toEqual(there.steps.added);
});

test('one resource that is changed otherwise shows both changes', () => {
  const [one, other] = [planTo(ROUTES.slice(1)), planTo(ROUTES.slice(0, 1))];
  const [changed, ...more] = planDifference(one, other).changes.changed;
  expect(more).toEqual([]);
  expect(changed?.before).toEqual(one.changes.find(({ ref }) => ref.kind === 'urlMap'));
  expect(changed?.after).toEqual(other.changes.find(({ ref }) => ref.kind === 'urlMap'));
});

test('a step of one name with other needs is changed, and is shown as the second plan has it', () => {
  const [one, other] = [planTo(ROUTES.slice(1)), planTo(ROUTES.slice(1))];
  const later = other.steps.map((step, at) => (at === 0 ? { ...step, needs: ['expand apply x'] } : step));
  expect(planDifference(one, { ...other, steps: later }).steps.changed).toEqual([later[0]]);
});
