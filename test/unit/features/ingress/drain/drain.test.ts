// A cluster drained in all services, and given its requests back: with Compute alone, and never below the floor.
import { beforeEach, describe, expect, test } from 'vitest';
import { isFailure, type JsonObject, objectsAt, RangelightError } from '../../../../../lib/core/index.ts';
import {
  type Drained,
  drainOutlook,
  type DrainOrder,
  drainServices,
  giveBack,
  MOST_LOAD,
  parseBackendMark,
  peaksOf,
} from '../../../../../lib/features/ingress/drain/index.ts';
import { computeRef } from '../../../../../lib/features/ingress/kinds/index.ts';
import { type ComputeRef, refKey } from '../../../../../lib/model/index.ts';
import type { Monitoring } from '../../../../../lib/ports/index.ts';
import { EU, PROJECT, US } from '../../../fleet-of-two.ts';
import { standing, type StandingWorld } from './standing.ts';

const ASIA = 'asia-east1/gke-asia';
const NEVER = new AbortController().signal;
const NOW = Date.parse('2026-01-05T08:00:00Z');
const DRAIN = { by: 'anna', until: NOW + 7_200_000, reason: 'disks fail' };
const MINUTE_MS = 60_000;

let world: StandingWorld;
let one: ComputeRef;
beforeEach(() => {
  world = standing();
  for (const cluster of [EU, US, ASIA]) world.health.set(cluster, [4, 0]);
  one = world.put('one', [EU, US]);
});

const orderOf = (cluster: string, more: Partial<DrainOrder> = {}): DrainOrder => ({
  project: PROJECT,
  cluster,
  drain: DRAIN,
  mostLoad: MOST_LOAD,
  ...more,
});

/** Looks, and drains all that can be drained. */
async function drained(cluster: string, more: Partial<DrainOrder> = {}): Promise<readonly Drained[]> {
  const order = orderOf(cluster, more);
  const { services } = await drainOutlook(world, order, NEVER);
  const possible = services.filter(({ floor }) => floor.broken === undefined);
  return drainServices(world, order, possible, NEVER);
}

async function whyNot(cluster: string, more: Partial<DrainOrder> = {}): Promise<string | undefined> {
  return (await drainOutlook(world, orderOf(cluster, more), NEVER)).services[0]?.floor.broken;
}

describe('a drain', () => {
  test('sets the capacity of every group of the cluster to 0, and says who, until when and why', async () => {
    world.put('two', [EU, US, ASIA]);
    expect((await drained(EU)).map(({ outcome }) => outcome)).toEqual(['drained', 'drained']);
    expect(world.capacities('one')).toEqual({ [EU]: 0, [US]: 1 });
    expect(world.capacities('two')).toEqual({ [EU]: 0, [US]: 1, [ASIA]: 1 });
    expect(parseBackendMark(world.words('two')[EU])).toEqual({ cluster: EU, drain: DRAIN });
  });

  test('looked at first changes nothing', async () => {
    await drainOutlook(world, orderOf(EU), NEVER);
    expect(world.compute.mutations).toEqual([]);
  });

  test('touches nothing that is not marked as ours', async () => {
    world.put('theirs', [EU, US], { description: 'mine' });
    await drained(EU);
    expect(world.capacities('theirs')).toEqual({ [EU]: 1, [US]: 1 });
  });

  test('asks which fleet is meant where two have the cluster', async () => {
    world.put('other', [EU, US], { description: 'rangelight/v2 installation=here fleet=stage unit=blue' });
    await expect(drained(EU)).rejects.toThrow('name one with --fleet');
    await drained(EU, { fleet: 'stage' });
    expect([world.capacities('one'), world.capacities('other')]).toEqual([
      { [EU]: 1, [US]: 1 },
      { [EU]: 0, [US]: 1 },
    ]);
  });

  test('is refused where groups in the region may be of the cluster, and do not say so', async () => {
    const { compute } = world;
    const backends = objectsAt(compute.body(refKey(one)), 'backends').map(({ group }) => ({ group }));
    compute.put(one, { ...compute.body(refKey(one)), backends });
    world.put('two', [EU, US]);
    await expect(drained(EU)).rejects.toThrow('do not say which cluster');
    await expect(drained(ASIA)).rejects.toThrow(/no load balancer .* clusters: europe-west1\/gke-eu, us-west1\/gke-us/);
  });
});

describe('the floor', () => {
  test('refuses where no other cluster takes requests', async () => {
    world.put('one', [EU]);
    expect(await whyNot(EU)).toBe('no other cluster takes requests');
  });

  test('says which line of the fleet file to change where a cluster has a share of its own', async () => {
    const [eu, us, other] = [
      'rl1-bs-blue-cart-1111111111',
      'rl1-bs-blue-cart-2222222222',
      'rl1-bs-blue-next-3333333333',
    ];
    const keys = [world.put(eu, [EU]), world.put(us, [US]), world.put(other, [EU])].map(refKey);
    const put = (weights: readonly number[], headers: readonly object[] = []): void => {
      const shares = weights.map((weight, at) => ({ backendService: keys[at] ?? '', weight }));
      const match = { prefixMatch: '/cart/' };
      const rule = { priority: 1, matchRules: [match], routeAction: { weightedBackendServices: shares } };
      const looking = { priority: 0, matchRules: [{ ...match, headerMatches: [...headers] }], service: keys[2] ?? '' };
      world.compute.put(computeRef('urlMap', PROJECT, 'map'), {
        defaultService: refKey(one),
        hostRules: [{ hosts: ['a.com'], pathMatcher: 'm' }],
        pathMatchers: [{ name: 'm', routeRules: headers.length === 0 ? [rule] : [looking, rule] }],
      } as unknown as JsonObject);
    };
    const why = async () =>
      Object.fromEntries(
        (await drainOutlook(world, orderOf(EU), NEVER)).services.map(({ ref, floor }) => [ref.name, floor.broken]),
      );
    put([9, 1], [{ headerName: 'x-a', presentMatch: true }]);
    const entry = 'the entry of spec.traffic.splits for a.com/cart/* in the fleet file';
    expect(await why()).toEqual({
      one: undefined,
      [eu]: `no other cluster takes requests: give ${EU} the weight 0 in ${entry}`,
      [other]: `no other cluster takes requests: take the header x-a out of ${entry}`,
    });
    put([0, 1, 5]);
    expect(await why()).toEqual({
      one: undefined,
      [other]: `no other cluster takes requests: give the service of ${other} the weight 0 in ${entry}`,
    });
  });

  test('refuses where nobody else is healthy, or nobody says so', async () => {
    world.health.set(US, [0, 4]);
    expect(await whyNot(EU)).toBe('no endpoint of the other clusters is healthy');
    world.health.delete(US);
    expect(await whyNot(EU)).toBe('nobody says how the endpoints of the other clusters are');
  });

  test('refuses where too few endpoints would be left, and a person may allow more', async () => {
    world.health.set(EU, [5, 0]);
    expect(await whyNot(EU)).toBe(
      '4 of 9 healthy endpoints would be left: each would get 2.3 times as much, and 2 times are allowed',
    );
    expect(await whyNot(EU, { mostLoad: 3 })).toBeUndefined();
  });

  test('counts what was drained before: the second of two drains is refused', async () => {
    world.put('one', [EU, US, ASIA]);
    await drained(EU);
    expect(await whyNot(US)).toMatch(/^4 of 12 healthy endpoints would be left/);
    await drained(US, { mostLoad: 3 });
    expect(await whyNot(ASIA, { mostLoad: 100 })).toBe('no other cluster takes requests');
  });

  describe('by what came in the last week', () => {
    const MAP = computeRef('urlMap', PROJECT, 'map');
    /** Cluster → requests in one minute. */
    async function refusedAt(counts: Readonly<Record<string, number>>, fails = false): Promise<string | undefined> {
      world.compute.put(MAP, { name: MAP.name, defaultService: refKey(one) });
      const series = Object.entries(counts).map(([cluster, count]) => ({
        backendService: 'one',
        group: `one--${cluster.replace('/', '--')}`,
        zone: `${cluster.split('/')[0] ?? ''}-a`,
        minutes: [
          { endMs: NOW - MINUTE_MS, count },
          { endMs: NOW, count: 1 },
        ],
      }));
      const requests: Monitoring['requests'] = async (_project, urlMap, { fromMs, toMs }) => {
        if (fails) throw new RangelightError('denied', 'monitoring', 'no right');
        return urlMap === MAP.name && toMs - fromMs === 7 * 24 * 60 * MINUTE_MS ? series : [];
      };
      const { compute } = world;
      const peakOf = await peaksOf({ compute, monitoring: { requests } }, PROJECT, NOW, NEVER);
      return whyNot(EU, { peakOf });
    }

    test('one that bears all requests already may bear them on', async () => {
      world.health.set(EU, [20, 0]);
      expect(await refusedAt({ [US]: 400 })).toBeUndefined();
      expect(await refusedAt({})).toMatch(/2?6 times as much/);
    });

    test('refuses where each endpoint would get more than any has borne', async () => {
      world.health.set(US, [1, 0]);
      world.health.set(EU, [2, 0]);
      expect(await refusedAt({ [US]: 10, [EU]: 400 })).toBe(
        '1 of 3 healthy endpoints would be left: each would get 2.1 times the most that an endpoint got in the last week, at the peak of that, and 2 times are allowed',
      );
      expect(await refusedAt({ [US]: 10, [EU]: 100 })).toMatch(/2.2 times/);
      expect(await refusedAt({ [US]: 100, [EU]: 100 })).toBeUndefined();
    });

    test('counts endpoints where the metric cannot be read', async () => {
      world.health.set(EU, [20, 0]);
      expect(await refusedAt({ [US]: 400 }, true)).toMatch(/6 times as much/);
    });
  });

  test('holds at the moment of the write: of two drains at once one is refused, at the first service', async () => {
    world.put('two', [EU, US]);
    const outlooks = await Promise.all([EU, US].map((cluster) => drainOutlook(world, orderOf(cluster), NEVER)));
    const all = await Promise.all(
      [EU, US].map((cluster, at) => drainServices(world, orderOf(cluster), outlooks[at]?.services ?? [], NEVER)),
    );
    expect(new Set(all.map((outcomes) => outcomes.map(({ outcome }) => outcome).join()))).toEqual(
      new Set(['drained,drained', 'refused']),
    );
    for (const name of ['one', 'two']) expect(new Set(Object.values(world.capacities(name)))).toEqual(new Set([0, 1]));
  });

  test('one service that fails does not stop the others', async () => {
    world.put('three', [EU, US]);
    world.put('two', [EU, US]);
    world.compute.before = (call, key) => {
      if (call === 'update' && key.endsWith('/three')) throw new RangelightError('denied', 'compute', 'no right');
    };
    expect(await drained(EU)).toMatchObject([
      { outcome: 'drained' },
      { outcome: 'failed', why: 'no right' },
      { outcome: 'drained' },
    ]);
  });
});

describe('giving back', () => {
  const step = (now: number, isAtOnce = false) => giveBack(world, one, { cluster: EU, now, isAtOnce }, NEVER);

  test('goes share by share, and leaves no word behind', async () => {
    const before = world.compute.body(refKey(one))?.['backends'];
    await drained(EU);
    expect(await step(NOW)).toEqual({ type: 'share', share: 0.1, nextAt: NOW + 3 * MINUTE_MS });
    expect(world.capacities('one')).toEqual({ [EU]: 0.1, [US]: 1 });
    expect(await step(NOW + MINUTE_MS)).toMatchObject({ type: 'share', share: 0.1 });
    expect(await step(NOW + 3 * MINUTE_MS)).toMatchObject({ type: 'share', share: 0.5 });
    expect(await step(NOW + 6 * MINUTE_MS)).toEqual({ type: 'whole' });
    expect(world.compute.body(refKey(one))?.['backends']).toEqual(before);
  });

  test('is refused where fewer than half of the endpoints are healthy, or nobody says', async () => {
    await drained(EU);
    world.health.set(EU, [1, 3]);
    expect(await step(NOW)).toEqual({ type: 'sick', why: `1 of 4 endpoints of ${EU} are healthy` });
    world.health.delete(EU);
    expect(await step(NOW, true)).toMatchObject({ type: 'sick' });
    expect(world.capacities('one')).toEqual({ [EU]: 0, [US]: 1 });
  });

  test('takes back what it gave where the cluster falls ill meanwhile, and begins anew', async () => {
    await drained(EU);
    await step(NOW);
    world.health.set(EU, [1, 3]);
    expect(await step(NOW + MINUTE_MS)).toMatchObject({ type: 'sick' });
    expect(world.capacities('one')).toEqual({ [EU]: 0, [US]: 1 });
    expect(parseBackendMark(world.words('one')[EU])).toEqual({ cluster: EU, drain: DRAIN });
    world.health.set(EU, [4, 0]);
    expect(await step(NOW + 3 * MINUTE_MS)).toMatchObject({ type: 'share', share: 0.1 });
  });

  test('all at once, where a person says so', async () => {
    await drained(EU);
    expect(await step(NOW, true)).toEqual({ type: 'whole' });
    expect(world.capacities('one')).toEqual({ [EU]: 1, [US]: 1 });
  });

  test('goes back to the capacity that the others have', async () => {
    const backends = objectsAt(world.compute.body(refKey(one)), 'backends');
    world.compute.put(one, {
      ...world.compute.body(refKey(one)),
      backends: backends.map((backend) => ({ ...backend, capacityScaler: 0.4 })),
    });
    await drained(EU);
    await step(NOW);
    expect(world.capacities('one')).toEqual({ [EU]: 0.1, [US]: 0.4 });
    await step(NOW, true);
    expect(world.capacities('one')).toEqual({ [EU]: 0.4, [US]: 0.4 });
  });

  test('somebody who was faster is asked again', async () => {
    await drained(EU);
    let isFirst = true;
    world.compute.before = (call) => {
      if (call !== 'update' || !isFirst) return;
      isFirst = false;
      throw new RangelightError('precondition', 'compute', 'stale');
    };
    expect(await step(NOW)).toMatchObject({ type: 'share' });
    for (const code of ['precondition', 'not-ready'] as const) {
      world.compute.before = (call) => {
        if (call === 'update') throw new RangelightError(code, 'compute', 'somebody was faster');
      };
      await expect(step(NOW + 10 * MINUTE_MS)).rejects.toSatisfy((error) => isFailure(error, code));
    }
  });
});
