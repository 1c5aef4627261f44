// A push that changes many namespaces: few messages, a run for each of them, and one that meets a fault has no other
// one begin again. In one process.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { RangelightError } from '../../lib/core/index.ts';
import { namespacesOf, scenesOf, type Size } from '../bench/makespan/scenes.ts';
import { type Clients, createClients } from './harness/clients.ts';
import { createProofWorld, type ProofOptions, type ProofWorld } from './harness/world.ts';
import { planAgain } from './story.ts';

const SIZE: Size = { balancers: 10, isSpread: true };
const [FIRST] = scenesOf(SIZE);

let clients: Clients;
beforeAll(async () => {
  clients = await createClients();
});
afterAll(() => clients.close());

async function inWorld(options: ProofOptions, look: (world: ProofWorld) => Promise<void>): Promise<void> {
  const world = await createProofWorld(clients, { namespaces: namespacesOf(SIZE), ...options });
  try {
    world.push(FIRST?.tree ?? {});
    await world.untilIdle();
    await look(world);
  } finally {
    await world.close();
  }
}

/** How many units each message has that has workers begin something. */
function sizes({ bus }: ProofWorld): readonly number[] {
  return bus.sent.flatMap(({ topic, data }) =>
    topic === 'tasks' && data.type === 'run' ? [1 + (data.beside ?? []).length] : [],
  );
}

/** Names of all runs of teams, by their first entries. */
function runs({ store }: ProofWorld): readonly string[] {
  const keys = store.state.keys().filter((key) => key.startsWith('runs/prod/team-'));
  return [...new Set(keys.map((key) => key.split('/').slice(0, 4).join('/')))];
}

it('ten namespaces are begun by four messages, and each has its own run', async () => {
  await inWorld({}, async (world) => {
    // The eleventh is what belongs to no namespace.
    expect(sizes(world).slice(0, 4)).toEqual([3, 3, 3, 2]);
    expect(runs(world)).toHaveLength(10);
    expect(await planAgain(world)).toEqual([]);
  });
});

it.each([
  ['the first of its message', 'team-0'],
  ['beside the first', 'team-1'],
])('one that the bucket fails begins again, and no other one does: %s', async (_, unit) => {
  let left = 3;
  const loses: ProofOptions['loses'] = ({ by, system, what }) => {
    if (by !== 'worker' || system !== 'storage' || !what.includes(`leases/prod/${unit}.json`) || left === 0)
      return undefined;
    left -= 1;
    return { when: 'before', error: new RangelightError('unavailable', 'storage', 'the bucket fails') };
  };
  await inWorld({ loses }, async (world) => {
    expect(left).toBe(0);
    expect(runs(world)).toHaveLength(10);
    expect(world.bus.failures).not.toEqual([]);
    expect(await planAgain(world)).toEqual([]);
  });
});

it('a worker of the version before takes the first of each message, and the sweep has the others carried out', async () => {
  const tamper: ProofOptions['tamper'] = (world) => ({
    ...world,
    publisher: {
      ...world.publisher,
      publishTask(task, signal) {
        if (task.type !== 'run') return world.publisher.publishTask(task, signal);
        const { beside: _, ...first } = task;
        return world.publisher.publishTask(first, signal);
      },
    },
  });
  await inWorld({ tamper }, async (world) => {
    expect(sizes(world).every((size) => size === 1)).toBe(true);
    expect(runs(world)).toHaveLength(10);
    expect(await planAgain(world)).toEqual([]);
  });
});

it('a worker that dies in the midst of many leaves all of them to be carried to their end', async () => {
  let writes = 0;
  await inWorld(
    { dies: ({ by, system, write }) => by === 'worker' && system === 'compute' && write && (writes += 1) === 60 },
    async (world) => {
      expect(writes).toBeGreaterThan(60);
      expect(runs(world)).toHaveLength(10);
      expect(await planAgain(world)).toEqual([]);
    },
  );
});
