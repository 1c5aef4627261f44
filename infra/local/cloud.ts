// The whole local cloud in one process: every emulator on a free loopback port, wired to each other.
import { join } from 'node:path';
import { type AccountsEmulator, createAccountsEmulator } from '../emulators/accounts/index.ts';
import { type ComputeEmulator, createComputeEmulator } from '../emulators/compute/index.ts';
import { createDataPlane, type DataPlane } from '../emulators/compute/data-plane/index.ts';
import { createFabric } from '../emulators/fabric/index.ts';
import { type AppOptions, createGitHubEmulator, type GitHubEmulator } from '../emulators/github/index.ts';
import { type ConnectGatewayEmulator, createConnectGatewayEmulator } from '../emulators/connectgateway/index.ts';
import type { HostedController } from '../emulators/hosted/index.ts';
import { createGkeHubEmulator, type GkeHubEmulator } from '../emulators/gkehub/index.ts';
import { createMonitoringEmulator, type MonitoringEmulator } from '../emulators/monitoring/index.ts';
import { type Clock, scaledClock } from '../emulators/kit/clock.ts';
import { type Random, randomFor } from '../emulators/kit/random.ts';
import { serve } from '../emulators/kit/serve.ts';
import { createLocalAuthority } from '../emulators/kubernetes/index.ts';
import { createProjectEmulator, type ProjectEmulator } from '../emulators/project/index.ts';
import { createPubSubEmulator, type PubSubEmulator } from '../emulators/pubsub/index.ts';
import { createStorageEmulator, type StorageEmulator } from '../emulators/storage/index.ts';
import type { StartApiServers } from './api-servers/api-server.ts';
import { bucketSettings, deployedProject, hubFeatures, topicPolicies } from './deployment.ts';
import { embeddedServers } from './api-servers/embedded.ts';
import type { RunningCluster } from './cluster.ts';
import { startClusters } from './clusters.ts';
import { kubeconfig } from './kubeconfig.ts';
import {
  BUCKETS,
  CLUSTERS,
  OWNER,
  PROJECT,
  PROJECT_NUMBER,
  REPOSITORY,
  SECOND_REPOSITORY,
  TOKENS,
  GITHUB_ACCOUNTS,
} from './layout.ts';
import { createRights, type LocalRights } from './rights.ts';

export interface CloudOptions {
  /** Where the bare repository lives. */
  readonly directory: string;
  /** How many emulated seconds of Compute and the clusters pass in one real second. */
  readonly speed: number;
  readonly seed: number;
  readonly operations: 'instant' | 'fast' | 'realistic';
  readonly propagation: 'none' | 'short' | 'long';
  /** The clusters' API servers; default: the embedded ones. */
  readonly apiServers?: StartApiServers;
  /** Whether pods that call others are processes of their own. */
  readonly processes?: boolean;
  /** The App that functions are to GitHub; default: none, and they have tokens. */
  readonly app?: AppOptions;
  /** Where webhooks go, once it is known. */
  readonly webhookUrl: () => string | undefined;
}

export interface LocalCloud {
  readonly rights: LocalRights;
  readonly accounts: AccountsEmulator;
  readonly compute: ComputeEmulator;
  readonly dataPlane: DataPlane;
  readonly clusters: readonly RunningCluster[];
  readonly hub: GkeHubEmulator;
  readonly gateway: ConnectGatewayEmulator;
  readonly monitoring: MonitoringEmulator;
  readonly projectApis: ProjectEmulator;
  /** Makes load balancers of what stands in the first cluster, when it is asked to. */
  readonly hosted: HostedController;
  readonly storage: StorageEmulator;
  readonly pubsub: PubSubEmulator;
  readonly github: GitHubEmulator;
  readonly urls: {
    readonly compute: string;
    readonly storage: string;
    readonly pubsub: string;
    readonly github: string;
    readonly gkehub: string;
    readonly connectGateway: string;
    readonly monitoring: string;
    readonly accounts: string;
    readonly projectApis: string;
    /** Region → proxy. */
    readonly regions: ReadonlyMap<string, string>;
  };
  readonly kubeconfig: string;
  /** `cloud` for Compute and the clusters, `services` for state, messages, the fleet and Git. */
  readonly clocks: ReadonlyMap<string, Clock>;
  readonly speed: number;
  close(): Promise<void>;
}

export async function startCloud(options: CloudOptions): Promise<LocalCloud> {
  const random = (part: string): Random => randomFor(options.seed, part);
  const clock = scaledClock(options.speed);
  // State, messages and Git keep real time: functions are real processes and judge leases by their own clocks.
  const realTime = scaledClock(1);
  const rights = createRights();
  const fabric = createFabric();
  const regions = CLUSTERS.map(({ location, zones }) => ({ name: location, zones }));
  const ofProject = { project: PROJECT, rights: rights.compute };
  const { operations } = options;
  const compute = createComputeEmulator({
    ...ofProject,
    clock,
    random: random('compute'),
    fabric,
    regions,
    operations,
  });
  const monitoring = createMonitoringEmulator({ ...ofProject, clock: realTime, random: random('monitoring') });
  const dataPlane = createDataPlane({
    view: compute.view,
    fabric,
    clock,
    random: random('data plane'),
    regions: regions.map((region) => region.name),
    propagation: options.propagation,
    // Who reads the metric judges it by its own clock.
    passedOn: (request) => monitoring.carry({ ...request, at: realTime.now() }),
  });
  compute.setHealthSource(dataPlane.healthSource);
  const storage = createStorageEmulator({
    clock: realTime,
    random: random('storage'),
    buckets: Object.values(BUCKETS),
    access: rights.storage,
    settings: bucketSettings(),
  });
  const projectApis = createProjectEmulator({
    project: PROJECT,
    projectNumber: PROJECT_NUMBER,
    clock: realTime,
    random: random('project'),
    state: deployedProject(),
  });
  const accounts = createAccountsEmulator({ clock: realTime, random: random('accounts') });
  const pubsub = createPubSubEmulator({
    clock: realTime,
    random: random('pubsub'),
    identityToken: accounts.identityToken,
    rights: rights.topics,
    policies: topicPolicies(),
  });
  const hub = createGkeHubEmulator({
    project: PROJECT,
    rights: rights.hub,
    projectNumber: PROJECT_NUMBER,
    clock: realTime,
    random: random('hub'),
    memberships: CLUSTERS.map(({ location, name, link }) => ({ location, name, clusterLink: link })),
    features: hubFeatures(),
  });
  let githubUrl = '';
  const github = await createGitHubEmulator({
    repositories: [REPOSITORY, SECOND_REPOSITORY].map((repo) => ({
      directory: join(options.directory, `${repo}.git`),
      owner: OWNER,
      repo,
      defaultBranch: 'main',
      // Of the merge queue; whoever merges without it waits for nobody.
      requiredChecks: ['rangelight/plan'],
    })),
    clock: realTime,
    random: random('github'),
    webhook: { url: options.webhookUrl, secrets: [TOKENS.webhookSecret] },
    tokens: GITHUB_ACCOUNTS,
    ...(options.app !== undefined && { app: options.app }),
    baseUrl: () => githubUrl,
  });
  const served = await Promise.all(
    [compute, storage, hub, github, accounts, projectApis, monitoring].map(({ handler }) => serve(handler)),
  );
  const [computeAt, storageAt, hubAt, githubAt, accountsAt, projectAt, monitoringAt] = served.map(({ url }) => url);
  githubUrl = githubAt ?? '';
  const pubsubAddress = await pubsub.listen();
  const authority = await createLocalAuthority();
  const servers = await (options.apiServers ?? embeddedServers)(authority);
  const clusters = await startClusters({
    servers,
    authority,
    clock,
    random,
    fabric,
    compute: compute.handler,
    propagation: options.propagation,
    ...(options.processes === true && { processSpeed: options.speed }),
  });
  const { proxies } = await dataPlane.start();
  const gateway = createConnectGatewayEmulator({
    projectNumber: PROJECT_NUMBER,
    members: new Map(
      clusters.all.map(({ layout: { location, name }, api }) => [`${location}/${name}`, api.handler] as const),
    ),
    clock: realTime,
    random: random('gateway'),
    rights: rights.hub,
  });
  const gatewayServed = await serve(gateway.handler);
  return {
    rights,
    projectApis,
    accounts,
    compute,
    dataPlane,
    clusters: clusters.all,
    hub,
    gateway,
    monitoring,
    hosted: clusters.hosted,
    storage,
    pubsub,
    github,
    urls: {
      compute: computeAt ?? '',
      storage: storageAt ?? '',
      pubsub: `127.0.0.1:${pubsubAddress.port}`,
      github: githubUrl,
      gkehub: hubAt ?? '',
      connectGateway: gatewayServed.url,
      monitoring: monitoringAt ?? '',
      accounts: accountsAt ?? '',
      projectApis: projectAt ?? '',
      regions: proxies,
    },
    kubeconfig: kubeconfig(clusters.all, authority.caPem),
    clocks: new Map([
      ['cloud', clock],
      ['services', realTime],
    ]),
    speed: options.speed,
    async close() {
      await github.idle();
      await dataPlane.close();
      await clusters.close();
      await servers.close();
      await pubsub.close();
      for (const server of [...served, gatewayServed]) await server.close();
    },
  };
}
