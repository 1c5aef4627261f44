// A cluster is rebuilt under its old link: where another one serves, its new groups get their requests share by share;
// where nobody else does, they come in whole. No request fails, and its old groups go on evidence.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { drainStory, MINUTE_MS, TAKEN_UP_MS } from './drains.ts';
import { crashPods } from './harness/by-hand.ts';
import { type Clients, createClients } from './harness/clients.ts';
import { EU, treeOf, US } from './harness/trees.ts';
import type { ProofWorld } from './harness/world.ts';
import { planAgain } from './story.ts';

let clients: Clients;
beforeAll(async () => {
  clients = await createClients();
});
afterAll(() => clients.close());

const ROUTE = [{ ingress: 'web', host: 'foo.example.com' }];

function ramping(clusters: readonly string[]) {
  const tree = treeOf({
    clusters: [US, EU],
    services: [{ name: 'foo', clusters }],
    ingresses: [{ name: 'web', backend: 'foo', hosts: { 'foo.example.com': 'foo' } }],
  });
  const fleet = tree['rangelight.yaml'] ?? '';
  return { ...tree, 'rangelight.yaml': fleet.replace('"policy":', '"traffic":{"ramp":true},"policy":') };
}

interface SeenBackend {
  readonly group: string;
  readonly description: string;
  readonly capacityScaler?: number;
}

/** Group → capacity, of those of a cluster. */
function groupsOf({ cloud }: ProofWorld, cluster: string): ReadonlyMap<string, number> {
  const backends = cloud.compute.view
    .list('backendServices')
    .flatMap(({ resource }) => (resource['backends'] ?? []) as readonly SeenBackend[]);
  const own = backends.filter(({ description }) => description.startsWith(`rangelight cluster=${cluster}`));
  return new Map(own.map(({ group, capacityScaler = 1 }) => [group, capacityScaler]));
}

/** What its new groups had, minute by minute, until nothing is left of the old ones. */
async function rebuilt(
  world: ProofWorld,
  work: () => Promise<void> = async () => undefined,
): Promise<readonly number[]> {
  const before = groupsOf(world, EU);
  await world.cloud.rebuild(EU);
  const shares = new Set<number>();
  const news = (): readonly number[] =>
    [...groupsOf(world, EU)].flatMap(([group, capacity]) => (before.has(group) ? [] : [capacity]));
  let isWorked = false;
  for (let turn = 0; turn < 400 && !(shares.has(1) && groupsOf(world, EU).size === news().length); turn += 1) {
    await world.clock.advance(MINUTE_MS / 4);
    for (const share of news()) shares.add(share);
    if (shares.has(0.1) && !isWorked) {
      isWorked = true;
      await work();
    }
  }
  expect(groupsOf(world, EU).size).toBe(news().length);
  return [...shares];
}

it('it joins share by share where another cluster is healthy, and its old groups go', async () => {
  await drainStory(clients, ramping([US, EU]), ROUTE, async (story) => {
    const { world } = story;
    expect(await rebuilt(world)).toEqual([0, 0.1, 0.5, 1]);
    await world.clock.advance(TAKEN_UP_MS);
    expect(story.requestsTo('europe-north1', 2)).toBeGreaterThan(0);
    expect((await story.probed()).reasons).toEqual({});
    expect(await planAgain(world)).toEqual([]);
  });
});

it('what it got is taken again where it falls ill meanwhile', async () => {
  await drainStory(clients, ramping([US, EU]), ROUTE, async (story) => {
    const { world } = story;
    let taken: readonly number[] = [];
    const shares = await rebuilt(world, async () => {
      const recover = crashPods(world, EU);
      await world.clock.advance(5 * MINUTE_MS);
      taken = [...groupsOf(world, EU).values()];
      await recover();
    });
    expect([new Set(taken), shares.at(-1)]).toEqual([new Set([0]), 1]);
    expect(await planAgain(world)).toEqual([]);
  });
});

it('it comes in whole where nobody else serves', async () => {
  await drainStory(clients, ramping([EU]), ROUTE, async ({ world }) => {
    expect(await rebuilt(world)).toEqual([1]);
    expect(await planAgain(world)).toEqual([]);
  });
});
