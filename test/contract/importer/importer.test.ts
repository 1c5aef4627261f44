// The emulated importer, clause by clause of its BEHAVIOR.md.
import { afterEach, describe, expect, it } from 'vitest';
import {
  at,
  type Fleet,
  EXPORTS,
  exportOf,
  IMPORTS,
  membershipOf,
  namespaceOf,
  SERVICES,
  serviceOf,
  SLICES,
  sliceOf,
  startFleet,
  type KubeObject,
} from './fleet.ts';

const [US, EU, ASIA] = ['us-west1/gke-us', 'europe-north1/gke-eu', 'asia-east1/gke-asia'] as const;
const KEY = 'multi-cluster-demo/whereami';
const DERIVED = 'gke-mcs-7pqvt62non';
const WEB = { name: 'http', port: 80, protocol: 'TCP' };

interface Import extends KubeObject {
  readonly spec: { readonly ips?: readonly string[]; readonly ports: readonly object[] };
}
interface Slice extends KubeObject {
  readonly ports: readonly object[];
  readonly endpoints: readonly { readonly addresses: readonly string[] }[] | null;
}

let fleet: Fleet;
afterEach(() => fleet.close());

const labelOf = (object: KubeObject, label: string): string | undefined => object.metadata.labels?.[label];
/** Addresses behind the derived Service, by source cluster. */
async function behind(cluster: string): Promise<Readonly<Record<string, readonly string[]>>> {
  const slices = (await fleet.list<Slice>(cluster, SLICES)).filter(
    (one) => labelOf(one, 'kubernetes.io/service-name') === DERIVED,
  );
  return Object.fromEntries(
    slices.map((one) => [
      labelOf(one, 'multicluster.kubernetes.io/source-cluster'),
      (one.endpoints ?? []).flatMap(({ addresses }) => addresses),
    ]),
  );
}
const imported = async (cluster: string): Promise<Import | undefined> =>
  (await fleet.list<Import>(cluster, IMPORTS))[0];

async function deploy(cluster: string, address: string, spec: object = {}): Promise<void> {
  await fleet.put(cluster, at(SERVICES, KEY), serviceOf(KEY, { ports: [WEB], selector: { app: 'x' }, ...spec }));
  await fleet.put(
    cluster,
    at(SLICES, `${KEY}-abcde`),
    sliceOf(
      KEY,
      [{ ...WEB, port: 8080 }],
      [{ addresses: [address], conditions: { ready: true }, nodeName: 'n', zone: 'z' }],
    ),
  );
}

/** Exported from `US`; both others have the namespace, and nothing in it. */
async function begin(
  propagation: Parameters<typeof startFleet>[1] = 'none',
  clusters: readonly string[] = [US, EU, ASIA],
): Promise<void> {
  fleet = await startFleet(clusters, propagation);
  for (const cluster of [US, EU])
    await fleet.put(cluster, '/api/v1/namespaces/multi-cluster-demo', namespaceOf('multi-cluster-demo'));
  await deploy(US, '10.8.0.2');
  await fleet.put(US, at(EXPORTS, KEY), exportOf(KEY));
  await fleet.pass(1);
}

describe('an exported name', () => {
  it('has an import, a Service and endpoints in each cluster with the namespace, as GKE prints them', async () => {
    await begin();
    for (const cluster of [US, EU]) {
      const [service] = (
        await fleet.list<KubeObject & { readonly spec: { readonly clusterIP: string } }>(cluster, SERVICES)
      ).filter(({ metadata }) => metadata.name === DERIVED);
      expect(service?.spec).toMatchObject({ type: 'ClusterIP', ports: [{ name: 'http', port: 80, protocol: 'TCP' }] });
      expect(service?.spec).not.toHaveProperty('selector');
      expect(await imported(cluster)).toMatchObject({
        metadata: {
          name: 'whereami',
          annotations: { 'net.gke.io/derived-service': DERIVED },
          labels: {
            'app.kubernetes.io/managed-by': 'gke-mcs-controller.gke.io',
            'net.gke.io/backend-service-name': 'gkemcs-multi-cluster-demo-whereami',
            'net.gke.io/export-network': 'default',
            'net.gke.io/export-project': 'demo-project',
          },
        },
        spec: { ips: [service?.spec.clusterIP], ports: [WEB], type: 'ClusterSetIP' },
        status: { clusters: [{ cluster: membershipOf(US) }] },
      });
      expect(await behind(cluster)).toEqual({ 'gke-us.us-west1': ['10.8.0.2'] });
    }
    expect(await fleet.list(ASIA, IMPORTS)).toEqual([]);
    // The ports of pods, and nothing that names what only the other cluster has.
    const [slice] = await fleet.list<Slice>(EU, SLICES);
    expect(slice?.ports).toEqual([{ ...WEB, port: 8080 }]);
    expect(slice?.endpoints).toEqual([{ addresses: ['10.8.0.2'], conditions: { ready: true }, zone: 'z' }]);
  });

  it('is in no cluster while there is no Service, or an ExternalName', async () => {
    fleet = await startFleet([US, EU]);
    for (const cluster of [US, EU])
      await fleet.put(cluster, '/api/v1/namespaces/multi-cluster-demo', namespaceOf('multi-cluster-demo'));
    await fleet.put(US, at(EXPORTS, KEY), exportOf(KEY));
    await fleet.pass(1);
    expect(await imported(EU)).toBeUndefined();
    await fleet.put(US, at(SERVICES, KEY), serviceOf(KEY, { type: 'ExternalName', externalName: 'example.com' }));
    await fleet.pass(1);
    expect(await imported(EU)).toBeUndefined();
  });

  it('comes to a cluster with the namespace, later', async () => {
    await begin();
    await fleet.put(ASIA, '/api/v1/namespaces/multi-cluster-demo', namespaceOf('multi-cluster-demo'));
    await fleet.pass(1);
    expect(await behind(ASIA)).toEqual({ 'gke-us.us-west1': ['10.8.0.2'] });
  });

  it('takes up a second export, and loses the endpoints of one that is withdrawn, with the address kept', async () => {
    await begin();
    const before = await imported(EU);
    await deploy(EU, '10.16.0.2');
    await fleet.put(EU, at(EXPORTS, KEY), exportOf(KEY));
    await fleet.pass(1);
    expect(await behind(US)).toEqual({ 'gke-us.us-west1': ['10.8.0.2'], 'gke-eu.europe-north1': ['10.16.0.2'] });
    expect((await imported(US))?.status).toEqual({
      clusters: [{ cluster: membershipOf(EU) }, { cluster: membershipOf(US) }],
    });
    await fleet.remove(US, at(EXPORTS, KEY));
    await fleet.pass(1);
    expect(await behind(US)).toEqual({ 'gke-eu.europe-north1': ['10.16.0.2'] });
    expect(await imported(EU)).toMatchObject({
      metadata: { uid: before?.metadata.uid },
      spec: { ips: before?.spec.ips },
      status: { clusters: [{ cluster: membershipOf(EU) }] },
    });
  });

  it('goes everywhere with its last export: endpoints first, then the Service, the import last', async () => {
    await begin();
    const start = fleet.api(EU).journal.entries.length;
    await fleet.remove(US, at(EXPORTS, KEY));
    await fleet.pass(1);
    expect(
      fleet
        .api(EU)
        .journal.mutations(start)
        .map(({ method, path }) => `${method} ${path.split('/').at(-2)}`),
    ).toEqual(['DELETE endpointslices', 'DELETE services', 'DELETE serviceimports']);
    expect(await imported(EU)).toBeUndefined();
    // Nobody's Service but its own.
    expect((await fleet.list(US, SERVICES)).map(({ metadata }) => metadata.name)).toEqual(['whereami']);
  });

  it('has no address where no Service may have its ports', async () => {
    await begin();
    await deploy(EU, '10.16.0.2', { ports: [{ port: 90 }] });
    await fleet.put(EU, at(EXPORTS, KEY), exportOf(KEY));
    await fleet.pass(1);
    expect((await imported(EU))?.spec.ports).toHaveLength(2);
    expect((await imported(EU))?.spec.ips).toBeUndefined();
  });

  it('is put back when somebody changes or deletes what was made, and not written again otherwise', async () => {
    await begin();
    await fleet.remove(EU, at(SERVICES, `multi-cluster-demo/${DERIVED}`));
    for (const { metadata } of await fleet.list(EU, SLICES))
      await fleet.remove(EU, at(SLICES, `multi-cluster-demo/${metadata.name}`));
    await fleet.pass(2);
    expect(await imported(EU)).toMatchObject({ spec: { ips: [expect.any(String)] } });
    expect(await behind(EU)).toEqual({ 'gke-us.us-west1': ['10.8.0.2'] });
    const start = fleet.api(EU).journal.entries.length;
    await fleet.put(US, at(SERVICES, KEY), serviceOf(KEY, { ports: [WEB], selector: { app: 'y' } }));
    await fleet.pass(60);
    expect(fleet.api(EU).journal.mutations(start)).toEqual([]);
  });
});

describe('a cluster that cannot be reached', () => {
  it('stays as it was seen last, and catches up when it is back', async () => {
    await begin();
    fleet.api(US).setDown('gateway');
    await fleet.pass(60);
    expect(await behind(EU)).toEqual({ 'gke-us.us-west1': ['10.8.0.2'] });
    fleet.api(EU).setDown('gateway');
    await fleet.pass(5);
    fleet.api(US).setDown(undefined);
    await fleet.pass(60);
    await deploy(US, '10.8.0.3');
    await fleet.pass(5);
    fleet.api(EU).setDown(undefined);
    await fleet.pass(90);
    expect(await behind(EU)).toEqual({ 'gke-us.us-west1': ['10.8.0.3'] });
  });
});

describe('delays', () => {
  it('are up to 20 minutes for the first name of a fleet, up to 5 for others, and seconds for endpoints', async () => {
    await begin('long');
    await fleet.pass(4 * 60);
    expect(await imported(EU)).toBeUndefined();
    await fleet.pass(16 * 60);
    expect(await behind(EU)).toEqual({ 'gke-us.us-west1': ['10.8.0.2'] });
    await deploy(US, '10.8.0.3');
    await fleet.pass(15);
    expect(await behind(EU)).toEqual({ 'gke-us.us-west1': ['10.8.0.3'] });
    await deploy(EU, '10.16.0.2');
    await fleet.put(EU, at(EXPORTS, KEY), exportOf(KEY));
    await fleet.pass(45);
    expect(Object.keys(await behind(US))).toEqual(['gke-us.us-west1']);
    await fleet.pass(5 * 60);
    expect(Object.keys(await behind(US)).sort()).toEqual(['gke-eu.europe-north1', 'gke-us.us-west1']);
  });
});

describe('limits', () => {
  it('are the five oldest exports and 250 pods of a name', async () => {
    const clusters = ['a', 'b', 'c', 'd', 'e', 'f'].map((letter) => `us-west1/${letter}`);
    fleet = await startFleet(clusters);
    for (const [index, cluster] of clusters.entries()) {
      await fleet.put(cluster, '/api/v1/namespaces/multi-cluster-demo', namespaceOf('multi-cluster-demo'));
      const many = Array.from({ length: 60 }, (_, pod) => ({
        addresses: [`10.${index}.0.${pod + 1}`],
        conditions: { ready: true },
      }));
      await fleet.put(cluster, at(SERVICES, KEY), serviceOf(KEY, { ports: [WEB] }));
      await fleet.put(cluster, at(SLICES, `${KEY}-abcde`), sliceOf(KEY, [WEB], many));
      await fleet.put(cluster, at(EXPORTS, KEY), exportOf(KEY));
      await fleet.pass(1);
    }
    expect((await imported('us-west1/f'))?.status).toEqual({
      clusters: clusters.slice(0, 5).map((cluster) => ({ cluster: membershipOf(cluster) })),
    });
    const counts = Object.entries(await behind('us-west1/f')).map(([source, { length }]) => `${length} of ${source}`);
    expect(counts.sort()).toEqual(['10 of e.us-west1', ...['a', 'b', 'c', 'd'].map((one) => `60 of ${one}.us-west1`)]);
  });
});
