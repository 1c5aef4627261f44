// Deletes this cluster's NEGs that no Service asks for any more: a pass every two minutes, again and again while in
// use.
import type { Clock } from '../../../kit/clock.ts';
import type { ClusterView } from '../cluster-view.ts';
import type { KubeClient } from '../../../kit/controllers/kube-client.ts';
import type { WorkQueue } from '../../../kit/controllers/work-queue.ts';
import { type ComputeClient, ComputeError, type Neg } from './compute-client.ts';
import type { Recorder } from './events.ts';
import { type NegOwner, ownerIn } from './ownership.ts';
import { listSvcNegs, svcNegPath } from './svcneg.ts';
import type { WantedNegs } from './wanted.ts';

// ingress-gce's --neg-gc-period, in emulated milliseconds.
const PERIOD = 120_000;

export interface CollectorOptions {
  readonly client: KubeClient;
  readonly compute: ComputeClient;
  readonly view: ClusterView;
  readonly clock: Clock;
  readonly record: Recorder;
  readonly zones: readonly string[];
  readonly clusterUid: string;
  /** What the Service with this key asks for now. */
  readonly wantedOf: (serviceKey: string) => WantedNegs;
  readonly zonesWithNodes: () => readonly string[];
  /** Its keys are Services: no NEG is deleted while its Service is being worked on. */
  readonly queue: WorkQueue;
}

/** Starts the passes; the returned function stops them. */
export function startNegCollector(options: CollectorOptions): () => void {
  const { client, compute, clock, queue } = options;
  let stopped = false;
  let cancel = clock.after(PERIOD, tick);

  function tick(): void {
    const next = (): void => {
      if (!stopped) cancel = clock.after(PERIOD, tick);
    };
    // A pass that fails half-way is taken up by the next one.
    pass().then(next, next);
  }

  async function pass(): Promise<void> {
    await options.view.synced;
    const left = new Set<string>();
    for (const zone of options.zones) {
      for (const neg of await compute.list(zone)) {
        const owner = ownerIn(neg.description);
        if (owner === undefined || owner.clusterUid !== options.clusterUid) continue;
        const serviceKey = `${owner.namespace}/${owner.service}`;
        const gone = await queue.exclusively(serviceKey, () => collect(zone, neg, owner, serviceKey));
        if (!gone) left.add(`${owner.namespace}/${neg.name}`);
      }
    }
    for (const { metadata } of await listSvcNegs(client)) {
      const { namespace = '', name } = metadata;
      const serviceName = metadata.labels?.['networking.gke.io/service-name'];
      if (left.has(`${namespace}/${name}`) || isWanted(`${namespace}/${serviceName}`, name)) continue;
      await client.remove(svcNegPath(namespace, name));
    }
  }

  /** Resolves with whether the NEG is gone. */
  async function collect(zone: string, neg: Neg, owner: NegOwner, serviceKey: string): Promise<boolean> {
    if (isWanted(serviceKey, neg.name, owner.port) && options.zonesWithNodes().includes(zone)) return false;
    try {
      await compute.remove(zone, neg.name);
      return true;
    } catch (error) {
      if (!(error instanceof ComputeError)) throw error;
      if (error.status === 404) return true;
      const subject = {
        apiVersion: 'networking.gke.io/v1beta1',
        kind: 'ServiceNetworkEndpointGroup',
        namespace: owner.namespace,
        name: neg.name,
      };
      const message = `Failed to delete NEG "${neg.name}" in "${zone}": ${error.message}`;
      await options.record(subject, 'Warning', 'NegGCError', message);
      return false;
    }
  }

  function isWanted(serviceKey: string, negName: string, port?: string): boolean {
    const wanted = options.wantedOf(serviceKey);
    if (wanted.kind !== 'negs') return wanted.kind === 'invalid';
    return wanted.negs.some((neg) => neg.name === negName && (port === undefined || String(neg.port.port) === port));
  }

  return () => {
    stopped = true;
    cancel();
  };
}
