// What a pod of one cluster reaches, as a proxy: names by the cluster's DNS, addresses by kube-proxy, pods by the
// network of all. See BEHAVIOR.md.
import type { Fabric } from '../fabric/index.ts';
import type { Clock } from '../kit/clock.ts';
import type { Random } from '../kit/random.ts';
import type { Handler } from '../kit/serve.ts';
import type { PodSidecar } from './caller.ts';
import { addressesOf } from './names.ts';
import { createClusterCopy } from './objects.ts';
import { createProxy } from './proxy.ts';
import { createRouter } from './routes.ts';

export interface PodNetworkOptions {
  readonly api: Handler;
  /** Presented as bearer token. */
  readonly token: string;
  readonly fabric: Fabric;
  readonly clock: Clock;
  readonly random: Random;
  /** On which the caller runs. */
  readonly node: string;
  /** The proxy of a mesh beside the pods of a workload, `namespace/name`; absent: there is no mesh. */
  readonly sidecarOf?: (workload: string) => PodSidecar | undefined;
}

export interface PodNetwork {
  /** Resolves with the proxy's `http://127.0.0.1:PORT`, once the cluster was read. Call it once. */
  start(): Promise<string>;
  close(): Promise<void>;
}

export function createPodNetwork(options: PodNetworkOptions): PodNetwork {
  const { api, token, fabric, clock, random, node, sidecarOf = () => undefined } = options;
  const closing = new AbortController();
  const copy = createClusterCopy(api, token, clock, closing.signal);
  const route = createRouter({ copy, fabric, clock, random, node });
  const proxy = createProxy({ clock, route, resolve: (name) => addressesOf(name, copy), sidecarOf });
  return {
    async start() {
      await copy.run(closing.signal);
      return proxy.listen();
    },
    async close() {
      closing.abort();
      await proxy.close();
    },
  };
}
