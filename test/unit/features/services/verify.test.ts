// Whether exported names came to be, in each cluster and in time.
import { describe, expect, it } from 'vitest';
import { serviceExport } from '../../../../lib/features/services/kinds/service-export.ts';
import { isLate, readRemembered, rememberSince } from '../../../../lib/features/services/verify/grace.ts';
import { faultOf } from '../../../../lib/features/services/verify/judge.ts';
import { verifyImports } from '../../../../lib/features/services/verify/index.ts';
import type { JsonObject } from '../../../../lib/core/index.ts';
import { lookInto } from '../../../../lib/live/index.ts';
import { type ObservedState, refInCluster, refKey } from '../../../../lib/model/index.ts';
import { createMemoryClusters, type MemoryClusters } from '../../../fakes/memory-clusters.ts';
import { EU, factsWith, fleetWith, US } from './exports.ts';

const MINUTE_MS = 60_000;
const pod = (address: string, hostname = '') => ({ cluster: US, address, hostname });
const expected = {
  service: 'shop/cart',
  cluster: EU,
  type: 'ClusterSetIP',
  exporters: [US],
  ports: ['80/TCP'],
  pods: [pod('10.8.0.2'), pod('10.8.0.3')],
} as const;
const made = { exporters: [US], ports: ['80/TCP'], addresses: 1, derivedName: 'gke-mcs-x', manager: undefined };
const whole = { import: made, hasService: true, ready: 2, named: undefined };

describe('what a cluster has of a name', () => {
  it.each([
    ['all of it', whole, undefined, ''],
    ['no import', { ...whole, import: undefined }, 'import', 'there is no ServiceImport'],
    ['an import of somebody else', { ...whole, import: { ...made, manager: 'submariner' } }, 'manager', 'submariner'],
    ['an exporter is missing', { ...whole, import: { ...made, exporters: [] } }, 'exporters', `does not have ${US}`],
    ['an exporter too many', { ...whole, import: { ...made, exporters: [EU, US] } }, 'exporters', `still has ${EU}`],
    ['other ports', { ...whole, import: { ...made, ports: ['81/TCP'] } }, 'ports', 'has the ports 81/TCP'],
    ['no address', { ...whole, import: { ...made, addresses: 0 } }, 'address', 'has no address'],
    ['no Service behind it', { ...whole, hasService: false }, 'service', 'calls time out'],
    ['no endpoint', { ...whole, ready: 0 }, 'endpoints', 'calls are refused'],
    ['endpoints that nobody can read', { ...whole, ready: undefined }, undefined, ''],
    ['an import of GKE', { ...whole, import: { ...made, manager: 'gke-mcs-controller.gke.io' } }, undefined, ''],
  ])('%s', (_, seen, part, why) => {
    const fault = faultOf(expected, seen);
    expect(fault?.part).toBe(part);
    expect(fault?.why ?? '').toContain(why);
  });

  it('is not held against ports on which exports disagree, nor a headless one against addresses', () => {
    const other = { ...whole, import: { ...made, ports: ['81/TCP'], addresses: 0 }, hasService: false };
    expect(faultOf({ ...expected, type: 'Headless', ports: undefined }, other)).toBeUndefined();
  });

  it('is no fault of GKE where no exported pod is ready', () => {
    expect(faultOf({ ...expected, pods: [] }, { ...whole, ready: 0 })).toBeUndefined();
  });
});

describe('a headless name', () => {
  const headless = { ...expected, type: 'Headless', pods: [pod('10.8.0.2', 'db-0'), pod('10.8.0.3')] } as const;
  const endpoint = (address: string, hostname: string, isReady = true) => ({
    clusterId: 'gke-us.us-west1',
    hostname,
    addresses: [{ family: 'IPv4', text: address } as const],
    isReady,
    ports: [],
  });
  const both = [endpoint('10.8.0.2', 'db-0'), endpoint('10.8.0.3', '10-8-0-3')];
  const withNames = (endpoints: typeof both) => ({
    ...whole,
    import: { ...made, addresses: 0 },
    hasService: false,
    named: { namespace: 'shop', name: 'cart', type: 'Headless', ips: [], ports: [], endpoints } as const,
  });

  it('has a name for each ready pod, and each address leads back to it', () => {
    expect(faultOf(headless, withNames(both))).toBeUndefined();
  });

  it.each([
    [
      'a pod without a name',
      [endpoint('10.8.0.3', '10-8-0-3')],
      '1 of 2 ready pods have no name there, such as 10.8.0.2',
    ],
    ['no pod at all', [], '2 of 2 ready pods have no name there'],
    ['a pod that is not ready there', [endpoint('10.8.0.2', 'db-0', false), ...both.slice(1)], 'no name there'],
    [
      'a pod under another name',
      [endpoint('10.8.0.2', 'db-1'), ...both.slice(1)],
      'is called db-1.gke-us.us-west1.cart',
    ],
    ['a pod that is gone', [...both, endpoint('10.8.0.9', 'db-9')], 'still has 10.8.0.9'],
  ])('is told of %s', (_, endpoints, why) => {
    expect(faultOf(headless, withNames(endpoints))).toMatchObject({
      part: 'pods',
      why: expect.stringContaining(why) as string,
    });
  });
});

describe('the time that GKE has', () => {
  const fault = { part: 'import', why: 'there is none' } as const;
  const other = { part: 'endpoints', why: 'there is none' } as const;
  const late = (minutes: number, isFirst: boolean): boolean => {
    const kept = rememberSince(undefined, 'x', fault, 0);
    return isLate(rememberSince(kept, 'x', fault, minutes * MINUTE_MS), isFirst, minutes * MINUTE_MS);
  };

  it('is 5 minutes, and 20 for the first name of a fleet', () => {
    expect([late(4.9, false), late(5, false), late(19.9, true), late(20, true)]).toEqual([false, true, false, true]);
  });

  it('begins anew for what is expected otherwise, for the next part, and for what was there and is gone', () => {
    const first = rememberSince(undefined, 'x', fault, 0);
    expect(rememberSince(first, 'y', fault, 7).fault?.since).toBe(7);
    expect(rememberSince(first, 'x', other, 7).fault?.since).toBe(7);
    expect(rememberSince(rememberSince(first, 'x', undefined, 5), 'x', fault, 7).fault?.since).toBe(7);
    expect(rememberSince(rememberSince(first, 'x', 'unknown', 5), 'x', fault, 7).fault?.since).toBe(0);
  });

  it('is remembered as it was written', () => {
    const kept = rememberSince(undefined, 'x', fault, 7);
    expect(readRemembered(JSON.parse(JSON.stringify(kept)) as JsonObject)).toEqual(kept);
    expect(readRemembered('x')).toBeUndefined();
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

  it('gives endpoints their time from when pods are ready, however long the name is expected', async () => {
    const clusters = world();
    const slice = (ready: boolean): JsonObject => ({
      metadata: { name: 'cart-x', namespace: 'shop', labels: { 'kubernetes.io/service-name': 'cart' } },
      endpoints: [{ addresses: ['10.8.0.2'], conditions: { ready } }],
    });
    const derived = 'gke-mcs-7pqvt62non';
    const imported = {
      metadata: { name: 'cart', namespace: 'shop', annotations: { 'net.gke.io/derived-service': derived } },
      spec: { ips: ['10.112.31.15'], ports: [{ name: 'http', port: 80, protocol: 'TCP' }] },
      status: { clusters: [{ cluster: 'projects/123456789/locations/us-west1/memberships/gke-us' }] },
    };
    clusters.seed(US, 'services', [service('cart'), service(derived)]);
    clusters.seed(EU, 'services', [service(derived)]);
    for (const link of [US, EU]) clusters.seed(link, 'serviceimports', [imported]);
    clusters.seed(US, 'endpointSlice', [slice(false)]);
    const first = await sweep(clusters, 0);
    clusters.seed(US, 'endpointSlice', [slice(true)]);
    const ready = await sweep(clusters, 60, first?.memory);
    expect(ready?.found).toEqual([]);
    const later = await sweep(clusters, 65, ready?.memory);
    expect(later?.found).toMatchObject([
      {
        subject: `shop/cart in ${EU}`,
        since: 60 * MINUTE_MS,
        why: expect.stringContaining('calls are refused') as string,
      },
      { subject: `shop/cart in ${US}` },
    ]);
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
