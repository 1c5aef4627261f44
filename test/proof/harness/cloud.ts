// Compute with its data plane, three clusters with pods that are addresses, and the hub: all on one virtual clock.
import { type ComputeEmulator, createComputeEmulator } from '../../../infra/emulators/compute/index.ts';
import {
  createDataPlane,
  type DataPlane,
  type Passed,
  type PropagationProfile,
} from '../../../infra/emulators/compute/data-plane/index.ts';
import {
  type ConnectGatewayEmulator,
  createConnectGatewayEmulator,
} from '../../../infra/emulators/connectgateway/index.ts';
import { createFabric } from '../../../infra/emulators/fabric/index.ts';
import { createGkeHubEmulator, type GkeHubEmulator } from '../../../infra/emulators/gkehub/index.ts';
import { createMonitoringEmulator, type MonitoringEmulator } from '../../../infra/emulators/monitoring/index.ts';
import type { VirtualClock } from '../../../infra/emulators/kit/clock.ts';
import { EVERYBODY, type Rights } from '../../../infra/emulators/kit/rights.ts';
import { randomFor } from '../../../infra/emulators/kit/random.ts';
import type { Handler } from '../../../infra/emulators/kit/serve.ts';
import {
  createKubernetesEmulator,
  type KubernetesEmulator,
  type Role,
} from '../../../infra/emulators/kubernetes/index.ts';
import { createWorkloads, type Workloads } from '../../../infra/emulators/kubernetes/workloads/index.ts';
import { FUNCTIONS } from '../../../infra/deploy/contract.ts';
import { CLUSTER_ROLES, clusterUserOf } from '../../../infra/local/cluster-rights.ts';
import { GKE, PROJECT_NUMBER } from '../../../infra/local/layout.ts';
import { accountOf, createRights, type LocalRights } from '../../../infra/local/rights.ts';
import { rolesForSecrets } from '../../deploy/secret-roles.ts';
import { clusterOrigin, COMPUTE, HUB, MONITORING, TOKEN, tokenOf } from './clients.ts';
import { ASIA, EU, US } from './trees.ts';

export const PROJECT = 'demo-project';
/** Somebody with a console: the token, and the account that it is of. */
export const PERSON = { token: 'token-of-anna', account: 'anna@example.com' } as const;

export interface CloudOptions {
  readonly clock: VirtualClock;
  readonly seed: number;
  readonly propagation: PropagationProfile;
  readonly operations: Paced;
  /** Namespaces with pods of their own, beside `blue`. */
  readonly namespaces: readonly string[];
  readonly zones?: ZoneCounts;
  /** Limits of the project by metric; others are as by default. */
  readonly quotas?: Readonly<Record<string, number>>;
}

/** How long operations of Compute take. */
export type Paced = 'instant' | 'fast' | 'realistic';

/** By link; at most 26, for the letters. */
export type ZoneCounts = Readonly<Record<string, number>>;

export interface ProofCluster {
  readonly link: string;
  readonly api: KubernetesEmulator;
  readonly workloads: Workloads;
}

export interface Cloud {
  /** Takes a permission away from a function; what it returns gives it back. */
  readonly revoke: LocalRights['revoke'];
  readonly compute: ComputeEmulator;
  readonly dataPlane: DataPlane;
  readonly hub: GkeHubEmulator;
  /** Functions reach the clusters through it. */
  readonly gateway: ConnectGatewayEmulator;
  readonly monitoring: MonitoringEmulator;
  /** Hears of each request that an edge passes on to a backend; what it returns ends that. */
  onPassed(listener: (request: Passed) => void): () => void;
  readonly clusters: ReadonlyMap<string, ProofCluster>;
  readonly origins: ReadonlyMap<string, Handler>;
  /** The cluster is deleted and made again under its name: another uid, other nodes, other pods. */
  rebuild(link: string): Promise<void>;
  /** Puts a pair of PEM texts into a Secret of both config clusters, as a person with kubectl does. */
  putSecret(name: string, pair: { readonly certificate: string; readonly privateKey: string }): Promise<void>;
  close(): Promise<void>;
}

const LAYOUT = [
  { link: US, zones: ['us-west1-a', 'us-west1-b'], podCidrPrefix: '10.8', negController: true },
  { link: EU, zones: ['europe-north1-a'], podCidrPrefix: '10.16', negController: true },
  { link: ASIA, zones: ['asia-east1-a'], podCidrPrefix: '10.24', negController: false },
] as const;

const APPS = ['foo', 'bar', 'default-backend'] as const;

const VISIT_MS = 20_000;
/** A host that no ingress names: the default backend answers. */
const VISITED = 'visitor.example.com';

/** Longer than an operation takes. */
const MADE_MS = 120_000;

/** Somebody else's, in the same project: never to be touched. */
const THEIRS = [
  ['addresses', { name: 'theirs', description: 'not ours' }],
  ['healthChecks', { name: 'theirs', type: 'HTTP', httpHealthCheck: { port: 80 } }],
  ['firewalls', { name: 'theirs', allowed: [{ IPProtocol: 'tcp', ports: ['22'] }], sourceRanges: ['203.0.113.0/24'] }],
] as const;

/**
 * The functions by the table of the deployment; people, GKE and the harness itself, which has no token, own the
 * project.
 */
function rightsHere(): Pick<LocalRights, 'compute' | 'hub' | 'revoke'> {
  const tokens = FUNCTIONS.map((name) => [tokenOf(name), accountOf(name)] as const);
  const accounts = new Map([...tokens, [PERSON.token, PERSON.account], [TOKEN, GKE]]);
  const { compute, hub, revoke } = createRights(accounts);
  const owned = (rights: Rights): Rights => ({
    ...rights,
    granted: new Map([...rights.granted, [EVERYBODY, 'owner']]),
  });
  return { compute: owned(compute), hub: owned(hub), revoke };
}

export async function createCloud({
  clock,
  seed,
  propagation,
  operations,
  namespaces,
  zones,
  quotas,
}: CloudOptions): Promise<Cloud> {
  const rights = rightsHere();
  const fabric = createFabric();
  const layouts = LAYOUT.map((layout) => ({ ...layout, zones: zonesOf(layout, zones?.[layout.link]) }));
  const regions = layouts.map(({ link, zones }) => ({ name: link.slice(0, link.indexOf('/')), zones }));
  const random = (part: string) => randomFor(seed, part);
  const compute = createComputeEmulator({
    project: PROJECT,
    clock,
    random: random('compute'),
    fabric,
    regions,
    operations,
    rights: rights.compute,
    ...(quotas && { quotas }),
  });
  const onPassed = new Set<(request: Passed) => void>();
  const monitoring = createMonitoringEmulator({
    project: PROJECT,
    rights: rights.compute,
    clock,
    random: random('monitoring'),
  });
  const dataPlane = createDataPlane({
    view: compute.view,
    fabric,
    clock,
    random: random('data plane'),
    regions: regions.map(({ name }) => name),
    propagation,
    inProcess: true,
    passedOn(request) {
      monitoring.carry(request);
      for (const listener of onPassed) listener(request);
    },
  });
  compute.setHealthSource(dataPlane.healthSource);
  const hub = createGkeHubEmulator({
    project: PROJECT,
    rights: rights.hub,
    projectNumber: PROJECT_NUMBER,
    clock,
    random: random('hub'),
    memberships: LAYOUT.map(({ link }) => {
      const [location = '', name = ''] = link.split('/');
      return { location, name, clusterLink: link };
    }),
  });
  const members = new Map<string, Handler>();
  const gateway = createConnectGatewayEmulator({
    projectNumber: PROJECT_NUMBER,
    members,
    clock,
    random: random('gateway'),
    rights: rights.hub,
  });
  const clusters = new Map<string, ProofCluster>();
  const origins = new Map<string, Handler>([
    [COMPUTE, compute.handler],
    [HUB, hub.handler],
    [MONITORING, monitoring.handler],
  ]);

  async function start(layout: (typeof layouts)[number], life: number): Promise<void> {
    const { link, zones, podCidrPrefix, negController } = layout;
    const [location = '', name = ''] = link.split('/');
    const own = random(`${link} ${life}`);
    const api = createKubernetesEmulator({ name, clock, random: own, tokens: CLUSTER_TOKENS });
    const workloads = createWorkloads({
      clusterName: name,
      location,
      zones,
      network: 'default',
      project: PROJECT,
      api: api.handler,
      token: TOKEN,
      compute: compute.handler,
      negController,
      fabric,
      clock,
      random: own,
      podCidrPrefix,
      sockets: false,
    });
    clusters.set(link, { link, api, workloads });
    members.set(link, api.handler);
    origins.set(clusterOrigin(link), (request) =>
      isFunction(request) ? gateway.handler(throughGateway(link, request)) : api.handler(request),
    );
    await workloads.start();
    for (const app of APPS) {
      const labels = { app };
      await workloads.deploy({ namespace: 'blue', name: app, labels, replicas: 2, containerPort: 8080, app: 'caller' });
    }
    for (const namespace of namespaces)
      await workloads.deploy({
        namespace,
        name: 'foo',
        labels: { app: 'foo' },
        replicas: 2,
        containerPort: 8080,
        app: 'caller',
      });
  }

  for (const [collection, body] of THEIRS) {
    const url = `${COMPUTE}/compute/v1/projects/${PROJECT}/global/${collection}`;
    await compute.handler(new Request(url, { method: 'POST', body: JSON.stringify(body) }));
  }
  await clock.advance(MADE_MS);
  for (const layout of layouts) await start(layout, 0);
  await dataPlane.start();
  const visitors = visit(compute, dataPlane, clock);
  return {
    revoke: rights.revoke,
    compute,
    dataPlane,
    hub,
    gateway,
    monitoring,
    onPassed(listener) {
      onPassed.add(listener);
      return () => void onPassed.delete(listener);
    },
    clusters,
    origins,
    async rebuild(link) {
      await clusters.get(link)?.workloads.close();
      const layout = layouts.find((one) => one.link === link);
      if (layout !== undefined) await start(layout, 1);
    },
    async putSecret(name, pair) {
      const secret = {
        apiVersion: 'v1',
        kind: 'Secret',
        metadata: { name, namespace: 'blue' },
        type: 'kubernetes.io/tls',
        stringData: { 'tls.crt': pair.certificate, 'tls.key': pair.privateKey },
      };
      const headers = { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/apply-patch+yaml' };
      for (const link of [US, EU]) {
        const at = `/api/v1/namespaces/blue/secrets/${name}?fieldManager=person&force=true`;
        for (const { path, body } of [...rolesForSecrets('blue', [name]), { path: at, body: secret }]) {
          const init = { method: 'PATCH', headers, body: JSON.stringify(body) };
          const answer = await clusters.get(link)?.api.handler(new Request(`${clusterOrigin(link)}${path}`, init));
          if (answer?.ok !== true) throw new TypeError(`${link} refuses the Secret ${name}: ${answer?.status}`);
        }
      }
    },
    async close() {
      visitors.stop();
      for (const { workloads } of clusters.values()) await workloads.close();
      await dataPlane.close();
    },
  };
}

/** By the cluster roles of the deployment; whoever keeps the cluster is its admin. */
const CLUSTER_TOKENS = new Map<string, Role>([
  [TOKEN, 'admin'],
  ...FUNCTIONS.map((name): [string, Role] => [
    tokenOf(name),
    { user: clusterUserOf(name), rules: CLUSTER_ROLES.get(name)?.rules ?? [] },
  ]),
]);

function isFunction({ headers }: Request): boolean {
  return headers.get('authorization') !== `Bearer ${TOKEN}`;
}

/** The same request at the host of Connect Gateway. */
function throughGateway(link: string, request: Request): Request {
  const { pathname, search } = new URL(request.url);
  const [location, name] = link.split('/');
  const member = `v1/projects/${PROJECT_NUMBER}/locations/${location}/gkeMemberships/${name}`;
  return new Request(`http://connectgateway.local/${member}${pathname}${search}`, request);
}

/**
 * People who ask every load balancer for something from time to time: of one that nobody visits nobody could know
 * whether something is still used.
 */
function visit(compute: ComputeEmulator, dataPlane: DataPlane, clock: VirtualClock): { stop(): void } {
  const regions = dataPlane.edges().map(({ region }) => region);
  let cancel = (): void => {};
  const again = (): void => {
    cancel = clock.after(VISIT_MS, again);
    for (const { resource } of compute.view.list('forwardingRules')) {
      const port = resource['portRange'] === '443-443' ? 443 : 80;
      const vip = String(resource['IPAddress']);
      for (const region of regions) dataPlane.send({ region, vip, port, host: VISITED, path: '/', takes: 0 });
    }
  };
  again();
  return { stop: () => cancel() };
}

function zonesOf({ link, zones }: (typeof LAYOUT)[number], count: number = zones.length): readonly string[] {
  const region = link.slice(0, link.indexOf('/'));
  return Array.from({ length: count }, (_, index) => `${region}-${String.fromCodePoint(97 + index)}`);
}
