// The fleet file divides the requests of a path, in the steps of a canary: the shares that edges give are counted, and
// no request fails. A version that turns sick at 5 % loses its share by itself. Drains and weights meet. Edges lag
// behind by up to two minutes.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type DrainStory, drainStory, TAKEN_UP_MS, until } from './drains.ts';
import { type Clients, createClients } from './harness/clients.ts';
import { vipOf } from './harness/invariants.ts';
import type { Tree } from './harness/repository.ts';
import { EU, treeOf, US } from './harness/trees.ts';
import type { ProofWorld } from './harness/world.ts';
import { planAgain } from './story.ts';

let clients: Clients;
beforeAll(async () => {
  clients = await createClients();
});
afterAll(() => clients.close());

const HOST = 'foo.example.com';
const ROUTE = [{ ingress: 'web', host: HOST }];
/** Within five standard deviations: once in two million counts it is more by chance. */
const SIGMAS = 5;
const COUNTED = 2_000;

interface Split {
  readonly foo: number;
  readonly bar: number;
}

/** @param split parts of 100; undefined: the ingress alone says who answers. */
function treeWith(split: Split | undefined, more: object = {}): Tree {
  const tree = treeOf({
    clusters: [US, EU],
    services: [{ name: 'foo' }, { name: 'bar' }],
    ingresses: [{ name: 'web', backend: 'foo', hosts: { [HOST]: 'foo' } }],
  });
  if (split === undefined) return tree;
  const traffic = { splits: [{ ingress: 'blue/web', host: HOST, path: '/*', services: split, ...more }] };
  const fleet = tree['rangelight.yaml'] ?? '';
  return { ...tree, 'rangelight.yaml': fleet.replace('"policy":', `"traffic":${JSON.stringify(traffic)},"policy":`) };
}

/** Of requests from each region, the part that `bar` was given. */
function shareOfBar({ cloud, ...world }: ProofWorld, headers: Readonly<Record<string, string>> = {}): number {
  const vip = vipOf({ cloud, ...world }, 'web') ?? 'none';
  const regions = cloud.dataPlane.edges().map(({ region }) => region);
  let given = 0;
  for (let sent = 0; sent < COUNTED; sent += 1) {
    const region = regions[sent % regions.length] ?? 'none';
    const { now } = cloud.dataPlane.send({ region, vip, port: 80, host: HOST, path: '/', takes: 0, headers });
    if (now?.backendService?.includes('-blue-bar-') === true) given += 1;
  }
  return given / COUNTED;
}

function expectShare(share: number, part: number): void {
  expect(Math.abs(share - part), `${share} for ${part}`).toBeLessThanOrEqual(
    SIGMAS * Math.sqrt((part * (1 - part)) / COUNTED),
  );
}

const checkOf = ({ host }: ProofWorld, commit: string) => host.check(commit, 'rangelight/apply (prod)');

/** Merged, carried out, and taken up by all edges. */
async function merged(story: DrainStory, tree: Tree): Promise<string> {
  const commit = story.world.push(tree);
  await until(story, 30, () => checkOf(story.world, commit)?.conclusion === 'success');
  await story.world.clock.advance(TAKEN_UP_MS);
  return commit;
}

/** No request failed, and nothing is left to be done. */
async function endsWell({ world, probed }: DrainStory): Promise<void> {
  const { sent, reasons } = await probed();
  expect(reasons).toEqual({});
  expect(sent).toBeGreaterThan(1_000);
  expect(await planAgain(world)).toEqual([]);
}

/** All pods of `bar`, in each cluster. */
function crashBar({ cloud }: ProofWorld): () => Promise<void> {
  const all = [...cloud.clusters.values()].flatMap(({ workloads }) =>
    workloads.pods().flatMap(({ name }) => (name.startsWith('bar') ? [{ workloads, name }] : [])),
  );
  expect(all.length).toBeGreaterThan(0);
  for (const { workloads, name } of all) workloads.crash(name);
  return async () => {
    for (const { workloads, name } of all) await workloads.recover(name);
  };
}

it('a canary at 0, 5, 50 and 100 %, and by a header, gets its shares, and no request fails', async () => {
  await drainStory(clients, treeWith(undefined), ROUTE, async (story) => {
    const { world } = story;
    const headers = { 'x-canary': { always: 'bar' } };
    for (const bar of [0, 5, 50, 100]) {
      await merged(story, treeWith({ foo: 100 - bar, bar }, { headers }));
      expectShare(shareOfBar(world), bar / 100);
      expect(shareOfBar(world, { 'x-canary': 'always' })).toBe(1);
      expectShare(shareOfBar(world, { 'x-canary': 'never' }), bar / 100);
    }
    // The way back is the entry taken out.
    await merged(story, treeWith(undefined));
    expect(shareOfBar(world)).toBe(0);
    await endsWell(story);
  });
});

it('a version that turns sick at 5 % loses its share by itself, and the check says so', async () => {
  await drainStory(clients, treeWith({ foo: 100, bar: 0 }), ROUTE, async (story) => {
    const { world } = story;
    const { sent, reasons } = await story.probed();
    expect([sent > 0, reasons]).toEqual([true, {}]);
    const commit = world.push(treeWith({ foo: 95, bar: 5 }));
    await until(story, 20, () => shareOfBar(world) > 0.03);
    const recover = crashBar(world);
    await until(story, 10, () => checkOf(world, commit)?.conclusion === 'failure');
    expect(checkOf(world, commit)?.summary).toMatch(/rolled back/);
    await world.clock.advance(TAKEN_UP_MS);
    expect(shareOfBar(world)).toBe(0);
    await recover();
    await world.clock.advance(TAKEN_UP_MS);
    // Well again, it gets nothing before somebody says so.
    expect(shareOfBar(world)).toBe(0);
    await merged(story, treeWith({ foo: 100, bar: 0 }));
    await merged(story, treeWith({ foo: 95, bar: 5 }));
    expectShare(shareOfBar(world), 0.05);
    expect(await planAgain(world)).toEqual([]);
  });
});

it('weights move while a cluster is drained, a second drain is refused, and what comes back has the new shares', async () => {
  await drainStory(clients, treeWith({ foo: 95, bar: 5 }), ROUTE, async (story) => {
    const { world, say, reply, requestsTo, capacities } = story;
    const whole = capacities();
    const asked = say(`/rangelight drain ${EU} --for 2h disks fail`);
    await until(story, 3, () => /is drained\*\*/.test(reply(asked)));
    await merged(story, treeWith({ foo: 50, bar: 50 }));
    expectShare(shareOfBar(world), 0.5);
    expect([capacities()[EU], requestsTo('europe-north1', 2)]).toEqual([0, 0]);
    const second = say(`/rangelight drain ${US} --for 2h theirs too`);
    await until(story, 3, () => /is not drained/.test(reply(second)));
    expect(reply(second)).toMatch(/🔴 refused: no other cluster takes requests/);
    await merged(story, treeWith({ foo: 0, bar: 100 }));
    expect([shareOfBar(world), capacities()[EU]]).toEqual([1, 0]);
    const back = say(`/rangelight undrain ${EU}`);
    await until(story, 15, () => /has its requests back/.test(reply(back)));
    expect(capacities()).toEqual(whole);
    await world.clock.advance(TAKEN_UP_MS);
    expect(requestsTo('europe-north1', 2)).toBeGreaterThan(0);
    expect(shareOfBar(world)).toBe(1);
    await endsWell(story);
  });
});
