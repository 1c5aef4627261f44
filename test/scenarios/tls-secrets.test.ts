// Certificates out of Secrets of the config clusters: served, rotated without a failed request, and their keys nowhere but
// in Compute.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { BUCKET } from '../../infra/local/layout.ts';
import { type TestCertificate, testCertificate } from '../contract/certificates.ts';
import { sendByTls } from '../contract/data-plane/tls-client.ts';
import { edited, type Tree } from './support/repository.ts';
import { APPLY, EU, PLAN, type Scenario, startScenario, US } from './support/scenario.ts';
import { clusterOf, request, resources } from './support/state.ts';
import { afterHealthChanges, vipIn, whoServes } from './support/traffic.ts';
import { FOOBAR } from './support/trees.ts';

const HOST = 'foo.example.com';
const SECRETS = '/api/v1/namespaces/blue/secrets';
const LIMIT_MS = 60_000;

let scenario: Scenario;
let tree: Tree;
let vip = '';
let first: TestCertificate;
let second: TestCertificate;

beforeAll(async () => {
  [first, second] = await Promise.all([testCertificate([HOST]), testCertificate([HOST])]);
  // Where every request counts, timeouts must be longer than a busy machine pauses.
  scenario = await startScenario({ speed: 12 });
  tree = withSecret(scenario.seed, 'foo-tls');
}, LIMIT_MS);
afterAll(() => scenario.close());

/** foobar-ingress with the certificate of one more Secret. */
function withSecret(before: Tree, name: string): Tree {
  const [key, entry] = ['      tls:\n', `        - secretName: ${name}\n`];
  return edited(before, FOOBAR, (text) =>
    text.includes(key)
      ? text.replace(key, `${key}${entry}`)
      : text.replace('      rules:\n', `${key}${entry}      rules:\n`),
  );
}

const UNREAD = 'it is read with each tick, once a minute';

/** What the plan's check says about a commit. */
async function toldOf(commit: string): Promise<string> {
  const { summary, annotations } = await scenario.github.check(commit, PLAN);
  return `${summary}${JSON.stringify(annotations)}`;
}

/** Puts the pair into both config clusters, as a person with kubectl does. */
async function put(pair: TestCertificate): Promise<void> {
  const secret = {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'foo-tls', namespace: 'blue' },
    type: 'kubernetes.io/tls',
    stringData: { 'tls.crt': pair.certificate, 'tls.key': pair.privateKey },
  };
  for (const link of [US, EU]) {
    const path = `${SECRETS}/foo-tls?fieldManager=person&force=true`;
    const answer = await request(clusterOf(scenario.cloud, link), 'PATCH', path, secret, 'apply-patch+yaml');
    expect(answer.ok).toBe(true);
  }
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
  await put(first);
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

async function serveFirst(): Promise<void> {
  while (vip === '') {
    await scenario.tick();
    vip = (await vipIn(scenario.cloud, US, 'foobar-ingress')) ?? '';
  }
  await afterHealthChanges(scenario, async () => (await whoServes(scenario, 'us-west1', vip, HOST)).status === 200);
  expect(await ask()).toEqual({ status: 200, shown: 'first' });
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
    await put(second);
    // One tick sees the Secret; the next ones wake the run after its waits.
    while (resources(scenario.cloud, 'sslCertificates').some(({ name }) => name === old?.name)) await scenario.tick();
  } finally {
    done.abort();
    await prober;
  }
  expect(failed).toEqual([]);
  expect(await ask()).toEqual({ status: 200, shown: 'second' });
  expect(resources(scenario.cloud, 'sslCertificates')).toHaveLength(1);
  expect(await scenario.github.driftIssues('open')).toEqual([]);
}

/** No key is in the state, the messages, the logs or on GitHub. */
async function searchForKeys(): Promise<void> {
  const pull = await scenario.propose('second', withSecret(tree, 'bar-tls'));
  const { cloud, github, log } = scenario;
  expect(await toldOf(pull.commit)).toContain(UNREAD);
  // Nobody pushes: drift has read it, and has the pull request planned again.
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
  for (const { name } of cloud.storage.objects(BUCKET)) {
    const url = `${cloud.urls.storage}/storage/v1/b/${BUCKET}/o/${encodeURIComponent(name)}?alt=media`;
    texts.push(await (await fetch(url)).text());
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
}

test(
  'a Secret becomes a certificate, is rotated without a failed request, and its key is nowhere else',
  async () => {
    await landUnread();
    await serveFirst();
    await rotate();
    await searchForKeys();
  },
  LIMIT_MS,
);
