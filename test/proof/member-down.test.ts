// Case 64: one member that does not answer is no precondition of what the others serve, and no step in it keeps a run
// open. It is added when it answers. In one process.
import { expect, it } from 'vitest';
import { detachBackend } from './harness/by-hand.ts';
import { inOwnWorld } from './harness/own-world.ts';
import { ASIA, EU, treeOf, US } from './harness/trees.ts';
import type { ProofWorld } from './harness/world.ts';

const MINUTE_MS = 60_000;
const APPLY = 'rangelight/apply (prod)';

let world: ProofWorld;
inOwnWorld((made) => {
  world = made;
});

const tree = (...ingresses: readonly string[]) =>
  treeOf({
    clusters: [US, EU, ASIA],
    services: [{ name: 'foo' }, { name: 'bar' }],
    ingresses: [
      { name: 'web', backend: 'foo', hosts: { 'foo.example.com': 'foo' } },
      ...ingresses.map((name) => ({ name, backend: 'bar', hosts: {} })),
    ],
  });

const fronts = () => world.cloud.compute.view.list('forwardingRules').map(({ resource }) => resource);

/** Zones of the groups behind a service. */
function zonesOf(service: string): readonly string[] {
  const services = world.cloud.compute.view.list('backendServices').map(({ resource }) => resource);
  const found = services.find(({ name }) => name.includes(`-blue-${service}-`));
  const backends = (found?.['backends'] ?? []) as readonly { readonly group: string }[];
  return [...new Set(backends.map(({ group }) => /zones\/([a-z]+)/.exec(group)?.[1] ?? ''))].sort();
}

const openRuns = () => world.store.state.keys().filter((key) => key.startsWith('open/prod/blue'));

it('a new load balancer serves from the other members, and gets the one that was away when it answers', async () => {
  world.push(tree());
  await world.untilIdle();
  const eu = world.cloud.clusters.get(EU)?.api;
  eu?.setDown('refused');
  const commit = world.push(tree('shop'));
  await world.clock.advance(15 * MINUTE_MS);
  expect(fronts().filter(({ name }) => name.includes('-shop-'))).toHaveLength(1);
  expect(zonesOf('bar')).toEqual(['asia', 'us']);
  expect(openRuns()).toEqual([]);
  const messages = world.host.check(commit, 'rangelight/plan')?.annotations.map(({ message }) => message);
  expect(messages?.join('\n')).toContain(`what is new in blue is planned without ${EU}, which cannot be read`);

  eu?.setDown(undefined);
  await world.untilIdle();
  expect(zonesOf('bar')).toEqual(['asia', 'europe', 'us']);
  expect(world.host.check(commit, APPLY)).toMatchObject({ conclusion: 'success' });
});

it('one that goes away while a run is under way keeps it open for some minutes only', async () => {
  world.push(tree());
  await world.untilIdle();
  const from = world.invocations.calls.length;
  world.push(tree('shop'));
  const eu = world.cloud.clusters.get(EU)?.api;
  while (!world.invocations.calls.slice(from).some(({ write, system }) => write && system === 'compute'))
    await world.clock.advance(10);
  eu?.setDown('refused');
  await world.clock.advance(30 * MINUTE_MS);
  expect(openRuns()).toEqual([]);
  expect(fronts().filter(({ name }) => name.includes('-shop-'))).toHaveLength(1);
  eu?.setDown(undefined);
  await world.untilIdle();
  expect(zonesOf('bar')).toEqual(['asia', 'europe', 'us']);
});

const narrowed = (foo: readonly string[], bar: readonly string[], hosts: Readonly<Record<string, string>>) =>
  treeOf({
    clusters: [US, EU, ASIA],
    services: [
      { name: 'foo', clusters: foo },
      { name: 'bar', clusters: bar },
    ],
    ingresses: [
      { name: 'web', backend: 'foo', hosts: {} },
      { name: 'shop', backend: 'bar', hosts },
    ],
  });

it('holds what it is part of; all else of the namespace is taken away, healed and finished as if it answered', async () => {
  world.push(narrowed([US, EU, ASIA], [US, EU], {}));
  await world.untilIdle();
  const asia = world.cloud.clusters.get(ASIA)?.api;
  asia?.setDown('refused');
  const commit = world.push(narrowed([US, EU], [US], { 'new.example.com': 'bar' }));
  await world.clock.advance(15 * MINUTE_MS);
  expect([zonesOf('foo'), zonesOf('bar')]).toEqual([['asia', 'europe', 'us'], ['us']]);
  const maps = world.cloud.compute.view.list('urlMaps').map(({ resource }) => resource);
  expect(JSON.stringify(maps)).toContain('new.example.com');
  expect(openRuns()).toEqual([]);
  const [held, ...more] = (world.host.check(commit, 'rangelight/plan')?.annotations ?? []).filter(
    ({ title }) => title === 'held-while-unread',
  );
  expect(held?.message).toContain('MultiClusterIngress/blue/web, MultiClusterService/blue/foo: as applied');
  expect(held?.message).toContain(ASIA);
  expect(more).toEqual([]);
  expect(world.host.check(commit, APPLY)).toMatchObject({
    status: 'in_progress',
    title: expect.stringMatching(/^not all of it yet: /) as string,
    summary: expect.stringContaining('`blue/web`, `blue/foo` as before') as string,
  });

  expect(await detachBackend(world, '-blue-bar-')).toBe(true);
  await world.clock.advance(10 * MINUTE_MS);
  expect(zonesOf('bar')).toEqual(['us']);

  asia?.setDown(undefined);
  await world.untilIdle();
  expect([zonesOf('foo'), zonesOf('bar')]).toEqual([['europe', 'us'], ['us']]);
  expect(world.host.check(commit, APPLY)).toMatchObject({ conclusion: 'success' });
});
