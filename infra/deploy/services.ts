// How each function runs on Cloud Run, which variables it is told, and its share of what all functions share. A data
// table.
import type { FunctionName } from './contract.ts';

/** How a function runs on Cloud Run, and what it has of quotas that functions share, by the variable that says so. */
export interface Service {
  /** Its code gives up before. Source: Cloud Run, "Request timeout": at most an hour. */
  readonly timeoutSeconds: number;
  readonly memory: string;
  readonly cpu: string;
  /** Requests at once in one instance. */
  readonly concurrency: number;
  readonly mostInstances: number;
  /** A year of one waiting instance is paid for: where GitHub waits for an answer, it is worth it. */
  readonly leastInstances: number;
  readonly shares: Readonly<Record<string, number>>;
  readonly variables: {
    /** It does not start without them. */
    readonly needed: readonly string[];
    /** Others that it knows. */
    readonly known: readonly string[];
  };
}

const SHARED = {
  needed: ['RANGELIGHT_PROJECT', 'RANGELIGHT_REPOSITORIES'],
  known: [
    'CALL_TIMEOUT_SECONDS',
    'PUBSUB_ENDPOINT',
    'RANGELIGHT_ACCESS_TOKEN',
    'RANGELIGHT_BRANCH',
    'RANGELIGHT_TOPIC_REPORTS',
    'RANGELIGHT_TOPIC_REVISIONS',
    'RANGELIGHT_TOPIC_TASKS',
  ],
} as const;

const PRIVATE = {
  needed: [...SHARED.needed, 'RANGELIGHT_BUCKET', 'RANGELIGHT_OIDC_AUDIENCE', 'RANGELIGHT_OIDC_CALLER'],
  known: [
    ...SHARED.known,
    'RANGELIGHT_AUDIT_BUCKET',
    'RANGELIGHT_OIDC_ISSUER',
    'RANGELIGHT_OIDC_KEYS',
    'RANGELIGHT_RELEASE_BUCKET',
    'STORAGE_ENDPOINT',
  ],
} as const;

const FLEETS = {
  needed: [...PRIVATE.needed, 'RANGELIGHT_FLEET_PROJECT_NUMBERS'],
  known: [
    ...PRIVATE.known,
    'COMPUTE_ENDPOINT',
    'COMPUTE_READS_PER_MINUTE',
    'COMPUTE_WRITES_PER_MINUTE',
    'GATEWAY_REQUESTS_PER_MINUTE',
    'GKEHUB_ENDPOINT',
    'MONITORING_ENDPOINT',
    'KUBECONFIG',
    'RANGELIGHT_INSTALLATION',
    'RANGELIGHT_MAX_INSTANCES',
  ],
} as const;

/** Without an App, a token in GITHUB_TOKEN takes its place. */
const GITHUB = {
  needed: ['RANGELIGHT_GITHUB_APP_ID'],
  known: [
    'GITHUB_API_URL',
    'GITHUB_READS_PER_MINUTE',
    'GITHUB_TOKEN',
    'GITHUB_WRITES_PER_HOUR',
    'GITHUB_WRITES_PER_MINUTE',
    'RANGELIGHT_GITHUB_APP_KEY',
    'RANGELIGHT_MAX_INSTANCES',
  ],
} as const;

export const SERVICES = {
  webhook: {
    timeoutSeconds: 30,
    memory: '512Mi',
    cpu: '1',
    concurrency: 80,
    mostInstances: 4,
    leastInstances: 1,
    shares: {},
    variables: { needed: [...SHARED.needed, 'WEBHOOK_SECRETS'], known: SHARED.known },
  },
  planner: {
    timeoutSeconds: 600,
    memory: '2Gi',
    cpu: '1',
    concurrency: 2,
    mostInstances: 4,
    leastInstances: 0,
    shares: {
      COMPUTE_READS_PER_MINUTE: 250,
      COMPUTE_WRITES_PER_MINUTE: 4,
      GATEWAY_REQUESTS_PER_MINUTE: 400,
      GITHUB_READS_PER_MINUTE: 200,
      GITHUB_WRITES_PER_MINUTE: 4,
      GITHUB_WRITES_PER_HOUR: 4,
    },
    variables: {
      needed: [...FLEETS.needed, ...GITHUB.needed],
      known: [...FLEETS.known, ...GITHUB.known, 'RANGELIGHT_GITHUB_READ_TOKEN'],
    },
  },
  worker: {
    timeoutSeconds: 600,
    memory: '1Gi',
    cpu: '1',
    concurrency: 8,
    mostInstances: 4,
    leastInstances: 0,
    shares: { COMPUTE_READS_PER_MINUTE: 300, COMPUTE_WRITES_PER_MINUTE: 740, GATEWAY_REQUESTS_PER_MINUTE: 400 },
    variables: {
      needed: FLEETS.needed,
      known: [
        ...FLEETS.known,
        'BAKE_SECONDS',
        'DRAIN_SECONDS',
        'LEASE_SECONDS',
        'POLL_SECONDS',
        'QUIET_SECONDS',
        'RETIRE_AFTER_SECONDS',
        'SETTLE_SECONDS',
        'WORKER_BUDGET_SECONDS',
      ],
    },
  },
  drift: {
    timeoutSeconds: 600,
    memory: '1Gi',
    cpu: '1',
    concurrency: 4,
    mostInstances: 1,
    leastInstances: 0,
    shares: { COMPUTE_READS_PER_MINUTE: 200, COMPUTE_WRITES_PER_MINUTE: 1, GATEWAY_REQUESTS_PER_MINUTE: 400 },
    variables: { needed: FLEETS.needed, known: [...FLEETS.known, 'GITHUB_POLL_SECONDS', 'HEAL_AFTER_SECONDS'] },
  },
  reporter: {
    timeoutSeconds: 600,
    memory: '512Mi',
    cpu: '1',
    concurrency: 8,
    mostInstances: 2,
    leastInstances: 0,
    shares: { GITHUB_READS_PER_MINUTE: 200, GITHUB_WRITES_PER_MINUTE: 76, GITHUB_WRITES_PER_HOUR: 496 },
    variables: {
      needed: [...PRIVATE.needed, ...GITHUB.needed, 'WEBHOOK_SECRETS'],
      known: [...PRIVATE.known, ...GITHUB.known, 'RANGELIGHT_GITHUB_LOGIN'],
    },
  },
} as const satisfies Readonly<Record<FunctionName, Service>>;

/**
 * Half of what a project has by default, or all of GitHub's limit: the shares of all functions together stay within.
 */
export const QUOTAS: Readonly<Record<string, number>> = {
  COMPUTE_READS_PER_MINUTE: 750,
  COMPUTE_WRITES_PER_MINUTE: 750,
  GATEWAY_REQUESTS_PER_MINUTE: 1_200,
  GITHUB_READS_PER_MINUTE: 400,
  GITHUB_WRITES_PER_MINUTE: 80,
  GITHUB_WRITES_PER_HOUR: 500,
};
