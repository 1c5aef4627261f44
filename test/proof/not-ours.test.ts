// What is wanted and somebody else's is told, and stops what belongs to it until it is ours, or gone. In one process.
import { expect, it } from 'vitest';
import { cloudWrites } from './harness/cloud-writes.ts';
import { requestTo } from './harness/cluster-request.ts';
import { inOwnWorld } from './harness/own-world.ts';
import type { Tree } from './harness/repository.ts';
import { EU, treeOf, US } from './harness/trees.ts';
import type { ProofWorld } from './harness/world.ts';

const SOME_TICKS_MS = 5 * 60_000;
const SERVICE = '/apis/networking.gke.io/v1/namespaces/blue/multiclusterservices/foo';

let world: ProofWorld;
inOwnWorld((made) => {
  world = made;
});

const fleet = (name: string, port = 8080): Tree =>
  treeOf({
    name,
    clusters: [US, EU],
    services: [{ name: 'foo', port }],
    ingresses: [{ name: 'web', backend: 'foo', hosts: { 'foo.example.com': 'foo' }, port }],
  });

const inFolder = (folder: string, tree: Tree): Tree =>
  Object.fromEntries(Object.entries(tree).map(([path, text]) => [`${folder}/${path}`, text]));

const fronts = (name: string) =>
  world.cloud.compute.view
    .list('forwardingRules')
    .filter(({ resource }) => String(resource['description']).includes(` fleet=${name} `));

it('case 76: two fleets with one namespace: the second makes nothing of what the first has, until it is gone', async () => {
  world.push(inFolder('one', fleet('one')));
  await world.untilIdle();
  const both = { ...inFolder('one', fleet('one')), ...inFolder('two', fleet('two')) };
  const commit = world.push(both);
  await world.untilIdle();
  expect(fronts('one')).toHaveLength(1);
  expect(fronts('two')).toEqual([]);
  expect(world.host.check(commit, 'rangelight/plan')).toMatchObject({ conclusion: 'failure' });
  expect(world.host.check(commit, 'rangelight/plan')?.summary).toContain('carries the mark of fleet one');

  // Somebody takes the copies of the first one away: what stood in the way is gone.
  for (const link of [US, EU])
    for (const path of [SERVICE, '/apis/networking.gke.io/v1/namespaces/blue/multiclusteringresses/web'])
      await requestTo(world, link, 'PATCH', path, { metadata: { annotations: { 'rangelight.dev/owner': null } } });
  world.push(inFolder('two', fleet('two')));
  for (const link of [US, EU]) {
    await requestTo(world, link, 'DELETE', SERVICE);
    await requestTo(world, link, 'DELETE', '/apis/networking.gke.io/v1/namespaces/blue/multiclusteringresses/web');
  }
  await world.untilIdle();
  expect(fronts('two')).toHaveLength(1);
  const latest = world.host.check(commit, 'rangelight/plan');
  expect(latest).toBeDefined();
});

it('case 75: a copy that lost its mark is told, and both copies stay as they are until it has it again', async () => {
  world.push(fleet('prod'));
  await world.untilIdle();
  const copies = async () =>
    Promise.all([US, EU].map(async (link) => JSON.stringify((await requestTo(world, link, 'GET', SERVICE)) as object)));
  const mark = /"rangelight.dev\/owner":"([^"]+)"/.exec((await copies())[0] ?? '')?.[1] ?? '';
  expect(mark).not.toBe('');
  await requestTo(world, US, 'PATCH', SERVICE, { metadata: { annotations: { 'rangelight.dev/owner': null } } });
  await world.clock.advance(SOME_TICKS_MS);
  const issue = () =>
    [...new Set(world.host.writes.filter(({ type }) => type === 'issue').map(({ key }) => key))]
      .flatMap((marker) => world.host.issue(marker) ?? [])
      .find(({ title }) => title === 'Drift in prod/blue');
  expect(issue()).toMatchObject({ state: 'open' });
  expect(issue()?.body).toContain('foo');

  const from = world.invocations.calls.length;
  const commit = world.push(fleet('prod', 9090));
  await world.clock.advance(SOME_TICKS_MS);
  expect(world.host.check(commit, 'rangelight/plan')).toMatchObject({ conclusion: 'failure' });
  expect(cloudWrites(world, from).map(({ what }) => what)).toEqual([]);

  await requestTo(world, US, 'PATCH', SERVICE, { metadata: { annotations: { 'rangelight.dev/owner': mark } } });
  await world.untilIdle();
  for (const copy of await copies()) expect(copy).toContain('"port":9090');
  expect(world.host.check(commit, 'rangelight/plan')).toMatchObject({ conclusion: 'success' });
  expect(issue()).toMatchObject({ state: 'closed' });
});
