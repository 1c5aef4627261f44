// A cluster leaves the fleet while another one cannot be read: nothing is taken away then, nothing is asked of the
// cluster that left, and when all can be read it goes as it should, with its nodes' tag in the probes' firewall rule.
// In one process.
import { expect, it } from 'vitest';
import { requestTo } from './harness/cluster-request.ts';
import { guard } from './harness/invariants.ts';
import { ASIA, EU, treeOf, US } from './harness/trees.ts';
import { inOneWorld } from './harness/one-world.ts';
import type { Tree } from './harness/repository.ts';
import type { ProofWorld } from './harness/world.ts';

const PLAN = 'rangelight/plan';
const CART = { name: 'cart', namespace: 'green' };
const APPLY = 'rangelight/apply (prod)';

let world: ProofWorld;
inOneWorld((made) => {
  world = made;
});

/** With a managed Service in the cluster that leaves, alone in its namespace, while that is a member. */
function push(clusters: readonly string[]): string {
  const ingresses = [{ name: 'web', backend: 'foo', hosts: { 'foo.example.com': 'foo' } }];
  const tree = treeOf({ clusters, services: [{ name: 'foo' }], ingresses });
  return world.push(clusters.includes(ASIA) ? withManaged(tree) : tree);
}

function withManaged(tree: Tree): Tree {
  const fleet = JSON.parse(String(tree['rangelight.yaml'])) as { readonly spec: Readonly<Record<string, unknown>> };
  const clusters = { folders: 'manifests/{location}/{name}/**', members: fleet.spec['clusters'] };
  const spec = { ...fleet.spec, clusters, services: { manage: ['Service'] } };
  const cart = { apiVersion: 'v1', kind: 'Service', metadata: CART, spec: { ports: [{ port: 80 }] } };
  return {
    ...tree,
    'rangelight.yaml': JSON.stringify({ ...fleet, spec }),
    [`manifests/${ASIA}/cart.yaml`]: JSON.stringify(cart),
  };
}

/** Zones of the groups behind the load balancer. */
function zonesServing(): readonly string[] {
  const services = world.cloud.compute.view.list('backendServices').map(({ resource }) => resource);
  const ours = services.filter(({ name }) => name.startsWith('rl1-'));
  const backends = ours.flatMap((service) => service['backends'] as readonly { readonly group: string }[]);
  return [...new Set(backends.map(({ group }) => /zones\/([^/]+)/.exec(group)?.[1] ?? ''))].sort();
}

/** How many nodes' tags the probes are let in by. */
function tagsLetIn(): number | undefined {
  const rules = world.cloud.compute.view.list('firewalls').map(({ resource }) => resource);
  return (rules.find(({ name }) => name.startsWith('rl1-'))?.['targetTags'] as readonly string[] | undefined)?.length;
}

it('waits with all that it takes away, and then waits for nothing', async () => {
  await requestTo(world, ASIA, 'POST', '/api/v1/namespaces', { metadata: { name: CART.namespace } }, 'json');
  push([US, EU, ASIA]);
  await world.untilIdle();
  await requestTo(world, ASIA, 'GET', `/api/v1/namespaces/${CART.namespace}/services/${CART.name}`);
  expect(tagsLetIn()).toBe(3);
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
  // Proof history 5081: what stays there for ever leads nobody to those nodes.
  expect(tagsLetIn()).toBe(2);
  expect(world.host.check(commit, APPLY)).toMatchObject({ conclusion: 'success' });
  watch.look('at the end');
  expect(watch.violations).toEqual([]);
});
