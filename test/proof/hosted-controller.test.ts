// Two controllers must not program one set of manifests: where the hosted one is active, Rangelight writes nothing;
// with `controller: gke` it writes nothing but the copies. Each sign in process; a scenario shows one of them over
// sockets.
import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { expect, it } from 'vitest';
import { type Json, textAt } from '../../lib/core/index.ts';
import { clusterOrigin } from './harness/clients.ts';
import { detachBackend } from './harness/by-hand.ts';
import { cloudWrites } from './harness/cloud-writes.ts';
import { requestTo } from './harness/cluster-request.ts';
import { inOwnWorld } from './harness/own-world.ts';
import { stateOf } from './harness/state.ts';
import { ASIA, EU, treeOf, US } from './harness/trees.ts';
import type { ProofWorld } from './harness/world.ts';

const MEMBERSHIP = 'projects/demo-project/locations/us-west1/memberships/gke-us';
const WEB = '/apis/networking.gke.io/v1/namespaces/blue/multiclusteringresses/web';
const CRDS = fileURLToPath(new URL('../../schemas/crds', import.meta.url));
const SOME_TICKS_MS = 5 * 60_000;
const APPLY = 'rangelight/apply (prod)';

let world: ProofWorld;
inOwnWorld((made) => {
  world = made;
});

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

/** Not longer than two sweeps, and what the reporter needs to write. */
const TWO_SWEEPS_MS = 2 * 60_000 + 10_000;
const PLAN = 'rangelight/plan';

const issues = () =>
  [...new Set(world.host.writes.filter(({ type }) => type === 'issue').map(({ key }) => key))].flatMap(
    (marker) => world.host.issue(marker) ?? [],
  );

const inThree = (port: number) =>
  treeOf({
    clusters: [US, EU, ASIA],
    services: [{ name: 'foo', port }],
    ingresses: [{ name: 'web', backend: 'foo', hosts: { 'foo.example.com': 'foo' }, port }],
  });

/** IPs in the group of foo that the worker keeps, and of the pods that are there for it; sorted. */
/** Of each group, what stands to be retired among them; as often, the pods that run. */
function kept(): { readonly attached: readonly string[][]; readonly running: readonly string[][] } {
  const { compute, clusters } = world.cloud;
  const groups = compute.view.list('networkEndpointGroups').filter(({ path }) => path.includes('asia-east1-a'));
  const ours = groups.filter(({ resource }) => resource.name.includes('-blue-foo-'));
  const attached = ours.map(({ path }) => compute.view.endpoints(path).map(({ ipAddress }) => ipAddress));
  const pods = clusters.get(ASIA)?.workloads.pods() ?? [];
  const running = pods.filter(({ app }) => app === 'foo').map(({ ip }) => ip);
  return { attached: attached.map((ips) => ips.sort()), running: ours.map(() => running.sort()) };
}

it('case 56: while it is active, two sweeps tell so and what drifts, and endpoints are kept', async () => {
  const commit = world.push(inThree(8080));
  await world.untilIdle();
  const pods = world.cloud.clusters.get(ASIA)?.workloads;
  const victim = pods?.pods().find(({ app }) => app === 'foo');
  const from = world.invocations.calls.length;
  world.cloud.hub.setFeature(MEMBERSHIP);
  expect(await detachBackend(world, '-blue-foo-')).toBe(true);
  await pods?.kill(victim?.name ?? '');
  await world.clock.advance(TWO_SWEEPS_MS);

  const told = issues().find(({ title }) => title === 'prod: the hosted controller is active');
  expect(told).toMatchObject({ state: 'open' });
  expect(told?.body).toContain('Multi-cluster Gateway');
  expect(told?.body).not.toMatch(/disable|switch (it )?off|turn (it )?off/i);
  expect(issues().find(({ title }) => title === 'Drift in prod/blue')).toMatchObject({ state: 'open' });
  for (const name of [PLAN, APPLY]) expect(world.host.check(commit, name)).toMatchObject({ conclusion: 'failure' });
  expect(kept().running.flat()).not.toContain(victim?.ip);
  expect(kept().attached).toEqual(kept().running);
  expect(cloudWrites(world, from).map(({ what }) => what)).toEqual([
    expect.stringMatching(/networkEndpointGroups\/\S+\/detachNetworkEndpoints/),
  ]);

  world.cloud.hub.setFeature(undefined);
  await world.untilIdle();
  expect(issues().filter(({ state }) => state === 'open')).toEqual([]);
  for (const name of [PLAN, APPLY]) expect(world.host.check(commit, name)).toMatchObject({ conclusion: 'success' });
});

it('case 56: the copies say what they are, and a feature that is turned on over them is told by the next sweep', async () => {
  world.push(treeWith('foo.example.com'));
  await world.untilIdle();
  const copies = Object.entries(await stateOf(world)).filter(([key]) =>
    /\/multicluster(ingresses|services) /.test(key),
  );
  expect(copies).toHaveLength(6);
  const told = copies.map(([, copy]) => textAt(copy as Json, 'metadata', 'annotations', 'rangelight.dev/about'));
  expect(new Set(told).size).toBe(1);
  for (const part of ['copy of a manifest in Git', 'Rangelight', 'Multi-cluster Gateway'])
    expect(told[0]).toContain(part);

  world.cloud.hub.setFeature(MEMBERSHIP);
  const sweeps = (): number => world.log.filter(({ message }) => message === 'a fleet was swept').length;
  const before = sweeps();
  while (sweeps() === before) await world.clock.advance(1_000);
  await world.clock.advance(10_000);
  const issue = issues().find(({ title }) => title === 'prod: the hosted controller is active');
  expect(issue).toMatchObject({ state: 'open' });
});

it('case 56: a run that has begun comes to its end, and what a later commit asks for waits', async () => {
  world.push(inThree(8080));
  await world.untilIdle();
  world.push(inThree(9090));
  await world.clock.advance(30_000);
  const open = (): readonly string[] => world.store.state.keys().filter((key) => key.startsWith('open/prod/blue'));
  expect(open()).not.toEqual([]);
  world.cloud.hub.setFeature(MEMBERSHIP);
  await world.clock.advance(40 * 60_000);
  expect(open()).toEqual([]);
  const from = world.invocations.calls.length;
  const later = world.push(inThree(7070));
  const victim = world.cloud.clusters.get(ASIA)?.workloads.pods()[0];
  await world.cloud.clusters.get(ASIA)?.workloads.kill(victim?.name ?? '');
  await world.clock.advance(SOME_TICKS_MS);
  expect(world.host.check(later, PLAN)).toMatchObject({ conclusion: 'failure' });
  expect(world.host.check(later, PLAN)?.summary).toContain('7070');
  expect(kept().attached).toEqual(kept().running);
  for (const { what } of cloudWrites(world, from)) expect(what).toMatch(/NetworkEndpoints/);
});
