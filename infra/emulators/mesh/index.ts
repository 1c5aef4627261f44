// A mesh over clusters: for each, what its control plane knows, and proxies beside pods that follow it. See
// BEHAVIOR.md.
import type { Fabric } from '../fabric/index.ts';
import type { Clock } from '../kit/clock.ts';
import type { Random } from '../kit/random.ts';
import type { Handler } from '../kit/serve.ts';
import { createMeshCopy, type MeshCopy } from './objects.ts';
import { type Reach, reachOf } from './reach.ts';
import { createSidecar, type Sidecar } from './sidecar.ts';

export type { Sidecar } from './sidecar.ts';
export { ISTIO_DEFINITIONS } from './definitions.ts';
export type { MeshPod, Reach } from './reach.ts';

export interface MeshOptions {
  /** By the id that control planes call a cluster by. */
  readonly clusters: ReadonlyMap<string, { readonly api: Handler; readonly token: string }>;
  readonly fabric: Fabric;
  readonly clock: Clock;
  readonly random: Random;
}

export interface Mesh {
  /** Resolves when every cluster was read once. Call it once. */
  start(): Promise<void>;
  /**
   * The proxy beside a caller; undefined for one without. @param workload `namespace/name`: its pods carry the label
   * `app` of that name.
   */
  sidecarOf(cluster: string, workload: string): Sidecar | undefined;
  /** What a proxy of a cluster sends requests for a Service to. @param key `namespace/name`. */
  reach(cluster: string, key: string, port: number): Reach;
  close(): void;
}

export function createMesh({ clusters, fabric, clock, random }: MeshOptions): Mesh {
  const closing = new AbortController();
  const copies = new Map<string, MeshCopy>(
    [...clusters].map(([id, { api, token }]) => [id, createMeshCopy(api, token, clock, closing.signal)]),
  );
  const sidecars = new Map<string, Sidecar>();
  return {
    async start() {
      await Promise.all([...copies.values()].map((copy) => copy.run(closing.signal)));
    },
    sidecarOf(cluster, workload) {
      const copy = copies.get(cluster);
      const [namespace = '', name = ''] = workload.split('/');
      if (copy === undefined || !isInjected(copy, namespace, name)) return undefined;
      const key = `${cluster} ${workload}`;
      const sidecar =
        sidecars.get(key) ?? createSidecar({ clusters: copies, own: cluster, namespace, fabric, clock, random });
      sidecars.set(key, sidecar);
      return sidecar;
    },
    reach: (cluster, key, port) => reachOf(copies, cluster, key, port),
    close: () => closing.abort(),
  };
}

/** What a pod says goes before what its namespace says. Source: Istio, "Installing the sidecar". */
function isInjected({ namespaces, pods }: MeshCopy, namespace: string, app: string): boolean {
  const pod = pods
    .values()
    .find(({ metadata }) => metadata.namespace === namespace && metadata.labels?.['app'] === app);
  const said = pod?.metadata.labels?.['sidecar.istio.io/inject'];
  if (said !== undefined) return said === 'true';
  return namespaces.get(namespace)?.metadata.labels?.['istio-injection'] === 'enabled';
}
