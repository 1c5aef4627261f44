// A person moves load balancers away from a site by a comment on GitHub: at no failed request, at the pace and with the
// floor of the command line, and every word is told what came of it. Edges lag behind by up to two minutes.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { drainStory, MINUTE_MS, TAKEN_UP_MS, until } from './drains.ts';
import { planAgain } from './story.ts';
import { type Clients, createClients } from './harness/clients.ts';
import { EU, treeOf, US } from './harness/trees.ts';

let clients: Clients;
beforeAll(async () => {
  clients = await createClients();
});
afterAll(() => clients.close());

const NAMES = ['one', 'two', 'three', 'four', 'five', 'six'] as const;
const SIX = treeOf({
  clusters: [US, EU],
  services: NAMES.map((name) => ({ name, app: 'foo' })),
  ingresses: NAMES.map((name) => ({ name, backend: name, hosts: { [`${name}.example.com`]: name } })),
});
const SIX_ROUTES = NAMES.map((name) => ({ ingress: name, host: `${name}.example.com` }));
const ONE = treeOf({
  clusters: [US, EU],
  services: [{ name: 'foo' }],
  ingresses: [{ name: 'web', backend: 'foo', hosts: { 'foo.example.com': 'foo' } }],
});
const ROUTE = [{ ingress: 'web', host: 'foo.example.com' }];
const DRAIN = `/rangelight drain ${US} --for 2h disks fail`;

it('six load balancers leave a site by a comment and come back by another one, and no request fails', async () => {
  await drainStory(
    clients,
    SIX,
    SIX_ROUTES,
    async (story) => {
      const { world, capacities, requestsTo, say, reply } = story;
      const whole = capacities();
      let asked = 0;
      const { took, bound } = await story.timed(async () => {
        asked = say(DRAIN);
        for (let turn = 0; turn < 600 && capacities()[US] !== 0; turn += 1) await world.clock.advance(250);
      });
      // One write deep: the others begin when Compute has taken up the first one. The worker looks first.
      expect(took).toBeLessThanOrEqual(bound + 5);
      expect(capacities()).toEqual({ ...whole, [US]: 0 });
      await until(story, 1, () => /is drained/.test(reply(asked)));
      expect(reply(asked)).toMatch(/`us-west1\/gke-us` \*\*is drained\*\* until \d{4}-\d\d-\d\d \d\d:\d\d:00 UTC/);
      expect(reply(asked).match(/🟢 drained: \d+ of \d+ healthy endpoints are left/g)?.length).toBe(NAMES.length);
      expect(reply(asked)).toContain(`/rangelight undrain --fleet prod ${US}`);
      await world.clock.advance(TAKEN_UP_MS);
      expect(requestsTo('us-west1', 2)).toBe(0);
      // The word has done its work: what is drained stands on the backends alone.
      expect(world.store.release.keys().filter((key) => key.startsWith('drain-words/'))).toEqual([]);
      const other = say(`/rangelight drain ${EU} for 2h: theirs too`);
      await until(story, 3, () => /is not drained/.test(reply(other)));
      expect(reply(other)).toContain('🔴 refused: no other cluster takes requests');
      expect(capacities()).toEqual({ ...whole, [US]: 0 });
      const back = say(`/rangelight undrain ${US}`);
      await until(story, 2, () => /gets its requests back/.test(reply(back)));
      await until(story, 15, () => capacities()[US] === whole[US]);
      await world.clock.advance(TAKEN_UP_MS);
      expect(requestsTo('us-west1', 2)).toBeGreaterThan(0);
      const { sent, reasons } = await story.probed();
      expect(reasons).toEqual({});
      expect(sent).toBeGreaterThan(1_000);
      expect(await planAgain(world)).toEqual([]);
    },
    { operations: 'realistic' },
  );
});

it('a word whose messages are lost is heeded and told by the next sweeps, once', async () => {
  let lost = 0;
  await drainStory(
    clients,
    ONE,
    ROUTE,
    async (story) => {
      const { world, capacities, say, reply } = story;
      const asked = say(DRAIN);
      await until(story, 6, () => /is drained/.test(reply(asked)));
      expect([lost, capacities()[US]]).toEqual([2, 0]);
      const writes = world.cloud.compute.journal.mutations(0).length;
      // Delivered again, it does nothing more.
      const data = { type: 'comment', repository: 'acme/ingress', comment: asked, issue: 1 } as const;
      world.bus.publish({ topic: 'reports', data });
      world.bus.publish({ topic: 'tasks', data: { type: 'drain', fleet: 'prod' } });
      await world.clock.advance(5 * MINUTE_MS);
      expect(world.cloud.compute.journal.mutations(0)).toHaveLength(writes);
      expect(reply(asked)).toMatch(/is drained/);
      expect((await story.probed()).reasons).toEqual({});
    },
    {
      deliveries: ({ topic, data }) => {
        // The first that asks the worker, and the first that asks the reporter to tell.
        const isLost = data.type === 'drain' && (topic === 'tasks' ? lost === 0 : lost === 1);
        if (isLost) lost += 1;
        return isLost ? [] : [{ delay: 0 }];
      },
    },
  );
});

it('another time replaces the first one, and a word that stands through a freeze is heeded after it', async () => {
  await drainStory(clients, ONE, ROUTE, async (story) => {
    const { world, capacities, say, reply } = story;
    const whole = capacities()[US];
    world.conversations.permissions.set('root', 'admin');
    say('/rangelight freeze 10m a sale', 'root');
    await world.clock.advance(MINUTE_MS);
    const first = say(DRAIN);
    await until(story, 3, () => /is not drained yet/.test(reply(first)));
    expect(reply(first)).toMatch(/the fleet is frozen by github root/);
    const second = say(`/rangelight drain ${US} --for 20m disks fail`);
    await world.clock.advance(MINUTE_MS);
    expect(reply(first)).toMatch(/⚪ Replaced by another drain by github ann at .* UTC, until .* UTC/);
    await until(story, 15, () => /is drained/.test(reply(second)));
    expect(capacities()[US]).toBe(0);
    // Its time is over: it comes back by itself.
    await until(story, 40, () => capacities()[US] === whole);
    expect((await story.probed()).reasons).toEqual({});
    expect(await planAgain(world)).toEqual([]);
  });
});
