// What waits holds only what belongs to it: a gate, a health gate, a cluster that is away. Everything else of the same namespace is
// planned, put back and carried out as if it were not there, and what was approved stays what was approved. In one process.
import { expect, it } from 'vitest';
import { approve } from '../../lib/app/words/index.ts';
import { COMMENT_MARKER } from '../../lib/report/index.ts';
import { revisions } from '../../lib/state/index.ts';
import { deleteByHand } from './harness/by-hand.ts';
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
