// GKE's NEG controller: for each Service that asks for it, one NEG per zone with nodes, filled with the ready
// endpoints.
import type { Clock } from '../../../kit/clock.ts';
import type { ClusterView } from '../cluster-view.ts';
import type { KubeClient } from '../../../kit/controllers/kube-client.ts';
import { type Service, SERVICE_NAME_LABEL, ZONE_LABEL } from '../objects.ts';
import { keyOf } from '../../../kit/controllers/watched.ts';
import { createWorkQueue } from '../../../kit/controllers/work-queue.ts';
import { startNegCollector } from './collector.ts';
import type { ComputeClient, Neg } from './compute-client.ts';
import type { EventSubject, Recorder } from './events.ts';
import { negEndpoints } from './neg-endpoints.ts';
import { startReadinessReflector } from './readiness-reflector.ts';
import { NEG_MANAGER, writeSvcNeg } from './svcneg.ts';
import { type WantedNegs, type WantedNeg, wantedNegs } from './wanted.ts';
import { ensureNeg, syncEndpoints } from './zonal-neg.ts';

const NEG_STATUS_ANNOTATION = 'cloud.google.com/neg-status';

// ingress-gce's minimum and maximum retry delay of a NEG syncer.
const BACK_OFF = { first: 5_000, most: 600_000 };

export interface NegControllerOptions {
  readonly client: KubeClient;
  readonly compute: ComputeClient;
  readonly view: ClusterView;
  readonly clock: Clock;
  readonly record: Recorder;
  /** For the Events about pods, which come from another component. */
  readonly recordReadiness: Recorder;
  /** The zones in which the collector looks for NEGs that nobody wants any more. */
  readonly zones: readonly string[];
  /** Network name. */
  readonly network: string;
  /** UID of the namespace kube-system: marks what belongs to this cluster. */
  readonly clusterUid: string;
  /** `uid` of the ConfigMap kube-system/ingress-uid: begins the default names. */
  readonly namingUid: string;
}

/** A service could not be brought to the wanted state; the queue tries again. */
class NegSyncError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'NegSyncError';
  }
}

/** Starts working on changes in `view`; the returned function stops it. */
export function startNegController(options: NegControllerOptions): () => void {
  const { client, compute, view, clock, record } = options;
  const { services, nodes, slices } = view;
  let synced = false;

  const wantedOf = (key: string): WantedNegs => wantedNegs(services.get(key), options.namingUid);
  const zonesWithNodes = (): readonly string[] =>
    [...new Set(nodes.values().flatMap((node) => node.metadata.labels?.[ZONE_LABEL] ?? []))].sort();

  const queue = createWorkQueue(clock, BACK_OFF, reconcile);
  const reflector = startReadinessReflector({ ...options, record: options.recordReadiness });
  const stopCollector = startNegCollector({ ...options, wantedOf, zonesWithNodes, queue });
  const addAll = (): void => {
    for (const service of services.values()) queue.add(keyOf(service));
  };
  services.onChange((service) => queue.add(keyOf(service)));
  slices.onChange(({ metadata }) => queue.add(`${metadata.namespace}/${metadata.labels?.[SERVICE_NAME_LABEL]}`));
  // A node may open a zone, or be the one that an endpoint waited for.
  nodes.onChange(addAll);
  void view.synced.then(() => {
    synced = true;
    addAll();
  });

  async function reconcile(key: string): Promise<void> {
    const service = services.get(key);
    if (!synced || service === undefined) return;
    const wanted = wantedOf(key);
    if (wanted.kind === 'invalid') {
      await record(subjectOf(service), 'Warning', 'ProcessServiceFailed', wanted.message);
      throw new NegSyncError(wanted.message);
    }
    const negs = wanted.kind === 'negs' ? wanted.negs : [];
    const zones = zonesWithNodes();
    // Before the NEGs exist, as in the real controller: who reads the annotation may be too early.
    await writeNegStatus(service, negs, zones);
    const failures: string[] = [];
    for (const neg of negs) failures.push(...(await syncNeg(service, neg, zones)));
    if (failures.length > 0) throw new NegSyncError(failures.join('; '));
  }

  async function writeNegStatus(service: Service, negs: readonly WantedNeg[], zones: readonly string[]): Promise<void> {
    const groups = Object.fromEntries(negs.map(({ name, port }) => [String(port.port), name]));
    const status = negs.length === 0 ? null : JSON.stringify({ network_endpoint_groups: groups, zones });
    if ((service.metadata.annotations?.[NEG_STATUS_ANNOTATION] ?? null) === status) return;
    const path = `/api/v1/namespaces/${service.metadata.namespace}/services/${service.metadata.name}`;
    await client.patch(path, NEG_MANAGER, { metadata: { annotations: { [NEG_STATUS_ANNOTATION]: status } } });
  }

  /** Brings one NEG up to date in every zone; a zone that fails does not hold up the others. Returns what failed. */
  async function syncNeg(service: Service, wanted: WantedNeg, zones: readonly string[]): Promise<readonly string[]> {
    const negs: Neg[] = [];
    const initializationErrors: string[] = [];
    const syncErrors: string[] = [];
    const outcomes = await Promise.all(zones.map((zone) => syncZone(service, wanted, zone)));
    for (const { neg, error } of outcomes) {
      if (neg !== undefined) negs.push(neg);
      if (error !== undefined) (neg === undefined ? initializationErrors : syncErrors).push(error);
    }
    const { namespace = '', name, uid } = service.metadata;
    await writeSvcNeg(client, {
      service: { namespace, name, ...(uid === undefined ? {} : { uid }) },
      port: wanted.port.port,
      negName: wanted.name,
      negs,
      ...(initializationErrors.length === 0 ? {} : { initializationError: initializationErrors.join('; ') }),
      ...(syncErrors.length === 0 ? {} : { syncError: syncErrors.join('; ') }),
      now: new Date(clock.now()).toISOString().replace(/\.\d+Z$/, 'Z'),
    });
    return [...initializationErrors, ...syncErrors];
  }

  async function syncZone(
    service: Service,
    wanted: WantedNeg,
    zone: string,
  ): Promise<{ readonly neg?: Neg; readonly error?: string }> {
    const subject = subjectOf(service);
    const { name } = wanted;
    let neg: Neg | undefined;
    try {
      const owner = {
        clusterUid: options.clusterUid,
        namespace: subject.namespace,
        service: subject.name,
        port: String(wanted.port.port),
      };
      const ensured = await ensureNeg(compute, { zone, name, network: options.network, owner });
      neg = ensured.neg;
      if (ensured.created) await record(subject, 'Normal', 'Create', `Created NEG "${name}" in "${zone}".`);
      const found = negEndpoints(view, keyOf(service), wanted.port.name ?? '', zone);
      const endpoints = found.map(({ endpoint }) => endpoint);
      const { attached, detached } = await syncEndpoints(compute, zone, name, endpoints);
      reflector.committed(zone, name, found);
      const where = `network endpoint(s) (NEG "${name}" in zone "${zone}")`;
      if (attached > 0) await record(subject, 'Normal', 'Attach', `Attach ${attached} ${where}`);
      if (detached > 0) await record(subject, 'Normal', 'Detach', `Detach ${detached} ${where}`);
      return { neg };
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error);
      const message = `Failed to sync NEG "${name}" in "${zone}": ${text}`;
      await record(subject, 'Warning', 'SyncNetworkEndpointGroupFailed', message);
      return neg === undefined ? { error: message } : { neg, error: message };
    }
  }

  return () => {
    reflector.stop();
    stopCollector();
    queue.close();
  };
}

function subjectOf({ metadata }: Service): EventSubject {
  const { namespace = '', name, uid } = metadata;
  return { apiVersion: 'v1', kind: 'Service', namespace, name, ...(uid === undefined ? {} : { uid }) };
}
