// What people hear of drains that they asked for by a comment: of two at once, of one below the floor, and of one whose
// time is over while the cluster is ill. No request fails, and nothing is left to be planned.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type DrainStory, drainStory, MINUTE_MS, TAKEN_UP_MS, until } from './drains.ts';
import { crashPods } from './harness/by-hand.ts';
import { type Clients, createClients } from './harness/clients.ts';
import { ASIA, EU, treeOf, US } from './harness/trees.ts';
import { planAgain } from './story.ts';

let clients: Clients;
beforeAll(async () => {
  clients = await createClients();
});
afterAll(() => clients.close());

const PULL = 5;
const ROUTE = [{ ingress: 'web', host: 'foo.example.com' }];
const TWO = treeOf({
  clusters: [US, EU],
  services: [{ name: 'foo' }],
  ingresses: [{ name: 'web', backend: 'foo', hosts: { 'foo.example.com': 'foo' } }],
});

/** No request failed, and nothing is left to be done. */
async function endsWell({ world, probed }: DrainStory): Promise<void> {
  const { sent, reasons } = await probed();
  expect(reasons).toEqual({});
  expect(sent).toBeGreaterThan(100);
  expect(await planAgain(world)).toEqual([]);
}

it('two people ask at once for what is too much together: one is drained, the other hears why not', async () => {
  const tree = treeOf({
    clusters: [US, EU, ASIA],
    services: [{ name: 'foo' }, { name: 'bar' }],
    ingresses: [{ name: 'web', backend: 'foo', hosts: { 'foo.example.com': 'bar' } }],
  });
  await drainStory(
    clients,
    tree,
    ROUTE,
    async (story) => {
      const { world, say, reply, capacities } = story;
      const whole = capacities();
      const asked = [say(`/rangelight drain ${US} --for 2h disks fail`), say(`/rangelight drain ${EU} for 2h: ours`)];
      const replies = (): readonly string[] => asked.map(reply);
      await until(story, 4, () => replies().every((one) => /is drained|is not drained/.test(one)));
      const refused = replies().filter((one) => one.includes('**is not drained**'));
      expect(refused).toHaveLength(1);
      expect(refused[0]).toMatch(/🔴 refused: \d+ of \d+ healthy endpoints would be left/);
      const drained = Object.entries(capacities()).filter(([, capacity]) => capacity === 0);
      expect(drained).toHaveLength(1);
      await world.clock.advance(TAKEN_UP_MS);
      const [cluster = ''] = drained[0] ?? [];
      const back = say(`/rangelight undrain ${cluster}`);
      await until(story, 15, () => /has its requests back/.test(reply(back)));
      expect(capacities()).toEqual(whole);
      await world.clock.advance(TAKEN_UP_MS);
      await endsWell(story);
    },
    { operations: 'realistic' },
  );
});

it('what the floor refuses is said on the pull request, nothing is changed, and the others are drained when asked', async () => {
  const tree = treeOf({
    clusters: [US, EU],
    services: [{ name: 'foo' }, { name: 'bar', clusters: [US] }],
    ingresses: [{ name: 'web', backend: 'bar', hosts: { 'foo.example.com': 'foo' } }],
  });
  await drainStory(clients, tree, ROUTE, async (story) => {
    const { world, say, reply, capacities } = story;
    const whole = capacities();
    const first = say(`/rangelight drain ${US} --for 20m disks fail`, 'ann', PULL);
    await until(story, 3, () => /is not drained/.test(reply(first)));
    expect(reply(first)).toMatch(/🔴 refused: no other cluster takes requests/);
    expect(reply(first)).toMatch(/⚪ could be drained: \d+ of \d+ healthy endpoints are left/);
    expect(capacities()).toEqual(whole);
    const second = say(`/rangelight drain ${US} --for 20m --as-far-as-possible disks fail`, 'ann', PULL);
    await until(story, 3, () => /is drained\*\* in part/.test(reply(second)));
    expect(capacities()).toEqual({ ...whole, [US]: (whole[US] ?? 0) / 2 });
    // Its time is over: it comes back, and the reply says so; nobody is called for that.
    await until(story, 35, () => /Its time is over: .* \*\*has its requests back\*\*/.test(reply(second)));
    expect([capacities(), story.warning(second)]).toEqual([whole, '']);
    await world.clock.advance(TAKEN_UP_MS);
    await endsWell(story);
  });
});

it('a drain that is ended before its time says so, by whom and when: by another comment, or from a terminal', async () => {
  await drainStory(clients, TWO, ROUTE, async (story) => {
    const { world, say, reply, capacities } = story;
    const whole = capacities();
    const at = String.raw`\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC`;
    const first = say(`/rangelight drain ${US} --for 2h disks fail`, 'ann', PULL);
    await until(story, 3, () => /is drained/.test(reply(first)));
    await world.clock.advance(TAKEN_UP_MS);
    // What came of the first word is told, and the word is gone: another person, on another thread.
    say(`/rangelight undrain ${US}`);
    await until(story, 1, () => !reply(first).includes('**is drained** until'));
    expect(reply(first)).toMatch(new RegExp(`⚪ Ended by github ann at ${at}`));
    expect(reply(first)).toContain('<summary>What was done</summary>');
    await until(story, 15, () => capacities()[US] === whole[US]);

    const second = say(`/rangelight drain ${US} --for 2h disks fail again`, 'ann', PULL);
    await until(story, 3, () => /is drained/.test(reply(second)));
    await world.clock.advance(TAKEN_UP_MS);
    const { code } = await story.person('undrain', US, '--yes', '--at-once');
    expect([code, capacities()]).toEqual([0, whole]);
    await until(story, 3, () => reply(second).includes('**has its requests back**'));
    expect(reply(second)).toMatch(new RegExp(`🟢 Ended by \\S+ at ${at}, outside GitHub: .*has its requests back`));
    // Nothing more comes of it when its time would have been over.
    const told = reply(second);
    await world.clock.advance(130 * MINUTE_MS);
    expect(reply(second)).toBe(told);
    expect(story.warning(second)).toBe('');
    await endsWell(story);
  });
});

it('whose time is over while it is ill gets nothing, and that is told where it was asked for', async () => {
  await drainStory(clients, TWO, ROUTE, async (story) => {
    const { world, say, reply, warning, capacities, requestsTo } = story;
    const whole = capacities();
    const asked = say(`/rangelight drain ${US} --for 20m disks fail`, 'ann', PULL);
    await until(story, 3, () => /is drained/.test(reply(asked)));
    await world.clock.advance(TAKEN_UP_MS);
    const recover = crashPods(world, US);
    await world.clock.advance(10 * MINUTE_MS);
    expect([capacities()[US], warning(asked)]).toEqual([0, '']);
    await until(story, 8, () => warning(asked) !== '');
    expect(warning(asked)).toMatch(/🟡 Its time is over: `us-west1\/gke-us` \*\*cannot get its requests back\*\* yet/);
    expect(warning(asked)).toMatch(/0 of \d+ endpoints of us-west1\/gke-us are healthy/);
    await until(story, 3, () => reply(asked).includes('cannot get its requests back'));
    await world.clock.advance(5 * MINUTE_MS);
    expect([capacities()[US], requestsTo('us-west1', 2)]).toEqual([0, 0]);
    await recover();
    const shares = new Set<number>();
    await until(story, 15, () => {
      shares.add((capacities()[US] ?? 0) / (whole[US] ?? 1));
      return shares.has(1);
    });
    expect([...shares].filter((share) => share > 0)).toEqual([0.1, 0.5, 1]);
    await until(story, 3, () => warning(asked).includes('**has its requests back**'));
    await until(story, 1, () => reply(asked).includes('**has its requests back**'));
    await world.clock.advance(TAKEN_UP_MS);
    expect(requestsTo('us-west1', 2)).toBeGreaterThan(0);
    await endsWell(story);
  });
});
