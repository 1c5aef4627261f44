// Where a run that made things worse goes back to, and what is written and asked for then.
import { describe, expect, test } from 'vitest';
import { goodBefore, rollBack } from '../../../../lib/app/running/roll-back.ts';
import { digestOf } from '../../../../lib/core/index.ts';
import type { RunTask } from '../../../../lib/ports/index.ts';
import { rollbacks } from '../../../../lib/state/index.ts';
import { appliedOf, FLEET, UNIT } from '../../balancer.ts';
import { createRig, NEVER, REPOSITORY } from '../rig.ts';

const task: RunTask = {
  type: 'run',
  fleet: FLEET,
  unit: UNIT,
  seq: 2,
  commit: 'c2',
  plan: digestOf('plan'),
  desired: digestOf('bad'),
  runId: 'run-2',
};
const good = { runId: 'run-1', desired: digestOf('good'), commit: 'c1' };

describe('what a run can go back to', () => {
  test('is what was good before it', () => {
    expect(goodBefore(appliedOf([], { good }), task)).toEqual(good);
  });

  test('is nothing where nothing good is known', () => {
    expect(goodBefore(undefined, task)).toBeUndefined();
    expect(goodBefore(appliedOf([]), task)).toBeUndefined();
  });

  test('is nothing where it works towards what was good: it would go back to itself', () => {
    expect(goodBefore(appliedOf([], { good: { ...good, desired: task.desired } }), task)).toBeUndefined();
  });
});

test('going back pins the unit to what was good, and asks for a plan, however often it is told', async () => {
  const rig = createRig();
  const told = () => rollBack(rig.world, REPOSITORY, task, good, 'worse', NEVER);
  await told();
  await told();
  expect(await rig.value(rollbacks.at(FLEET, UNIT))).toMatchObject({
    unit: UNIT,
    commit: 'c2',
    bad: task.desired,
    good: good.desired,
    goodRun: 'run-1',
    reason: 'worse',
    at: rig.clock.now(),
  });
  const hint = { type: 'facts', repository: REPOSITORY, delivery: `rollback-${FLEET}-${UNIT}-run-2` };
  expect(rig.publisher.revisions).toEqual([hint, hint]);
});
