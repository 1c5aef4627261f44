// Case 66: somebody deletes a front end with its address, and the IP is somebody else's now. Whatever is made in its
// place has another IP, which every client has to hear of: that is no healing. In one process.
import { expect, it } from 'vitest';
import { approve } from '../../lib/app/words/index.ts';
import { revisions } from '../../lib/state/index.ts';
import { computeCall } from './harness/by-hand.ts';
import { cloudWrites } from './harness/cloud-writes.ts';
import { inOwnWorld } from './harness/own-world.ts';
import { EU, treeOf, US } from './harness/trees.ts';
import type { ProofWorld } from './harness/world.ts';

const SOME_TICKS_MS = 5 * 60_000;
const { signal } = new AbortController();

let world: ProofWorld;
inOwnWorld((made) => {
  world = made;
});

const issues = () =>
  [...new Set(world.host.writes.filter(({ type }) => type === 'issue').map(({ key }) => key))].flatMap(
    (marker) => world.host.issue(marker) ?? [],
  );
const driftIssue = () => issues().find(({ title }) => title === 'Drift in prod/blue');
const lostVipIssue = () =>
  issues().find(({ title }) => title === 'prod/blue: a VIP is lost, and DNS has to be changed');

const resourcesOf = (collection: 'addresses' | 'forwardingRules') =>
  world.cloud.compute.view
    .list(collection)
    .map(({ resource }) => resource)
    .filter(({ name }) => name.startsWith('rl1-'));

it('is a gate and an issue that stays, not a healing', async () => {
  const tree = treeOf({
    clusters: [US, EU],
    services: [{ name: 'foo' }],
    ingresses: [{ name: 'web', backend: 'foo', hosts: { 'foo.example.com': 'foo' } }],
  });
  const commit = world.push(tree);
  await world.untilIdle();
  const [address] = resourcesOf('addresses');
  const vip = String(address?.['address']);

  for (const { name } of resourcesOf('forwardingRules')) await computeCall(world, 'DELETE', `forwardingRules/${name}`);
  await computeCall(world, 'DELETE', `addresses/${address?.name}`);
  await computeCall(world, 'POST', 'addresses', { name: 'taken' });
  const from = world.invocations.calls.length;
  await world.clock.advance(SOME_TICKS_MS);
  expect(cloudWrites(world, from).map(({ what }) => what)).toEqual([]);
  expect(driftIssue()).toMatchObject({ state: 'open' });
  expect(driftIssue()?.body).toContain(`${vip} cannot be had back, and DNS has to be changed`);
  expect(world.host.check(commit, 'rangelight/plan')?.title).toContain('VIP changes');
  expect(world.host.check(commit, 'rangelight/apply (prod)')).toMatchObject({ conclusion: 'action_required' });
  expect(world.log.filter(({ level }) => level === 'error')).toEqual([]);

  const { value: revision } = (await revisions.at('prod', commit, 'head').read(world.store, signal)) ?? {};
  const plan = revision?.units.find(({ unit }) => unit === 'blue')?.plan ?? '';
  await approve(world.person, 'prod', plan, { by: 'alice', reason: 'DNS is changed', opens: ['vip-change'] }, signal);
  await world.untilIdle();
  const [now] = resourcesOf('addresses');
  expect(now?.['address']).not.toBe(vip);
  expect(resourcesOf('forwardingRules').map((rule) => rule['IPAddress'])).toEqual([now?.['address']]);
  expect(driftIssue()).toMatchObject({ state: 'closed' });
  // DNS still names the old one: that is told until a person says that it does not.
  expect(lostVipIssue()).toMatchObject({ state: 'open' });
  for (const part of [vip, String(now?.['address']), 'DNS']) expect(lostVipIssue()?.body).toContain(part);
  expect(world.host.check(commit, 'rangelight/apply (prod)')).toMatchObject({
    conclusion: 'success',
    title: `VIP ${String(now?.['address'])} serves blue/web`,
  });
});

it('is a gate also where the record is lost: the status of the copies names the VIP', async () => {
  const tree = treeOf({
    clusters: [US, EU],
    services: [{ name: 'foo' }],
    ingresses: [{ name: 'web', backend: 'foo', hosts: { 'foo.example.com': 'foo' } }],
  });
  world.push(tree);
  await world.untilIdle();
  const [address] = resourcesOf('addresses');
  for (const { name } of resourcesOf('forwardingRules')) await computeCall(world, 'DELETE', `forwardingRules/${name}`);
  await computeCall(world, 'DELETE', `addresses/${address?.name}`);
  for (const key of world.store.state.keys().filter((one) => one.startsWith('applied/prod/blue')))
    world.store.state.drop(key);
  const commit = world.push({ ...tree, 'note.txt': 'nothing of a fleet' });
  await world.clock.advance(SOME_TICKS_MS);
  expect(resourcesOf('addresses')).toEqual([]);
  expect(world.host.check(commit, 'rangelight/plan')?.title).toContain('VIP changes');
  expect(world.host.check(commit, 'rangelight/apply (prod)')).toMatchObject({ conclusion: 'action_required' });
});
