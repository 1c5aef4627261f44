// A Kubernetes API server: one independent cluster per call, in process or behind `serve` with a local authority.
// In: a clock, randomness and tokens. Out: a request handler, its journal and its faults. See BEHAVIOR.md.
import type { Clock } from '../kit/clock.ts';
import { type Faults, createFaults } from '../kit/faults.ts';
import { createFront } from '../kit/front.ts';
import { type Journal, createJournal } from '../kit/journal.ts';
import { createLatency, type Latency, type LatencyProfile } from '../kit/latency.ts';
import type { Random } from '../kit/random.ts';
import type { Handler } from '../kit/serve.ts';
import type { Cluster } from './cluster.ts';
import type { Role } from './http/access.ts';
import { createHandler } from './http/handler.ts';
import { refuse } from './http/refuse.ts';
import { text } from './http/respond.ts';
import { namespaces } from './kinds/namespace.ts';
import { latencies } from './latencies.ts';
import { withPast } from './past.ts';
import { createRegistry } from './registry.ts';
import type { Admission } from './resource.ts';
import { createStore } from './store.ts';
import { create } from './verbs/create.ts';
import { cut } from './verbs/cut-lists.ts';
import { createOpenWatches } from './verbs/watch.ts';

export type { PolicyRule, Role } from './http/access.ts';
export { type LocalAuthority, createLocalAuthority } from './local-authority.ts';

export interface KubernetesEmulatorOptions {
  /** The cluster's name, for whoever reads what it answers while it is down. */
  readonly name: string;
  readonly clock: Clock;
  readonly random: Random;
  /** Bearer token → role. */
  readonly tokens: ReadonlyMap<string, Role>;
  /** What webhooks change in objects that are created; default nothing. */
  readonly admission?: Admission;
  /** Changes kept for watches before they count as compacted; default 1000. */
  readonly history?: number;
  /** How long answers take; default `instant`. */
  readonly latency?: LatencyProfile;
}

export interface KubernetesEmulator {
  readonly handler: Handler;
  readonly journal: Journal;
  readonly faults: Faults;
  readonly latency: Latency;
  /**
   * While down, every request is answered like a gateway that lost its cluster (404, plain text) or by a plain
   * 503 (`refused`), and the watches that were open end. Undefined: up again, with its state.
   */
  setDown(mode: 'gateway' | 'refused' | undefined): void;
  /** Whatever was before now is no version any more that a list or a watch could begin at. */
  compact(): void | Promise<void>;
}

/** A cluster with the namespaces `default` and `kube-system`, each with its own uid. */
export function createKubernetesEmulator(options: KubernetesEmulatorOptions): KubernetesEmulator {
  const { clock, random, tokens, admission } = options;
  const { store, past } = withPast(createStore(options.history ?? 1000));
  const parts = { store, registry: createRegistry(store), clock, random };
  const cluster: Cluster = { ...parts, ...(admission === undefined ? {} : { admission }) };
  const watches = createOpenWatches();
  const handle = createHandler({ cluster, watches }, tokens);
  const handleStale = createHandler({ cluster: { ...cluster, store: past }, watches }, tokens);
  const journal = createJournal();
  const faults = createFaults(['stale', 'short-list']);
  let down: 'gateway' | 'refused' | undefined;
  for (const name of ['default', 'kube-system']) createNamespace(cluster, name);

  const latency = createLatency(latencies, random, options.latency);
  return {
    journal,
    faults,
    latency,
    handler: createFront({
      clock,
      journal,
      faults,
      latency,
      isMutation: (method, { searchParams }) =>
        !['GET', 'HEAD'].includes(method) && searchParams.get('dryRun') !== 'All',
      refuse,
      cut,
      handle(request, { stale }) {
        if (down === 'gateway') return text('cannot connect to agent', 404);
        if (down === 'refused') return text(`${options.name} refuses connections`, 503);
        return stale && isPlainRead(request) ? handleStale(request) : handle(request);
      },
    }),
    setDown(mode) {
      down = mode;
      if (mode !== undefined) watches.endAll();
    },
    compact: () => store.compact(),
  };
}

/** Watches show changes as they come: there is nothing stale in them. */
function isPlainRead({ method, url }: Request): boolean {
  return method === 'GET' && !new URL(url).searchParams.has('watch');
}

function createNamespace(cluster: Cluster, name: string): void {
  const object = { apiVersion: 'v1', kind: 'Namespace', metadata: { name } };
  const options = {
    dryRun: false,
    fieldValidation: 'Strict',
    fieldManager: 'kube-apiserver',
    duplicates: [],
    isPatch: false,
    warn: () => undefined,
  } as const;
  create(cluster, { resource: namespaces, namespace: undefined, object }, options);
}
