// What a planned head has the worker do: which tasks are sent, and which would be sent for nothing.
import { beforeEach, describe, expect, test } from 'vitest';
import type { UnitPlan } from '../../../../lib/app/planning/plan-units.ts';
import { adopt, release } from '../../../../lib/app/planning/release-tasks.ts';
import { digestOf } from '../../../../lib/core/index.ts';
import { runIdOf } from '../../../../lib/execute/index.ts';
import type { Policy } from '../../../../lib/fleet/index.ts';
import { asVariant } from '../../../../lib/model/index.ts';
import type { Gate, Plan, PlanEnvelope, Revision } from '../../../../lib/plan/index.ts';
import { appliedStates, finishedRevisions } from '../../../../lib/state/index.ts';
import { appliedOf, desiredOf, FLEET, UNIT } from '../../balancer.ts';
import { createRig, NEVER, REPOSITORY, type Rig } from '../rig.ts';

const PLAN = digestOf('plan');
const DESIRED = digestOf('desired');
const GATE: Gate = { code: 'host-removed', message: 'a host goes' };

let rig: Rig;
beforeEach(async () => {
  rig = createRig();
  await rig.put(finishedRevisions.at(FLEET), { seq: 6, commit: 'c6', fleet: rig.fleet() });
});

/** A unit with something to do. */
function unit(more: Partial<UnitPlan> = {}, envelope: Partial<PlanEnvelope> = {}): UnitPlan {
  return {
    plan: { digest: PLAN } as Plan,
    desired: asVariant(desiredOf([])),
    isUnderWay: false,
    ...more,
    envelope: { unit: UNIT, plan: PLAN, desired: DESIRED, gates: [], partial: false, ...envelope } as PlanEnvelope,
  };
}

const nothingToDo = (name: string, envelope: Partial<PlanEnvelope> = {}): UnitPlan =>
  unit({ plan: undefined }, { unit: name, plan: null, ...envelope });

async function sent(
  units: readonly UnitPlan[],
  policy: Partial<Policy> = {},
  verdict: Revision['verdict'] = 'ready',
  byItself?: 'changed' | 'same',
) {
  const fleet = rig.fleet(policy);
  const occasion = { type: 'head', repository: REPOSITORY, commit: 'c7' } as const;
  const revision = { seq: 7, verdict, occasion } as Revision & { readonly seq: number };
  await release(
    rig.world,
    fleet,
    { policy: fleet.policy, isKnown: true },
    revision,
    units,
    { delivery: 'push-1', ...(byItself === undefined ? {} : { byItself }) },
    NEVER,
  );
  return rig.publisher.takeTasks();
}

const RUN = {
  type: 'run',
  fleet: FLEET,
  unit: UNIT,
  seq: 7,
  commit: 'c7',
  plan: PLAN,
  desired: DESIRED,
  delivery: 'push-1',
};

describe('a head that is planned', () => {
  test('is carried out, after what the unit was brought to last', async () => {
    expect(await sent([unit()])).toEqual([{ ...RUN, runId: runIdOf(7, PLAN, undefined) }]);
    await rig.put(appliedStates.at(FLEET, UNIT), appliedOf([], { runId: 'run-6' }));
    expect(await sent([unit()])).toEqual([{ ...RUN, runId: runIdOf(7, PLAN, 'run-6') }]);
  });

  test('cases 08 and 65: does not try again what was blocked, unless somebody asks or something has changed', async () => {
    const blocked = appliedOf([], { commit: 'c7', desired: DESIRED, result: 'blocked' });
    const again = (byItself?: 'changed' | 'same') => sent([unit()], {}, 'ready', byItself);
    await rig.put(appliedStates.at(FLEET, UNIT), blocked);
    expect(await again('same')).toEqual([]);
    for (const why of ['changed', undefined] as const) expect(await again(why)).toHaveLength(1);
    for (const other of [{ commit: 'c6' }, { desired: PLAN }, { result: 'conflict' }] as const) {
      await rig.put(appliedStates.at(FLEET, UNIT), { ...blocked, ...other });
      expect(await again('same')).toHaveLength(1);
    }
  });

  test('is carried out where a person has approved what stops it', async () => {
    expect(await sent([unit({}, { gates: [GATE], approvedBy: 'ann' })])).toHaveLength(1);
    expect(await sent([unit({}, { approvedBy: 'ann' })], { apply: 'manual' })).toHaveLength(1);
  });

  test.each<[string, UnitPlan, Partial<Policy>]>([
    ['with nothing to do', nothingToDo(UNIT), {}],
    ['whose run goes on', unit({ isUnderWay: true }), {}],
    ['that a gate stops', unit({}, { gates: [GATE] }), {}],
    ['that waits for a person', unit(), { apply: 'manual' }],
    ['that is only observed', unit({}, { approvedBy: 'ann' }), { apply: 'never' }],
  ])('sends no task for a unit %s, and goes on with the next one', async (_, held, policy) => {
    expect(await sent([held, nothingToDo('green')], policy)).toEqual([]);
    const next = unit({}, { unit: 'red', approvedBy: 'ann' });
    const tasks = await sent([held, next], policy);
    expect(tasks).toEqual(policy.apply === 'never' ? [] : [expect.objectContaining({ unit: 'red' })]);
  });
});

describe('a look whether the revision is finished', () => {
  const finish = { type: 'finish', fleet: FLEET };

  test.each(['nothing-to-do', 'observe-only'] as const)('is asked for when it is %s', async (verdict) => {
    expect(await sent([], {}, verdict)).toEqual([finish]);
  });

  test('is asked for before anything else where none was ever finished, or that is not to be read', async () => {
    rig.store.state.drop(finishedRevisions.at(FLEET).key);
    expect((await sent([unit()])).map(({ type }) => type)).toEqual(['finish', 'run']);
    rig.store.state.put(finishedRevisions.at(FLEET).key, '{}');
    expect((await sent([unit()])).map(({ type }) => type)).toEqual(['finish', 'run']);
  });

  test('is left to the end of its runs otherwise', async () => {
    expect(await sent([], {}, 'needs-approval')).toEqual([]);
  });
});

test('a record is taken up again of a unit that lost it, and stands whole as it is wanted, and of no other', async () => {
  const lost = nothingToDo('lost');
  const others = [nothingToDo('recorded'), nothingToDo('partial', { partial: true }), unit({}, { unit: 'changing' })];
  await adopt(rig.world, rig.fleet(), [...others, lost], new Set(['lost', 'partial', 'changing']), NEVER);
  expect(rig.publisher.tasks).toEqual([{ type: 'adopt', fleet: FLEET, unit: 'lost' }]);
});
