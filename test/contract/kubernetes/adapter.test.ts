// Rangelight's own adapter passes its contract on whichever API server this is, through a proxy that can lose it.
import { type Handler, serve } from '../../../infra/emulators/kit/serve.ts';
import { KINDS } from '../../../functions/wiring/kinds.ts';
import { createClusters } from '../../../lib/adapters/kubernetes/index.ts';
import { describe, expect, it, vi } from 'vitest';
import backendConfigs from '../../../schemas/crds/backendconfigs.cloud.google.com.json' with { type: 'json' };
import { type JsonObject, objectsAt, textAt } from '../../../lib/core/index.ts';
import { clusterRef } from '../../../lib/features/ingress/kinds/index.ts';
import {
  clustersContract,
  type ClustersRig,
  LINK,
  NAMESPACE,
  service,
  serviceBody,
  signal,
} from '../adapters/suites/clusters.ts';
import { HANGS_MS } from '../../limits.ts';
import { ingresses, namespace, startCluster, type TestCluster } from './cluster.ts';
import { emptyBlue, realServer } from './real-server.ts';

const MERGE = { 'content-type': 'application/merge-patch+json' };
const DEFINITIONS = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';
const DEFINED = [
  [`${DEFINITIONS}/multiclusteringresses.networking.gke.io`, ingresses],
  [`${DEFINITIONS}/${backendConfigs.metadata.name}`, '/apis/cloud.google.com/v1/namespaces/blue/backendconfigs'],
] as const;
const LOST = {
  gateway: () => new Response('cannot connect to agent', { status: 404 }),
  refused: () => Response.error(),
} as const;

async function rig(cluster = startCluster()): Promise<ClustersRig> {
  await emptied(cluster);
  let lost: (() => Response) | undefined;
  const handler: Handler = async (request) => {
    if (lost !== undefined) return lost();
    // The body comes whole: what is passed on is said in its own words, not in those of the connection before it.
    const { status, headers, body } = await cluster.handler(request);
    return new Response(body, { status, headers: { 'content-type': headers.get('content-type') ?? '' } });
  };
  const served = await serve(handler);
  const connection = { baseUrl: served.url, token: () => Promise.resolve('root') };
  return {
    clusters: createClusters({ kinds: KINDS, connections: new Map([[LINK, connection]]), callTimeoutMs: HANGS_MS }),
    setDown: (mode) => void (lost = mode === undefined ? undefined : LOST[mode]),
    [Symbol.asyncDispose]: () => served.close(),
  };
}

/** With the namespace and no definition; a real server takes a moment to forget one. */
async function emptied(cluster: TestCluster): Promise<void> {
  const real = realServer();
  if (real !== undefined) await emptyBlue(real);
  await cluster.send('POST', '/api/v1/namespaces', namespace(NAMESPACE));
  for (const [definition] of DEFINED) await cluster.send('DELETE', definition);
  await vi.waitFor(
    async () => {
      for (const path of DEFINED.flat()) expect((await cluster.get(path)).code).toBe(404);
    },
    { timeout: HANGS_MS, interval: 50 },
  );
}

clustersContract('adapter', () => rig());

describe('cases 83 and 86: right after its definition a BackendConfig is applied, and so is one with emptied mappings', () => {
  const definition = clusterRef('customResourceDefinition', LINK, backendConfigs.metadata.name);
  const settings = clusterRef('backendConfig', LINK, 'settings', NAMESPACE);
  const body = (spec: JsonObject): JsonObject => ({ metadata: { name: settings.name, namespace: NAMESPACE }, spec });

  it.each([
    [{ logging: { enable: true } }, { logging: {} }],
    [{ timeoutSec: 4 }, {}],
    [
      { healthCheck: { port: 1 }, connectionDraining: { drainingTimeoutSec: 1 } },
      { healthCheck: {}, connectionDraining: {}, logging: {} },
    ],
    [{ cdn: { enabled: true, cachePolicy: { includeHost: true } } }, { cdn: { enabled: true, cachePolicy: {} } }],
    [{ sessionAffinity: { affinityType: 'CLIENT_IP' } }, { sessionAffinity: {} }],
  ])('from %j to %j', async (before: JsonObject, after: JsonObject) => {
    await using made = await rig();
    const { clusters } = made;
    await clusters.apply(definition, backendConfigs, signal);
    expect((await clusters.apply(settings, body(before), signal)).body['spec']).toEqual(before);
    for (let time = 0; time < 2; time += 1) {
      expect((await clusters.apply(settings, body(after), signal)).body['spec']).toEqual(after);
      expect((await clusters.get(settings, signal))?.body['spec']).toEqual(after);
    }
  });
});

it('leaves an object that it made whole to whoever has noted that it is theirs, and takes nothing by an unforced write', async () => {
  const cluster = startCluster();
  await using made = await rig(cluster);
  const { clusters } = made;
  const path = `/api/v1/namespaces/${NAMESPACE}/services/${service.name}`;
  const { spec } = serviceBody();
  await clusters.applyUnforced(service, serviceBody(), signal);
  const note = { metadata: { annotations: { 'kubectl.kubernetes.io/last-applied-configuration': '{}' } } };
  expect(await cluster.send('PATCH', `${path}?fieldManager=kubectl`, note, MERGE)).toMatchObject({ code: 200 });
  const seen = await clusters.get(service, signal);
  if (seen === undefined) throw new TypeError('it stands');
  await clusters.release(seen, signal);
  const left = await clusters.get(service, signal);
  expect(left?.body).toMatchObject({ spec: spec ?? {}, ...note });
  const managers = objectsAt(left?.body ?? {}, 'metadata', 'managedFields').map((entry) => textAt(entry, 'manager'));
  expect(managers).toEqual(['kubectl']);

  const theirs = { apiVersion: 'v1', kind: 'Service', metadata: note.metadata, spec: { selector: { app: 'theirs' } } };
  await cluster.send('PATCH', `${path}?fieldManager=kubectl`, theirs, MERGE);
  await expect(clusters.applyUnforced(service, serviceBody(), signal)).rejects.toMatchObject({
    code: 'precondition',
    message: expect.stringContaining('kubectl') as string,
  });
  // What was seen is not what stands any more.
  await expect(clusters.release(seen, signal)).rejects.toMatchObject({ code: 'precondition' });
  expect((await clusters.apply(service, serviceBody(), signal)).body).toMatchObject({ spec: spec ?? {} });
});
