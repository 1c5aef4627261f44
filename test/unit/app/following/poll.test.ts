// A look at the branch that nobody sent: it costs one request while nothing is new, and is answered once per commit.
import { beforeEach, expect, test } from 'vitest';
import { planRevision } from '../../../../lib/app/planning/plan-revision.ts';
import type { PlannerWorld } from '../../../../lib/app/world.ts';
import { RangelightError } from '../../../../lib/core/index.ts';
import type { Repository } from '../../../../lib/ports/index.ts';
import { appliedStates, heads } from '../../../../lib/state/index.ts';
import { appliedOf, FLEET, UNIT } from '../../balancer.ts';
import { plannerWorlds } from '../planning/proposals-rig.ts';
import { createRig, headOf, NEVER, REPOSITORY, type Rig } from '../rig.ts';

let rig: Rig;
let head: string;
let read: string[];
let world: PlannerWorld;
beforeEach(() => {
  rig = createRig();
  head = 'a';
  read = [];
  const repository: Partial<Repository> = {
    head: async () => head,
    openPullRequests: async () => [],
    compare: async () => 'ahead',
    files: async (commit) => {
      read.push(commit);
      return new Map();
    },
  };
  world = { ...rig.world, name: REPOSITORY, branch: 'main', repository: repository as Repository };
});

let count = 0;
function poll(): Promise<string | undefined> {
  count += 1;
  return planRevision(plannerWorlds(world), { type: 'poll', repository: REPOSITORY, delivery: `poll-${count}` }, NEVER);
}

async function know(commit: string, repository = REPOSITORY): Promise<void> {
  await rig.put(heads.at(FLEET), { ...headOf(rig.fleet(), 1, commit), repository });
}

test('reads nothing while the head is known', async () => {
  await know('a');
  expect(await poll()).toBeUndefined();
  expect(read).toEqual([]);
});

test('plans a head that no delivery told of, once', async () => {
  await know('a');
  head = 'b';
  expect(await poll()).toBe('b');
  expect(await poll()).toBeUndefined();
  expect(read).toEqual(['b']);
});

test('does not take the fleets of another repository for its own', async () => {
  await know('a', 'acme/other');
  expect(await poll()).toBe('a');
  expect(read).toEqual(['a']);
});

test.each<[string, () => Promise<void>]>([
  ['is damaged', async () => rig.store.state.put(heads.at('stage').key, '{}')],
  ['is lost', () => rig.put(appliedStates.at('stage', UNIT), appliedOf([], { fleet: 'stage' }))],
])('plans the head again, once, when that of a fleet %s', async (_, lose) => {
  // By a poll, so that this very commit was answered before.
  expect(await poll()).toBe('a');
  await know('a');
  await lose();
  expect(await poll()).toBe('a');
  expect(await poll()).toBeUndefined();
  expect(read).toEqual(['a', 'a']);
});

test('plans the first commit of a repository, once', async () => {
  expect(await poll()).toBe('a');
  expect(await poll()).toBeUndefined();
  expect(read).toEqual(['a']);
});

test('is not repeated when GitHub does not answer', async () => {
  const down = async (): Promise<never> => Promise.reject(new RangelightError('unavailable', 'github', 'down'));
  world = { ...world, repository: { ...world.repository, head: down } };
  expect(await poll()).toBeUndefined();
});
