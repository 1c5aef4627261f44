// A person moves load balancers away from a site: at no failed request, with nothing but Compute, and never below the
// floor. Edges lag behind by up to two minutes.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { drainStory, MINUTE_MS, TAKEN_UP_MS } from './drains.ts';
import { marker } from '../../lib/report/markdown/marker.ts';
import { crashPods } from './harness/by-hand.ts';
import { type Clients, createClients } from './harness/clients.ts';
import { ASIA, EU, treeOf, US } from './harness/trees.ts';
import type { ProofWorld } from './harness/world.ts';

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
const WHY = ['--for', '2h', '--reason', 'disks fail'];

it('six load balancers leave a site while functions, bucket and GitHub are down, and nothing gives them back', async () => {
  await drainStory(
    clients,
    SIX,
    SIX_ROUTES,
    async (story) => {
      const { world, person, capacities, requestsTo } = story;
      const whole = capacities();
      story.down = true;
      await world.clock.advance(MINUTE_MS);
      expect(requestsTo('us-west1', 1)).toBeGreaterThan(0);
      const shown = await person('drain', US, ...WHY);
      expect([shown.code, capacities()]).toEqual([2, whole]);
      const { done, took, bound } = await story.timed(() => person('drain', US, ...WHY, '--yes'));
      // One write deep: the others begin when Compute has taken up the first one. Reads come on top.
      expect(took).toBeLessThanOrEqual(bound + 5);
      const { code, text } = done;
      expect([code, text.match(/^ {2}blue .* drained$/gm)?.length]).toEqual([0, NAMES.length]);
      expect(capacities()).toEqual({ ...whole, [US]: 0 });
      await world.clock.advance(TAKEN_UP_MS);
      expect(requestsTo('us-west1', 2)).toBe(0);
      // Two drains at once: nobody else would be left.
      const second = await person('drain', EU, ...WHY, '--yes', '--most-load', '100');
      expect([second.code, capacities()[EU]]).toEqual([3, whole[EU]]);
      expect(second.text).toMatch(/refused: no other cluster takes requests/);
      // The functions come back: what they see is a person's word.
      story.down = false;
      await world.clock.advance(5 * MINUTE_MS);
      expect(capacities()).toEqual({ ...whole, [US]: 0 });
      const back = await person('undrain', US, '--yes', '--at-once');
      expect([back.code, capacities()]).toEqual([0, whole]);
      await world.clock.advance(TAKEN_UP_MS);
      expect(requestsTo('us-west1', 2)).toBeGreaterThan(0);
      const { sent, reasons } = await story.probed();
      expect(reasons).toEqual({});
      expect(sent).toBeGreaterThan(2_000);
    },
    { operations: 'realistic' },
  );
});

it('two people drain two of three clusters at the same moment: one is refused, and no request fails', async () => {
  const tree = treeOf({
    clusters: [US, EU, ASIA],
    services: [{ name: 'foo' }, { name: 'bar' }],
    ingresses: [{ name: 'web', backend: 'foo', hosts: { 'two.example.com': 'bar' } }],
  });
  await drainStory(
    clients,
    tree,
    [{ ingress: 'web', host: 'two.example.com' }],
    async (story) => {
      const both = await Promise.all([US, EU].map((cluster) => story.person('drain', cluster, ...WHY, '--yes')));
      const left = Object.entries(story.capacities()).filter(([, capacity]) => capacity > 0);
      expect([new Set(both.map(({ code }) => code)), left.length]).toEqual([new Set([0, 3]), 2]);
      await story.world.clock.advance(TAKEN_UP_MS);
      expect((await story.probed()).reasons).toEqual({});
    },
    { operations: 'realistic' },
  );
});

it('what a person drained comes back by itself when its time is over, share by share and only where it is well', async () => {
  const tree = treeOf({
    clusters: [US, EU],
    services: [{ name: 'foo' }],
    ingresses: [{ name: 'web', backend: 'foo', hosts: { 'foo.example.com': 'foo' } }],
    drift: 'report',
  });
  await drainStory(clients, tree, [{ ingress: 'web', host: 'foo.example.com' }], async (story) => {
    const { world, person, capacities } = story;
    const whole = capacities();
    const share = (): number => (capacities()[US] ?? 0) / (whole[US] ?? 1);
    expect((await person('drain', US, '--for', '20m', '--reason', 'disks fail', '--yes')).code).toBe(0);
    await world.clock.advance(TAKEN_UP_MS);
    const recover = crashPods(world, US);
    await world.clock.advance(14 * MINUTE_MS);
    expect(share()).toBe(0);
    expect(stopIssue(world)).toBeUndefined();
    // Its time is over, and it is ill: it gets nothing, and that is told.
    await world.clock.advance(20 * MINUTE_MS);
    expect(share()).toBe(0);
    expect(stopIssue(world)).toMatchObject({ state: 'open' });
    expect(stopIssue(world)?.body).toMatch(/0 of \d+ endpoints of us-west1\/gke-us are healthy/);
    await recover();
    const shares = new Set<number>();
    for (let minute = 0; minute < 15; minute += 1) {
      await world.clock.advance(MINUTE_MS);
      shares.add(share());
    }
    expect([...shares]).toEqual([0, 0.1, 0.5, 1].slice(shares.has(0) ? 0 : 1));
    expect(stopIssue(world)).toMatchObject({ state: 'closed' });
    expect((await story.probed()).reasons).toEqual({});
  });
});

it('a cluster that joins gets its requests share by share, and none while it is ill', async () => {
  const spec = {
    services: [{ name: 'foo' }],
    ingresses: [{ name: 'web', backend: 'foo', hosts: { 'foo.example.com': 'foo' } }],
  };
  const ramping = (clusters: readonly string[]) => {
    const tree = treeOf({ ...spec, clusters });
    const fleet = tree['rangelight.yaml'] ?? '';
    return { ...tree, 'rangelight.yaml': fleet.replace('"policy":', '"traffic":{"ramp":true},"policy":') };
  };
  await drainStory(clients, ramping([US, EU]), [{ ingress: 'web', host: 'foo.example.com' }], async (story) => {
    const { world, capacities, requestsTo } = story;
    expect(capacities()[EU]).toBe(1);
    world.push(ramping([US, EU, ASIA]));
    const shares = new Set<number>();
    const until = async (share: number): Promise<void> => {
      for (let minute = 0; minute < 40 && capacities()[ASIA] !== share; minute += 1) {
        await world.clock.advance(MINUTE_MS);
        const seen = capacities()[ASIA];
        // Its groups are not there yet.
        if (seen !== undefined) shares.add(seen);
      }
      expect(capacities()[ASIA]).toBe(share);
    };
    await until(0.1);
    // It falls ill: what it got is taken again.
    const recover = crashPods(world, ASIA);
    await until(0);
    await world.clock.advance(TAKEN_UP_MS);
    expect(requestsTo('asia-east1', 2)).toBe(0);
    await recover();
    await until(1);
    expect([...shares].toSorted((a, b) => a - b)).toEqual([0, 0.1, 0.5, 1]);
    await world.clock.advance(TAKEN_UP_MS);
    expect(requestsTo('asia-east1', 2)).toBeGreaterThan(0);
  });
});

function stopIssue(world: ProofWorld) {
  return world.host.issue(marker('stop', ['prod', 'override-stays']));
}
