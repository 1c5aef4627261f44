// Case 64: one member that does not answer is no precondition of what the others serve, and no step in it keeps a run open. It is
// added when it answers. In one process.
import { expect, it } from 'vitest';
import { inOwnWorld } from './harness/own-world.ts';
import { ASIA, EU, treeOf, US } from './harness/trees.ts';
import type { ProofWorld } from './harness/world.ts';

const MINUTE_MS = 60_000;

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

/** Zones of the groups behind bar. */
function zonesOfBar(): readonly string[] {
  const services = world.cloud.compute.view.list('backendServices').map(({ resource }) => resource);
  const bar = services.find(({ name }) => name.includes('-blue-bar-'));
  const backends = (bar?.['backends'] ?? []) as readonly { readonly group: string }[];
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
  expect(zonesOfBar()).toEqual(['asia', 'us']);
  expect(openRuns()).toEqual([]);
  const messages = world.host.check(commit, 'rangelight/plan')?.annotations.map(({ message }) => message);
  expect(messages?.join('\n')).toContain(`what is new in blue is planned without ${EU}, which cannot be read`);

  eu?.setDown(undefined);
  await world.untilIdle();
  expect(zonesOfBar()).toEqual(['asia', 'europe', 'us']);
  expect(world.host.check(commit, 'rangelight/apply (prod)')).toMatchObject({ conclusion: 'success' });
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
  expect(zonesOfBar()).toEqual(['asia', 'europe', 'us']);
});
