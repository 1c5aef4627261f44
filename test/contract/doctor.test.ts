// The doctor over the emulators of what it looks at: it finds nothing where all is as the module makes it, and each
// planted fault by its name, with what mends it. It only reads.
import { readFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CreateSubscriptionOptions, PubSub } from '@google-cloud/pubsub';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  audienceOf,
  FUNCTIONS,
  ORDERED_TOPICS,
  ROUTES,
  SIGNING_KEYS,
  SUBSCRIPTION,
  subscriptionOf,
  TOPICS,
} from '../../infra/deploy/contract.ts';
import { createComputeEmulator } from '../../infra/emulators/compute/index.ts';
import {
  type ConnectGatewayEmulator,
  createConnectGatewayEmulator,
} from '../../infra/emulators/connectgateway/index.ts';
import { createFabric } from '../../infra/emulators/fabric/index.ts';
import { createGkeHubEmulator, type OtherFeature } from '../../infra/emulators/gkehub/index.ts';
import { virtualClock } from '../../infra/emulators/kit/clock.ts';
import type { Journal } from '../../infra/emulators/kit/journal.ts';
import { seededRandom } from '../../infra/emulators/kit/random.ts';
import { type Handler, type Served, serve } from '../../infra/emulators/kit/serve.ts';
import {
  createKubernetesEmulator,
  type KubernetesEmulator,
  type PolicyRule,
} from '../../infra/emulators/kubernetes/index.ts';
import { type Binding, createProjectEmulator, type ProjectState } from '../../infra/emulators/project/index.ts';
import { createPubSubEmulator, type PubSubEmulator } from '../../infra/emulators/pubsub/index.ts';
import {
  type BucketSettings,
  createStorageEmulator,
  type StorageEmulator,
} from '../../infra/emulators/storage/index.ts';
import { bindingOf, CLUSTER_ROLES, clusterTokens } from '../../infra/local/cluster-rights.ts';
import { bucketSettings, deployedProject, hubFeatures, REGION, topicPolicies } from '../../infra/local/deployment.ts';
import { BUCKETS, CALLER, CLUSTERS, PROJECT, PROJECT_NUMBER, TOKENS } from '../../infra/local/layout.ts';
import { accountOf, createRights } from '../../infra/local/rights.ts';
import { makeTopics } from '../../infra/local/topics.ts';
import { staticToken } from '../../lib/adapters/google-auth/index.ts';
import { createBucket } from '../../lib/adapters/storage/index.ts';
import { assumedFacts, type Fleet, readFleet } from '../../lib/fleet/index.ts';
import type { Store } from '../../lib/ports/index.ts';
import { heads, latestFacts, namedSecrets } from '../../lib/state/index.ts';
import { KINDS } from '../../functions/wiring/kinds.ts';
import manifest from '../../infra/deploy/github-app.json' with { type: 'json' };
import { HANGS_MS } from '../limits.ts';
import { rangelight } from '../scenarios/cli-process.ts';
import { rolesForSecrets } from '../deploy/secret-roles.ts';
import { app, installation, privateKey } from './github/app-fixture.ts';
import { type LocalGitHub, startLocalGitHub } from './github/local-github.ts';

const common = () => ({ clock: virtualClock(), random: seededRandom(1) });
const NEVER = new AbortController().signal;
const FLEET_FILE = join(import.meta.dirname, '../../infra/local/seed/rangelight.yaml');
const REPOSITORY = 'acme/fleet';

/** What the App of the manifest may do and hears; changed by what is planted. */
const APP = {
  ...app,
  permissions: manifest.default_permissions as Record<string, 'read' | 'write'>,
  events: manifest.default_events as readonly string[],
  hook: {},
  installations: [{ ...installation, permissions: manifest.default_permissions as Record<string, 'read' | 'write'> }],
};

interface World {
  readonly state: ProjectState;
  readonly settings: Map<string, BucketSettings>;
  readonly buckets: string[];
  readonly policies: Map<string, readonly Binding[]>;
  readonly features: Map<string, OtherFeature>;
  readonly app: { permissions: typeof APP.permissions; events: readonly string[]; hook: object };
  readonly quotas: { forwardingRules: number };
}

let pubsub: PubSubEmulator;
let admin: PubSub;
let github: LocalGitHub;
let webhookUrl: string;
let directory: string;
let file: string;
const policies = new Map<string, readonly Binding[]>();
const shownApp = { ...APP };
const clusters = new Map<string, KubernetesEmulator>();
/** Each answers as what stands behind it now. */
const behind: Record<'project' | 'storage' | 'hub' | 'gateway' | 'compute', Handler> = {
  project: absent,
  storage: absent,
  hub: absent,
  gateway: absent,
  compute: absent,
};
let served: readonly Served[] = [];

function absent(): Response {
  return new Response(null, { status: 501 });
}

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'rangelight-doctor-'));
  pubsub = createPubSubEmulator({ ...common(), identityToken: () => Promise.resolve('token'), policies });
  const address = `127.0.0.1:${(await pubsub.listen()).port}`;
  await makeTopics(address, new Map(FUNCTIONS.map((name) => [name, `http://127.0.0.1:1/${name}`])), 1);
  admin = new PubSub({ projectId: PROJECT, apiEndpoint: address, emulatorMode: true });
  github = await startLocalGitHub('optional', { app: shownApp });
  await github.emulator.idle();
  webhookUrl = github.webhookUrl;
  const names = Object.keys(behind) as (keyof typeof behind)[];
  served = await Promise.all(names.map((name) => serve((request) => behind[name](request))));
  const urls = Object.fromEntries(names.map((name, at) => [name, served[at]?.url ?? '']));
  file = join(directory, 'endpoints.json');
  const endpoints = {
    project: PROJECT,
    bucket: BUCKETS.state,
    personToken: TOKENS.person,
    projectApis: urls['project'],
    storage: urls['storage'],
    pubsub: `http://${address}`,
    gkehub: urls['hub'],
    connectGateway: urls['gateway'],
    compute: urls['compute'],
    github: { api: github.url },
  };
  await writeFile(file, JSON.stringify(endpoints));
});
afterAll(async () => {
  for (const server of served) await server.close();
  await github[Symbol.asyncDispose]();
  await admin.close();
  await pubsub.close();
  await rm(directory, { recursive: true });
});

let world: World;
let gateway: ConnectGatewayEmulator;
let journals: readonly Journal[];
beforeEach(async () => {
  world = {
    state: deployedProject(),
    settings: new Map(bucketSettings()),
    buckets: Object.values(BUCKETS),
    policies,
    features: hubFeatures(),
    app: shownApp,
    quotas: { forwardingRules: 100 },
  };
  policies.clear();
  for (const [name, own] of topicPolicies()) policies.set(name, own);
  Object.assign(shownApp, APP);
  world.state.secrets.set('rangelight-github-app-key', { state: 'ENABLED', value: privateKey });
  for (const name of FUNCTIONS)
    setVariables(world, name, {
      GITHUB_TOKEN: undefined,
      RANGELIGHT_GITHUB_APP_ID: String(app.id),
      RANGELIGHT_REPOSITORIES: `${REPOSITORY}@main`,
    });
  setService(world, 'webhook', { uri: webhookUrl });
  clusters.clear();
  for (const { location, name } of CLUSTERS) {
    const cluster = createKubernetesEmulator({ ...common(), name, tokens: clusterTokens() });
    clusters.set(`${location}/${name}`, cluster);
    for (const [function_, role] of CLUSTER_ROLES) {
      await inCluster(cluster, 'POST', 'clusterroles', role);
      await inCluster(cluster, 'POST', 'clusterrolebindings', bindingOf(function_, role));
    }
    for (const namespace of ['blue', 'istio-system', 'green'])
      await inCluster(cluster, 'POST', '/api/v1/namespaces', { metadata: { name: namespace } });
    if (name !== 'gke-asia') await grant(cluster, 'blue', ['foo-tls']);
  }
});
afterEach(async () => {
  missing.clear();
  pulls.clear();
  // The last delivery is a failed one.
  if (pushes > arrivedPushes) await push();
  arrivedPushes = pushes;
  for (const one of [pubsub.faults, github.emulator.faults]) one.clear();
});

async function grant(cluster: KubernetesEmulator, namespace: string, names: readonly string[]): Promise<void> {
  for (const { path, body } of rolesForSecrets(namespace, names)) await inCluster(cluster, 'PATCH', path, body);
}

async function inCluster(cluster: KubernetesEmulator, method: string, path: string, body?: object): Promise<void> {
  const type = method === 'PATCH' ? 'application/apply-patch+yaml' : 'application/json';
  const headers = { authorization: `Bearer ${TOKENS.google}`, 'content-type': type };
  const url = new URL(path, 'https://cluster/apis/rbac.authorization.k8s.io/v1/').href;
  const init = { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) };
  const answer = await cluster.handler(new Request(url, init));
  if (!answer.ok) throw new TypeError(`${method} ${path}: ${await answer.text()}`);
}

interface Found {
  readonly code: string;
  readonly where: string;
  readonly message: string;
  readonly fix: string;
}

/** Puts what was planted behind the ports, with the head of the fleet in the state. */
async function prepare(): Promise<void> {
  const { state, settings, buckets, features, quotas } = world;
  const { compute: rights, hub: hubRights } = createRights();
  const project = createProjectEmulator({
    ...common(),
    project: PROJECT,
    projectNumber: PROJECT_NUMBER,
    state,
    rights,
  });
  storage = createStorageEmulator({ ...common(), buckets, settings });
  const memberships = CLUSTERS.map(({ location, name, link }) => ({ location, name, clusterLink: link }));
  const fleet = { project: PROJECT, projectNumber: PROJECT_NUMBER, rights: hubRights };
  const hub = createGkeHubEmulator({ ...common(), ...fleet, memberships: memberships.filter(isMember), features });
  const members = new Map([...clusters].map(([name, { handler }]) => [name, handler]));
  gateway = createConnectGatewayEmulator({ ...common(), projectNumber: PROJECT_NUMBER, members, rights: hubRights });
  const compute = createComputeEmulator({
    ...common(),
    project: PROJECT,
    rights,
    fabric: createFabric(),
    regions: [{ name: 'us-west1', zones: ['us-west1-a'] }],
    operations: 'instant',
    quotas: { GLOBAL_EXTERNAL_MANAGED_FORWARDING_RULES: quotas.forwardingRules },
  });
  Object.assign(behind, {
    project: project.handler,
    storage: storage.handler,
    hub: hub.handler,
    gateway: gateway.handler,
    compute: compute.handler,
  });
  journals = [project, hub, gateway, compute].map(({ journal }) => journal);
  await putHead();
  journals = [...journals, storage.journal];
  writesBefore = storage.journal.mutations().length;
}

let storage: StorageEmulator;
let writesBefore = 0;
const missing = new Set<string>();
/** Number of a pull request → the Secrets that it names. */
const pulls = new Map<number, readonly string[]>();
let pushes = 0;
let arrivedPushes = 0;
const isMember = ({ name }: { readonly name: string }): boolean => !missing.has(name);

async function seedFleet(): Promise<Fleet> {
  const text = `${await readFile(FLEET_FILE, 'utf8')}  services: {}\n`;
  const { fleet } = readFleet('rangelight.yaml', new TextEncoder().encode(text));
  if (fleet === undefined) throw new TypeError('the fleet file of the demo cannot be read');
  return fleet;
}

async function putHead(): Promise<void> {
  const fleet = await seedFleet();
  const head = { seq: 1, repository: REPOSITORY, folder: '', commit: 'a'.repeat(40), fleet };
  await heads.at('prod').create(storeOf(), head, NEVER);
  const named = { secrets: ['blue/foo-tls', 'blue/foo-tls#oauth-client'], at: 0, waits: false };
  await namedSecrets.at('prod', 'head').create(storeOf(), named, NEVER);
  for (const [number, secrets] of pulls)
    await namedSecrets
      .at('prod', `pull-${number}`)
      .create(storeOf(), { ...named, secrets, pullRequest: number }, NEVER);
}

function storeOf(): Store {
  const endpoint = served[1]?.url ?? '';
  const open = (bucket: string) =>
    createBucket({ projectId: PROJECT, endpoint, bucket, auth: staticToken('token'), callTimeoutMs: HANGS_MS });
  return { kinds: KINDS, state: open(BUCKETS.state), release: open(BUCKETS.release), audit: open(BUCKETS.audit) };
}

async function ask(): Promise<{ readonly code: number | null; readonly findings: readonly Found[] }> {
  const { code, stdout, stderr } = await rangelight(['doctor', '--json', '--local', file]);
  expect(stderr).toBe('');
  return { code, findings: JSON.parse(stdout) as readonly Found[] };
}

async function doctor(): Promise<{ readonly code: number | null; readonly findings: readonly Found[] }> {
  await prepare();
  return ask();
}

it('finds nothing where all is as the module makes it, and only reads', async () => {
  expect(await doctor()).toEqual({ code: 0, findings: [] });
  const written = journals.flatMap((journal) => journal.mutations().map(({ method, path }) => `${method} ${path}`));
  // The head and what it names, which this test put there.
  expect(written).toHaveLength(writesBefore);
  const looked = [...clusters.values()].map(
    ({ journal }) => journal.entries.filter(({ method }) => method === 'GET').length,
  );
  expect(looked).toEqual([6, 6, 6]);
});

it('says so in words, each finding with what mends it', async () => {
  world.state.services.delete('run.googleapis.com');
  await prepare();
  const { code, stdout } = await rangelight(['doctor', '--local', file]);
  expect([code, stdout]).toEqual([
    3,
    `run.googleapis.com: it is not enabled in ${PROJECT} [api-disabled]\n  to mend it: gcloud services enable run.googleapis.com --project=${PROJECT}\none finding\n`,
  ]);
});

type Plant = (world: World) => void | Promise<void>;

const WORKER_ROLE = `projects/${PROJECT}/roles/rangelight_worker`;
const OBJECTS = `projects/${PROJECT}/roles/rangelight_object_`;
const LINK = 'us-west1/gke-us';

/** What is planted, and the finding that it makes. What touches the same is planted in another round. */
const PLANTED: readonly (readonly [code: string, where: string, plant: Plant, touches?: string])[] = [
  [
    'api-disabled',
    'connectgateway.googleapis.com',
    ({ state }) => void state.services.delete('connectgateway.googleapis.com'),
  ],
  [
    'bucket-missing',
    'gs://rangelight-state-release',
    ({ buckets }) => void buckets.splice(buckets.indexOf(BUCKETS.release), 1),
  ],
  ['bucket-in-one-region', 'gs://rangelight-state', (at) => set(at, BUCKETS.state, { location: 'europe-west1' })],
  ['bucket-object-acls', 'gs://rangelight-state-release', (at) => set(at, BUCKETS.release, { uniformAccess: false })],
  ['bucket-kept-back', 'gs://rangelight-state', (at) => set(at, BUCKETS.state, { retentionSeconds: 86_400 })],
  ['bucket-unversioned', 'gs://rangelight-state', (at) => set(at, BUCKETS.state, { versioning: false })],
  [
    'bucket-soft-delete',
    'gs://rangelight-state-release',
    (at) => set(at, BUCKETS.release, { softDeleteSeconds: 604_800 }),
  ],
  [
    'bucket-deletes-live',
    'gs://rangelight-state',
    (at) => set(at, BUCKETS.state, { lifecycle: [{ action: { type: 'Delete' }, condition: { age: 30 } }] }),
  ],
  [
    'bucket-unlocked-audit',
    'gs://rangelight-state-audit',
    ({ settings }) => {
      const { retentionSeconds: _none, ...rest } = settings.get(BUCKETS.audit) ?? {};
      settings.set(BUCKETS.audit, rest);
    },
  ],
  [
    'bucket-writer-wide',
    'gs://rangelight-state',
    (at) =>
      set(at, BUCKETS.state, {
        bindings: bindingsIn(at, BUCKETS.state).map(({ condition, ...binding }) =>
          binding.members.includes(member('planner')) || condition === undefined ? binding : { ...binding, condition },
        ),
      }),
  ],
  [
    'bucket-writer-wide',
    'gs://rangelight-state-release',
    (at) => grantObjects(at, BUCKETS.release, 'planner', 'writer', 'approvals'),
  ],
  [
    'bucket-writer-wide',
    'gs://rangelight-state-release',
    (at) =>
      set(at, BUCKETS.release, {
        bindings: [
          ...bindingsIn(at, BUCKETS.release),
          { role: 'roles/storage.objectAdmin', members: [member('planner')] },
        ],
      }),
  ],
  [
    'bucket-writer-missing',
    'gs://rangelight-state-release',
    (at) =>
      set(at, BUCKETS.release, {
        bindings: bindingsIn(at, BUCKETS.release).filter(({ role }) => role !== `${OBJECTS}writer`),
      }),
  ],
  [
    'bucket-reader-missing',
    'gs://rangelight-state',
    (at) =>
      set(at, BUCKETS.state, {
        bindings: bindingsIn(at, BUCKETS.state).map((one) =>
          one.role === `${OBJECTS}reader` ? { ...one, members: one.members.filter((m) => m !== member('drift')) } : one,
        ),
      }),
  ],
  [
    'bucket-open',
    'gs://rangelight-state',
    (at) =>
      set(at, BUCKETS.state, {
        bindings: [...bindingsIn(at, BUCKETS.state), { role: `${OBJECTS}reader`, members: ['allUsers'] }],
      }),
  ],
  [
    'permission-missing',
    'projects/demo-project/roles/rangelight_worker',
    ({ state }) => void state.roles.set('rangelight_worker', without('worker', 'compute.urlMaps.update')),
  ],
  [
    'permission-not-used',
    'projects/demo-project/roles/rangelight_planner',
    ({ state }) =>
      void state.roles.set('rangelight_planner', [
        ...(state.roles.get('rangelight_planner') ?? []),
        'compute.urlMaps.update',
      ]),
  ],
  [
    'permission-not-used',
    'projects/demo-project/roles/rangelight_object_adder',
    ({ state }) =>
      void state.roles.set('rangelight_object_adder', ['storage.objects.create', 'storage.objects.delete']),
  ],
  [
    'role-missing',
    'projects/demo-project/roles/rangelight_drift',
    ({ state }) => void state.roles.delete('rangelight_drift'),
  ],
  ['role-not-bound', 'projects/demo-project/roles/rangelight_planner', ({ state }) => void state.bindings.splice(0, 1)],
  [
    'role-beside',
    'projects/demo-project',
    ({ state }) => void state.bindings.push({ role: 'roles/editor', members: [member('planner')] }),
  ],
  ['publisher-missing', 'topic rangelight-tasks', ({ policies: all }) => void all.delete(topic('tasks'))],
  [
    'subscription-dead-letters',
    'topic rangelight-dead-letters',
    ({ policies: all }) => void all.delete(topic('deadLetters')),
  ],
  [
    'subscription-dead-letters',
    'subscription rangelight-tasks-worker',
    ({ policies: all }) => void all.delete(`projects/${PROJECT}/subscriptions/${subscriptionOf('tasks')}`),
  ],
  [
    'service-missing',
    'service rangelight-drift',
    ({ state }) => void state.runServices.delete(`${REGION}/rangelight-drift`),
  ],
  ['service-timeout', 'service rangelight-worker', (at) => changeTemplate(at, 'worker', { timeout: '60s' })],
  [
    'service-identity',
    'service rangelight-planner',
    (at) => changeTemplate(at, 'planner', { serviceAccount: accountOf('worker') }),
  ],
  ['service-audience', 'service rangelight-drift', (at) => setService(at, 'drift', { customAudiences: [] })],
  [
    'service-shares',
    'GATEWAY_REQUESTS_PER_MINUTE',
    (at) => setVariables(at, 'drift', { GATEWAY_REQUESTS_PER_MINUTE: '500' }),
    'service rangelight-drift',
  ],
  [
    'service-instances',
    'service rangelight-worker',
    (at) => changeTemplate(at, 'worker', { scaling: { maxInstanceCount: 40 } }),
  ],
  [
    'service-not-ready',
    'service rangelight-reporter',
    (at) =>
      setService(at, 'reporter', {
        terminalCondition: { type: 'Ready', state: 'CONDITION_FAILED', message: 'failed to start and listen' },
      }),
  ],
  ['service-invoker', 'service rangelight-worker', (at) => setService(at, 'worker', { invokerIamDisabled: false })],
  [
    'service-invoker',
    'service rangelight-worker',
    (at) => setService(at, 'worker', { ingress: 'INGRESS_TRAFFIC_ALL' }),
  ],
  ['service-invoker', 'service rangelight-webhook', ({ state }) => state.runPolicies.clear()],
  [
    'service-fleet-number',
    'service rangelight-planner',
    (at) => setVariables(at, 'planner', { RANGELIGHT_FLEET_PROJECT_NUMBERS: `${PROJECT}=42` }),
  ],
  [
    'secret-empty',
    'secret rangelight-webhook-secrets',
    ({ state }) => void state.secrets.delete('rangelight-webhook-secrets'),
  ],
  ['tick-missing', 'job rangelight-tick', ({ state }) => state.jobs.clear()],
  ['tick-stopped', 'job rangelight-tick', (at) => setJob(at, { state: 'PAUSED' })],
  ['tick-stopped', 'job rangelight-tick', (at) => setJob(at, { uri: 'https://drift.local/ticks' })],
  [
    'quota-nearly-used',
    'projects/demo-project GLOBAL_EXTERNAL_MANAGED_FORWARDING_RULES',
    ({ quotas }) => Object.assign(quotas, { forwardingRules: 0 }),
  ],
  [
    'quota-shares',
    'projects/demo-project compute.googleapis.com/global_reads',
    (at) => setRate(at, 'compute', 'global_reads', 700),
  ],
  [
    'quota-shares',
    'projects/demo-project connectgateway.googleapis.com/default_requests',
    (at) => {
      const own = at.state.bindings.findIndex(({ role }) => role === WORKER_ROLE);
      const other = 'serviceAccount:rangelight-worker@other.iam.gserviceaccount.com';
      at.state.bindings[own] = { role: WORKER_ROLE, members: [member('worker'), other] };
      setRate(at, 'compute', 'global_writes', 1_600);
      setRate(at, 'connectgateway', 'default_requests', 2_300);
    },
  ],
  [
    'hub-feature',
    'projects/demo-project/locations/global/features/multiclusterservicediscovery',
    ({ features }) => void features.delete('multiclusterservicediscovery'),
  ],
  [
    'hub-feature',
    'projects/demo-project/locations/global/features/servicemesh',
    ({ features }) => void features.set('servicemesh', { state: 'ENABLING' }),
  ],
  [
    'hub-feature',
    'projects/demo-project/locations/global/features/multiclusterservicediscovery',
    ({ features }) =>
      void features.set('multiclusterservicediscovery', {
        members: new Map([
          [
            `projects/${PROJECT}/locations/us-west1/memberships/gke-us`,
            { code: 'ERROR', description: 'Firewall rules cannot be made' },
          ],
        ]),
      }),
  ],
  [
    'cluster-role-missing',
    'us-west1/gke-us ClusterRole rangelight-drift',
    () => inCluster(cluster(), 'DELETE', 'clusterroles/rangelight-drift'),
  ],
  [
    'cluster-role-not-bound',
    'us-west1/gke-us ClusterRole rangelight-worker',
    () => inCluster(cluster(), 'DELETE', 'clusterrolebindings/rangelight-worker'),
  ],
  ['cluster-role-narrow', 'us-west1/gke-us ClusterRole rangelight-planner', () => replaceRole('planner', [])],
  [
    'cluster-role-wide',
    'us-west1/gke-us ClusterRole rangelight-planner',
    () =>
      replaceRole('planner', [
        ...(CLUSTER_ROLES.get('planner')?.rules ?? []),
        { apiGroups: [''], resources: ['secrets'], verbs: ['get'] },
      ]),
  ],
  [
    'cluster-role-wide',
    'us-west1/gke-us ClusterRole rangelight-drift',
    () => replaceRole('drift', (CLUSTER_ROLES.get('drift')?.rules ?? []).map(ofEveryName)),
  ],
  [
    'cluster-role-beside',
    'us-west1/gke-us ClusterRole rangelight-drift',
    () =>
      inCluster(cluster(), 'POST', 'clusterrolebindings', {
        ...bindingOf('drift', { metadata: { name: 'cluster-admin' }, rules: [] }),
        metadata: { name: 'for-a-moment' },
      }),
  ],
  [
    'cluster-role-wide',
    'us-west1/gke-us ClusterRole rangelight-worker',
    // As it was before Roles of namespaces gave it.
    () =>
      replaceRole('worker', [
        ...(CLUSTER_ROLES.get('worker')?.rules ?? []),
        { apiGroups: [''], resources: ['secrets'], verbs: ['get'] },
      ]),
  ],
  [
    'secret-role-narrow',
    'us-west1/gke-us Role blue/rangelight-secrets',
    () => inCluster(cluster(), 'DELETE', 'namespaces/blue/rolebindings/rangelight-secrets'),
  ],
  [
    'secret-role-narrow',
    'us-west1/gke-us Role green/rangelight-secrets',
    async () => {
      pulls.set(7, ['green/of-a-pull']);
      await grant(cluster('europe-north1/gke-eu'), 'green', ['of-a-pull']);
    },
  ],
  [
    'secret-role-wide',
    'us-west1/gke-us Role blue/rangelight-secrets',
    () => grant(cluster(), 'blue', ['foo-tls', 'old']),
  ],
  ['secret-role-wide', 'us-west1/gke-us Role green/rangelight-secrets', () => grant(cluster(), 'green', ['old'])],
  [
    'signing-key-readable',
    'us-west1/gke-us Secret istio-system/cacerts',
    async () => {
      const names = [SIGNING_KEYS.names[0]];
      const rule = { apiGroups: ['*'], resources: ['*'], verbs: ['get'], resourceNames: names };
      await inCluster(cluster(), 'POST', 'clusterroles', { metadata: { name: 'looker' }, rules: [rule] });
      await inCluster(cluster(), 'POST', 'namespaces/istio-system/rolebindings', {
        metadata: { name: 'looker' },
        roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'looker' },
        subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: accountOf('reporter') }],
      });
    },
  ],
  [
    'cluster-not-member',
    'projects/demo-project/locations/asia-east1/memberships/gke-asia',
    () => void missing.add('gke-asia'),
  ],
  [
    'github-event-missing',
    'GitHub App',
    (at) => void (at.app.events = at.app.events.filter((one) => one !== 'merge_group')),
  ],
  [
    'github-permission-missing',
    'GitHub App',
    (at) => void (at.app.permissions = { ...at.app.permissions, checks: 'read' }),
  ],
  [
    'github-permission-not-used',
    'GitHub App',
    (at) => void (at.app.permissions = { ...at.app.permissions, contents: 'write' }),
  ],
  [
    'github-permission-missing',
    'GitHub App on acme/fleet',
    () =>
      void github.emulator.faults.inject({
        when: ({ path }) => path.endsWith('acme/fleet/installation'),
        answer: () => Response.json({ id: 99, permissions: { metadata: 'read' }, html_url: 'https://github.com/x' }),
      }),
  ],
  [
    'github-not-installed',
    'GitHub App on acme/another',
    (at) => setVariables(at, 'reporter', { RANGELIGHT_REPOSITORIES: `${REPOSITORY},acme/another` }),
  ],
  ['github-hook-url', 'GitHub App webhook', (at) => setService(at, 'webhook', { uri: 'https://webhook.example' })],
  ['github-hook-unsafe', 'GitHub App webhook', (at) => void (at.app.hook = { insecureSsl: '1' })],
  [
    'github-deliveries-fail',
    'GitHub App webhook',
    async () => {
      github.receiverAnswers(500);
      await push();
      github.receiverAnswers(202);
    },
  ],
  [
    'github-hook-silent',
    'GitHub App webhook',
    () =>
      void github.emulator.faults.inject({
        when: ({ path }) => path.startsWith('/app/hook/deliveries'),
        answer: () => Response.json([]),
      }),
  ],
];

/** Each plant is in the first round in which nothing else touches what it touches. */
const ROUNDS = PLANTED.reduce<(typeof PLANTED)[]>((rounds, one) => {
  const touched = ([, where, , touches]: (typeof PLANTED)[number]): string => touches ?? where;
  const at = rounds.findIndex((round) => round.every((other) => touched(other) !== touched(one)));
  return at === -1 ? [...rounds, [one]] : rounds.with(at, [...(rounds[at] ?? []), one]);
}, []);

it('plants at least 20 faults of each what is looked at', () => {
  expect(PLANTED.length + SUBSCRIBED.length).toBeGreaterThan(60);
});

describe('finds what is planted, and nothing else', () => {
  it.each(ROUNDS.map((round, at) => [at + 1, round] as const))('round %i', async (_at, round) => {
    for (const [, , plant] of round) await plant(world);
    const { code, findings } = await doctor();
    const shown = findings.map((one) => `${one.code} ${one.where}`);
    expect([...new Set(shown)].sort()).toEqual(round.map(([of, where]) => `${of} ${where}`).sort());
    for (const { fix } of findings)
      expect(fix).toMatch(/terraform |gcloud |kubectl |docs\/|https:|let the rule|make a bucket|have it raised/);
    expect(code).toBe(3);
  });

  it('of the App alone when the functions are told of none', async () => {
    setVariables(world, 'reporter', { RANGELIGHT_GITHUB_APP_ID: undefined });
    expect((await doctor()).findings).toMatchObject([{ code: 'github-app-missing' }]);
  });

  it('of clusters, what the functions noted with their own credentials', async () => {
    await prepare();
    const fleet = await seedFleet();
    const { assumed: _none, ...facts } = assumedFacts(fleet).facts;
    const unread = { reason: 'Forbidden' };
    const noted = Object.fromEntries(
      Object.entries(facts.clusters).map(([link, one]) => {
        const read = { ...one, state: 'fresh' as const };
        return [link, link === LINK ? { ...one, state: 'unknown' as const, unread } : read];
      }),
    );
    await latestFacts.at('prod').create(storeOf(), { ...facts, clusters: noted }, NEVER);
    expect((await ask()).findings).toMatchObject([
      { code: 'cluster-not-reached', where: LINK, message: expect.stringContaining('Forbidden') as string },
    ]);
  });
});

it('what it cannot read it calls unknown, with the right that is missing, and looks at all the rest', async () => {
  world.state.services.delete('run.googleapis.com');
  clusters.get('europe-north1/gke-eu')?.setDown('gateway');
  world.state.secrets.set('rangelight-github-app-key', { state: 'ENABLED', value: 'no key' });
  await prepare();
  const denied = (ends: string) => ({ when: ({ path }: { path: string }) => path.includes(ends), answer: refused });
  storage.faults.inject(denied(BUCKETS.audit));
  pubsub.faults.inject(denied(`${TOPICS.tasks}:getIamPolicy`));
  gateway.faults.inject(
    denied('asia-east1/gkeMemberships/gke-asia/apis/rbac.authorization.k8s.io/v1/clusterrolebindings'),
  );
  const { code, findings } = await ask();
  expect(code).toBe(3);
  expect(findings.filter((one) => one.code !== 'unknown').map((one) => one.code)).toEqual(['api-disabled']);
  const fixes = findings.filter((one) => one.code === 'unknown').map(({ where, fix }) => `${where}: ${fix}`);
  expect(fixes).toEqual([
    expect.stringContaining('--github-app-key'),
    expect.stringMatching(/gke-asia.*gkehub\.gateway\.get/),
    expect.stringMatching(/gke-eu.*: ask again/),
    expect.stringContaining('pubsub.topics.getIamPolicy'),
    expect.stringContaining('storage.buckets.get'),
  ]);
  const given = join(directory, 'app.pem');
  await writeFile(given, privateKey);
  const { stdout } = await rangelight(['doctor', '--json', '--local', file, '--github-app-key', given]);
  expect(stdout).not.toContain('--github-app-key');
});

type Ordered = (typeof ORDERED_TOPICS)[number];

/** As the module makes it. */
function asMade(of: Ordered): CreateSubscriptionOptions {
  const { to, path } = ROUTES[of];
  return {
    pushConfig: {
      pushEndpoint: `http://127.0.0.1:1/${to}${path}`,
      oidcToken: { serviceAccountEmail: CALLER, audience: audienceOf(to) },
    },
    ackDeadlineSeconds: SUBSCRIPTION.ackDeadlineSeconds,
    retryPolicy: {
      minimumBackoff: { seconds: SUBSCRIPTION.shortestBackOffSeconds },
      maximumBackoff: { seconds: SUBSCRIPTION.longestBackOffSeconds },
    },
    expirationPolicy: {},
    enableMessageOrdering: true,
    deadLetterPolicy: {
      deadLetterTopic: `projects/${PROJECT}/topics/${TOPICS.deadLetters}`,
      maxDeliveryAttempts: SUBSCRIPTION.mostAttempts,
    },
  };
}

function pushing(of: Ordered, own: object): CreateSubscriptionOptions {
  return { ...asMade(of), pushConfig: { ...asMade(of).pushConfig, ...own } };
}

type Options = (of: Ordered) => CreateSubscriptionOptions | undefined;

const SUBSCRIBED: readonly (readonly [code: string, options: Options])[] = [
  ['subscription-missing', () => undefined],
  ['subscription-ack-deadline', (of) => ({ ...asMade(of), ackDeadlineSeconds: 10 })],
  [
    'subscription-back-off',
    (of) => ({ ...asMade(of), retryPolicy: { minimumBackoff: { seconds: 1 }, maximumBackoff: { seconds: 600 } } }),
  ],
  ['subscription-expires', (of) => ({ ...asMade(of), expirationPolicy: { ttl: { seconds: 2_678_400 } } })],
  ['subscription-unordered', (of) => ({ ...asMade(of), enableMessageOrdering: false })],
  ['subscription-dead-letters', (of) => ({ ...asMade(of), deadLetterPolicy: null })],
  ['subscription-audience', (of) => pushing(of, { oidcToken: { serviceAccountEmail: CALLER, audience: 'elsewhere' } })],
  [
    'subscription-caller',
    (of) => {
      const audience = audienceOf(ROUTES[of].to);
      return pushing(of, { oidcToken: { serviceAccountEmail: accountOf('drift'), audience } });
    },
  ],
  ['subscription-path', (of) => pushing(of, { pushEndpoint: 'http://127.0.0.1:1/elsewhere' })],
];

describe('finds in subscriptions', () => {
  it.each([0, 3, 6])('what is planted from %i', async (from) => {
    const planted = SUBSCRIBED.slice(from, from + 3).map(
      ([code, options], at) => [ORDERED_TOPICS[at] ?? 'tasks', code, options] as const,
    );
    for (const [of, , options] of planted) await makeAnew(of, options(of));
    const { findings } = await doctor();
    for (const [of] of planted) await makeAnew(of, asMade(of));
    const expected = planted.map(([of, code]) => `${code} subscription ${subscriptionOf(of)}`);
    expect(findings.map((one) => `${one.code} ${one.where}`).sort()).toEqual(expected.sort());
  });
});

async function makeAnew(of: Ordered, options: CreateSubscriptionOptions | undefined): Promise<void> {
  const [known] = await admin.subscription(subscriptionOf(of)).exists();
  if (known) await admin.subscription(subscriptionOf(of)).delete();
  if (options !== undefined) await admin.topic(TOPICS[of]).createSubscription(subscriptionOf(of), options);
}

function refused(): Response {
  return Response.json({ error: { code: 403, message: 'no', status: 'PERMISSION_DENIED' } }, { status: 403 });
}

async function push(): Promise<void> {
  pushes += 1;
  await github.commit('More', { 'README.md': `# Fleet ${pushes}\n` });
  await github.git('push', '--quiet', 'origin', 'main');
  await github.emulator.idle();
}

function cluster(link = LINK): KubernetesEmulator {
  const found = clusters.get(link);
  if (found === undefined) throw new TypeError(`there is no ${link}`);
  return found;
}

async function replaceRole(name: string, rules: readonly object[]): Promise<void> {
  const role = CLUSTER_ROLES.get(name);
  await inCluster(cluster(), 'DELETE', `clusterroles/rangelight-${name}`);
  await inCluster(cluster(), 'POST', 'clusterroles', { ...role, rules });
}

/** What holds for some objects alone holds for all. */
function ofEveryName({ apiGroups, resources, verbs }: PolicyRule): object {
  return { apiGroups, resources, verbs };
}

function member(name: (typeof FUNCTIONS)[number]): string {
  return `serviceAccount:${accountOf(name)}`;
}

function topic(name: keyof typeof TOPICS): string {
  return `projects/${PROJECT}/topics/${TOPICS[name]}`;
}

function set({ settings }: World, bucket: string, own: BucketSettings): void {
  settings.set(bucket, { ...settings.get(bucket), ...own });
}

function bindingsIn({ settings }: World, bucket: string): NonNullable<BucketSettings['bindings']> {
  return settings.get(bucket)?.bindings ?? [];
}

function grantObjects(
  at: World,
  bucket: string,
  name: (typeof FUNCTIONS)[number],
  role: string,
  collection: string,
): void {
  const expression = `resource.name.startsWith("projects/_/buckets/${bucket}/objects/${collection}/")`;
  const binding = { role: OBJECTS + role, members: [member(name)], condition: { title: 'more', expression } };
  set(at, bucket, { bindings: [...bindingsIn(at, bucket), binding] });
}

function setService({ state }: World, name: string, own: object): void {
  const key = `${REGION}/rangelight-${name}`;
  state.runServices.set(key, { ...state.runServices.get(key), ...own });
}

function templateOf({ state }: World, name: string): Readonly<Record<string, unknown>> {
  return (state.runServices.get(`${REGION}/rangelight-${name}`)?.['template'] ?? {}) as Record<string, unknown>;
}

function changeTemplate(at: World, name: string, own: object): void {
  setService(at, name, { template: { ...templateOf(at, name), ...own } });
}

/** Undefined takes a variable away. */
function setVariables(at: World, name: string, own: Readonly<Record<string, string | undefined>>): void {
  const [container] = templateOf(at, name)['containers'] as [{ env: { name: string; value: string }[] }];
  const kept = container.env.filter((one) => !Object.hasOwn(own, one.name));
  const added = Object.entries(own).flatMap(([key, value]) => (value === undefined ? [] : [{ name: key, value }]));
  changeTemplate(at, name, { containers: [{ env: [...kept, ...added] }] });
}

function setJob({ state }: World, own: object): void {
  for (const [name, job] of state.jobs) state.jobs.set(name, { ...job, ...own });
}

function setRate({ state }: World, service: string, metric: string, limit: number): void {
  const name = `${service}.googleapis.com`;
  const all = state.quotas.get(name) ?? [];
  state.quotas.set(
    name,
    all.map((one) => (one.metric === `${name}/${metric}` ? { ...one, limit } : one)),
  );
}

function without(name: string, permission: string): readonly string[] {
  return (deployedProject().roles.get(`rangelight_${name}`) ?? []).filter((one) => one !== permission);
}
