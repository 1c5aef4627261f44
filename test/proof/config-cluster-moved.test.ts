// Case 32: the backup config cluster is another one, and later the first one again. What stays in the former one is
// retired when both new ones have it, nothing of it counts as drift, and nobody sees a status that is not kept up to
// date. In one process.
import { expect, it } from 'vitest';
import { cloudWrites } from './harness/cloud-writes.ts';
import { requestTo } from './harness/cluster-request.ts';
import { inOwnWorld } from './harness/own-world.ts';
import { stateOf } from './harness/state.ts';
import { ASIA, EU, treeOf, US } from './harness/trees.ts';
import type { ProofWorld } from './harness/world.ts';

const SOME_TICKS_MS = 5 * 60_000;

let world: ProofWorld;
inOwnWorld(async (made) => {
  world = made;
  push(US, EU);
  await world.untilIdle();
});

function push(primary: string, backup: string, ...hosts: readonly string[]): string {
  const tree = treeOf({
    clusters: [US, EU, ASIA],
    services: [{ name: 'foo' }],
    ingresses: [
      { name: 'web', backend: 'foo', hosts: Object.fromEntries(['foo.example.com', ...hosts].map((h) => [h, 'foo'])) },
    ],
  });
  const fleet = tree['rangelight.yaml'] ?? '';
  const configs = JSON.stringify({ primary, backup });
  return world.push({
    ...tree,
    'rangelight.yaml': fleet.replace(/"configClusters":\{[^}]*\}/, `"configClusters":${configs}`),
  });
}

/** The copies of manifests in a cluster, without its own name. */
async function copiesIn(link: string): Promise<readonly (readonly [string, unknown])[]> {
  const own = Object.entries(await stateOf(world)).filter(([key]) => key.startsWith(`${link} `));
  return own
    .filter(([key]) => /multicluster(services|ingresses) /.test(key))
    .map(([key, value]) => [key.slice(link.length), value] as const);
}

const openIssues = () =>
  [...new Set(world.host.writes.filter(({ type }) => type === 'issue').map(({ key }) => key))]
    .flatMap((marker) => world.host.issue(marker) ?? [])
    .filter(({ state }) => state === 'open');

const findings = (commit: string) =>
  (world.host.check(commit, 'rangelight/plan')?.annotations ?? []).map(({ message }) => message).join('\n');

it('the copies move, the last ones when both new config clusters have them, and back again', async () => {
  const before = await copiesIn(US);
  expect(before).toHaveLength(2);
  const from = world.invocations.calls.length;
  const moved = push(US, ASIA);
  await world.untilIdle();
  expect(findings(moved)).toContain(`${EU} is no config cluster any more: 2 copies in it`);
  expect(await copiesIn(EU)).toEqual([]);
  expect(await copiesIn(ASIA)).toEqual(await copiesIn(US));
  const writes = cloudWrites(world, from).filter(({ what }) => /multicluster(services|ingresses)/.test(what));
  const firstGone = writes.findIndex(({ what }) => what.startsWith('DELETE'));
  expect(firstGone).toBeGreaterThan(0);
  expect(writes.slice(firstGone).every(({ what }) => what.startsWith('DELETE'))).toBe(true);
  expect(openIssues()).toEqual([]);
  expect(world.host.check(moved, 'rangelight/apply (prod)')).toMatchObject({ conclusion: 'success' });

  const back = push(US, EU);
  await world.untilIdle();
  expect(await copiesIn(ASIA)).toEqual([]);
  expect(await copiesIn(EU)).toEqual(before.map(([key, value]) => [key, value]));
  expect(openIssues()).toEqual([]);
  expect(world.host.check(back, 'rangelight/apply (prod)')).toMatchObject({ conclusion: 'success' });
});

it('is no drift while the plan waits for an approval', async () => {
  push(US, EU, 'old.example.com');
  await world.untilIdle();
  const gated = push(US, ASIA);
  await world.clock.advance(SOME_TICKS_MS);
  expect(world.host.check(gated, 'rangelight/apply (prod)')).toMatchObject({ conclusion: 'action_required' });
  expect(
    openIssues()
      .map(({ title }) => title)
      .filter((title) => title.startsWith('Drift')),
  ).toEqual([]);
  expect(await copiesIn(EU)).toEqual(await copiesIn(US));
  push(US, EU, 'old.example.com');
  await world.untilIdle();
});

it('a copy that stays is one that somebody took over', async () => {
  const path = '/apis/networking.gke.io/v1/namespaces/blue/multiclusterservices/foo';
  await requestTo(world, EU, 'PATCH', path, { metadata: { annotations: { 'rangelight.dev/owner': 'mine' } } });
  push(US, ASIA, 'old.example.com');
  await world.untilIdle();
  const left = await requestTo(world, EU, 'GET', path);
  expect(JSON.stringify(left)).toContain('"rangelight.dev/owner":"mine"');
  expect(openIssues()).toEqual([]);
});
