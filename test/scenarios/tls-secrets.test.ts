// Certificates, the OAuth client of Identity-Aware Proxy and a key for signed URLs out of Secrets of the config
// clusters: served, rotated without a failed request, and their private parts nowhere but in Compute.
import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { BUCKETS, PROJECT, TOKENS } from '../../infra/local/layout.ts';
import { type TestCertificate, testCertificate } from '../contract/certificates.ts';
import { sendByTls } from '../contract/data-plane/tls-client.ts';
import { rangelight } from './cli-process.ts';
import { withCredentials, withSecret } from './support/credentials.ts';
import type { Tree } from './support/repository.ts';
import { APPLY, EU, PLAN, type Scenario, startScenario, US } from './support/scenario.ts';
import { clusterOf, request, type Resource, resources } from './support/state.ts';
import { afterHealthChanges, vipIn, whoServes } from './support/traffic.ts';
import { STORY_MS } from '../limits.ts';

const HOST = 'foo.example.com';
/** First and second values; looked for wherever they must not be. */
const CLIENT_SECRETS = ['GOCSPX-canary-of-the-first-client', 'GOCSPX-canary-of-the-other-client'];
const KEY_VALUES = ['canaryOfTheFirstKey00w==', 'canaryOfTheOtherKey00w=='];
const SECRETS = '/api/v1/namespaces/blue/secrets';

let scenario: Scenario;
let tree: Tree;
let vip = '';
let first: TestCertificate;
let second: TestCertificate;

beforeAll(async () => {
  [first, second] = await Promise.all([testCertificate([HOST]), testCertificate([HOST])]);
  // Where every request counts, timeouts must be longer than a busy machine pauses.
  scenario = await startScenario({ speed: 12 });
  tree = withCredentials(withSecret(scenario.seed, 'foo-tls'));
});
afterAll(() => scenario.close());

const UNREAD = 'it is read with each tick, once a minute';

/** What the plan's check says about a commit. */
async function toldOf(commit: string): Promise<string> {
  const { summary, annotations } = await scenario.github.check(commit, PLAN);
  return `${summary}${JSON.stringify(annotations)}`;
}

/** Puts the pair, and the first or second of everything else, into both config clusters. */
async function put(pair: TestCertificate, index: 0 | 1): Promise<void> {
  await putSecret('foo-tls', 'kubernetes.io/tls', { 'tls.crt': pair.certificate, 'tls.key': pair.privateKey });
  await putSecret('bar-oauth', 'Opaque', { client_id: 'me', client_secret: CLIENT_SECRETS[index] ?? '' });
  await putSecret('foo-key', 'Opaque', { key_value: KEY_VALUES[index] ?? '' });
}

/** As a person with kubectl does. */
async function putSecret(name: string, type: string, stringData: Readonly<Record<string, string>>): Promise<void> {
  const secret = { apiVersion: 'v1', kind: 'Secret', metadata: { name, namespace: 'blue' }, type, stringData };
  for (const link of [US, EU]) {
    const path = `${SECRETS}/${name}?fieldManager=person&force=true`;
    const answer = await request(clusterOf(scenario.cloud, link), 'PATCH', path, secret, 'apply-patch+yaml');
    expect(answer.ok).toBe(true);
  }
}

/** What Compute answers of the backend service of a MultiClusterService. */
function backendServiceOf(service: string): Resource | undefined {
  return resources(scenario.cloud, 'backendServices').find(({ name }) => name.includes(`-blue-${service}-`));
}

function digestOf(text: string | undefined): string {
  return createHash('sha256')
    .update(text ?? '')
    .digest('hex');
}

/** Asks over TLS; the answer's status, and which certificate was shown. */
async function ask(): Promise<{ readonly status: number; readonly shown: 'first' | 'second' | 'other' }> {
  const proxy = scenario.cloud.urls.regions.get('us-west1') ?? '';
  const authorities = [first.certificate, second.certificate];
  for (const [index, certificate] of authorities.entries()) {
    try {
      const options = { connectTo: `${vip}:443`, serverName: HOST, ca: [certificate], path: '/who' };
      const { status } = await sendByTls(proxy, options);
      return { status, shown: index === 0 ? 'first' : 'second' };
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'DEPTH_ZERO_SELF_SIGNED_CERT')) throw error;
    }
  }
  return { status: 0, shown: 'other' };
}

/** The planner cannot read it: its plan waits for drift. */
async function landUnread(): Promise<void> {
  await put(first, 0);
  // Without a tick: drift would read it.
  const commit = await scenario.land(tree, { mayWait: true });
  expect(await toldOf(commit)).toContain(UNREAD);
  expect(resources(scenario.cloud, 'sslCertificates')).toEqual([]);
  // The token that the planner has.
  const refused = await request(
    clusterOf(scenario.cloud, US),
    'GET',
    `${SECRETS}/foo-tls`,
    undefined,
    'json',
    'viewer',
  );
  expect(refused.status).toBe(403);
}

/** Applied by an admin, in both config clusters, as the command prints it. */
async function grantAsPrinted(...named: readonly string[]): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'rangelight-roles-'));
  const file = join(directory, 'endpoints.json');
  const { storage, pubsub } = scenario.cloud.urls;
  const where = { project: PROJECT, bucket: BUCKETS.state, personToken: TOKENS.person, storage, pubsub };
  await writeFile(file, JSON.stringify(where));
  for (const link of [US, EU]) {
    const { stdout } = await rangelight(['doctor', '--secret-roles', link, '--local', file]);
    expect(stdout).toContain(
      `${named
        .map(
          (one) => `#   blue/${one}
`,
        )
        .join('')}---`,
    );
    for (const document of parseAllDocuments(stdout)) {
      const object = document.toJS() as { readonly kind: string; readonly metadata: { readonly name: string } };
      const at = `/apis/rbac.authorization.k8s.io/v1/namespaces/blue/${object.kind.toLowerCase()}s`;
      const path = `${at}/${object.metadata.name}?fieldManager=person`;
      const answer = await request(clusterOf(scenario.cloud, link), 'PATCH', path, object, 'apply-patch+yaml');
      expect(answer.ok).toBe(true);
    }
  }
  await rm(directory, { recursive: true });
}

/** Without a Role the functions read none, whoever names it; with one, those that it names. */
async function landUngranted(): Promise<void> {
  await scenario.tick();
  expect(resources(scenario.cloud, 'sslCertificates')).toEqual([]);
  await grantAsPrinted('bar-oauth: the head', 'foo-key: the head', 'foo-tls: the head');
  await putSecret('never-named', 'Opaque', { key_value: 'any' });
  for (const name of ['worker', 'drift'] as const) {
    const read = (secret: string) =>
      request(clusterOf(scenario.cloud, US), 'GET', `${SECRETS}/${secret}`, undefined, 'json', name);
    expect([name, (await read('foo-tls')).status, (await read('never-named')).status]).toEqual([name, 200, 403]);
  }
}

async function serveFirst(): Promise<void> {
  while (vip === '') {
    await scenario.tick();
    vip = (await vipIn(scenario.cloud, US, 'foobar-ingress')) ?? '';
  }
  await afterHealthChanges(scenario, async () => (await whoServes(scenario, 'us-west1', vip, HOST)).status === 200);
  expect(await ask()).toEqual({ status: 200, shown: 'first' });
  expect(backendServiceOf('foo')).toMatchObject({ enableCDN: true, cdnPolicy: { signedUrlKeyNames: ['key-1'] } });
  expect(backendServiceOf('bar')?.['iap']).toEqual({
    enabled: true,
    oauth2ClientId: 'me',
    oauth2ClientSecretSha256: digestOf(CLIENT_SECRETS[0]),
  });
}

/** Another certificate takes over while every request is answered, and the old one goes. */
async function rotate(): Promise<void> {
  const [old] = resources(scenario.cloud, 'sslCertificates');
  const failed: unknown[] = [];
  const done = new AbortController();
  const prober = (async () => {
    while (!done.signal.aborted) {
      const answer = await ask().catch((error: unknown) => ({ status: -1, error }));
      if (answer.status !== 200) failed.push(answer);
    }
  })();
  try {
    await put(second, 1);
    // One tick sees the Secret; the next ones wake the run after its waits.
    while (resources(scenario.cloud, 'sslCertificates').some(({ name }) => name === old?.name)) await scenario.tick();
  } finally {
    done.abort();
    await prober;
  }
  expect(failed).toEqual([]);
  expect(await ask()).toEqual({ status: 200, shown: 'second' });
  expect(resources(scenario.cloud, 'sslCertificates')).toHaveLength(1);
  expect(backendServiceOf('bar')?.['iap']).toMatchObject({ oauth2ClientSecretSha256: digestOf(CLIENT_SECRETS[1]) });
  expect(await scenario.github.driftIssues('open')).toEqual([]);
}

/** No key is in the state, the messages, the logs or on GitHub. */
async function searchForKeys(): Promise<void> {
  const pull = await scenario.propose('second', withSecret(tree, 'bar-tls'));
  const { cloud, github, log } = scenario;
  expect(await toldOf(pull.commit)).toContain(UNREAD);
  // Nobody pushes: drift may not read it, which is told with the command that mends it.
  await scenario.tick();
  expect(JSON.stringify(await github.comments(pull.number))).toContain(
    'takes the right to get secrets in namespace blue; rangelight doctor --secret-roles us-west1/gke-us prints it',
  );
  await grantAsPrinted(
    `bar-oauth: the head`,
    `bar-tls: pull request ${pull.number}`,
    'foo-key: the head',
    'foo-tls: the head',
  );
  await scenario.tick();
  expect(JSON.stringify(await github.comments(pull.number))).toContain(
    'Secret bar-tls of us-west1/gke-us does not exist',
  );
  const texts = [
    JSON.stringify(cloud.pubsub.record.publishes.map(({ message }) => Buffer.from(message.data).toString('utf8'))),
    JSON.stringify(log, (_, value: unknown) =>
      value instanceof Error ? [value.message, value.stack, value.cause] : value,
    ),
    JSON.stringify(await github.comments(pull.number)),
    JSON.stringify(cloud.github.journal.entries),
  ];
  const headers = { authorization: `Bearer ${TOKENS.person}` };
  for (const bucket of Object.values(BUCKETS)) {
    for (const { name } of cloud.storage.objects(bucket)) {
      const url = `${cloud.urls.storage}/storage/v1/b/${bucket}/o/${encodeURIComponent(name)}?alt=media`;
      texts.push(await (await fetch(url, { headers })).text());
    }
  }
  for (const checks of [PLAN, APPLY]) {
    const check = await github.check(pull.commit, checks).catch(() => undefined);
    texts.push(JSON.stringify(check ?? {}));
  }
  const all = texts.join('\n');
  // What is looked for can be found: the fingerprint is there, and so is the name.
  expect(all.includes('"fingerprint"')).toBe(true);
  expect(all.includes('foo-tls')).toBe(true);
  for (const { privateKey } of [first, second]) {
    const lines = privateKey.split('\n').filter((line) => line.length > 20 && !line.startsWith('-'));
    expect(lines.length).toBeGreaterThan(0);
    const secretData = Buffer.from(privateKey).toString('base64');
    for (const part of [...lines, secretData.slice(40, 100)]) expect(all.includes(part), 'a key was found').toBe(false);
  }
  expect(all.includes('PRIVATE KEY')).toBe(false);
  expect(all.includes('oauth2ClientId')).toBe(true);
  expect(all.includes('signedUrlKeys')).toBe(true);
  for (const value of [...CLIENT_SECRETS, ...KEY_VALUES]) {
    const encoded = Buffer.from(value).toString('base64').slice(4, 28);
    for (const part of [value, encoded]) expect(all.includes(part), 'a credential was found').toBe(false);
  }
}

test(
  'a Secret becomes a certificate, is rotated without a failed request, and its key is nowhere else',
  async () => {
    await landUnread();
    await landUngranted();
    await serveFirst();
    await rotate();
    await searchForKeys();
  },
  STORY_MS,
);
