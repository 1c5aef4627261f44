// A Kubernetes API server: one independent cluster per call, in process or behind `serve` with a local authority.
// In: a clock, randomness and tokens. Out: a request handler, its journal and its faults. See BEHAVIOR.md.
// May import: kit, the files of this folder except workloads.
import type { Clock } from '../kit/clock.ts';
import { type Faults, createFaults } from '../kit/faults.ts';
import { type Journal, createJournal } from '../kit/journal.ts';
import type { Random } from '../kit/random.ts';
import type { Handler } from '../kit/serve.ts';
import type { Cluster } from './cluster.ts';
import type { Role } from './http/access.ts';
import { createHandler } from './http/handler.ts';
import { text } from './http/respond.ts';
import { namespaces } from './kinds/namespace.ts';
import { createRegistry } from './registry.ts';
import { createStore } from './store.ts';
import { create } from './verbs/create.ts';
import { createPages } from './verbs/list.ts';
import { createOpenWatches } from './verbs/watch.ts';

export { type LocalAuthority, createLocalAuthority } from './local-authority.ts';

export interface KubernetesEmulatorOptions {
  /** The cluster's name, for whoever reads what it answers while it is down. */
  readonly name: string;
  readonly clock: Clock;
  readonly random: Random;
  /** Bearer token → role; a viewer may only get, list and watch. */
  readonly tokens: ReadonlyMap<string, Role>;
  /** Changes kept for watches before they count as compacted; default 1000. */
  readonly history?: number;
}

export interface KubernetesEmulator {
  readonly handler: Handler;
  readonly journal: Journal;
  readonly faults: Faults;
  /**
   * While down, every request is answered like a gateway that lost its cluster (404, plain text) or by a plain
   * 503 (`refused`), and the watches that were open end. Undefined: up again, with its state.
   */
  setDown(mode: 'gateway' | 'refused' | undefined): void;
}

/** A cluster with the namespaces `default` and `kube-system`, each with its own uid. */
export function createKubernetesEmulator(options: KubernetesEmulatorOptions): KubernetesEmulator {
  const { clock, random, tokens } = options;
  const store = createStore(options.history ?? 1000);
  const cluster: Cluster = { store, registry: createRegistry(store), clock, random };
  const watches = createOpenWatches();
  const handle = createHandler({ cluster, pages: createPages(100), watches }, tokens);
  const journal = createJournal();
  const faults = createFaults(clock);
  let down: 'gateway' | 'refused' | undefined;
  for (const name of ['default', 'kube-system']) createNamespace(cluster, name);

  const answer = async (request: Request, path: string): Promise<Response> => {
    const fault = await faults.meet(request.method, path);
    if (fault !== undefined) return fault;
    if (down === 'gateway') return text('cannot connect to agent', 404);
    if (down === 'refused') return text(`${options.name} refuses connections`, 503);
    return handle(request);
  };
  return {
    async handler(request) {
      const { pathname, search, searchParams } = new URL(request.url);
      const path = pathname + search;
      const response = await answer(request, path);
      const mutation = !['GET', 'HEAD'].includes(request.method) && searchParams.get('dryRun') !== 'All';
      journal.record({ at: clock.now(), method: request.method, path, status: response.status, mutation });
      return response;
    },
    journal,
    faults,
    setDown(mode) {
      down = mode;
      if (mode !== undefined) watches.endAll();
    },
  };
}

function createNamespace(cluster: Cluster, name: string): void {
  const object = { apiVersion: 'v1', kind: 'Namespace', metadata: { name } };
  const options = {
    dryRun: false,
    fieldValidation: 'Strict',
    fieldManager: 'kube-apiserver',
    warn: () => undefined,
  } as const;
  create(cluster, { resource: namespaces, namespace: undefined, object }, options);
}
