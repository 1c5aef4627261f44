// What the local cloud is made of: one project, three clusters of one fleet, and the applications that run in them.
// A data table.
import type { TokenGrant } from '../emulators/github/accounts.ts';

export interface LocalCluster {
  /** `<location>/<cluster>`. */
  readonly link: string;
  readonly location: string;
  readonly name: string;
  readonly zones: readonly string[];
  /** First half of its pod addresses. */
  readonly podCidrPrefix: string;
  /** False: Rangelight makes and fills the NEGs of this cluster (`negs: worker`). */
  readonly negController: boolean;
}

export interface LocalApp {
  readonly namespace: string;
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Links; absent: every cluster. */
  readonly clusters?: readonly string[];
  /** The URL that its pods call through their cluster's proxy when they are asked to. */
  readonly calls?: string;
}

/** A Service that somebody has applied to a cluster by hand: no manifest in Git is about it. */
export interface LocalService {
  readonly cluster: string;
  readonly namespace: string;
  readonly name: string;
  readonly spec: object;
}

export const PROJECT = 'demo-project';
export const PROJECT_NUMBER = '123456789012';
export const NETWORK = 'default';
/** Name of a bucket → what it holds. */
export const BUCKETS = {
  state: 'rangelight-state',
  release: 'rangelight-state-release',
  audit: 'rangelight-state-audit',
} as const;
export const OWNER = 'acme';
/** The repository that everything here is about. */
export const REPOSITORY = 'ingress';
export const NAME = `${OWNER}/${REPOSITORY}`;
/** Is served too, and empty: one deployment serves several. */
export const SECOND_REPOSITORY = 'ingress-2';

/** The service account that Pub/Sub and Cloud Scheduler call the functions as. */
export const CALLER = `rangelight-caller@${PROJECT}.iam.gserviceaccount.com`;

export const CLUSTERS: readonly LocalCluster[] = [
  {
    link: 'us-west1/gke-us',
    location: 'us-west1',
    name: 'gke-us',
    zones: ['us-west1-a', 'us-west1-b'],
    podCidrPrefix: '10.8',
    negController: true,
  },
  {
    link: 'europe-north1/gke-eu',
    location: 'europe-north1',
    name: 'gke-eu',
    zones: ['europe-north1-a', 'europe-north1-b'],
    podCidrPrefix: '10.16',
    negController: true,
  },
  {
    link: 'asia-east1/gke-asia',
    location: 'asia-east1',
    name: 'gke-asia',
    zones: ['asia-east1-a'],
    podCidrPrefix: '10.24',
    negController: false,
  },
];

/** `REPLICAS` pods of each in every cluster that it runs in. */
export const APPS: readonly LocalApp[] = [
  { namespace: 'blue', name: 'foo', labels: { app: 'foo' } },
  { namespace: 'blue', name: 'bar', labels: { app: 'bar' } },
  { namespace: 'blue', name: 'default-backend', labels: { app: 'default-backend' } },
  {
    namespace: 'istio-apps',
    name: 'sample-caller',
    labels: { app: 'sample-caller', version: 'v1' },
    calls: 'http://sample-producer.istio-apps.svc.clusterset.local:8080/',
  },
  {
    namespace: 'istio-apps',
    name: 'sample-producer',
    labels: { app: 'sample-producer' },
    clusters: ['us-west1/gke-us', 'asia-east1/gke-asia'],
  },
];

const PRODUCER = { selector: { app: 'sample-producer' }, ports: [{ name: 'http', port: 8080, targetPort: 8080 }] };

/** They disagree: whoever exports both has a conflict. */
export const SERVICES: readonly LocalService[] = [
  { cluster: 'us-west1/gke-us', namespace: 'istio-apps', name: 'sample-producer', spec: PRODUCER },
  {
    cluster: 'asia-east1/gke-asia',
    namespace: 'istio-apps',
    name: 'sample-producer',
    spec: { ...PRODUCER, sessionAffinity: 'ClientIP' },
  },
];

export const REPLICAS = 2;
export const CONTAINER_PORT = 8080;

/** GKE's own account, whose controllers fill groups in the clusters where they run. */
export const GKE = `service-${PROJECT_NUMBER}@container-engine-robot.iam.gserviceaccount.com`;

/** The account of the person at the local cloud. */
export const PERSON = 'anna@example.com';

/** Tokens of the local cloud. They open nothing but servers on this machine's loopback. */
export const TOKENS = {
  google: 'local-google-token',
  github: 'local-github-app-token',
  githubReader: 'local-github-read-token',
  /** Of a job of GitHub Actions: in a repository's own pull request, and in one from a fork. */
  githubJob: 'local-github-job-token',
  githubForkJob: 'local-github-fork-job-token',
  githubStranger: 'local-github-stranger-token',
  githubUser: 'local-github-user-token',
  githubReviewer: 'local-github-reviewer-token',
  githubColleague: 'local-github-colleague-token',
  webhookSecret: 'local-webhook-secret',
  /** Of the functions and of people, at Google Cloud and in the clusters: each may do what is its own. */
  webhook: 'local-webhook-token',
  planner: 'local-planner-token',
  worker: 'local-worker-token',
  drift: 'local-drift-token',
  reporter: 'local-reporter-token',
  person: 'local-person-token',
} as const;

/** Who shows which token to GitHub. */
export const GITHUB_ACCOUNTS = new Map<string, TokenGrant>([
  [TOKENS.github, { login: 'rangelight[bot]', type: 'Bot', permission: 'write' }],
  [TOKENS.githubReader, { login: 'rangelight-reader[bot]', type: 'Bot', permission: 'read' }],
  [TOKENS.githubJob, { login: 'github-actions[bot]', type: 'Bot', permission: 'write' }],
  [TOKENS.githubForkJob, { login: 'github-actions[bot]', type: 'Bot', permission: 'read' }],
  [TOKENS.githubStranger, { login: 'stranger', type: 'User', permission: 'read' }],
  [TOKENS.githubUser, { login: 'maintainer', type: 'User', permission: 'admin' }],
  [TOKENS.githubReviewer, { login: 'reviewer', type: 'User', permission: 'write' }],
  [TOKENS.githubColleague, { login: 'colleague', type: 'User', permission: 'write' }],
]);
