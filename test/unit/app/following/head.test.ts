// The order of revisions.
import { beforeEach, describe, expect, test } from 'vitest';
import { keepForcedPush } from '../../../../lib/app/records/forced-pushes.ts';
import { advanceHead } from '../../../../lib/app/following/head.ts';
import { waysTo } from '../../../../lib/app/following/ways-to-head.ts';
import type { PlannerWorld } from '../../../../lib/app/world.ts';
import type { Fleet } from '../../../../lib/fleet/index.ts';
import type { Repository, RevisionHint } from '../../../../lib/ports/index.ts';
import { appliedStates, finishedRevisions, type Head, heads, leases, openRuns } from '../../../../lib/state/index.ts';
import { appliedOf, FLEET, UNIT } from '../../balancer.ts';
import { createRig, NEVER, REPOSITORY, type Rig } from '../rig.ts';

type Relation = Awaited<ReturnType<Repository['compare']>>;

const PUSH: RevisionHint = { type: 'push', repository: REPOSITORY, delivery: 'd' };

function worldOf(rig: Rig, compare: Repository['compare']): PlannerWorld {
  const repository = {
    compare,
    movesOf: async () => ({ pushes: [], isWhole: true }),
  } as Partial<Repository> as Repository;
  return { ...rig.world, name: REPOSITORY, branch: 'main', repository };
}

async function take(world: PlannerWorld, commit: string, hint: RevisionHint, fleet: Fleet | undefined, folder = '') {
  await keepForcedPush(world, hint, NEVER);
  const { open, stray } = await waysTo(world, commit, NEVER);
  if (stray.length > 0) return undefined;
  return advanceHead(world, { name: FLEET, folder, fleet, commit }, open.get(FLEET), NEVER);
}

describe('advanceHead', () => {
  let rig: Rig;
  let relation: Relation;

  beforeEach(() => {
    rig = createRig();
    relation = 'ahead';
  });

  function advance(commit: string, hint: RevisionHint = PUSH, fleet = rig.fleet()): Promise<Head | undefined> {
    return take(
      worldOf(rig, async () => relation),
      commit,
      hint,
      fleet,
    );
  }

  test('numbers descendants', async () => {
    expect(await advance('a')).toMatchObject({ seq: 1, commit: 'a' });
    expect(await advance('b')).toMatchObject({ seq: 2, commit: 'b' });
  });

  test('leaves the head as it is for the same commit', async () => {
    await advance('a');
    expect(await advance('a')).toMatchObject({ seq: 1 });
    expect(rig.store.changes).toHaveLength(2);
  });

  test.each(['behind', 'diverged'] as const)('ignores a commit that is %s', async (how) => {
    await advance('a');
    relation = how;
    expect(await advance('b')).toBeUndefined();
    expect(await rig.value(heads.at(FLEET))).toMatchObject({ commit: 'a' });
  });

  test('follows a forced push that names both commits', async () => {
    await advance('a');
    relation = 'diverged';
    const forced = (delivery: string, before: string, after: string) => ({
      ...PUSH,
      delivery,
      forced: true,
      before,
      after,
    });
    expect(await advance('b', forced('d1', 'x', 'b'))).toBeUndefined();
    expect(await advance('b', forced('d2', 'a', 'c'))).toBeUndefined();
    expect(await advance('b', forced('d3', 'a', 'b'))).toMatchObject({ seq: 2 });
  });

  test('follows a forced push over a commit that it never heard of', async () => {
    await advance('a');
    const world = worldOf(rig, async (from, to) => (from === 'a' && to === 'b' ? 'ahead' : 'diverged'));
    const push = { ...PUSH, forced: true, after: 'c' };
    expect(await take(world, 'c', { ...push, before: 'x' }, undefined)).toBeUndefined();
    expect(await take(world, 'c', { ...push, delivery: 'd2', before: 'b' }, undefined)).toMatchObject({ seq: 2 });
  });

  test('follows a forced push whose head was read too early, or too late', async () => {
    await advance('a');
    // GitHub still answers with the old head; the next hint says nothing of a forced push.
    expect(await advance('a', { ...PUSH, forced: true, before: 'a', after: 'b' })).toMatchObject({ commit: 'a' });
    relation = 'diverged';
    expect(await advance('b', { ...PUSH, delivery: 'd2' })).toMatchObject({ seq: 2, commit: 'b' });
    const early = { ...PUSH, delivery: 'd3', forced: true, before: 'b', after: 'c' };
    rig.clock.advance(1);
    const world = worldOf(rig, async (from, to) => (from === 'c' && to === 'd' ? 'ahead' : 'diverged'));
    expect(await take(world, 'd', early, undefined)).toMatchObject({ seq: 3, commit: 'd' });
  });

  test('follows forced pushes one over the other, in whatever order they are heard', async () => {
    await advance('a');
    relation = 'diverged';
    const forced = (delivery: string, before: string, after: string) => ({
      ...PUSH,
      delivery,
      forced: true,
      before,
      after,
    });
    expect(await advance('c', forced('d2', 'b', 'c'))).toBeUndefined();
    rig.clock.advance(1);
    expect(await advance('c', forced('d1', 'a', 'b'))).toMatchObject({ seq: 2, commit: 'c' });
  });

  test('is not led back by an old head that is read late, nor by a push of another branch', async () => {
    await advance('a');
    relation = 'diverged';
    await advance('b', { ...PUSH, delivery: 'd1', forced: true, before: 'a', after: 'b' });
    rig.clock.advance(1);
    await advance('a', { ...PUSH, delivery: 'd2', forced: true, before: 'b', after: 'a' });
    expect(await advance('b', { ...PUSH, delivery: 'd3' })).toBeUndefined();
    rig.clock.advance(1);
    const elsewhere = { ...PUSH, delivery: 'd4', branch: 'other', forced: true, before: 'a', after: 'b' };
    expect(await advance('b', elsewhere)).toBeUndefined();
    expect(await rig.value(heads.at(FLEET))).toMatchObject({ commit: 'a', seq: 3 });
  });

  test('of two planners, one is told to plan again', async () => {
    await advance('a');
    const both = await Promise.allSettled([advance('b'), advance('c')]);
    const failed = both.filter((one) => one.status === 'rejected');
    expect(failed).toMatchObject([{ reason: { code: 'precondition' } }]);
    expect(await rig.value(heads.at(FLEET))).toMatchObject({ seq: 2 });
  });
});

test('a fleet file that cannot be read keeps the last fleet and its folder, and makes no first head', async () => {
  const rig = createRig();
  const world = worldOf(rig, async () => 'ahead');
  expect(await take(world, 'a', PUSH, undefined)).toBeUndefined();
  await take(world, 'a', PUSH, rig.fleet({ maxDeletes: 7 }), 'one');
  const head = await take(world, 'b', PUSH, undefined, 'two');
  expect(head).toMatchObject({ seq: 2, folder: 'one', fleet: { policy: { maxDeletes: 7 } } });
});

test('the head says where the fleet lives, and with which policy it began', async () => {
  const rig = createRig();
  const world = worldOf(rig, async () => 'ahead');
  const first = { repository: REPOSITORY, first: { apply: 'manual' } };
  expect(await take(world, 'a', PUSH, rig.fleet({ apply: 'manual' }), 'one')).toMatchObject({
    ...first,
    folder: 'one',
  });
  const moved = await take(world, 'b', PUSH, rig.fleet({ apply: 'merge' }), 'two');
  expect(moved).toMatchObject({ ...first, folder: 'two', fleet: { policy: { apply: 'merge' } } });
});

describe('a head that was lost', () => {
  const digest = 'd'.repeat(64);
  const open = { runId: 'r', commit: 'c', plan: digest, desired: digest, wakeAt: 0, reason: 'running' };
  const others: Readonly<Record<string, (rig: Rig, seq: number) => Promise<void>>> = {
    applied: (rig, seq) => rig.put(appliedStates.at(FLEET, UNIT), appliedOf([], { seq })),
    open: (rig, seq) => rig.put(openRuns.at(FLEET, UNIT), { ...open, seq }),
    lease: (rig, seq) => rig.put(leases.at(FLEET, UNIT), { holder: 'w', seq, duration: 1 }),
    finished: (rig, seq) => rig.put(finishedRevisions.at(FLEET), { seq, commit: 'c', fleet: rig.fleet() }),
  };

  test.each(Object.keys(others))('is counted on from what is known by the document `%s`', async (greatest) => {
    const rig = createRig();
    for (const [name, put] of Object.entries(others)) await put(rig, name === greatest ? 9 : 2);
    rig.store.state.put(heads.at(FLEET).key, '{}');
    const head = await take(
      worldOf(rig, async () => 'ahead'),
      'a',
      PUSH,
      rig.fleet(),
    );
    expect(head).toMatchObject({ seq: 10, commit: 'a' });
    // Which policy it began with is lost: none is taken for the first.
    expect(head).not.toHaveProperty('first');
    expect(await rig.value(heads.at(FLEET))).toEqual(head);
  });
});
