// What waits holds only what belongs to it: a gate, pods that are not healthy, a cluster that is away. Everything else
// of the same namespace is planned, put back and carried out as if it were not there, and what was approved stays what
// was approved. In one process.
import { expect, it } from 'vitest';
import { approve } from '../../lib/app/words/index.ts';
import { COMMENT_MARKER } from '../../lib/report/index.ts';
import { appliedStates, openRuns, revisions, runsIn } from '../../lib/state/index.ts';
import { deleteByHand, detachBackend } from './harness/by-hand.ts';
import { inOwnWorld } from './harness/own-world.ts';
import { ASIA, EU, type ServiceSpec, treeOf, US } from './harness/trees.ts';
import type { ProofWorld } from './harness/world.ts';

const MINUTE_MS = 60_000;
const NEVER = new AbortController().signal;
const APPLY = 'rangelight/apply (prod)';

let world: ProofWorld;
inOwnWorld((made) => {
  world = made;
});

interface Asked {
  readonly hosts?: readonly string[];
  readonly foo?: Partial<ServiceSpec>;
  readonly more?: Readonly<Record<string, string>>;
}

/** Two load balancers in one namespace that share nothing: web serves hosts from foo, shop from bar. */
function push({ hosts = ['foo.example.com'], foo = {}, more = {} }: Asked): string {
  const commit = world.push(
    treeOf({
      clusters: [US, EU, ASIA],
      services: [{ name: 'foo', ...foo }, { name: 'bar' }, { name: 'default-backend' }],
      ingresses: [
        { name: 'web', backend: 'default-backend', hosts: Object.fromEntries(hosts.map((host) => [host, 'foo'])) },
        { name: 'shop', backend: 'bar', hosts: more },
      ],
    }),
  );
  world.host.merged.set(commit, [{ number: 7, head: '7' }]);
  return commit;
}

const fronts = (part: string) =>
  world.cloud.compute.view.list('forwardingRules').filter(({ resource }) => resource.name.includes(part));
const hostsOf = (part: string) =>
  world.cloud.compute.view
    .list('urlMaps')
    .filter(({ resource }) => resource.name.includes(part))
    .flatMap(({ resource }) => (resource['hostRules'] ?? []) as readonly { readonly hosts: readonly string[] }[])
    .flatMap(({ hosts }) => hosts);

async function plansOf(commit: string) {
  return (await revisions.at('prod', commit, 'head').read(world.store, NEVER))?.value.units ?? [];
}

it('case 78: while a gate waits, the rest of the namespace is rolled out and healed, and the approval holds', async () => {
  push({ hosts: ['foo.example.com', 'old.example.com'] });
  await world.untilIdle();
  const commit = push({ more: { 'shop.example.com': 'bar' } });
  await world.clock.advance(15 * MINUTE_MS);
  expect(hostsOf('-shop-')).toContain('shop.example.com');
  expect(hostsOf('-web-')).toContain('old.example.com');
  expect(world.host.check(commit, APPLY)).toMatchObject({
    conclusion: 'action_required',
    title: 'needs approval: stops serving a host · the rest is applied',
  });
  const [gated] = (await plansOf(commit)).filter(({ gates }) => gates.length > 0);
  const digest = gated?.plan ?? '';
  expect(gated?.gates.map(({ code }) => code)).toEqual(['host-removed']);
  expect(world.host.comment(7, COMMENT_MARKER)).toContain('waits for a person');

  expect(await deleteByHand(world, 'forwardingRules', '-shop-')).toBeDefined();
  await world.clock.advance(6 * MINUTE_MS);
  expect(fronts('-shop-')).toHaveLength(1);
  // What stands of the load balancer that waits is put back, too.
  expect(await deleteByHand(world, 'forwardingRules', '-web-')).toBeDefined();
  await world.clock.advance(6 * MINUTE_MS);
  expect(fronts('-web-')).toHaveLength(1);
  expect(hostsOf('-web-')).toContain('old.example.com');

  await world.clock.advance(40 * MINUTE_MS);
  expect((await plansOf(commit)).filter(({ gates }) => gates.length > 0).map(({ plan }) => plan)).toEqual([digest]);
  await approve(world.person, 'prod', digest, { by: 'maintainer', reason: 'over', opens: ['host-removed'] }, NEVER);
  await world.untilIdle();
  expect(hostsOf('-web-')).toEqual(['foo.example.com']);
  expect(world.host.check(commit, APPLY)).toMatchObject({ conclusion: 'success' });
});

const openPlans = async (): Promise<readonly string[]> => {
  const { found } = await openRuns.list(world.store, ['prod'], NEVER);
  return found.flatMap(({ value }) => runsIn(value)).map(({ plan }) => plan);
};
const backendsOf = (part: string): number =>
  world.cloud.compute.view
    .list('backendServices')
    .filter(({ resource }) => resource.name.includes(part))
    .reduce((all, { resource }) => all + ((resource['backends'] ?? []) as readonly unknown[]).length, 0);

it('case 63: while a run waits for health, drift of the rest is put back, and the next commit is carried out beside it', async () => {
  push({});
  await world.untilIdle();
  const groups = backendsOf('-bar-');
  const waits = push({ foo: { app: 'nobody' } });
  // For so long the worker stays in its place, and keeps the lease.
  await world.clock.advance(12 * MINUTE_MS);
  const [waiting] = await openPlans();
  expect(world.host.check(waits, APPLY)).toMatchObject({ status: 'in_progress' });

  expect(await deleteByHand(world, 'forwardingRules', '-shop-')).toBeDefined();
  expect(await detachBackend(world, '-blue-bar-')).toBe(true);
  await world.clock.advance(6 * MINUTE_MS);
  expect(fronts('-shop-')).toHaveLength(1);
  expect(backendsOf('-bar-')).toBe(groups);
  expect(await openPlans()).toEqual([waiting]);

  const next = push({ foo: { app: 'nobody' }, more: { 'shop.example.com': 'bar' } });
  await world.clock.advance(15 * MINUTE_MS);
  expect(hostsOf('-shop-')).toContain('shop.example.com');
  // The run of the older commit goes on as a plan of the newer one.
  expect(await openPlans()).toEqual([waiting]);
  expect((await plansOf(next)).map(({ plan }) => plan)).toContain(waiting);
  expect(world.host.check(next, APPLY)).toMatchObject({
    status: 'in_progress',
    title: expect.stringMatching(/has no healthy endpoint/) as string,
  });

  // What takes it back takes it over.
  const back = push({ more: { 'shop.example.com': 'bar' } });
  await world.untilIdle();
  expect(await openPlans()).toEqual([]);
  expect(world.host.check(back, APPLY)).toMatchObject({ conclusion: 'success' });
  expect(backendsOf('-foo-')).toBe(groups);
});

it('case 63: a run of an older commit that nothing touches comes to its end as part of the newer one', async () => {
  push({});
  await world.untilIdle();
  push({ foo: { app: 'late' } });
  await world.clock.advance(5 * MINUTE_MS);
  const next = push({ foo: { app: 'late' }, more: { 'shop.example.com': 'bar' } });
  await world.clock.advance(15 * MINUTE_MS);
  expect(hostsOf('-shop-')).toContain('shop.example.com');
  expect(world.host.check(next, APPLY)).toMatchObject({ status: 'in_progress' });
  const late = { namespace: 'blue', name: 'late', labels: { app: 'late' }, replicas: 2, containerPort: 8080 };
  for (const { workloads } of world.cloud.clusters.values()) await workloads.deploy({ ...late, app: 'caller' });
  await world.untilIdle();
  expect(world.host.check(next, APPLY)).toMatchObject({ conclusion: 'success' });
  const record = (await appliedStates.at('prod', 'blue').read(world.store, NEVER))?.value;
  expect(record).toMatchObject({ commit: next, result: 'succeeded' });
});
