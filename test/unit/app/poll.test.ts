// A look at the branch that nobody sent: it costs one request while nothing is new, and is answered once per commit.
import { beforeEach, expect, test } from 'vitest';
import { planRevision } from '../../../lib/app/plan-revision.ts';
import { keys } from '../../../lib/app/state-keys.ts';
import type { PlannerWorld } from '../../../lib/app/world.ts';
import { RangelightError } from '../../../lib/core/index.ts';
import type { Repository } from '../../../lib/ports/index.ts';
import { FLEET } from '../balancer.ts';
import { createRig, NEVER, type Rig } from './rig.ts';

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
  world = { ...rig.world, repository: repository as Repository, branch: 'main' };
});

let count = 0;
function poll(): Promise<string | undefined> {
  count += 1;
  return planRevision(world, { type: 'poll', delivery: `poll-${count}` }, NEVER);
}

async function know(commit: string): Promise<void> {
  await rig.store.write(keys.folder(''), { fleet: FLEET }, '0', NEVER);
  await rig.store.write(keys.head(FLEET), { seq: 1, commit, fleet: rig.fleet() }, '0', NEVER);
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
