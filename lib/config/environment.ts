// The environment variables of each function, what each must look like, and all that is wrong with them at once. A
// function asks for what it uses and nothing else; infra/deploy/contract.ts is held equal to that by a test.
import { RangelightError } from '../core/index.ts';
import { type ClusterAccess, readClusterAccess } from './cluster-access.ts';
import { type ExpectedCaller, readExpectedCaller } from './expected-caller.ts';
import { type GitHubConfig, readGitHub } from './github.ts';
import { INSTALLATION } from './installation.ts';
import { readRates, type Rates } from './rates.ts';
import { readRepositories, type ServedRepositories } from './repositories.ts';
import { createVariables, type Environment, type Form, type Variables } from './variables.ts';

/** Topic ids. */
export interface TopicNames {
  readonly revisions: string;
  readonly tasks: string;
  readonly reports: string;
}

/** Of every function. */
export interface Config {
  readonly project: string;
  readonly repositories: ServedRepositories;
  readonly topics: TopicNames;
  /** Another server than Google's, without trailing slash. */
  readonly endpoints: { readonly pubsub: string | undefined };
  /** A fixed token in place of the environment's credentials (the local cloud). */
  readonly accessToken: string | undefined;
  /** For one request to an outside system. */
  readonly callTimeoutSeconds: number;
}

/** Of a function that receives what GitHub signed: one secret, or two while it is being changed. */
export interface SignedConfig {
  readonly webhookSecrets: readonly string[];
}

export type WebhookConfig = Config & SignedConfig;

/** Of a function that one account may call, and that keeps its state in buckets: all but the webhook. */
export interface PrivateConfig extends Config {
  readonly caller: ExpectedCaller;
  /** Of the state. */
  readonly bucket: string;
  /** Of what releases plans, and of the records of what people did. */
  readonly releaseBucket: string;
  readonly auditBucket: string;
  readonly endpoints: Config['endpoints'] & { readonly storage: string | undefined };
}

export type ReporterConfig = PrivateConfig & SignedConfig & { readonly github: GitHubConfig };

/** Of a function that reaches a fleet: planner, worker and drift. */
export interface FleetConfig extends PrivateConfig {
  /** Id of this installation; undefined: `defaultInstallation` of the bucket. */
  readonly installation: string | undefined;
  readonly clusters: ClusterAccess;
  readonly endpoints: PrivateConfig['endpoints'] & {
    readonly compute: string | undefined;
    readonly gkehub: string | undefined;
    readonly monitoring: string | undefined;
  };
  readonly rates: Rates;
}

export type PlannerConfig = FleetConfig & { readonly github: GitHubConfig };

export interface WorkerConfig extends FleetConfig {
  readonly settleSeconds: number;
  readonly bakeSeconds: number;
  readonly drainSeconds: number;
  /** Between two looks at something that somebody else makes. */
  readonly pollSeconds: number;
  /** What is replaced stands so long at least. */
  readonly retireAfterSeconds: number;
  /** No request may have come to it for so long before it goes. */
  readonly quietSeconds: number;
  /** How long a worker goes on before it hands over. */
  readonly workerBudgetSeconds: number;
  readonly leaseSeconds: number;
}

export interface DriftConfig extends FleetConfig {
  /** The least time between the two sightings of a drift that is put back. */
  readonly healAfterSeconds: number;
  /** Between two looks for what GitHub failed to tell; 0: never. */
  readonly githubPollSeconds: number;
}

/** The environment of this process. */
export const processEnvironment: Environment = process.env;

/** As all of these: fails with one `invalid` that names every variable at fault and what is expected. */
export function readWebhookConfig(env: Environment): WebhookConfig {
  return read(env, (variables) => ({ ...common(variables), ...signed(variables) }));
}

export function readReporterConfig(env: Environment): ReporterConfig {
  return read(env, (variables) => ({
    ...stateful(variables),
    ...signed(variables),
    github: readGitHub(variables, 'writes'),
  }));
}

export function readPlannerConfig(env: Environment): PlannerConfig {
  return read(env, (variables) => ({ ...fleets(variables), github: readGitHub(variables, 'reads') }));
}

export function readWorkerConfig(env: Environment): WorkerConfig {
  return read(env, (variables) => ({
    ...fleets(variables),
    settleSeconds: variables.seconds('SETTLE_SECONDS', 120, { atLeast: 0 }),
    bakeSeconds: variables.seconds('BAKE_SECONDS', 60, { atLeast: 0 }),
    drainSeconds: variables.seconds('DRAIN_SECONDS', 60, { atLeast: 0 }),
    pollSeconds: variables.seconds('POLL_SECONDS', 5, { atLeast: 0.01 }),
    retireAfterSeconds: variables.seconds('RETIRE_AFTER_SECONDS', 3_600, { atLeast: 0 }),
    quietSeconds: variables.seconds('QUIET_SECONDS', 600, { atLeast: 60 }),
    workerBudgetSeconds: variables.seconds('WORKER_BUDGET_SECONDS', 480, { atLeast: 1 }),
    leaseSeconds: variables.seconds('LEASE_SECONDS', 120, { atLeast: 1 }),
  }));
}

export function readDriftConfig(env: Environment): DriftConfig {
  return read(env, (variables) => ({
    ...fleets(variables),
    healAfterSeconds: variables.seconds('HEAL_AFTER_SECONDS', 180, { atLeast: 0 }),
    githubPollSeconds: variables.seconds('GITHUB_POLL_SECONDS', 300, { atLeast: 0 }),
  }));
}

function read<T>(env: Environment, readAll: (variables: Variables) => T): T {
  const variables = createVariables(env);
  const config = readAll(variables);
  // What two parts read is wrong once.
  const problems = [...new Set(variables.problems)];
  if (problems.length === 0) return config;
  throw new RangelightError('invalid', 'configuration', `the environment is not usable:\n  ${problems.join('\n  ')}`);
}

function common(variables: Variables): Config {
  const { required, optional, seconds } = variables;
  return {
    project: required('RANGELIGHT_PROJECT', PROJECT),
    repositories: readRepositories(variables),
    topics: {
      revisions: optional('RANGELIGHT_TOPIC_REVISIONS', TOPIC) ?? 'rangelight-revisions',
      tasks: optional('RANGELIGHT_TOPIC_TASKS', TOPIC) ?? 'rangelight-tasks',
      reports: optional('RANGELIGHT_TOPIC_REPORTS', TOPIC) ?? 'rangelight-reports',
    },
    endpoints: { pubsub: variables.url('PUBSUB_ENDPOINT') },
    accessToken: optional('RANGELIGHT_ACCESS_TOKEN', WORD),
    callTimeoutSeconds: seconds('CALL_TIMEOUT_SECONDS', 30, { atLeast: 0.1 }),
  };
}

function signed({ required }: Variables): SignedConfig {
  return { webhookSecrets: required('WEBHOOK_SECRETS', SECRETS).split(',') };
}

function stateful(variables: Variables): PrivateConfig {
  const { required, optional } = variables;
  const { endpoints, ...others } = common(variables);
  const bucket = required('RANGELIGHT_BUCKET', BUCKET);
  return {
    ...others,
    caller: readExpectedCaller(variables),
    bucket,
    releaseBucket: optional('RANGELIGHT_RELEASE_BUCKET', BUCKET) ?? `${bucket}-release`,
    auditBucket: optional('RANGELIGHT_AUDIT_BUCKET', BUCKET) ?? `${bucket}-audit`,
    endpoints: { ...endpoints, storage: variables.url('STORAGE_ENDPOINT') },
  };
}

function fleets(variables: Variables): FleetConfig {
  const { endpoints, ...others } = stateful(variables);
  return {
    ...others,
    installation: variables.optional('RANGELIGHT_INSTALLATION', INSTALLATION),
    clusters: readClusterAccess(variables),
    endpoints: {
      ...endpoints,
      compute: variables.url('COMPUTE_ENDPOINT'),
      gkehub: variables.url('GKEHUB_ENDPOINT'),
      monitoring: variables.url('MONITORING_ENDPOINT'),
    },
    rates: readRates(variables),
  };
}

const WORD: Form = { form: /^\S+$/, expected: 'a text without white space' };
const PROJECT: Form = { form: /^[a-z][a-z0-9:.-]{4,}[a-z0-9]$/, expected: 'a project id, such as my-project' };
const BUCKET: Form = { form: /^[a-z0-9][a-z0-9._-]{1,220}[a-z0-9]$/, expected: 'a bucket name, without gs://' };
const TOPIC: Form = { form: /^[A-Za-z][A-Za-z0-9._~+%-]{2,254}$/, expected: 'a topic id, without projects/…' };
const SECRETS: Form = { form: /^[^,\s]+(?:,[^,\s]+)?$/, expected: 'one secret, or two with a comma between' };
