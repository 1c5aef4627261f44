// The environment variables, what each must look like, and all that is wrong with them at once.
import { RangelightError } from '../core/index.ts';
import { type ExpectedCaller, readExpectedCaller } from './expected-caller.ts';
import { type GitHubApp, readGitHubApp } from './github-app.ts';
import { INSTALLATION } from './installation.ts';
import { readRepositories, type ServedRepositories } from './repositories.ts';
import { createVariables, type Environment, type Variables } from './variables.ts';

/** Topic ids. */
export interface TopicNames {
  readonly revisions: string;
  readonly tasks: string;
  readonly reports: string;
}

/** `kubeconfig`: a file (local). `gateway`: Connect Gateway, with the number of the fleet host project. */
export type ClusterAccess =
  | { readonly by: 'kubeconfig'; readonly path: string }
  | { readonly by: 'gateway'; readonly projectNumber: string };

export interface Config {
  readonly project: string;
  /** Of the state. */
  readonly bucket: string;
  /** Of what releases plans, and of the records of what people did. */
  readonly releaseBucket: string;
  readonly auditBucket: string;
  /** Id of this installation; undefined: `defaultInstallation` of the bucket. */
  readonly installation: string | undefined;
  readonly repositories: ServedRepositories;
  readonly topics: TopicNames;
  readonly clusters: ClusterAccess;
  readonly github: {
    /** Makes its own tokens, narrowed to what a function needs; in place of `token`. */
    readonly app: GitHubApp | undefined;
    /** Writes checks or statuses, comments, issues and deployments (the reporter's). */
    readonly token: string | undefined;
    /** Reads the repository (the planner's); default: the App, or the same token. */
    readonly readToken: string | undefined;
    readonly apiUrl: string | undefined;
    /** Login that is written as; needed with a token that an App made, which cannot ask who it is. */
    readonly login: string | undefined;
    /** One secret, or two while it is being changed. */
    readonly webhookSecrets: readonly string[];
  };
  /** Other servers than Google's, without trailing slash. */
  readonly endpoints: {
    readonly compute: string | undefined;
    readonly storage: string | undefined;
    readonly gkehub: string | undefined;
    readonly pubsub: string | undefined;
  };
  /** A fixed token in place of the environment's credentials (the local cloud). */
  readonly accessToken: string | undefined;
  /** Requests per minute that one instance may make: the shares of the project's quotas ÷ the most instances. */
  readonly rates: {
    readonly computeReads: number;
    readonly computeWrites: number;
    readonly gateway: number;
    /** Of GitHub's limits for one installation. */
    readonly github: {
      readonly readsPerMinute: number;
      readonly writesPerMinute: number;
      readonly writesPerHour: number;
    };
  };
  /** The least time between the two sightings of a drift that is put back. */
  readonly healAfterSeconds: number;
  readonly settleSeconds: number;
  readonly bakeSeconds: number;
  readonly drainSeconds: number;
  /** Between two looks at something that somebody else makes. */
  readonly pollSeconds: number;
  /** Between two looks for what GitHub failed to tell; 0: never. */
  readonly githubPollSeconds: number;
  /** For one request to an outside system. */
  readonly callTimeoutSeconds: number;
  /** How long a worker goes on before it hands over. */
  readonly workerBudgetSeconds: number;
  readonly leaseSeconds: number;
}

/** Of a function that one account may call: planner, worker, reporter and drift. The webhook is open to the world. */
export interface PrivateConfig extends Config {
  readonly caller: ExpectedCaller;
}

/** The environment of this process. */
export const processEnvironment: Environment = process.env;

/** Reads and checks everything. Fails with one `invalid` that names every variable at fault and what is expected. */
export function readConfig(env: Environment): Config {
  const variables = createVariables(env);
  return withoutProblems(variables, read(variables));
}

/** As `readConfig`, with who may call: for every function but the webhook. */
export function readPrivateConfig(env: Environment): PrivateConfig {
  const variables = createVariables(env);
  return withoutProblems(variables, { ...read(variables), caller: readExpectedCaller(variables) });
}

function withoutProblems<T>({ problems }: Variables, config: T): T {
  if (problems.length === 0) return config;
  throw new RangelightError('invalid', 'configuration', `the environment is not usable:\n  ${problems.join('\n  ')}`);
}

function read(variables: Variables): Config {
  const { required, optional, seconds, count } = variables;
  const instances = count('RANGELIGHT_MAX_INSTANCES', 4);
  const perInstance = (name: string, share: number) => Math.max(1, Math.floor(count(name, share) / instances));
  const token = optional('GITHUB_TOKEN', WORD);
  const app = readGitHubApp(variables);
  if (app !== undefined && token !== undefined) variables.problem('GITHUB_TOKEN', 'nothing: there is a GitHub App');
  const kubeconfig = optional('KUBECONFIG', TEXT);
  const bucket = required('RANGELIGHT_BUCKET', BUCKET);
  return {
    project: required('RANGELIGHT_PROJECT', PROJECT),
    bucket,
    releaseBucket: optional('RANGELIGHT_RELEASE_BUCKET', BUCKET) ?? `${bucket}-release`,
    auditBucket: optional('RANGELIGHT_AUDIT_BUCKET', BUCKET) ?? `${bucket}-audit`,
    repositories: readRepositories(variables),
    installation: optional('RANGELIGHT_INSTALLATION', INSTALLATION),
    topics: {
      revisions: optional('RANGELIGHT_TOPIC_REVISIONS', TOPIC) ?? 'rangelight-revisions',
      tasks: optional('RANGELIGHT_TOPIC_TASKS', TOPIC) ?? 'rangelight-tasks',
      reports: optional('RANGELIGHT_TOPIC_REPORTS', TOPIC) ?? 'rangelight-reports',
    },
    clusters:
      kubeconfig === undefined
        ? { by: 'gateway', projectNumber: required('RANGELIGHT_FLEET_PROJECT_NUMBER', PROJECT_NUMBER) }
        : { by: 'kubeconfig', path: kubeconfig },
    github: {
      app,
      token,
      readToken: optional('RANGELIGHT_GITHUB_READ_TOKEN', WORD) ?? token,
      login: optional('RANGELIGHT_GITHUB_LOGIN', WORD),
      apiUrl: withoutSlash(optional('GITHUB_API_URL', URL_FORM)),
      webhookSecrets: (optional('WEBHOOK_SECRETS', SECRETS) ?? '').split(',').filter((secret) => secret !== ''),
    },
    endpoints: {
      compute: withoutSlash(optional('COMPUTE_ENDPOINT', URL_FORM)),
      storage: withoutSlash(optional('STORAGE_ENDPOINT', URL_FORM)),
      gkehub: withoutSlash(optional('GKEHUB_ENDPOINT', URL_FORM)),
      pubsub: withoutSlash(optional('PUBSUB_ENDPOINT', URL_FORM)),
    },
    accessToken: optional('RANGELIGHT_ACCESS_TOKEN', WORD),
    // Half of what a project has by default; the other half is left to everybody else.
    rates: {
      computeReads: perInstance('COMPUTE_READS_PER_MINUTE', 750),
      computeWrites: perInstance('COMPUTE_WRITES_PER_MINUTE', 750),
      gateway: perInstance('GATEWAY_REQUESTS_PER_MINUTE', 1_200),
      github: {
        readsPerMinute: perInstance('GITHUB_READS_PER_MINUTE', 400),
        writesPerMinute: perInstance('GITHUB_WRITES_PER_MINUTE', 80),
        writesPerHour: perInstance('GITHUB_WRITES_PER_HOUR', 500),
      },
    },
    healAfterSeconds: seconds('HEAL_AFTER_SECONDS', 180, { atLeast: 0 }),
    settleSeconds: seconds('SETTLE_SECONDS', 120, { atLeast: 0 }),
    bakeSeconds: seconds('BAKE_SECONDS', 60, { atLeast: 0 }),
    drainSeconds: seconds('DRAIN_SECONDS', 60, { atLeast: 0 }),
    pollSeconds: seconds('POLL_SECONDS', 5, { atLeast: 0.01 }),
    githubPollSeconds: seconds('GITHUB_POLL_SECONDS', 300, { atLeast: 0 }),
    callTimeoutSeconds: seconds('CALL_TIMEOUT_SECONDS', 30, { atLeast: 0.1 }),
    workerBudgetSeconds: seconds('WORKER_BUDGET_SECONDS', 480, { atLeast: 1 }),
    leaseSeconds: seconds('LEASE_SECONDS', 120, { atLeast: 1 }),
  };
}

const TEXT = { form: /^.+$/s, expected: 'a text' };
const WORD = { form: /^\S+$/, expected: 'a text without white space' };
const PROJECT = { form: /^[a-z][a-z0-9:.-]{4,}[a-z0-9]$/, expected: 'a project id, such as my-project' };
const PROJECT_NUMBER = { form: /^\d{5,}$/, expected: 'the number of the fleet host project' };
const BUCKET = { form: /^[a-z0-9][a-z0-9._-]{1,220}[a-z0-9]$/, expected: 'a bucket name, without gs://' };
const TOPIC = { form: /^[A-Za-z][A-Za-z0-9._~+%-]{2,254}$/, expected: 'a topic id, without projects/…' };
const URL_FORM = { form: /^https?:\/\/[^/\s]+(?:\/[^\s?#]*)?$/, expected: 'a URL, such as http://127.0.0.1:8080' };
const SECRETS = { form: /^[^,\s]+(?:,[^,\s]+)?$/, expected: 'one secret, or two with a comma between' };

function withoutSlash(url: string | undefined): string | undefined {
  return url?.replace(/\/+$/, '');
}
