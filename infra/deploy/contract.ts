// The one table of what is deployed: which functions there are, by whom and where each is called, and who may write
// which documents; in services.ts how each runs and what it is told, in permissions.ts what it may call. The Terraform
// module reads all three as contract.json, the local cloud reads them here, and tests hold them equal to lib and
// functions. A data table.

export const FUNCTIONS = ['webhook', 'planner', 'worker', 'drift', 'reporter'] as const;

export type FunctionName = (typeof FUNCTIONS)[number];
export type PrivateFunctionName = Exclude<FunctionName, 'webhook'>;

/** What must be enabled in Rangelight's project. */
export const APIS = [
  'cloudscheduler.googleapis.com',
  'compute.googleapis.com',
  'connectgateway.googleapis.com',
  'gkehub.googleapis.com',
  'logging.googleapis.com',
  'monitoring.googleapis.com',
  'pubsub.googleapis.com',
  'run.googleapis.com',
  'secretmanager.googleapis.com',
  'storage.googleapis.com',
] as const;

/** What must be enabled in the projects of a fleet: where calls are counted, and where what they are about lies. */
export const FLEET_APIS = {
  project: ['compute.googleapis.com'],
  networkProject: ['compute.googleapis.com'],
  fleetProject: ['connectgateway.googleapis.com', 'gkehub.googleapis.com'],
} as const;

/** Variable → the secret that holds its value, which is added by hand. */
export const SECRETS = {
  RANGELIGHT_GITHUB_APP_KEY: 'rangelight-github-app-key',
  WEBHOOK_SECRETS: 'rangelight-webhook-secrets',
} as const;

/**
 * Of documents. Replacing an object takes the right to delete it. Source: Cloud Storage, "IAM permissions for JSON
 * methods", objects.insert.
 */
export const OBJECT_ROLES = {
  reader: ['storage.objects.get', 'storage.objects.list'],
  writer: ['storage.objects.create', 'storage.objects.delete'],
  adder: ['storage.objects.create'],
} as const;

/** The functions that reach into clusters, each with a cluster role in rbac/. */
export const IN_CLUSTERS = ['planner', 'worker', 'drift'] as const satisfies readonly FunctionName[];

/**
 * The only rights to Secrets: Roles of a namespace, by their names, and who has each. Which Secrets each is for, the
 * manifests and the fleet file say; `rangelight doctor --secret-roles` prints them.
 */
export const SECRET_ROLES = {
  'rangelight-secrets': { functions: ['worker', 'drift'], verbs: ['get'] },
  'rangelight-worker-mesh': { functions: ['worker'], verbs: ['create', 'patch', 'delete'] },
} as const satisfies Readonly<
  Record<string, { readonly functions: readonly FunctionName[]; readonly verbs: readonly string[] }>
>;

/**
 * No function may read these, whatever names them: the keys with which Istio signs the identities of a mesh, brought by
 * a team, or made by istiod. Source: Istio, "Plug in CA Certificates".
 */
export const SIGNING_KEYS = { namespace: 'istio-system', names: ['cacerts', 'istio-ca-secret'] } as const;

/** A topic's short name → its id. */
export const TOPICS = {
  revisions: 'rangelight-revisions',
  tasks: 'rangelight-tasks',
  reports: 'rangelight-reports',
  deadLetters: 'rangelight-dead-letters',
} as const;

export type Topic = keyof typeof TOPICS;

/** Those whose messages are ordered, and given up into the topic of the dead letters. */
export const ORDERED_TOPICS = ['revisions', 'tasks', 'reports'] as const satisfies readonly Topic[];

/** A call of Pub/Sub or Cloud Scheduler to a function. */
export interface Route {
  readonly to: PrivateFunctionName;
  readonly method: 'POST';
  readonly path: string;
}

/** By topic, and `tick` of Cloud Scheduler. */
export const ROUTES = {
  revisions: { to: 'planner', method: 'POST', path: '/revisions' },
  tasks: { to: 'worker', method: 'POST', path: '/tasks' },
  reports: { to: 'reporter', method: 'POST', path: '/reports' },
  deadLetters: { to: 'drift', method: 'POST', path: '/dead-letters' },
  tick: { to: 'drift', method: 'POST', path: '/tick' },
} as const satisfies Readonly<Record<Topic | 'tick', Route>>;

/** Id of the subscription that pushes a topic to its function. */
export function subscriptionOf(topic: Topic): string {
  return `${TOPICS[topic]}-${ROUTES[topic].to}`;
}

/** What the tokens for a function are made for: the same before and after its service has an address. */
export function audienceOf(name: PrivateFunctionName): string {
  return `rangelight-${name}`;
}

/**
 * Of every push subscription. An outage of hours ends without a dead letter: a hundred attempts are sixteen hours.
 * Source: Pub/Sub, "Subscription properties": a deadline of at most 600 s, a back-off of at most 600 s, 5 to 100
 * attempts.
 */
export const SUBSCRIPTION = {
  ackDeadlineSeconds: 600,
  shortestBackOffSeconds: 10,
  longestBackOffSeconds: 600,
  mostAttempts: 100,
} as const;

/** Of the job that makes ticks. Source: Cloud Scheduler, "Job attempt deadline": 15 s to 30 min. */
export const TICK = { schedule: '* * * * *', deadlineSeconds: 330 } as const;

/**
 * The functions that have an identity of their own, and people with the command line. The webhook reads and writes
 * nothing.
 */
export const IDENTITIES = ['planner', 'worker', 'drift', 'reporter', 'person'] as const;

export type Identity = (typeof IDENTITIES)[number];

/** By bucket: `state`, `release` (what releases a plan), `audit` (what people did). */
export type BucketName = 'state' | 'release' | 'audit';

export interface Collection {
  readonly bucket: BucketName;
  /** What the names of its objects begin with, before a slash. */
  readonly collection: string;
  readonly writers: readonly Identity[];
}

/**
 * By collection. Everybody in IDENTITIES may read `state` and `release`; people may read `audit`, to which is only
 * added.
 */
export const COLLECTIONS: readonly Collection[] = [
  { bucket: 'audit', collection: 'acts', writers: ['reporter', 'person'] },
  { bucket: 'release', collection: 'approvals', writers: ['reporter', 'person'] },
  { bucket: 'release', collection: 'drain-words', writers: ['reporter'] },
  { bucket: 'release', collection: 'follows', writers: ['reporter'] },
  { bucket: 'release', collection: 'freezes', writers: ['reporter', 'person'] },
  { bucket: 'release', collection: 'pauses', writers: ['reporter', 'person'] },
  { bucket: 'release', collection: 'pins', writers: ['reporter', 'person'] },
  { bucket: 'release', collection: 'policies', writers: ['reporter', 'person'] },
  { bucket: 'release', collection: 'vouches', writers: ['reporter', 'person'] },
  { bucket: 'state', collection: 'answers', writers: ['reporter'] },
  { bucket: 'state', collection: 'applied', writers: ['worker'] },
  { bucket: 'state', collection: 'commits', writers: ['planner'] },
  { bucket: 'state', collection: 'dead-letters', writers: ['planner', 'worker', 'drift', 'reporter', 'person'] },
  { bucket: 'state', collection: 'deliveries', writers: ['planner'] },
  { bucket: 'state', collection: 'desired', writers: ['planner'] },
  { bucket: 'state', collection: 'drain-outcomes', writers: ['worker', 'drift'] },
  { bucket: 'state', collection: 'drift', writers: ['drift'] },
  { bucket: 'state', collection: 'facts', writers: ['planner', 'drift'] },
  { bucket: 'state', collection: 'finished', writers: ['worker', 'drift'] },
  { bucket: 'state', collection: 'forced-pushes', writers: ['planner'] },
  { bucket: 'state', collection: 'heads', writers: ['planner'] },
  { bucket: 'state', collection: 'kept-words', writers: ['reporter'] },
  { bucket: 'state', collection: 'latest-facts', writers: ['planner', 'drift'] },
  { bucket: 'state', collection: 'leases', writers: ['worker'] },
  { bucket: 'state', collection: 'merged-pulls', writers: ['reporter'] },
  { bucket: 'state', collection: 'named-secrets', writers: ['planner', 'drift'] },
  { bucket: 'state', collection: 'open', writers: ['worker'] },
  { bucket: 'state', collection: 'owners', writers: ['planner'] },
  { bucket: 'state', collection: 'plans', writers: ['planner', 'worker', 'drift'] },
  { bucket: 'state', collection: 'pulls', writers: ['planner'] },
  { bucket: 'state', collection: 'replan-turns', writers: ['planner'] },
  { bucket: 'state', collection: 'retirements', writers: ['worker'] },
  { bucket: 'state', collection: 'revisions', writers: ['planner'] },
  { bucket: 'state', collection: 'rollbacks', writers: ['worker'] },
  { bucket: 'state', collection: 'runs', writers: ['worker'] },
  { bucket: 'state', collection: 'shown-rollbacks', writers: ['reporter'] },
  { bucket: 'state', collection: 'stops', writers: ['drift'] },
  { bucket: 'state', collection: 'sightings', writers: ['drift'] },
  { bucket: 'state', collection: 'expectations', writers: ['drift'] },
  { bucket: 'state', collection: 'troubles', writers: ['drift'] },
  { bucket: 'state', collection: 'unfollowed', writers: ['planner'] },
];
