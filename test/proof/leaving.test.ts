// A cluster leaves the fleet while another one cannot be read: nothing is taken away then, nothing is asked of the
// cluster that left, and when all can be read it goes as it should. In one process.
import { expect, it } from 'vitest';
import { guard } from './harness/invariants.ts';
import { ASIA, EU, treeOf, US } from './harness/trees.ts';
import { inOneWorld } from './harness/one-world.ts';
import type { ProofWorld } from './harness/world.ts';

const PLAN = 'rangelight/plan';
const APPLY = 'rangelight/apply (prod)';

let world: ProofWorld;
inOneWorld((made) => {
  world = made;
});

function push(clusters: readonly string[]): string {
  const ingresses = [{ name: 'web', backend: 'foo', hosts: { 'foo.example.com': 'foo' } }];
  return world.push(treeOf({ clusters, services: [{ name: 'foo' }], ingresses }));
}

/** Zones of the groups behind the load balancer. */
function zonesServing(): readonly string[] {
  const services = world.cloud.compute.view.list('backendServices').map(({ resource }) => resource);
  const ours = services.filter(({ name }) => name.startsWith('rl1-'));
  const backends = ours.flatMap((service) => service['backends'] as readonly { readonly group: string }[]);
  return [...new Set(backends.map(({ group }) => /zones\/([^/]+)/.exec(group)?.[1] ?? ''))].sort();
}

it('waits with all that it takes away, and then waits for nothing', async () => {
  push([US, EU, ASIA]);
  await world.untilIdle();
  expect(zonesServing()).toContain('asia-east1-a');
  const watch = guard(world, { routes: [{ ingress: 'web', host: 'foo.example.com' }], serving: true });

  const eu = world.cloud.clusters.get(EU);
  eu?.api.setDown('refused');
  const commit = push([US, EU]);
  await world.clock.advance(10 * 60_000);
  expect(
    world.host
      .check(commit, PLAN)
      ?.annotations.map(({ message }) => message)
      .join(),
  ).toContain('leaves the fleet');
  expect(zonesServing()).toContain('asia-east1-a');

  eu?.api.setDown(undefined);
  await world.untilIdle();
  expect(zonesServing().filter((zone) => zone.startsWith('asia'))).toEqual([]);
  expect(world.host.check(commit, APPLY)).toMatchObject({ conclusion: 'success' });
  watch.look('at the end');
  expect(watch.violations).toEqual([]);
});
