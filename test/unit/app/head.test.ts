// The order of revisions.
import { beforeEach, describe, expect, test } from 'vitest';
import { advanceHead } from '../../../lib/app/head.ts';
import { keys } from '../../../lib/app/state-keys.ts';
import type { Head } from '../../../lib/app/documents.ts';
import type { PlannerWorld } from '../../../lib/app/world.ts';
import type { Repository, RevisionHint } from '../../../lib/ports/index.ts';
import { FLEET } from '../balancer.ts';
import { createRig, NEVER, type Rig } from './rig.ts';

type Relation = Awaited<ReturnType<Repository['compare']>>;

const PUSH: RevisionHint = { type: 'push', delivery: 'd' };

describe('advanceHead', () => {
  let rig: Rig;
  let relation: Relation;

  beforeEach(() => {
    rig = createRig();
    relation = 'ahead';
  });

  function advance(commit: string, hint: RevisionHint = PUSH, fleet = rig.fleet()): Promise<Head | undefined> {
    const repository = { compare: async () => relation } as Partial<Repository> as Repository;
    const world: PlannerWorld = { ...rig.world, repository, branch: 'main' };
    return advanceHead(world, FLEET, fleet, commit, hint, NEVER);
  }

  test('numbers descendants', async () => {
    expect(await advance('a')).toMatchObject({ seq: 1, commit: 'a' });
    expect(await advance('b')).toMatchObject({ seq: 2, commit: 'b' });
  });

  test('leaves the head as it is for the same commit', async () => {
    await advance('a');
    expect(await advance('a')).toMatchObject({ seq: 1 });
    expect(rig.store.changes).toHaveLength(1);
  });

  test.each(['behind', 'diverged'] as const)('ignores a commit that is %s', async (how) => {
    await advance('a');
    relation = how;
    expect(await advance('b')).toBeUndefined();
    expect(await rig.value(keys.head(FLEET))).toMatchObject({ commit: 'a' });
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
    const repository = {
      compare: async (from: string, to: string) => (from === 'a' && to === 'b' ? 'ahead' : 'diverged'),
    } as Partial<Repository> as Repository;
    const world: PlannerWorld = { ...rig.world, repository, branch: 'main' };
    const push = { ...PUSH, forced: true, after: 'c' };
    expect(await advanceHead(world, FLEET, undefined, 'c', { ...push, before: 'x' }, NEVER)).toBeUndefined();
    expect(
      await advanceHead(world, FLEET, undefined, 'c', { ...push, delivery: 'd2', before: 'b' }, NEVER),
    ).toMatchObject({ seq: 2 });
  });

  test('follows a forced push whose head was read too early, or too late', async () => {
    await advance('a');
    // GitHub still answers with the old head; the next hint says nothing of a forced push.
    expect(await advance('a', { ...PUSH, forced: true, before: 'a', after: 'b' })).toMatchObject({ commit: 'a' });
    relation = 'diverged';
    expect(await advance('b', { ...PUSH, delivery: 'd2' })).toMatchObject({ seq: 2, commit: 'b' });
    const early = { ...PUSH, delivery: 'd3', forced: true, before: 'b', after: 'c' };
    rig.clock.advance(1);
    const repository = {
      compare: async (from: string, to: string) => (from === 'c' && to === 'd' ? 'ahead' : 'diverged'),
    } as Partial<Repository> as Repository;
    const world: PlannerWorld = { ...rig.world, repository, branch: 'main' };
    expect(await advanceHead(world, FLEET, undefined, 'd', early, NEVER)).toMatchObject({ seq: 3, commit: 'd' });
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
    expect(await rig.value(keys.head(FLEET))).toMatchObject({ commit: 'a', seq: 3 });
  });

  test('of two planners, one is told to plan again', async () => {
    await advance('a');
    const both = await Promise.allSettled([advance('b'), advance('c')]);
    const failed = both.filter((one) => one.status === 'rejected');
    expect(failed).toMatchObject([{ reason: { code: 'precondition' } }]);
    expect(await rig.value(keys.head(FLEET))).toMatchObject({ seq: 2 });
  });
});

test('a fleet file that cannot be read keeps the last fleet, and makes no first head', async () => {
  const rig = createRig();
  const repository = { compare: async () => 'ahead' } as Partial<Repository> as Repository;
  const world: PlannerWorld = { ...rig.world, repository, branch: 'main' };
  expect(await advanceHead(world, FLEET, undefined, 'a', PUSH, NEVER)).toBeUndefined();
  await advanceHead(world, FLEET, rig.fleet({ maxDeletes: 7 }), 'a', PUSH, NEVER);
  const head = await advanceHead(world, FLEET, undefined, 'b', PUSH, NEVER);
  expect(head).toMatchObject({ seq: 2, fleet: { policy: { maxDeletes: 7 } } });
});
