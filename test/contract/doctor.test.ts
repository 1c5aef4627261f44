// The doctor over the emulators of what it looks at: it finds nothing where all is as the module makes it, and each
// planted fault by its name, with what mends it. It only reads.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CreateSubscriptionOptions, PubSub } from '@google-cloud/pubsub';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { audienceOf, FUNCTIONS, ROUTES, SUBSCRIPTION, subscriptionOf, TOPICS } from '../../infra/deploy/contract.ts';
import { virtualClock } from '../../infra/emulators/kit/clock.ts';
import { seededRandom } from '../../infra/emulators/kit/random.ts';
import { type Served, serve } from '../../infra/emulators/kit/serve.ts';
import { createProjectEmulator, type ProjectEmulator, type ProjectState } from '../../infra/emulators/project/index.ts';
import { createPubSubEmulator, type PubSubEmulator } from '../../infra/emulators/pubsub/index.ts';
import {
  type BucketSettings,
  createStorageEmulator,
  type StorageEmulator,
} from '../../infra/emulators/storage/index.ts';
import { bucketSettings, deployedProject, REGION } from '../../infra/local/deployment.ts';
import { BUCKETS, CALLER, PROJECT, PROJECT_NUMBER, TOKENS } from '../../infra/local/layout.ts';
import { accountOf, createRights } from '../../infra/local/rights.ts';
import { makeTopics } from '../../infra/local/topics.ts';
import { rangelight } from '../scenarios/cli-process.ts';

interface World {
  readonly state: ProjectState;
  readonly settings: Map<string, BucketSettings>;
  readonly buckets: string[];
}

const common = () => ({ clock: virtualClock(), random: seededRandom(1) });

let pubsub: PubSubEmulator;
let admin: PubSub;
let address: string;
let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'rangelight-doctor-'));
  const { identityToken } = { identityToken: () => Promise.resolve('token') };
  pubsub = createPubSubEmulator({ ...common(), identityToken });
  address = `127.0.0.1:${(await pubsub.listen()).port}`;
  await makeTopics(address, new Map(FUNCTIONS.map((name) => [name, `http://127.0.0.1:1/${name}`])), 1);
  admin = new PubSub({ projectId: PROJECT, apiEndpoint: address, emulatorMode: true });
});
afterAll(async () => {
  await admin.close();
  await pubsub.close();
  await rm(directory, { recursive: true });
});

let world: World;
let project: ProjectEmulator;
let storage: StorageEmulator;
let served: readonly Served[] = [];
beforeEach(() => {
  world = { state: deployedProject(), settings: new Map(bucketSettings()), buckets: Object.values(BUCKETS) };
});
afterEach(async () => {
  for (const server of served) await server.close();
  served = [];
});

interface Found {
  readonly code: string;
  readonly where: string;
  readonly message: string;
  readonly fix: string;
}

async function doctor(): Promise<{ readonly code: number | null; readonly findings: readonly Found[] }> {
  const { state, settings, buckets } = world;
  const { compute: rights } = createRights();
  project = createProjectEmulator({ ...common(), project: PROJECT, projectNumber: PROJECT_NUMBER, state, rights });
  storage = createStorageEmulator({ ...common(), buckets, settings });
  served = [await serve(project.handler), await serve(storage.handler)];
  const [apis, objects] = served.map(({ url }) => url);
  const file = join(directory, 'endpoints.json');
  const endpoints = {
    project: PROJECT,
    bucket: BUCKETS.state,
    personToken: TOKENS.person,
    projectApis: apis,
    storage: objects,
  };
  await writeFile(file, JSON.stringify({ ...endpoints, pubsub: `http://${address}` }));
  const { code, stdout, stderr } = await rangelight(['doctor', '--json', '--local', file]);
  expect(stderr).toBe('');
  return { code, findings: JSON.parse(stdout) as readonly Found[] };
}

it('finds nothing where all is as the module makes it, and only reads', async () => {
  expect(await doctor()).toEqual({ code: 0, findings: [] });
  expect([project, storage].flatMap(({ journal }) => journal.mutations())).toEqual([]);
});

it('says so in words, each finding with what mends it', async () => {
  world.state.services.delete('run.googleapis.com');
  await doctor();
  const { code, stdout } = await rangelight(['doctor', '--local', join(directory, 'endpoints.json')]);
  expect([code, stdout]).toEqual([
    3,
    `run.googleapis.com: it is not enabled in ${PROJECT} [api-disabled]\n  to mend it: gcloud services enable run.googleapis.com --project=${PROJECT}\none finding\n`,
  ]);
});

/** What is planted in the project and its buckets, by the finding that it makes. */
const PLANTED: readonly (readonly [code: string, plant: (world: World) => void])[] = [
  ['api-disabled', ({ state }) => void state.services.delete('connectgateway.googleapis.com')],
  ['bucket-missing', ({ buckets }) => void buckets.splice(buckets.indexOf(BUCKETS.release), 1)],
  ['bucket-in-one-region', (at) => set(at, BUCKETS.state, { location: 'europe-west1' })],
  ['bucket-object-acls', (at) => set(at, BUCKETS.release, { uniformAccess: false })],
  ['bucket-kept-back', (at) => set(at, BUCKETS.state, { retentionSeconds: 86_400 })],
  ['bucket-unversioned', (at) => set(at, BUCKETS.state, { versioning: false })],
  ['bucket-soft-delete', (at) => set(at, BUCKETS.release, { softDeleteSeconds: 604_800 })],
  [
    'bucket-deletes-live',
    (at) => set(at, BUCKETS.state, { lifecycle: [{ action: { type: 'Delete' }, condition: { age: 30 } }] }),
  ],
  ['bucket-unlocked-audit', (at) => void at.settings.set(BUCKETS.audit, { location: 'EU', uniformAccess: true })],
  [
    'permission-missing',
    ({ state }) => void state.roles.set('rangelight_worker', without('worker', 'compute.urlMaps.update')),
  ],
  [
    'permission-not-used',
    ({ state }) =>
      void state.roles.set('rangelight_planner', [
        ...(state.roles.get('rangelight_planner') ?? []),
        'compute.urlMaps.update',
      ]),
  ],
  ['role-missing', ({ state }) => void state.roles.delete('rangelight_drift')],
  ['role-not-bound', ({ state }) => void state.bindings.splice(0, 1)],
  ['service-missing', ({ state }) => void state.runServices.delete(`${REGION}/rangelight-reporter`)],
  ['service-timeout', (at) => change(at, 'worker', { timeout: '60s' })],
  ['service-identity', (at) => change(at, 'planner', { serviceAccount: accountOf('worker') })],
  [
    'service-audience',
    (at) =>
      void at.state.runServices.set(`${REGION}/rangelight-drift`, { ...service(at, 'drift'), customAudiences: [] }),
  ],
  [
    'service-shares',
    (at) =>
      change(at, 'drift', {
        containers: [{ env: [...env(at, 'drift'), { name: 'COMPUTE_READS_PER_MINUTE', value: '1500' }].reverse() }],
      }),
  ],
];

describe('finds in the project', () => {
  it.each(PLANTED)('%s', async (code, plant) => {
    plant(world);
    const { code: exitCode, findings } = await doctor();
    expect(findings.map((one) => one.code)).toEqual([code]);
    expect(findings[0]?.fix).toMatch(/terraform apply|gcloud |lifecycle|let the rule|make a bucket/);
    expect(exitCode).toBe(3);
  });
});

const NAME = subscriptionOf('tasks');
const TASKS = TOPICS.tasks;

/** As the module makes it. */
function asMade(): CreateSubscriptionOptions {
  return {
    pushConfig: {
      pushEndpoint: `http://127.0.0.1:1/worker${ROUTES.tasks.path}`,
      oidcToken: { serviceAccountEmail: CALLER, audience: audienceOf('worker') },
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

const SUBSCRIBED: readonly (readonly [code: string, options: CreateSubscriptionOptions | undefined])[] = [
  ['subscription-missing', undefined],
  ['subscription-ack-deadline', { ...asMade(), ackDeadlineSeconds: 10 }],
  [
    'subscription-back-off',
    { ...asMade(), retryPolicy: { minimumBackoff: { seconds: 1 }, maximumBackoff: { seconds: 600 } } },
  ],
  ['subscription-expires', { ...asMade(), expirationPolicy: { ttl: { seconds: 2_678_400 } } }],
  ['subscription-unordered', { ...asMade(), enableMessageOrdering: false }],
  ['subscription-dead-letters', { ...asMade(), deadLetterPolicy: null }],
  [
    'subscription-audience',
    {
      ...asMade(),
      pushConfig: { ...asMade().pushConfig, oidcToken: { serviceAccountEmail: CALLER, audience: 'elsewhere' } },
    },
  ],
  [
    'subscription-path',
    { ...asMade(), pushConfig: { ...asMade().pushConfig, pushEndpoint: 'http://127.0.0.1:1/worker/reports' } },
  ],
];

describe('finds in a subscription', () => {
  it.each(SUBSCRIBED)('%s', async (code, options) => {
    await admin.subscription(NAME).delete();
    if (options !== undefined) await admin.topic(TASKS).createSubscription(NAME, options);
    const { findings } = await doctor();
    if (options !== undefined) await admin.subscription(NAME).delete();
    await admin.topic(TASKS).createSubscription(NAME, asMade());
    expect(findings.map((one) => [one.code, one.where])).toEqual([[code, `subscription ${NAME}`]]);
  });
});

it('what it cannot read it says, and looks at all the rest', async () => {
  world.state.services.delete('run.googleapis.com');
  const before = await doctor();
  expect(before.findings).toHaveLength(1);
  storage.faults.inject({
    when: ({ path }) => path.endsWith(BUCKETS.audit),
    answer: () => Response.json({ error: { code: 403, message: 'no' } }, { status: 403 }),
  });
  const { code, stdout } = await rangelight(['doctor', '--json', '--local', join(directory, 'endpoints.json')]);
  const findings = JSON.parse(stdout) as readonly Found[];
  expect([code, findings.map((one) => one.code).sort()]).toEqual([3, ['api-disabled', 'unreadable']]);
  expect(findings.find((one) => one.code === 'unreadable')?.fix).toContain('roles/viewer');
});

function set({ settings }: World, bucket: string, own: BucketSettings): void {
  settings.set(bucket, { ...settings.get(bucket), ...own });
}

function service({ state }: World, name: string): Readonly<Record<string, unknown>> {
  return state.runServices.get(`${REGION}/rangelight-${name}`) ?? {};
}

function env(at: World, name: string): readonly { readonly name: string; readonly value: string }[] {
  const template = service(at, name)['template'] as { containers: { env: { name: string; value: string }[] }[] };
  return template.containers[0]?.env ?? [];
}

function change(at: World, name: string, template: Readonly<Record<string, unknown>>): void {
  const before = service(at, name);
  const merged = { ...(before['template'] as object), ...template };
  at.state.runServices.set(`${REGION}/rangelight-${name}`, { ...before, template: merged });
}

function without(name: string, permission: string): readonly string[] {
  return (deployedProject().roles.get(`rangelight_${name}`) ?? []).filter((one) => one !== permission);
}
