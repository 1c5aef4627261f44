// Whether exported names came to be, in each cluster and in time.
import { describe, expect, it } from 'vitest';
import { serviceExport } from '../../../../lib/features/services/kinds/service-export.ts';
import { GRACE_MS, judge } from '../../../../lib/features/services/verify/judge.ts';
import { verifyImports } from '../../../../lib/features/services/verify/index.ts';
import type { JsonObject } from '../../../../lib/core/index.ts';
import { lookInto } from '../../../../lib/live/index.ts';
import { type ObservedState, refInCluster, refKey } from '../../../../lib/model/index.ts';
import { createMemoryClusters, type MemoryClusters } from '../../../fakes/memory-clusters.ts';
import { EU, factsWith, fleetWith, US } from './exports.ts';

const MINUTE_MS = 60_000;
const expected = {
  service: 'shop/cart',
  cluster: EU,
  type: 'ClusterSetIP',
  exporters: [US],
  ports: ['80/TCP'],
  ready: 2,
} as const;
const made = { exporters: [US], ports: ['80/TCP'], addresses: 1, derivedName: 'gke-mcs-x' };
const whole = { import: made, hasService: true, ready: 2 };

describe('what a cluster has of a name', () => {
  it.each([
    ['all of it', whole, 'ok', ''],
    ['no import', { ...whole, import: undefined }, 'missing', 'there is no ServiceImport'],
    ['an exporter is missing', { ...whole, import: { ...made, exporters: [] } }, 'missing', `does not have ${US}`],
    ['an exporter too many', { ...whole, import: { ...made, exporters: [EU, US] } }, 'wrong', `still has ${EU}`],
    ['other ports', { ...whole, import: { ...made, ports: ['81/TCP'] } }, 'wrong', 'has the ports 81/TCP'],
    ['no address', { ...whole, import: { ...made, addresses: 0 } }, 'missing', 'has no address'],
    ['no Service behind it', { ...whole, hasService: false }, 'missing', 'calls time out'],
    ['no endpoint', { ...whole, ready: 0 }, 'missing', 'calls are refused'],
    ['endpoints that nobody can read', { ...whole, ready: undefined }, 'ok', ''],
  ])('%s', (_, seen, state, why) => {
    const verdict = judge(expected, seen, GRACE_MS.usual, false);
    expect(verdict.state).toBe(state);
    expect('why' in verdict ? verdict.why : '').toContain(why);
    expect(judge(expected, seen, GRACE_MS.usual - 1, false).state).toBe(state === 'ok' ? 'ok' : 'awaited');
  });

  it('is unknown where it cannot be read, however long it is expected', () => {
    expect(judge(expected, undefined, GRACE_MS.firstOfFleet, false)).toEqual({ state: 'unknown' });
  });

  it('has 20 minutes for the first one of a fleet', () => {
    const none = { ...whole, import: undefined };
    expect(judge(expected, none, GRACE_MS.firstOfFleet - 1, true).state).toBe('awaited');
    expect(judge(expected, none, GRACE_MS.firstOfFleet, true).state).toBe('missing');
  });

  it('is not held against ports on which exports disagree, nor a headless one against addresses', () => {
    const other = { ...whole, import: { ...made, ports: ['81/TCP'], addresses: 0 }, hasService: false };
    const headless = { ...expected, type: 'Headless', ports: undefined } as const;
    expect(judge(headless, other, GRACE_MS.usual, false)).toEqual({ state: 'ok' });
  });

  it('is no fault of GKE where no exported pod is ready', () => {
    expect(judge({ ...expected, ready: 0 }, { ...whole, ready: 0 }, GRACE_MS.usual, false).state).toBe('ok');
  });
});

describe('a sweep', () => {
  const facts = factsWith({ [US]: ['net.gke.io'], [EU]: ['net.gke.io'] });
  const ref = refInCluster(serviceExport, US, 'cart', 'shop');
  const body = { metadata: { name: 'cart', namespace: 'shop', creationTimestamp: '2026-01-01T00:00:00Z' } };
  const observed: ObservedState = { resources: new Map([[refKey(ref), { ref, body, ours: true }]]), unknown: [] };
  const applied = new Map([['shop', { resources: { [refKey(ref)]: { ref } as never } }]]);
  const service = (name: string, port = 80): JsonObject => ({
    metadata: { name, namespace: 'shop' },
    spec: { ports: [{ name: 'http', port }] },
  });

  const sweep = (clusters: MemoryClusters, minute: number, memory?: JsonObject, seen = observed) =>
    verifyImports(
      { fleet: fleetWith(), facts, observed: seen, applied, memory, now: minute * MINUTE_MS },
      lookInto(clusters, new AbortController().signal),
    );

  function world(): MemoryClusters {
    const clusters = createMemoryClusters();
    clusters.seed(US, 'services', [service('cart')]);
    return clusters;
  }

  it('tells what is missing in each cluster with the namespace, 20 minutes after it was expected first', async () => {
    const clusters = world();
    const first = await sweep(clusters, 0);
    expect(first?.found).toEqual([]);
    const later = await sweep(clusters, 20, first?.memory);
    expect(later?.found).toMatchObject([
      { subject: `shop/cart in ${EU}`, since: 0, why: expect.stringContaining('no ServiceImport') as string },
      { subject: `shop/cart in ${US}`, since: 0 },
    ]);
    expect(later?.memory).toEqual(first?.memory);
  });

  it('waits anew, and five minutes, for what is expected otherwise', async () => {
    const clusters = world();
    const first = await sweep(clusters, 0);
    clusters.seed(US, 'services', [service('cart', 81)]);
    const changed = await sweep(clusters, 30, { ...first?.memory, hasSeen: true });
    expect(changed?.found).toEqual([]);
    expect((await sweep(clusters, 35, changed?.memory))?.found).toHaveLength(2);
  });

  it('says nothing of a cluster that cannot be read, and nothing without an export of ours', async () => {
    const clusters = world();
    clusters.unreachable.add(EU);
    const first = await sweep(clusters, 0);
    expect((await sweep(clusters, 60, first?.memory))?.found).toMatchObject([{ subject: `shop/cart in ${US}` }]);
    const given = { fleet: fleetWith(), facts, observed, memory: undefined, now: 0 };
    const look = lookInto(clusters, new AbortController().signal);
    expect(await verifyImports({ ...given, applied: new Map() }, look)).toBeUndefined();
  });

  it('reads imports as GKE prints them', async () => {
    const clusters = world();
    clusters.seed(US, 'services', [service('cart'), service('gke-mcs-7pqvt62non')]);
    clusters.seed(EU, 'services', [service('gke-mcs-7pqvt62non')]);
    const imported = {
      metadata: {
        name: 'cart',
        namespace: 'shop',
        annotations: { 'net.gke.io/derived-service': 'gke-mcs-7pqvt62non' },
      },
      spec: { ips: ['10.112.31.15'], ports: [{ name: 'http', port: 80, protocol: 'TCP' }], type: 'ClusterSetIP' },
      status: { clusters: [{ cluster: 'projects/123456789/locations/us-west1/memberships/gke-us' }] },
    };
    for (const link of [US, EU]) clusters.seed(link, 'serviceimports', [imported]);
    const first = await sweep(clusters, 0);
    expect(first?.memory).toMatchObject({ hasSeen: true });
    expect((await sweep(clusters, 60, first?.memory))?.found).toEqual([]);
  });
});
