// No private value is in any document, message, call, log line or Git object, after all that Rangelight does with it: a
// certificate, an OAuth client, a key for signed URLs, tokens of a mesh, the key of its authority, the key of the App
// that the functions are to GitHub, and what they themselves show to others.
import { parseAllDocuments } from 'yaml';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { BUCKETS, OWNER, TOKENS } from '../../infra/local/layout.ts';
import { FIELD_MANAGER } from '../../lib/model/index.ts';
import manifest from '../../infra/deploy/github-app.json' with { type: 'json' };
import { type TestCertificate, testCertificate } from '../contract/certificates.ts';
import { app, installation, privateKey } from '../contract/github/app-fixture.ts';
import { STORY_MS } from '../limits.ts';
import { bodyOfKey, formsOf, leaks, linesOfKey, type Place, placesOf } from './support/canaries.ts';
import { withCredentials, withSecret } from './support/credentials.ts';
import { type Person, personAt } from './support/person.ts';
import { remoteSecretEdits, remoteSecretsIn } from './support/remote-secrets.ts';
import type { Tree } from './support/repository.ts';
import { EU, type Scenario, startScenario, US } from './support/scenario.ts';
import { clusterOf, request, resources } from './support/state.ts';
import { FLEET } from './support/trees.ts';

const MESH = `  mesh:
    discovery: secrets
    clusters:
      ${US}: {server: "https://10.0.0.2"}
      ${EU}: {server: "https://10.8.0.2"}
`;
const SYSTEM = '/api/v1/namespaces/istio-system';
const TOKEN = `${SYSTEM}/secrets/rangelight-istio-reader-token`;

/** What the App of the manifest may do, on the repositories of the local cloud. */
const { default_permissions: permissions } = manifest;
const { repositories: _some, ...whole } = installation;
const APP = {
  ...app,
  installations: [{ ...whole, owner: OWNER, permissions: permissions as Readonly<Record<string, 'read' | 'write'>> }],
};

/** By what they are called. */
const canaries = new Map<string, string[]>();
const text = (name: string, more = ''): string => {
  const value = `canary?${name}>of~${more}${'0123456789abcdefghij'.slice(more.length)}`;
  canaries.set(name, [...(canaries.get(name) ?? []), value]);
  return value;
};

let scenario: Scenario;
let person: Person;
let pairs: readonly TestCertificate[];
let tokens = 0;

beforeAll(async () => {
  pairs = await Promise.all([testCertificate(['foo.example.com']), testCertificate(['foo.example.com'])]);
  for (const { privateKey } of pairs)
    canaries.set('TLS key', [...(canaries.get('TLS key') ?? []), ...linesOfKey(privateKey)]);
  canaries.set('key of the App', [privateKey, bodyOfKey(privateKey), ...linesOfKey(privateKey)]);
  scenario = await startScenario({ app: { ...APP, privateKey } });
  person = await personAt(scenario);
  for (const [name, token] of Object.entries(TOKENS)) if (!/^(google|person)$/.test(name)) canaries.set(name, [token]);
});
afterAll(async () => {
  await person.leave();
  await scenario.close();
});

async function apply(link: string, path: string, body: object, manager = 'person'): Promise<void> {
  const at = `${path}?fieldManager=${manager}&force=true`;
  const answer = await request(clusterOf(scenario.cloud, link), 'PATCH', at, body, 'apply-patch+yaml');
  expect([path, answer.status < 300]).toEqual([path, true]);
}

const secretOf = (name: string, namespace: string, type: string, stringData: Readonly<Record<string, string>>) => ({
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name, namespace },
  type,
  stringData,
});

async function put(which: 'first' | 'second'): Promise<void> {
  const pair = pairs[which === 'first' ? 0 : 1];
  const [client, key] = [
    text('OAuth client', which),
    Buffer.from(text('URL key', which).slice(0, 16)).toString('base64url'),
  ];
  canaries.set('URL key', [...(canaries.get('URL key') ?? []), `${key}==`]);
  for (const link of [US, EU]) {
    const of = '/api/v1/namespaces/blue/secrets';
    const certificate = { 'tls.crt': pair?.certificate ?? '', 'tls.key': pair?.privateKey ?? '' };
    await apply(link, `${of}/foo-tls`, secretOf('foo-tls', 'blue', 'kubernetes.io/tls', certificate));
    await apply(
      link,
      `${of}/bar-oauth`,
      secretOf('bar-oauth', 'blue', 'Opaque', { client_id: 'me', client_secret: client }),
    );
    await apply(link, `${of}/foo-key`, secretOf('foo-key', 'blue', 'Opaque', { key_value: `${key}==` }));
  }
}

/** As whoever installs Istio does, with an authority of its own: Google runs no control plane then. */
async function installIstio(): Promise<void> {
  scenario.cloud.hub.disable('servicemesh');
  for (const link of [US, EU]) {
    await apply(link, SYSTEM, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'istio-system' } });
    const keys = { 'ca-key.pem': text('key of the authority') };
    await apply(link, `${SYSTEM}/secrets/cacerts`, secretOf('cacerts', 'istio-system', 'Opaque', keys));
  }
}

/** As an admin does with what the doctor prints. */
async function grant(): Promise<void> {
  for (const link of [US, EU]) {
    const [, printed] = await person.ask('doctor', '--secret-roles', link);
    for (const document of parseAllDocuments(printed)) {
      const one = document.toJS() as { kind: string; metadata: { name: string; namespace: string } } | null;
      if (one === null) continue;
      const { name, namespace } = one.metadata;
      await apply(
        link,
        `/apis/rbac.authorization.k8s.io/v1/namespaces/${namespace}/${one.kind.toLowerCase()}s/${name}`,
        one,
      );
    }
  }
}

/** As the token controller of a cluster does with a Secret that asks for a token. */
async function issueTokens(): Promise<void> {
  for (const link of [US, EU]) {
    const answer = await request(clusterOf(scenario.cloud, link), 'GET', TOKEN);
    const secret = (await answer.json()) as { readonly data?: object };
    if (answer.status !== 200 || secret.data !== undefined) continue;
    tokens += 1;
    const data = { token: text('token', String(tokens)), 'ca.crt': 'an authority' };
    await apply(
      link,
      TOKEN,
      secretOf('rangelight-istio-reader-token', 'istio-system', 'kubernetes.io/service-account-token', data),
    );
  }
}

/** Each as text. */
const remoteSecrets = () => remoteSecretsIn(scenario.cloud);

/** As if an older version had written them, and then somebody by hand: in plain text one, encoded the other. */
async function editByHand(): Promise<void> {
  for (const [link, field] of [
    [US, 'stringData'],
    [EU, 'data'],
  ] as const) {
    const { path, older, edited } = await remoteSecretEdits(scenario.cloud, link);
    await apply(link, path, older, FIELD_MANAGER);
    await scenario.tick();
    await apply(link, path, edited(field, text('token by hand', field)));
  }
}

/** Ticks until something is so; what a scenario waits for comes with ticks alone. */
async function ticksUntil(what: string, isSo: () => Promise<boolean>): Promise<void> {
  for (let left = 60; left > 0; left -= 1) {
    if (await isSo()) return;
    await issueTokens();
    await scenario.tick();
  }
  expect.unreachable(`never: ${what}`);
}

const withMesh = (tree: Tree): Tree => ({ ...tree, [FLEET]: `${String(tree[FLEET])}${MESH}` });

test(
  'private values are nowhere but in Compute and the clusters',
  async () => {
    await installIstio();
    await put('first');
    const tree = withMesh(withCredentials(withSecret(scenario.seed, 'foo-tls')));
    await scenario.land(scenario.seed);
    const pull = await scenario.propose('credentials', tree);
    await scenario.land(tree, { mayWait: true });
    await grant();
    const hasToken = async (value: string | undefined): Promise<boolean> =>
      (await remoteSecrets()).some((one) => formsOf(value ?? '?').some((form) => one.includes(form)));
    await ticksUntil(
      'remote secrets',
      async () => (await remoteSecrets()).length === 2 && (await hasToken(canaries.get('token')?.[0])),
    );
    await ticksUntil('a certificate', () => Promise.resolve(resources(scenario.cloud, 'sslCertificates').length === 1));

    // Others are put in their place, a token is revoked, and what was made of it is written anew.
    await put('second');
    await request(clusterOf(scenario.cloud, US), 'DELETE', TOKEN);
    await ticksUntil('another token', async () => tokens === 3 && (await hasToken(canaries.get('token')?.[2])));
    await scenario.settled();

    // What somebody writes into them is told, and put back: what stands there is read for it, and compared.
    const before = await remoteSecrets();
    const hasEdits = async (): Promise<boolean> =>
      (await Promise.all((canaries.get('token by hand') ?? []).map(hasToken))).includes(true);
    await editByHand();
    expect([await hasEdits(), (await remoteSecrets()).length]).toEqual([true, before.length]);
    await ticksUntil('remote secrets as they were', async () => !(await hasEdits()));
    expect(await hasToken(canaries.get('token')?.[2])).toBe(true);

    // All of it goes.
    await scenario.land(scenario.seed, { mayWait: true });
    await ticksUntil('no remote secret', async () => {
      const [, said] = await person.ask('status');
      for (const [, digest = ''] of said.matchAll(/rangelight approve ([0-9a-f]{12,})/g))
        await person.say('approve', digest);
      return (await remoteSecrets()).length === 0;
    });
    await scenario.settled();
    for (const verb of ['status', 'history', 'runs']) await person.ask(verb);

    const places: readonly Place[] = [
      ...(await placesOf(scenario.cloud, scenario.log)),
      { name: 'comments', bytes: Buffer.from(JSON.stringify(await scenario.github.comments(pull.number))) },
    ];
    // The functions were the App, and of the tokens that GitHub made for it none is anywhere either.
    const paths = scenario.cloud.github.journal.entries.map(({ path }) => path);
    expect(paths.filter((path) => path.endsWith('/access_tokens')).length).toBeGreaterThan(0);
    expect(places.filter(({ bytes }) => bytes.includes('ghs_')).map(({ name }) => name)).toEqual([]);
    // What is looked for can be found: names and digests of it are there.
    const names = new Map([
      ['a name', ['bar-oauth']],
      ['a note', ['istio-remote-secret-gke-us']],
    ]);
    const seen = leaks(places, names).map((one) => one.split(' has ')[1]);
    expect(new Set(seen)).toEqual(new Set(names.keys()));
    expect([...canaries.values()].every((values) => values.length > 0)).toBe(true);
    expect(leaks(places, canaries)).toEqual([]);

    // Planted, each is found, in each form.
    for (const [name, values] of canaries)
      for (const form of values.flatMap(formsOf))
        expect(leaks([{ name: 'a place', bytes: Buffer.from(`{"x":"..${form}.."}`) }], canaries)).toContain(
          `a place has ${name}`,
        );
    const planted = Buffer.from(`a${canaries.get('token')?.[0]}`).toString('base64');
    const at = `${scenario.cloud.urls.storage}/upload/storage/v1/b/${BUCKETS.state}/o?uploadType=media&name=dead-letters/planted`;
    const headers = { authorization: `Bearer ${TOKENS.worker}`, 'content-type': 'text/plain' };
    expect((await fetch(at, { method: 'POST', headers, body: planted })).status).toBe(200);
    const now = await placesOf(scenario.cloud, [
      ...scenario.log,
      { severity: 'info', message: TOKENS.webhookSecret, fields: {} },
      { severity: 'info', message: 'a key', fields: { options: { key: privateKey } } },
      { severity: 'info', message: `a line of a key: ${linesOfKey(privateKey).at(-1)}`, fields: {} },
    ]);
    expect(leaks(now, canaries)).toEqual([
      `log line ${scenario.log.length} has webhookSecret`,
      `log line ${scenario.log.length + 1} has key of the App`,
      `log line ${scenario.log.length + 2} has key of the App`,
      `${BUCKETS.state}/dead-letters/planted has token`,
    ]);
  },
  STORY_MS,
);
