// Only the plan that the name promises is acted on.
import { expect, test } from 'vitest';
import { digestOf } from '../../../lib/core/index.ts';
import { makePlan, readPlan } from '../../../lib/plan/index.ts';
import { compute } from '../balancer.ts';
import { changeOf } from './change.ts';

function document(unit = 'blue') {
  const plan = makePlan('prod', unit, [changeOf(compute('healthCheck', 'hc'), { kind: 'create', after: {} })]);
  if (plan === undefined) throw new TypeError('there is something to do');
  return JSON.parse(JSON.stringify(plan)) as typeof plan;
}

test('a plan is read back under its digest', () => {
  const plan = document();
  expect(readPlan(plan, plan.digest)).toEqual(plan);
});

test('another plan, or one that was touched, is none', () => {
  const plan = document();
  expect(readPlan(plan, digestOf('another'))).toBeUndefined();
  expect(readPlan({ ...plan, unit: 'green' }, plan.digest)).toBeUndefined();
  // Named by its new content, but not by itself.
  const { digest, ...content } = plan;
  expect(readPlan({ ...content, unit: 'green', digest }, document('green').digest)).toBeUndefined();
});

test('what is not a plan is none, even under its right digest', () => {
  const odd = { schema: 'rangelight/plan/v1', steps: 'none' };
  expect(readPlan({ ...odd, digest: digestOf(odd) }, digestOf(odd))).toBeUndefined();
  expect(readPlan(null, 'x')).toBeUndefined();
});
