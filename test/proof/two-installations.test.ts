// Case 68: two installations, each with a bucket and a repository of its own, know a fleet of one name in one project.
// The second writes nothing and says whose it is; the first goes on as if it were alone. In one process.
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { type Clients, createClients } from './harness/clients.ts';
import { cloudWrites } from './harness/cloud-writes.ts';
import { guard } from './harness/invariants.ts';
import { stateOf } from './harness/state.ts';
import { ASIA, EU, treeOf, US } from './harness/trees.ts';
import { createProofWorld, type ProofWorld } from './harness/world.ts';

const QUARTER_MS = 15 * 60_000;
const PLAN = 'rangelight/plan';
const APPLY = 'rangelight/apply (prod)';

let clients: Clients;
let first: ProofWorld;
let second: ProofWorld;
beforeAll(async () => {
  clients = await createClients();
});
afterAll(() => clients.close());
beforeEach(async () => {
  first = await createProofWorld(clients);
  second = await createProofWorld(clients, { beside: { installation: 'second', world: first } });
  push(['foo.example.com']);
  await first.untilIdle();
});
afterEach(async () => {
  await second.close();
  await first.close();
});

/** A fleet that lacks a cluster of the first one, and has another load balancer in the same namespace. */
const theirs = (name: string) =>
  treeOf({
    name,
    clusters: [US, EU],
    services: [{ name: 'bar' }],
    ingresses: [{ name: 'shop', backend: 'bar', hosts: { 'bar.example.com': 'bar' } }],
  });

function push(hosts: readonly string[]): string {
  const ingress = { name: 'web', backend: 'foo', hosts: Object.fromEntries(hosts.map((host) => [host, 'foo'])) };
  return first.push(treeOf({ clusters: [US, EU, ASIA], services: [{ name: 'foo' }], ingresses: [ingress] }));
}

const writesSince = (from: number): readonly string[] =>
  cloudWrites(first, from).map(({ by, what }) => `${by}: ${what}`);

it('the second writes nothing and says whose the fleet is; the first goes on, and nobody fights for the firewall rule', async () => {
  const before = await stateOf(first);
  const watch = guard(first, { routes: [{ ingress: 'web', host: 'foo.example.com' }], serving: true });

  const from = first.invocations.calls.length;
  const commit = second.push(theirs('prod'));
  await first.clock.advance(QUARTER_MS);
  expect(writesSince(from)).toEqual([]);
  expect(await stateOf(first)).toEqual(before);
  expect(second.host.check(commit, PLAN)).toMatchObject({
    conclusion: 'failure',
    annotations: [
      {
        title: 'fleet-of-another-installation',
        message: expect.stringMatching(
          /^installation proof has a fleet prod here: \d+ resources carry its mark, such as/,
        ) as string,
      },
    ],
  });
  expect(second.host.check(commit, APPLY)?.conclusion).not.toBe('success');

  const applied = push(['foo.example.com', 'more.example.com']);
  await first.untilIdle();
  expect(first.host.check(applied, APPLY)?.conclusion).toBe('success');
  expect(writesSince(from).filter((write) => write.includes('second'))).toEqual([]);
  expect(writesSince(from).filter((write) => write.includes('/firewalls/'))).toEqual([]);
  watch.look('at the end');
  expect(watch.violations).toEqual([]);
});

it('under a name of its own the second is made beside the first, and each leaves the other’s alone', async () => {
  second.push(theirs('prod'));
  await first.clock.advance(QUARTER_MS);
  const before = await stateOf(first);
  const from = first.invocations.calls.length;
  const commit = second.push(theirs('stage'));
  await second.untilIdle();
  expect(second.host.check(commit, 'rangelight/apply (stage)')?.conclusion).toBe('success');
  expect(writesSince(from).filter((write) => !write.includes('of second'))).toEqual([]);
  expect(await stateOf(first)).toMatchObject(before);

  const rest = first.invocations.calls.length;
  await first.clock.advance(QUARTER_MS);
  expect(writesSince(rest)).toEqual([]);
});
