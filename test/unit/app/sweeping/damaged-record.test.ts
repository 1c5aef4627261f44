// Cases 21 and 22: the record of what was applied of a unit is lost or damaged. What stands is known by its marks:
// nothing of it is taken away without a person's word, somebody hears of it, and the record comes back where the unit
// stands as it is wanted.
import { describe, expect, test } from 'vitest';
import { approve } from '../../../../lib/app/words/approvals.ts';
import { sweep } from '../../../../lib/app/sweeping/sweep.ts';
import { digestOf, RangelightError } from '../../../../lib/core/index.ts';
import { type AppliedState, refOfPath } from '../../../../lib/model/index.ts';
import type { RunTask } from '../../../../lib/ports/index.ts';
import { appliedStates, desiredStates } from '../../../../lib/state/index.ts';
import { balancer, desiredOf, EU, FLEET, UNIT, US } from '../../balancer.ts';
import { adopt, contentOf, damage, LOST } from './damage.ts';
import { NEVER, REPOSITORY, type Rig } from '../rig.ts';
import { ALICE, first, meddle, more, one, refusal, settled, writes } from '../running/steps/settled.ts';
import { KINDS } from '../../../../functions/wiring/kinds.ts';

const applied = appliedStates.at(FLEET, UNIT);

/** Plans and takes a commit as the planner does that cannot read the record. */
async function headWithout(rig: Rig, text: string | undefined, ...head: Parameters<Rig['head']>): Promise<RunTask> {
  rig.store.state.drop(applied.key);
  const task = await rig.head(...head);
  damage(rig, applied, text);
  if (task === undefined) throw new TypeError('there is something to do');
  return task;
}

describe.each(LOST)('a record of what was applied that is lost or damaged (%j)', (text) => {
  test('keeps what stands from being taken away without a person’s word', async () => {
    const rig = await settled();
    const moved = balancer({ name: 'one', clusters: [EU, US], hosts: ['a.example'], version: 2 });
    const task = await headWithout(rig, text, 2, desiredOf(moved.resources));
    expect(await refusal(rig, task)).toBe('is not released (unrecorded)');
    await approve(rig.world, FLEET, task.plan, ALICE, NEVER);
    expect(await rig.runToEnd(task)).toBe('finished');
    const record = await rig.value(applied);
    expect(record).toMatchObject({ result: 'succeeded', desired: digestOf(desiredOf(moved.resources)) });
    expect(Object.keys(record?.resources ?? {})).toHaveLength(moved.resources.length);
  });

  test('keeps nothing from being made, and holds everything that stands afterwards', async () => {
    const rig = await settled();
    const whole = await rig.value(applied);
    const task = await headWithout(rig, text, 2, more);
    expect(await rig.runToEnd(task)).toBe('finished');
    const record = await rig.value(applied);
    expect(Object.keys(record?.resources ?? {}).sort()).toEqual(Object.keys(whole?.resources ?? {}).sort());
    expect(record?.addresses).toEqual(whole?.addresses);
  });

  test('comes back where the unit stands as it is wanted', async () => {
    const rig = await settled();
    const whole = await rig.value(applied);
    damage(rig, applied, text);
    const before = writes(rig);
    expect(await adopt(rig)).toBe('finished');
    const record = await rig.value(applied);
    expect(record).toMatchObject({ result: 'succeeded', seq: 1, commit: 'commit-1', desired: digestOf(first) });
    expect(record?.addresses).toEqual(whole?.addresses);
    expect(bodies(record)).toEqual(bodies(whole));
    expect(writes(rig)).toBe(before);
    expect(await adopt(rig)).toBe('ignored');
  });

  test('does not come back where it does not, or where not everything can be read', async () => {
    const rig = await settled();
    damage(rig, applied, text);
    rig.clusters.unreachable.add(US);
    expect(await adopt(rig)).toBe('ignored');
    rig.clusters.unreachable.clear();
    meddle(rig);
    expect(await adopt(rig)).toBe('ignored');
    expect(rig.store.contents()[applied.key]).toEqual(contentOf(text));
  });

  test('comes back with what is ours only', async () => {
    const rig = await settled();
    const ref = refOfPath(KINDS, one.keys.urlMap);
    if (ref !== undefined) rig.compute.put(ref, { ...rig.compute.body(one.keys.urlMap), description: 'mine' });
    damage(rig, applied, text);
    await adopt(rig);
    expect(Object.keys((await rig.value(applied))?.resources ?? {})).not.toContain(one.keys.urlMap);
  });

  test('holds what stands also after a run that was blocked', async () => {
    const rig = await settled();
    const whole = await rig.value(applied);
    const task = await headWithout(rig, text, 2, more);
    rig.compute.before = (call) => {
      if (call === 'update') throw new RangelightError('denied', 'compute', 'no');
    };
    expect(await rig.runToEnd(task)).toBe('finished');
    const record = await rig.value(applied);
    expect(record?.result).toBe('blocked');
    // All but the URL map, which is not as it is wanted yet.
    const standing = Object.keys(whole?.resources ?? {}).filter((key) => key !== one.keys.urlMap);
    expect(Object.keys(record?.resources ?? {}).sort()).toEqual(standing.sort());
  });

  test('is told by the tick, which asks the planner and takes nothing for drift', async () => {
    const rig = await settled({ drift: 'heal' });
    damage(rig, applied, text);
    meddle(rig);
    const told: unknown[] = [];
    const log = { ...rig.world.log, error: (about: object) => void told.push(about) };
    const [result] = await sweep({ ...rig.world, log }, NEVER);
    expect(result).toMatchObject({ published: [] });
    expect(told).toMatchObject([{ fleet: FLEET, unit: UNIT }]);
    expect(rig.publisher.takeTasks()).toEqual([]);
    expect(rig.publisher.takeRevisions()).toMatchObject([{ type: 'facts', repository: REPOSITORY }]);
  });
});

test('a record that somebody else writes meanwhile stays', async () => {
  const rig = await settled();
  const whole = await rig.value(applied);
  if (whole === undefined) throw new TypeError('the first revision is applied');
  damage(rig, applied, undefined);
  const other = JSON.stringify({ ...whole, runId: 'another', schema: 'rangelight/applied/v2' });
  rig.store.before = (call, key) => {
    if (call === 'read' && key === desiredStates.at(FLEET, whole.desired).key) damage(rig, applied, other);
  };
  await adopt(rig);
  expect(await rig.value(applied)).toEqual({ ...whole, runId: 'another' });
});

function bodies(record: AppliedState | undefined): unknown {
  return Object.entries(record?.resources ?? {}).map(([key, { body }]) => [key, body]);
}
