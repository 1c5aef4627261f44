// Objects whose kind stands in several API groups, and in versions that not every cluster serves, through the adapter
// against the emulator. The definitions are those that GKE installs.
import { afterEach, describe, expect, it } from 'vitest';
import { scaledClock } from '../../../infra/emulators/kit/clock.ts';
import { seededRandom } from '../../../infra/emulators/kit/random.ts';
import { type Served, serve } from '../../../infra/emulators/kit/serve.ts';
import { SERVICE_EXPORT_DEFINITIONS } from '../../../infra/emulators/kubernetes/multi-cluster-services.ts';
import { createKubernetesEmulator, type KubernetesEmulator } from '../../../infra/emulators/kubernetes/index.ts';
import { KINDS } from '../../../functions/wiring/kinds.ts';
import { objectAt, objectsAt } from '../../../lib/core/index.ts';
import { createClusters } from '../../../lib/adapters/kubernetes/index.ts';
import { type ClusterKindDefinition, kindsOf, refInCluster } from '../../../lib/model/index.ts';
import { HANGS_MS } from '../../limits.ts';

const [ofGke = {}, ofStandard = {}] = SERVICE_EXPORT_DEFINITIONS;
const LINK = 'us-west1/gke-us';
const GKE = 'net.gke.io';
const STANDARD = 'multicluster.x-k8s.io';
const { signal } = new AbortController();
const KIND = KINDS.ofCluster('serviceExport');
const exportIn = (group: string) => refInCluster(KIND, LINK, 'cart', 'shop', group);
const BODY = { metadata: { name: 'cart', namespace: 'shop', labels: { team: 'shop' } } };

let served: Served | undefined;
afterEach(() => served?.close());

async function clusterWith(...definitions: readonly object[]) {
  const emulator = createKubernetesEmulator({
    name: 'gke-us',
    clock: scaledClock(1),
    random: seededRandom(1),
    tokens: new Map([['t', 'admin']]),
  });
  served = await serve(emulator.handler);
  const { url } = served;
  const post = (path: string, body: object) =>
    fetch(`${url}${path}`, {
      method: 'POST',
      headers: { authorization: 'Bearer t', 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  await post('/api/v1/namespaces', { metadata: { name: 'shop' } });
  for (const definition of definitions)
    expect((await post('/apis/apiextensions.k8s.io/v1/customresourcedefinitions', definition)).status).toBe(201);
  const connection = { baseUrl: url, token: () => Promise.resolve('t') };
  const clusters = createClusters({
    kinds: KINDS,
    connections: new Map([[LINK, connection]]),
    callTimeoutMs: HANGS_MS,
  });
  return { emulator, clusters };
}

/** Of the older releases, whose definition has one version only. */
const OLDER = {
  ...ofStandard,
  spec: {
    ...objectAt(ofStandard, 'spec'),
    versions: objectsAt(ofStandard, 'spec', 'versions')
      .filter(({ name }) => name === 'v1alpha1')
      .map((version) => ({ ...version, storage: true })),
  },
};

describe('a kind of two groups', () => {
  it.each([
    ['neither', [], []],
    ['GKE’s', [ofGke], [GKE]],
    ['the standard’s', [ofStandard], [STANDARD]],
    ['both', [ofStandard, ofGke], [GKE, STANDARD]],
  ])('%s: the cluster says which it serves', async (_, definitions, groups) => {
    const { clusters } = await clusterWith(...definitions);
    expect(await clusters.groups(LINK, KIND.id, signal)).toEqual(groups);
    expect(await clusters.list(LINK, KIND.id, {}, signal)).toEqual([]);
  });

  it('has an object in each, and each is read, written and removed where its ref says', async () => {
    const { clusters } = await clusterWith(ofGke, ofStandard);
    for (const group of [GKE, STANDARD]) await clusters.apply(exportIn(group), BODY, signal);
    const listed = await clusters.list(LINK, KIND.id, {}, signal);
    expect(listed.map(({ ref }) => ref)).toEqual([exportIn(GKE), exportIn(STANDARD)]);
    expect(listed.map(({ body }) => body['apiVersion'])).toEqual([`${GKE}/v1`, `${STANDARD}/v1beta1`]);
    const [first] = listed;
    if (first !== undefined) await clusters.remove(first, signal);
    expect(await clusters.get(exportIn(GKE), signal)).toBeUndefined();
    expect((await clusters.get(exportIn(STANDARD), signal))?.body).toMatchObject(BODY);
  });

  it('is applied in place: the uid, and with it the age, stays', async () => {
    const { clusters } = await clusterWith(ofGke);
    const first = await clusters.apply(exportIn(GKE), BODY, signal);
    const changed = { metadata: { ...BODY.metadata, labels: { team: 'other' } } };
    const second = await clusters.apply(exportIn(GKE), changed, signal);
    expect(second.body['metadata']).toMatchObject({ labels: { team: 'other' } });
    expect(second.body['metadata']).toMatchObject({ uid: (first.body['metadata'] as { uid: string }).uid });
  });

  it('is refused for good where a field is not in the schema', async () => {
    const { clusters } = await clusterWith(ofGke);
    const failure = clusters.apply(exportIn(GKE), { ...BODY, spec: { exportedLabels: {} } }, signal);
    await expect(failure).rejects.toMatchObject({ code: 'invalid' });
  });

  it('is not found where its definition is not installed', async () => {
    const { clusters } = await clusterWith(ofStandard);
    await expect(clusters.apply(exportIn(GKE), BODY, signal)).rejects.toMatchObject({ code: 'not-found' });
    expect(await clusters.get(exportIn(GKE), signal)).toBeUndefined();
  });
});

describe('a version that the cluster does not serve', () => {
  it('is left for one that it does', async () => {
    const { clusters } = await clusterWith(OLDER);
    expect(await clusters.groups(LINK, KIND.id, signal)).toEqual([STANDARD]);
    expect((await clusters.apply(exportIn(STANDARD), BODY, signal)).body).toMatchObject({
      apiVersion: `${STANDARD}/v1alpha1`,
    });
    const [listed] = await clusters.list(LINK, KIND.id, {}, signal);
    expect(listed?.body).toMatchObject({ apiVersion: `${STANDARD}/v1alpha1` });
    if (listed !== undefined) await clusters.remove(listed, signal);
    expect(await clusters.get(exportIn(STANDARD), signal)).toBeUndefined();
  });
});

describe('a gateway that has lost its cluster', () => {
  async function lost(emulator: KubernetesEmulator) {
    emulator.setDown('gateway');
    await Promise.resolve();
  }

  it('says nothing about groups, objects or definitions', async () => {
    const { emulator, clusters } = await clusterWith(ofGke, ofStandard);
    await clusters.apply(exportIn(GKE), BODY, signal);
    await lost(emulator);
    for (const call of [
      clusters.groups(LINK, KIND.id, signal),
      clusters.list(LINK, KIND.id, {}, signal),
      clusters.get(exportIn(GKE), signal),
      clusters.apply(exportIn(STANDARD), BODY, signal),
    ])
      await expect(call).rejects.toMatchObject({ code: 'unreachable' });
  });
});

it('is no matter of this kind: a made-up one of two groups has the same', async () => {
  const buoy = {
    ...KIND,
    id: 'buoy',
    api: { ...KIND.api, group: STANDARD, versions: ['v1alpha1'], otherGroups: [] },
  } as const satisfies ClusterKindDefinition;
  const { clusters } = await clusterWith(ofStandard);
  expect(await clusters.groups(LINK, KIND.id, signal)).toEqual([STANDARD]);
  const other = createClusters({
    kinds: kindsOf([buoy]),
    connections: new Map([[LINK, { baseUrl: served?.url ?? '', token: () => Promise.resolve('t') }]]),
    callTimeoutMs: HANGS_MS,
  });
  const ref = refInCluster(buoy, LINK, 'cart', 'shop');
  expect((await other.apply(ref, BODY, signal)).body).toMatchObject({ apiVersion: `${STANDARD}/v1alpha1` });
});
