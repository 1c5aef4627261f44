// The five functions on the local cloud, as processes of their own.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { audienceOf, type FunctionName, FUNCTIONS } from '../deploy/contract.ts';
import { SERVICES } from '../deploy/services.ts';
import { clusterTokenOf } from './cluster-rights.ts';
import { type CloudOptions, type LocalCloud, startCloud } from './cloud.ts';
import { type FunctionProcess, startFunction } from './function-process.ts';
import { BUCKETS, CALLER, OWNER, PROJECT, REPOSITORY, SECOND_REPOSITORY, TOKENS } from './layout.ts';
import { type Scheduler, startScheduler } from './scheduler.ts';
import { makeTopics } from './topics.ts';

export interface RangelightOptions extends Omit<CloudOptions, 'webhookUrl'> {
  /** The image's tree; absent: functions run from their sources. */
  readonly bundles?: string;
}

export interface LocalRangelight {
  readonly cloud: LocalCloud;
  readonly functions: ReadonlyMap<string, FunctionProcess>;
  readonly scheduler: Scheduler;
  readonly kubeconfigFile: string;
  /** Rejects when a function ends without being asked to. */
  readonly failure: Promise<never>;
  /** Functions first, then the cloud under them. Nothing is left running. */
  close(): Promise<void>;
}

/** @param onProgress told what is being started. */
export async function startRangelight(
  options: RangelightOptions,
  onProgress: (what: string) => void,
): Promise<LocalRangelight> {
  await mkdir(options.directory, { recursive: true });
  let webhookUrl: string | undefined;
  onProgress('emulators');
  const cloud = await startCloud({ ...options, webhookUrl: () => webhookUrl });
  const kubeconfigFile = join(options.directory, 'kubeconfig');
  await writeFile(kubeconfigFile, cloud.kubeconfig, { mode: 0o600 });
  onProgress('functions');
  const logs = join(options.directory, 'logs');
  await mkdir(logs, { recursive: true });
  const started = await Promise.all(
    FUNCTIONS.map(async (name) => {
      const kubeconfig = await writeKubeconfig(cloud, name, options.directory);
      const variables = { ...environment(cloud, name, kubeconfig), ...callerVariables(cloud, name) };
      const bundle = options.bundles && join(options.bundles, 'main.js');
      return startFunction(name, variables, join(logs, `${name}.log`), bundle);
    }),
  );
  const functions = new Map(started.map((one) => [one.name, one]));
  await makeTopics(cloud.urls.pubsub, new Map(started.map((one) => [one.name, one.url])), cloud.speed);
  webhookUrl = functions.get('webhook')?.url;
  const scheduler = startScheduler(functions.get('drift')?.url ?? '', cloud.accounts, 60_000 / options.speed);
  return {
    cloud,
    functions,
    scheduler,
    kubeconfigFile,
    failure: Promise.race(started.map((one) => one.unexpectedEnd)),
    async close() {
      await scheduler.stop();
      await Promise.all(started.map((one) => one.stop()));
      await cloud.close();
    },
  };
}

/** A function's own kubeconfig; resolves with its path. */
export async function writeKubeconfig(cloud: LocalCloud, name: FunctionName, directory: string): Promise<string> {
  const file = join(directory, `kubeconfig-${name}`);
  const text = cloud.kubeconfig.replaceAll(TOKENS.google, clusterTokenOf(name));
  await writeFile(file, text, { mode: 0o600 });
  return file;
}

/** Who may call a function; the webhook is open to everybody, and has none of them. */
export function callerVariables(cloud: LocalCloud, name: FunctionName): Readonly<Record<string, string>> {
  if (name === 'webhook') return {};
  return {
    RANGELIGHT_OIDC_KEYS: `${cloud.urls.accounts}/oauth2/v3/certs`,
    RANGELIGHT_OIDC_AUDIENCE: audienceOf(name),
    RANGELIGHT_OIDC_CALLER: CALLER,
  };
}

/** What infra/deploy sets on GCP, with loopback addresses: each function is told what it knows, and nothing else. */
export function environment(
  cloud: LocalCloud,
  name: FunctionName,
  kubeconfigFile: string,
): Readonly<Record<string, string>> {
  const { needed, known } = SERVICES[name].variables;
  const own = new Set<string>([...needed, ...known]);
  const told = Object.entries(settings(cloud, name, kubeconfigFile)).filter(([variable]) => own.has(variable));
  return { ...Object.fromEntries(told), METADATA_SERVER_DETECTION: 'none', NODE_ENV: 'production' };
}

/** Waits shrink with the cloud's time. */
function settings(cloud: LocalCloud, name: FunctionName, kubeconfigFile: string): Readonly<Record<string, string>> {
  const scaled = (seconds: number): string => String(seconds / cloud.speed);
  const perMinute = (calls: number): string => String(Math.ceil(calls * cloud.speed));
  return {
    RANGELIGHT_PROJECT: PROJECT,
    RANGELIGHT_BUCKET: BUCKETS.state,
    RANGELIGHT_REPOSITORIES: [REPOSITORY, SECOND_REPOSITORY].map((repo) => `${OWNER}/${repo}`).join(','),
    RANGELIGHT_BRANCH: 'main',
    RANGELIGHT_GITHUB_READ_TOKEN: TOKENS.githubReader,
    GITHUB_TOKEN: TOKENS.github,
    RANGELIGHT_GITHUB_LOGIN: 'rangelight[bot]',
    GITHUB_API_URL: cloud.urls.github,
    COMPUTE_ENDPOINT: cloud.urls.compute,
    STORAGE_ENDPOINT: cloud.urls.storage,
    PUBSUB_ENDPOINT: `http://${cloud.urls.pubsub}`,
    GKEHUB_ENDPOINT: cloud.urls.gkehub,
    MONITORING_ENDPOINT: cloud.urls.monitoring,
    KUBECONFIG: kubeconfigFile,
    RANGELIGHT_ACCESS_TOKEN: TOKENS[name],
    // Whoever can verify GitHub's signature can forge it: the reporter obeys what is signed, and of the others only the
    // webhook knows it.
    WEBHOOK_SECRETS: TOKENS.webhookSecret,
    COMPUTE_READS_PER_MINUTE: perMinute(750),
    COMPUTE_WRITES_PER_MINUTE: perMinute(750),
    // A delivery that is dropped on purpose is to be seen missing.
    GITHUB_POLL_SECONDS: '0',
    GITHUB_READS_PER_MINUTE: perMinute(400),
    GITHUB_WRITES_PER_MINUTE: perMinute(80),
    GITHUB_WRITES_PER_HOUR: perMinute(500),
    HEAL_AFTER_SECONDS: scaled(180),
    SETTLE_SECONDS: scaled(120),
    BAKE_SECONDS: scaled(60),
    DRAIN_SECONDS: scaled(60),
    POLL_SECONDS: scaled(5),
  };
}
