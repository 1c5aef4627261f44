// What has ended since a plan was made: runs of other parts leave it what it is.
import { beforeEach, expect, test } from 'vitest';
import { isOutrun } from '../../../../lib/app/running/outrun.ts';
import { digestOf } from '../../../../lib/core/index.ts';
import { runIdOf } from '../../../../lib/execute/index.ts';
import type { AppliedState } from '../../../../lib/model/index.ts';
import type { Plan } from '../../../../lib/plan/index.ts';
import type { RunTask } from '../../../../lib/ports/index.ts';
import { plans } from '../../../../lib/state/index.ts';
import { planFor } from '../../../property/cloud.ts';
import { appliedOf, balancer, desiredOf, EU, FLEET, UNIT } from '../../balancer.ts';
import { createRig, NEVER, type Rig } from '../rig.ts';

const planOf = (...names: readonly string[]): Plan => {
  const wanted = names.flatMap((name) => balancer({ name, clusters: [EU] }).resources);
  const { plan } = planFor(desiredOf(wanted), undefined, new Map());
  if (plan === undefined) throw new TypeError('there is something to do');
  return plan;
};
const [one, two, three, both] = [planOf('one'), planOf('two'), planOf('three'), planOf('one', 'two')];
const FIRST = 'the-run-before';

let rig: Rig;
beforeEach(() => {
  rig = createRig();
});

const taskOf = (plan: Plan, after: string | undefined): RunTask => ({
  type: 'run',
  fleet: FLEET,
  unit: UNIT,
  seq: 2,
  commit: 'commit-2',
  plan: plan.digest,
  desired: digestOf('goal'),
  runId: runIdOf(2, plan.digest, after),
});

/** @param ended the plans whose runs ended after the first run, in their order; all are stored. */
async function recordAfter(...ended: readonly Plan[]): Promise<AppliedState> {
  for (const plan of ended) await rig.put(plans.at(FLEET, plan.digest), plan);
  const runs = ended.map((plan, at) => {
    const { seq, commit, desired, runId } = taskOf(plan, FIRST);
    const previous = at === 0 ? FIRST : taskOf(ended[at - 1] ?? plan, FIRST).runId;
    return [plan.digest, { seq, commit, desired, runId, result: 'succeeded', previous }] as const;
  });
  const [plan, last] = runs.at(-1) ?? ['', { runId: FIRST }];
  return appliedOf([], { ...last, plan, beside: Object.fromEntries(runs.slice(0, -1)) });
}

const asked = async (applied: AppliedState | undefined, after: string | undefined = FIRST) =>
  isOutrun(rig.world, taskOf(one, after), one, applied, NEVER);

test('a plan that was made after the last run, or before any, is none that another one outran', async () => {
  expect(await asked(await recordAfter())).toBe(false);
  expect(await isOutrun(rig.world, taskOf(one, undefined), one, undefined, NEVER)).toBe(false);
});

test('runs that touch nothing of it may have ended since, however many', async () => {
  expect(await asked(await recordAfter(two))).toBe(false);
  expect(await asked(await recordAfter(two, three))).toBe(false);
});

test('one that touches something of it may not, whichever came first', async () => {
  expect(await asked(await recordAfter(both))).toBe(true);
  expect(await asked(await recordAfter(both, three))).toBe(true);
  expect(await asked(await recordAfter(three, both))).toBe(true);
});

test('neither may one whose plan is lost, or of which the record does not tell', async () => {
  const lost = await recordAfter(two);
  rig.store.state.drop(plans.at(FLEET, two.digest).key);
  expect(await asked(lost)).toBe(true);
  const { beside: _beside, ...forgotten } = await recordAfter(two, three);
  expect(await asked(forgotten)).toBe(true);
  expect(await asked(await recordAfter(two), 'another run')).toBe(true);
  expect(await asked(undefined)).toBe(true);
});
