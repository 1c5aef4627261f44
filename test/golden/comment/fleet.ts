// A fleet of three clusters in memory, and a pull request planned against what stands: manifests before and after go
// through the real reading, compiling, comparing and planning.
import { FEATURES } from '../../../functions/wiring/features.ts';
import { compileFleet } from '../../../lib/app/planning/compile-fleet.ts';
import { planFleet } from '../../../lib/app/planning/plan-fleet.ts';
import { readFacts } from '../../../lib/app/cloud/read-facts.ts';
import type { World } from '../../../lib/app/world.ts';
import { digestOf, type JsonObject, objectAt } from '../../../lib/core/index.ts';
import { type Fleet, readFleet } from '../../../lib/fleet/index.ts';
import { type DesiredState, isComputeRef, refKey } from '../../../lib/model/index.ts';
import type { Plan, Revision } from '../../../lib/plan/index.ts';
import type { CommitPlans } from '../../../lib/report/index.ts';
import { appliedStates, finishedRevisions, plans } from '../../../lib/state/index.ts';
import { createFixedClock } from '../../fakes/fixed-clock.ts';
import { createMemoryClusters, type MemoryClusters } from '../../fakes/memory-clusters.ts';
import { createMemoryCompute, type MemoryCompute } from '../../fakes/memory-compute.ts';
import { createMemoryFleetHub } from '../../fakes/memory-fleet-hub.ts';
import { createMemoryPublisher } from '../../fakes/memory-publisher.ts';
import { createMemoryStore } from '../../fakes/memory-store.ts';
import { KINDS } from '../../../functions/wiring/kinds.ts';
import { clusterRef } from '../../../lib/features/ingress/kinds/index.ts';
import { LOOKS } from '../../../functions/wiring/looks.ts';
import { RULES } from '../../../functions/wiring/rules.ts';
import { RUNS } from '../../../functions/wiring/runs.ts';

export const US = 'us-west1/gke-us';
export const EU = 'europe-north1/gke-eu';
export const ASIA = 'asia-east1/gke-asia';
const INSTALLATION = 'acme';
const COMMIT = '1f0c8a4b5d6e7f8091a2b3c4d5e6f708192a3b4c';
const NEVER = new AbortController().signal;
const ZONES: Readonly<Record<string, string>> = { [US]: 'us-west1-a', [EU]: 'europe-north1-a', [ASIA]: 'asia-east1-a' };

/** Path → text. */
export type Files = Readonly<Record<string, string>>;

export interface Pods {
  /** Clusters with this many pods each. */
  readonly in: Readonly<Record<string, number>>;
  readonly labels: Readonly<Record<string, string>>;
  readonly namespace?: string;
  /** Ports that their container declares. */
  readonly ports?: readonly number[];
  readonly ready?: boolean;
}

export interface PullRequest {
  readonly before: Files;
  readonly after: Files;
  readonly pods?: readonly Pods[];
  readonly unreachable?: readonly string[];
  /** Somebody else's doing, before it is planned. */
  readonly meanwhile?: (cloud: { readonly compute: MemoryCompute; readonly clusters: MemoryClusters }) => void;
}

export interface Planned extends CommitPlans {
  readonly revision: Revision;
}

/** What the planner makes of it. */
export async function planned({
  before,
  after,
  pods = [],
  unreachable = [],
  meanwhile,
}: PullRequest): Promise<Planned> {
  const [clusters, compute, store] = [
    createMemoryClusters(),
    createMemoryCompute(),
    createMemoryStore(createFixedClock()),
  ];
  const hub = createMemoryFleetHub(
    [US, EU, ASIA].map((link) => {
      const [location = '', name = ''] = link.split('/');
      return { link, location, name };
    }),
  );
  for (const metric of ['NETWORK_ENDPOINT_GROUPS', 'BACKEND_SERVICES', 'HEALTH_CHECKS', 'URL_MAPS'])
    compute.limits.set(metric, 10_000);
  const namespaces = ['kube-system', 'blue', 'green', 'shop'];
  for (const [link, zone] of Object.entries(ZONES)) {
    clusters.served.set(link, ['net.gke.io']);
    clusters.seed(
      link,
      'namespace',
      namespaces.map((name) => ({ metadata: { name, uid: `${link} ${name}` } })),
    );
    const labels = { 'topology.kubernetes.io/zone': zone };
    clusters.seed(link, 'node', [
      { metadata: { name: 'node', labels }, spec: { providerID: `gce://acme-net/${zone}/node` } },
    ]);
    clusters.seed(
      link,
      'pod',
      pods.flatMap((some) => podsIn(link, some)),
    );
  }
  const stood = fleetIn(before);
  const ports = { compute, clusters, hub };
  const facts = await readFacts(
    { kinds: KINDS, looks: LOOKS },
    stood,
    ports,
    undefined,
    createFixedClock().now(),
    NEVER,
  );
  const { compiled } = compileFleet(FEATURES, INSTALLATION, stood, bytesOf(before), facts);
  for (const state of compiled.states) {
    stand(state, compute, clusters);
    await appliedStates.at(stood.name, state.unit).update(store, () => appliedOf(state), NEVER);
  }
  for (const link of Object.keys(ZONES))
    clusters.seed(
      link,
      'endpointSlice',
      compiled.states.flatMap((state) => slicesIn(link, state, pods)),
    );
  await finishedRevisions.at(stood.name).update(store, () => ({ seq: 1, commit: COMMIT, fleet: stood }), NEVER);
  meanwhile?.({ compute, clusters });
  for (const link of unreachable) clusters.unreachable.add(link);
  const world: World = {
    kinds: KINDS,
    rules: RULES,
    looks: LOOKS,
    runs: RUNS,
    clock: createFixedClock(),
    log: { info: () => undefined, warn: () => undefined, error: () => undefined },
    store,
    publisher: createMemoryPublisher(),
    open: async () => ports,
    random: () => 0.5,
    installation: INSTALLATION,
  };
  const occasion = {
    type: 'pull-request',
    repository: 'acme/ingress',
    commit: COMMIT,
    number: 7,
    base: '0'.repeat(40),
  } as const;
  const { fleet, diagnostics } = readFleet('rangelight.yaml', Buffer.from(after['rangelight.yaml'] ?? ''));
  const files = bytesOf(after);
  const revision = await planFleet(
    { ...world, features: FEATURES },
    { name: stood.name, fleet, diagnostics, files, occasion, inForce: stood },
    NEVER,
  );
  const digests = revision.units.flatMap(({ plan }) => plan ?? []);
  const found = await Promise.all(digests.map((digest) => plans.at(stood.name, digest).read(store, NEVER)));
  const known = new Map(
    found.flatMap((one): [string, Plan][] => (one === undefined ? [] : [[one.value.digest, one.value]])),
  );
  return {
    revision,
    commit: COMMIT,
    fleets: [{ revision, plans: known }],
    coming: [],
    unreadable: [],
    diagnostics: [],
  };
}

function fleetIn(files: Files): Fleet {
  const { fleet } = readFleet('rangelight.yaml', Buffer.from(files['rangelight.yaml'] ?? ''));
  if (fleet === undefined) throw new RangeError('the fleet file before cannot be used');
  return fleet;
}

function bytesOf(files: Files): ReadonlyMap<string, Uint8Array> {
  return new Map(Object.entries(files).map(([path, text]) => [path, Buffer.from(text)]));
}

function podsIn(
  link: string,
  { in: where, labels, namespace = 'blue', ports = [8080], ready = true }: Pods,
): readonly JsonObject[] {
  return Array.from({ length: where[link] ?? 0 }, (_, index) => ({
    metadata: { name: `pod-${index}`, namespace, labels },
    spec: { containers: [{ name: 'app', ports: ports.map((containerPort) => ({ containerPort })) }] },
    status: { conditions: [{ type: 'Ready', status: ready ? 'True' : 'False' }] },
  }));
}

/** What GKE's controllers make of a derived Service. */
function slicesIn(link: string, { resources }: DesiredState, pods: readonly Pods[]): readonly JsonObject[] {
  return resources.flatMap(({ ref, body }) => {
    if (isComputeRef(ref) || ref.kind !== 'service' || ref.cluster !== link) return [];
    const selector = Object.entries(objectAt(body, 'spec', 'selector'));
    const chosen = pods
      .filter(
        ({ labels, namespace = 'blue' }) =>
          namespace === ref.namespace && selector.every(([key, value]) => labels[key] === value),
      )
      .flatMap((some) => podsIn(link, some).map(() => ({ conditions: { ready: some.ready ?? true } })));
    const labels = { 'kubernetes.io/service-name': ref.name };
    return [
      { metadata: { name: ref.name, namespace: ref.namespace ?? '', labels }, addressType: 'IPv4', endpoints: chosen },
    ];
  });
}

function stand({ resources }: DesiredState, compute: MemoryCompute, clusters: MemoryClusters): void {
  for (const { ref, body } of resources) {
    if (!isComputeRef(ref)) {
      if (ref.kind === 'multiClusterIngressStatus') {
        const ingress = clusterRef('multiClusterIngress', ref.cluster, ref.name, ref.namespace);
        const status = { ...objectAt(body, 'status'), VIP: ADDRESS };
        clusters.put(ingress, { ...clusters.body(refKey(ingress)), status });
      } else clusters.put(ref, { ...body, ...statusOf(clusters.body(refKey(ref))) });
    } else if (ref.kind === 'address') compute.put(ref, { ...body, address: ADDRESS });
    else compute.put(ref, body);
  }
}

const ADDRESS = '203.0.113.10';

function statusOf(body: JsonObject | undefined): JsonObject {
  return body?.['status'] === undefined ? {} : { status: body['status'] };
}

function appliedOf(state: DesiredState) {
  return {
    fleet: state.fleet,
    unit: state.unit,
    seq: 1,
    commit: '0'.repeat(40),
    desired: digestOf(state),
    runId: '000001-0123456789abcdef',
    plan: digestOf('plan'),
    result: 'succeeded' as const,
    usedApprovals: {},
    resources: Object.fromEntries(state.resources.map((one) => [refKey(one.ref), one])),
    addresses: Object.fromEntries(
      state.resources.flatMap(({ ref }) => (ref.kind === 'address' ? [[refKey(ref), ADDRESS]] : [])),
    ),
  };
}
