// One whole Rangelight for one test file: the local cloud and the functions in this process, a repository, and a
// scheduler that ticks only when it is asked.
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type FunctionName, FUNCTIONS } from '../../../infra/deploy/contract.ts';
import { type Answer, ask, type Ask } from '../../../infra/local/demo/client.ts';
import type { StartApiServers } from '../../../infra/local/api-servers/api-server.ts';
import { apiServersOf } from '../../../infra/local/api-servers/choice.ts';
import type { AppOptions } from '../../../infra/emulators/github/index.ts';
import { type LocalCloud, startCloud } from '../../../infra/local/cloud.ts';
import { type FunctionProcess, startFunction } from '../../../infra/local/function-process.ts';
import { NAME, REPOSITORY, TOKENS } from '../../../infra/local/layout.ts';
import { callerVariables, environment, writeKubeconfig } from '../../../infra/local/rangelight.ts';
import { callTick } from '../../../infra/local/scheduler.ts';
import { makeTopics, moveTopics } from '../../../infra/local/topics.ts';
import { staticToken } from '../../../lib/adapters/google-auth/index.ts';
import { createPublisher } from '../../../lib/adapters/pubsub/index.ts';
import {
  readDriftConfig,
  readPlannerConfig,
  readReporterConfig,
  readWebhookConfig,
  readWorkerConfig,
} from '../../../lib/config/index.ts';
import { type GitHubView, githubView } from './github-view.ts';
import { keptLog, type LogLine } from './log-lines.ts';
import { BUNDLES, IMAGE_MAIN, startBundle } from './bundles.ts';
import { type Front, kill, startFront } from './front.ts';
import { nextWake, quiet } from './quiet.ts';
import { beginRepository, type Repository, seedTree, type Tree } from './repository.ts';
import { type Elsewhere, startElsewhere, startFunctions } from './running-functions.ts';
import { clusterState, computeState, watchWrites, type Writes } from './state.ts';
import { HANGS_MS } from '../../limits.ts';
import { noteRights } from '../../rights/note.ts';

export const [US, EU, ASIA] = ['us-west1/gke-us', 'europe-north1/gke-eu', 'asia-east1/gke-asia'] as const;
export const PLAN = 'rangelight/plan';
export const APPLY = 'rangelight/apply (prod)';

const SPEED = 60;

/** A minute's share of a real quota would be spent in a second. */
const RATES = { COMPUTE_READS_PER_MINUTE: '1000000', COMPUTE_WRITES_PER_MINUTE: '1000000' };

/** No edge lags behind here and nothing drains: the waits of a rollout shrink to what shows that they are there. */
const WAITS = {
  HEAL_AFTER_SECONDS: '0',
  SETTLE_SECONDS: '0.05',
  BAKE_SECONDS: '0.05',
  DRAIN_SECONDS: '0.05',
  POLL_SECONDS: '0.05',
};

/** Who takes over from a dead worker waits for its lease and for the calls that it may have sent. */
const SHORT_LEASE = { LEASE_SECONDS: '3', CALL_TIMEOUT_SECONDS: '1' };

/** Set by `npm run conformance -- trouble`: the clusters' API servers are those of Kubernetes. */
export const ON_PEERS = process.env['RANGELIGHT_CLUSTERS'] === 'peers';
/** It says which they are: scenarios that take long run there only. */
export const IN_TROUBLE = process.env['RANGELIGHT_CLUSTERS'] !== undefined;

export interface ScenarioOptions {
  /** `viewer`: every function has the planner's rights in the clusters. Default: each has its own. */
  readonly clusterRole?: 'viewer';
  /** Default: the embedded ones, or what the environment says. */
  readonly apiServers?: StartApiServers;
  /** The text of a function's kubeconfig; default: the way through the local cloud, which sees every request. */
  readonly kubeconfigOf?: (name: FunctionName) => string;
  /** The functions are this App, with its key, and have no tokens of GitHub. */
  readonly app?: AppOptions & { readonly privateKey: string };
  /** Further environment of the functions. */
  readonly variables?: Readonly<Record<string, string>>;
  /**
   * How much faster time runs; default 60. Where every request counts, timeouts must be longer than a busy machine
   * pauses.
   */
  readonly speed?: number;
  /** The worker is a process of its own, behind `worker` of the scenario. */
  readonly mortalWorker?: boolean;
  /** Starts a function outside of this process, with its environment. */
  readonly elsewhere?: (name: FunctionName, env: Readonly<Record<string, string>>) => Promise<Elsewhere>;
}

export interface Scenario {
  readonly cloud: LocalCloud;
  readonly github: GitHubView;
  readonly log: readonly LogLine[];
  /** Where it is a process of its own. */
  readonly worker: Front<FunctionProcess> | undefined;
  /** What the demo's repository holds. */
  readonly seed: Tree;
  readonly push: Repository['push'];
  /**
   * Pushes a tree to main and waits for all that follows, ticks until no run is open included: on a busy machine a
   * worker may have left what it waited for to the tick. `mayWait`: a run is expected to stay open. Gives the commit.
   */
  land(tree: Tree, options?: { readonly mayWait: boolean }): Promise<string>;
  /** Opens a pull request of a branch and waits for all that follows. */
  propose(branch: string, tree: Tree): Promise<{ readonly number: number; readonly commit: string }>;
  /**
   * The region of the functions is lost, and they are deployed in another one: others, which know nothing but the
   * buckets, are at other addresses.
   */
  loseRegion(): Promise<void>;
  /** One tick of the scheduler, and all that follows. */
  tick(): Promise<void>;
  /** Asks the planner to plan the head again, as if somebody had pushed it just now, and waits for all that follows. */
  planAgain(): Promise<void>;
  quiet(): Promise<void>;
  /** Quiet, and ticks until no run is open. */
  settled(): Promise<void>;
  /** Through the proxy of a region. */
  ask(region: string, url: string, options?: Ask): Promise<Answer>;
  /** Compute and the clusters as they are. */
  state(): Promise<unknown>;
  /** What was written while `work` ran, by anybody but the clusters' controllers. */
  writesDuring(work: () => Promise<unknown>): Promise<Writes>;
  close(): Promise<void>;
}

/** Whoever was refused for a permission asked for what the table of the deployment does not grant. */
function expectNoneDenied({ compute, hub, pubsub }: LocalCloud): void {
  const entries = [compute, hub, pubsub].flatMap(({ journal }) => journal.entries);
  const denied = entries.find(({ status, caller, faults }) => status === 403 && caller && faults === undefined);
  if (denied !== undefined) throw new TypeError(`denied: ${JSON.stringify(denied)}`);
}

/** A run that is still open then has something to wait for. */
const MOST_TICKS = 40;

/** An empty variable is none. */
function asApp({ id, privateKey }: NonNullable<ScenarioOptions['app']>): Readonly<Record<string, string>> {
  return {
    RANGELIGHT_GITHUB_APP_ID: String(id),
    RANGELIGHT_GITHUB_APP_KEY: privateKey,
    GITHUB_TOKEN: '',
    RANGELIGHT_GITHUB_READ_TOKEN: '',
  };
}

export async function startScenario(options: ScenarioOptions = {}): Promise<Scenario> {
  const directory = await mkdtemp(join(tmpdir(), 'rangelight-scenario-'));
  let webhookUrl: string | undefined;
  const cloud = await startCloud({
    directory,
    speed: options.speed ?? SPEED,
    seed: 1,
    operations: 'fast',
    propagation: 'none',
    apiServers: options.apiServers ?? (await apiServersOf(ON_PEERS ? 'peers' : 'embedded')),
    ...(options.app !== undefined && { app: options.app }),
    webhookUrl: () => webhookUrl,
  });
  const { log, lines } = keptLog();
  const kubeconfigs = new Map<FunctionName, string>();
  for (const name of FUNCTIONS) {
    const file = await writeKubeconfig(cloud, options.clusterRole === 'viewer' ? 'planner' : name, directory);
    if (options.kubeconfigOf !== undefined) await writeFile(file, options.kubeconfigOf(name));
    kubeconfigs.set(name, file);
  }
  const variablesOf = (name: FunctionName) => ({
    ...environment(cloud, name, kubeconfigs.get(name) ?? ''),
    ...callerVariables(cloud, name),
    ...WAITS,
    ...RATES,
    ...(options.mortalWorker && name === 'worker' ? SHORT_LEASE : {}),
    ...(options.app === undefined ? {} : asApp(options.app)),
    ...options.variables,
  });
  const logFile = (name: FunctionName): string => join(directory, `${name}.log`);
  const worker = options.mortalWorker
    ? await startFront(() => startFunction('worker', variablesOf('worker'), logFile('worker'), IMAGE_MAIN))
    : undefined;
  const outside = async (name: FunctionName): Promise<Elsewhere | undefined> => {
    if (options.elsewhere !== undefined) return options.elsewhere(name, variablesOf(name));
    return BUNDLES === undefined ? undefined : startBundle(name, variablesOf(name), logFile(name), lines);
  };
  const configs = {
    webhook: readWebhookConfig(variablesOf('webhook')),
    planner: readPlannerConfig(variablesOf('planner')),
    worker: readWorkerConfig(variablesOf('worker')),
    drift: readDriftConfig(variablesOf('drift')),
    reporter: readReporterConfig(variablesOf('reporter')),
  };
  let functions = await startFunctions(configs, log, await startElsewhere(outside, worker));
  await makeTopics(cloud.urls.pubsub, functions.urls, cloud.speed);
  const repository = await beginRepository(
    cloud.github.repository(NAME).gitUrl(),
    join(directory, `${REPOSITORY}.git`),
    join(directory, 'work'),
  );
  webhookUrl = functions.urls.get('webhook');
  const publisher = createPublisher({
    projectId: configs.drift.project,
    topics: configs.drift.topics,
    endpoint: `http://${cloud.urls.pubsub}`,
    auth: staticToken(TOKENS.person),
    callTimeoutMs: HANGS_MS,
  });
  const github = githubView(cloud.urls.github);
  const tick = async (): Promise<void> => {
    await callTick(functions.urls.get('drift') ?? '', cloud.accounts);
    await quiet(cloud);
  };
  const settled = async (): Promise<void> => {
    await quiet(cloud);
    for (let left = MOST_TICKS; left > 0; left -= 1) {
      const wakeAt = await nextWake(cloud);
      if (wakeAt === undefined) return;
      // A retry backs off in real time: a tick before it is due does nothing.
      await delay(Math.max(0, wakeAt - Date.now()));
      await tick();
    }
  };
  return {
    cloud,
    github,
    log: lines,
    worker,
    seed: await seedTree(),
    push: (...commit) => repository.push(...commit),
    async land(tree, { mayWait } = { mayWait: false }) {
      const commit = await repository.push('main', tree);
      await (mayWait ? quiet(cloud) : settled());
      return commit;
    },
    async propose(branch, tree) {
      const commit = await repository.push(branch, tree, 'main');
      const number = await github.openPullRequest(branch);
      await quiet(cloud);
      return { number, commit };
    },
    async loseRegion() {
      await kill(worker);
      await functions.close();
      functions = await startFunctions(configs, log, await startElsewhere(outside));
      await moveTopics(cloud.urls.pubsub, functions.urls);
      webhookUrl = functions.urls.get('webhook');
    },
    tick,
    async planAgain() {
      // A push of what is planned would be old news.
      const hint = { type: 'facts', repository: NAME, delivery: randomUUID() } as const;
      await publisher.publishRevision(hint, AbortSignal.timeout(HANGS_MS));
      await quiet(cloud);
    },
    quiet: () => quiet(cloud),
    settled,
    ask: (region, url, how) => ask(cloud.urls.regions.get(region) ?? '', url, how),
    state: async () => ({ compute: computeState(cloud), clusters: await clusterState(cloud) }),
    async writesDuring(work) {
      const written = watchWrites(cloud);
      await work();
      return written();
    },
    async close() {
      await quiet(cloud);
      expectNoneDenied(cloud);
      noteRights([cloud.compute.journal, cloud.hub.journal]);
      await functions.close();
      await cloud.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
