// Rangelight's own adapter passes its contract on whichever API server this is, through a proxy that can lose it.
import { type Handler, serve } from '../../../infra/emulators/kit/serve.ts';
import { KINDS } from '../../../functions/wiring/kinds.ts';
import { createClusters } from '../../../lib/adapters/kubernetes/index.ts';
import { describe, expect, it, vi } from 'vitest';
import backendConfigs from '../../../schemas/crds/backendconfigs.cloud.google.com.json' with { type: 'json' };
import type { JsonObject } from '../../../lib/core/index.ts';
import { clusterRef } from '../../../lib/features/ingress/kinds/index.ts';
import { clustersContract, type ClustersRig, LINK, NAMESPACE, signal } from '../adapters/suites/clusters.ts';
import { HANGS_MS } from '../../limits.ts';
import { ingresses, namespace, startCluster, type TestCluster } from './cluster.ts';
import { emptyBlue, realServer } from './real-server.ts';

const DEFINITIONS = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';
const DEFINED = [
  [`${DEFINITIONS}/multiclusteringresses.networking.gke.io`, ingresses],
  [`${DEFINITIONS}/${backendConfigs.metadata.name}`, '/apis/cloud.google.com/v1/namespaces/blue/backendconfigs'],
] as const;
const LOST = {
  gateway: () => new Response('cannot connect to agent', { status: 404 }),
  refused: () => Response.error(),
} as const;

async function rig(): Promise<ClustersRig> {
  const cluster = startCluster();
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

clustersContract('adapter', rig);

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
