// Two controllers must not program one set of manifests: where the hosted one is active, Rangelight writes nothing; with
// `controller: gke` it writes nothing but the copies. Each sign in process; a scenario shows one of them over sockets.
import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { type Clients, clusterOrigin, createClients } from './harness/clients.ts';
import { cloudWrites } from './harness/cloud-writes.ts';
import { requestTo } from './harness/cluster-request.ts';
import { stateOf } from './harness/state.ts';
import { EU, treeOf, US } from './harness/trees.ts';
import { createProofWorld, type ProofWorld } from './harness/world.ts';

const MEMBERSHIP = 'projects/demo-project/locations/us-west1/memberships/gke-us';
const WEB = '/apis/networking.gke.io/v1/namespaces/blue/multiclusteringresses/web';
const CRDS = fileURLToPath(new URL('../../schemas/crds', import.meta.url));
const SOME_TICKS_MS = 5 * 60_000;
const APPLY = 'rangelight/apply (prod)';

let clients: Clients;
let world: ProofWorld;
beforeAll(async () => {
  clients = await createClients();
}, 60_000);
afterAll(() => clients.close());
beforeEach(async () => {
  world = await createProofWorld(clients);
});
afterEach(() => world.close());

const treeWith = (...hosts: readonly string[]) =>
  treeOf({
    clusters: [US, EU],
    services: [{ name: 'foo' }, { name: 'default-backend' }],
    ingresses: [
      { name: 'web', backend: 'default-backend', hosts: Object.fromEntries(hosts.map((host) => [host, 'foo'])) },
    ],
  });

it.each([
  {
    sign: 'the multiclusteringress feature is active on a config cluster',
    appear: async () => world.cloud.hub.setFeature(MEMBERSHIP),
    letGo: async () => world.cloud.hub.setFeature(undefined),
    told: 'the hosted controller is active on us-west1/gke-us',
  },
  {
    sign: 'a live object carries its finalizer',
    appear: () => requestTo(world, EU, 'PATCH', WEB, { metadata: { finalizers: ['mci.finalizer.networking.gke.io'] } }),
    letGo: () => requestTo(world, EU, 'PATCH', WEB, { metadata: { finalizers: null } }),
    told: 'carries a finalizer of the hosted controller',
  },
])('nothing is written while $sign, and what waited is made when it lets go', async ({ appear, letGo, told }) => {
  world.push(treeWith('foo.example.com'));
  await world.untilIdle();
  await appear();
  const from = world.invocations.calls.length;
  const commit = world.push(treeWith('foo.example.com', 'bar.example.com'));
  await world.clock.advance(SOME_TICKS_MS);
  expect(cloudWrites(world, from).map(({ what }) => what)).toEqual([]);
  expect(world.host.check(commit, 'rangelight/plan')).toMatchObject({
    conclusion: 'failure',
    title: expect.stringContaining(told) as string,
  });
  await letGo();
  await world.untilIdle();
  expect(cloudWrites(world, from).filter(({ system }) => system === 'compute')).not.toEqual([]);
  expect(world.host.check(commit, APPLY)?.conclusion).toBe('success');
});

it('with controller: gke only the copies are written, to both config clusters', async () => {
  // The hosted controller has been there before: its feature is on, and it has made its CRDs.
  world.cloud.hub.setFeature(MEMBERSHIP);
  for (const file of await readdir(CRDS)) {
    const crd = parse(await readFile(`${CRDS}/${file}`, 'utf8')) as { readonly metadata: { readonly name: string } };
    const path = `/apis/apiextensions.k8s.io/v1/customresourcedefinitions/${crd.metadata.name}?fieldManager=hosted`;
    for (const link of [US, EU]) await requestTo(world, link, 'PATCH', path, crd, 'apply-patch+yaml');
  }
  const tree = treeWith('foo.example.com');
  const fleet = tree['rangelight.yaml'] ?? '';
  const commit = world.push({ ...tree, 'rangelight.yaml': fleet.replace('"rangelight"', '"gke"') });
  await world.untilIdle();
  expect(world.host.check(commit, APPLY)?.conclusion).toBe('success');
  const written = cloudWrites(world, 0);
  expect(written).toHaveLength(6);
  for (const { system, what, origin } of written) {
    expect(system).toBe('kubernetes');
    expect([clusterOrigin(US), clusterOrigin(EU)]).toContain(origin);
    expect(what).toMatch(/^PATCH \S+\/multicluster(ingresses|services)\/[^/]+$/);
  }
  const state = Object.entries(await stateOf(world));
  const [primary, backup] = [US, EU].map((link) =>
    state
      .filter(([key]) => key.startsWith(`${link} `) && /\/multicluster(ingresses|services) /.test(key))
      .map(([key, value]) => [key.slice(link.length), value]),
  );
  expect(primary).toHaveLength(3);
  expect(backup).toEqual(primary);
});
