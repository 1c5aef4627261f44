// The rights of the deployment's table, as they are asked for: one story in which a fleet has everything that
// Rangelight makes of Compute, changes it, and goes. What was granted and never asked for is found here; what was asked
// for and not granted stops the story.
import { expect, it } from 'vitest';
import type { JournalEntry } from '../../infra/emulators/kit/journal.ts';
import { accountOf } from '../../infra/local/rights.ts';
import { type FunctionName, FUNCTIONS } from '../../infra/deploy/contract.ts';
import { permissionsOf, type Scope } from '../../infra/deploy/permissions.ts';
import { EVERY_GATE } from '../../functions/wiring/codes.ts';
import { approve } from '../../lib/app/words/index.ts';
import { revisions } from '../../lib/state/index.ts';
import { testCertificate } from '../contract/certificates.ts';
import { rolesForSecrets } from '../deploy/secret-roles.ts';
import { computeCall } from './harness/by-hand.ts';
import { COMPUTE, TOKEN } from './harness/clients.ts';
import { PROJECT } from './harness/cloud.ts';
import { requestTo } from './harness/cluster-request.ts';
import { inOwnWorld } from './harness/own-world.ts';
import type { Tree } from './harness/repository.ts';
import { ASIA, EU, treeOf, type TreeSpec, US } from './harness/trees.ts';
import type { ProofWorld } from './harness/world.ts';

const NEVER = new AbortController().signal;
const MINUTE_MS = 60_000;

let world: ProofWorld;
inOwnWorld((made) => {
  world = made;
});

/** What a function asked Compute, the fleet, the way into the clusters and Cloud Monitoring for. */
function askedBy(name: FunctionName): readonly string[] {
  const { compute, hub, gateway, monitoring } = world.cloud;
  const journals = [compute.journal, hub.journal, gateway.journal, monitoring.journal];
  const own = ({ caller }: JournalEntry) => (caller?.account === accountOf(name) ? caller.permissions : []);
  return [...new Set(journals.flatMap(({ entries }) => entries.flatMap(own)))].sort();
}

/** What the table grants a function. */
function grantedTo(name: FunctionName): readonly string[] {
  const scopes: readonly Scope[] = ['project', 'networkProject', 'fleetProject'];
  const all = scopes.flatMap((scope) => permissionsOf(name, scope));
  return [...new Set(all)].sort();
}

interface Settings {
  readonly armor: string;
  readonly sslPolicy: string;
  readonly keys: readonly string[];
  readonly secure: boolean;
  readonly clusters?: readonly string[];
  readonly hosts?: Readonly<Record<string, string>>;
}

/** `foo` behind Cloud Armor, `bar` with signed URLs, both behind one load balancer, with TLS when it is secure. */
function treeWith({ armor, sslPolicy, keys, secure, clusters = [US, EU, ASIA], hosts }: Settings): Tree {
  const configured = (name: string) => ({ 'cloud.google.com/backend-config': JSON.stringify({ default: name }) });
  const spec: TreeSpec = {
    clusters,
    services: [
      { name: 'foo', annotations: configured('guarded') },
      { name: 'bar', annotations: configured('signed') },
    ],
    ingresses: [
      {
        name: 'web',
        backend: 'bar',
        hosts: hosts ?? { 'foo.example.com': 'foo' },
        ...(secure && { tls: ['foo-tls'], annotations: { 'networking.gke.io/frontend-config': 'strict' } }),
      },
    ],
  };
  const cdn = { enabled: true, signedUrlKeys: keys.map((keyName) => ({ keyName, secretName: keyName })) };
  const config = (name: string, own: object) => ({
    apiVersion: 'cloud.google.com/v1',
    kind: 'BackendConfig',
    metadata: { name, namespace: 'blue' },
    spec: own,
  });
  const front = {
    apiVersion: 'networking.gke.io/v1beta1',
    kind: 'FrontendConfig',
    metadata: { name: 'strict', namespace: 'blue' },
    spec: { sslPolicy, redirectToHttps: { enabled: true } },
  };
  const files = {
    'manifests/guarded.yaml': config('guarded', { securityPolicy: { name: armor } }),
    'manifests/signed.yaml': config('signed', { cdn }),
    ...(secure && { 'manifests/strict.yaml': front }),
  };
  const texts = Object.entries(files).map(([path, object]) => [path, JSON.stringify(object)] as const);
  return { ...treeOf(spec), ...Object.fromEntries(texts) };
}

async function putSecret(name: string, type: string, stringData: Readonly<Record<string, string>>): Promise<void> {
  const path = `/api/v1/namespaces/blue/secrets/${name}?fieldManager=person&force=true`;
  const secret = { apiVersion: 'v1', kind: 'Secret', metadata: { name, namespace: 'blue' }, type, stringData };
  for (const link of [US, EU]) await requestTo(world, link, 'PATCH', path, secret, 'apply-patch+yaml');
}

/** As an admin does with what the doctor prints. */
async function grantSecrets(...names: readonly string[]): Promise<void> {
  for (const { path, body } of rolesForSecrets('blue', names))
    for (const link of [US, EU]) await requestTo(world, link, 'PATCH', path, body, 'apply-patch+yaml');
}

async function putCertificate(): Promise<void> {
  const { certificate, privateKey } = await testCertificate(['foo.example.com'], 'P-256', 0);
  await putSecret('foo-tls', 'kubernetes.io/tls', { 'tls.crt': certificate, 'tls.key': privateKey });
}

/** What people make before a fleet refers to it. */
async function prepare(): Promise<void> {
  for (const name of ['armor-1', 'armor-2']) await computeCall(world, 'POST', 'securityPolicies', { name });
  for (const name of ['modern', 'strict']) await computeCall(world, 'POST', 'sslPolicies', { name, profile: 'MODERN' });
  await grantSecrets('foo-tls', 'key-1', 'key-2');
  await putCertificate();
  for (const name of ['key-1', 'key-2']) await putSecret(name, 'Opaque', { key_value: KEY });
  await world.clock.advance(MINUTE_MS);
}

const KEY = 'AAECAwQFBgcICQoLDA0ODw==';

/** Pushes, says yes to every gate, and waits until nothing is left to do. */
async function land(tree: Tree): Promise<string> {
  const commit = world.push(tree);
  await world.untilIdle();
  const revision = (await revisions.at('prod', commit, 'head').read(world.store, NEVER))?.value;
  for (const { plan, gates } of revision?.units ?? [])
    if (plan !== null && gates.length > 0)
      await approve(world.person, 'prod', plan, { by: 'alice', reason: 'yes', opens: EVERY_GATE }, NEVER);
  await world.untilIdle();
  return commit;
}

/** Names of what is ours in a collection. */
function ours(collection: string): readonly string[] {
  return world.cloud.compute.view
    .list(collection)
    .map(({ resource }) => resource.name)
    .filter((name) => name.startsWith('rl1-'));
}

/** A change that a program of somebody else's makes in the project; until it is done. */
async function byHand(method: string, path: string, body?: object): Promise<void> {
  const url = `${COMPUTE}/compute/v1/projects/${PROJECT}/${path}`;
  const headers = { authorization: `Bearer ${TOKEN}` };
  const request = new Request(url, { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) });
  const answer = await world.cloud.compute.handler(request);
  if (!answer.ok) throw new TypeError(`${method} ${path}: ${await answer.text()}`);
  await world.clock.advance(1);
}

const linkOf = (path: string): string => `https://www.googleapis.com/compute/v1/projects/${PROJECT}/${path}`;

/** Drift of every sort that Rangelight puts back. */
async function meddle(): Promise<void> {
  const view = (collection: string) => world.cloud.compute.view.list(collection).map(({ resource }) => resource);
  const [service] = ours('backendServices').filter((name) => name.includes('-foo'));
  const [check] = ours('healthChecks');
  const [https] = ours('targetHttpsProxies');
  const rule = view('forwardingRules').find(({ name, portRange }) => name.startsWith('rl1-') && portRange === '80-80');
  await byHand('POST', 'global/urlMaps', {
    name: 'theirs',
    defaultService: linkOf(`global/backendServices/${service}`),
  });
  await byHand('POST', 'global/targetHttpProxies', { name: 'theirs', urlMap: linkOf('global/urlMaps/theirs') });
  await byHand('PATCH', `global/healthChecks/${check}`, { checkIntervalSec: 77 });
  await byHand('POST', `targetHttpsProxies/${https}/setUrlMap`, { urlMap: linkOf('global/urlMaps/theirs') });
  const target = linkOf('global/targetHttpProxies/theirs');
  await byHand('POST', `global/forwardingRules/${rule?.name}/setTarget`, { target });
  const backendService = view('backendServices').find(({ name }) => name === service);
  const [first, ...others] = (backendService?.['backends'] ?? []) as readonly object[];
  const backends = [{ ...first, capacityScaler: 0 }, ...others];
  await byHand('PATCH', `global/backendServices/${service}`, {
    fingerprint: backendService?.['fingerprint'],
    backends,
  });
  await world.untilIdle();
  await byHand('DELETE', 'global/targetHttpProxies/theirs');
  await byHand('DELETE', 'global/urlMaps/theirs');
}

/** Takes a group of the worker's out of its backend service, and away. */
async function takeGroup(): Promise<void> {
  const isAsian = ({ group }: { readonly group: string }) => group.includes('/zones/asia-east1-');
  const view = world.cloud.compute.view.list('backendServices').map(({ resource }) => resource);
  const service = view.find(({ name }) => name.startsWith('rl1-') && name.includes('-foo'));
  const backends = (service?.['backends'] ?? []) as readonly { readonly group: string }[];
  const path = backends.find(isAsian)?.group.replace(/^.*\/projects\/[^/]+\/|^projects\/[^/]+\//, '') ?? '';
  const left = { fingerprint: service?.['fingerprint'], backends: backends.filter((one) => !isAsian(one)) };
  await byHand('PATCH', `global/backendServices/${service?.name}`, left);
  await byHand('DELETE', path);
  await world.untilIdle();
}

/** A pod of the cluster whose groups the worker fills. */
async function killPod(): Promise<void> {
  const asia = world.cloud.clusters.get(ASIA);
  const [pod] = asia?.workloads.pods().filter(({ app }) => app === 'foo') ?? [];
  await asia?.workloads.kill(pod?.name ?? '');
  await world.untilIdle();
}

it('each function asks for all that the table grants it, and for nothing else', async () => {
  await prepare();
  const first: Settings = { armor: 'armor-1', sslPolicy: 'modern', keys: ['key-1'], secure: false };
  await land(treeWith(first));
  await land(treeWith({ ...first, secure: true }));
  await putCertificate();
  const second = { ...first, secure: true, armor: 'armor-2', sslPolicy: 'strict', keys: ['key-2'] };
  await land(treeWith(second));
  await meddle();
  await killPod();
  await takeGroup();
  const third = { ...second, clusters: [US, EU], hosts: { 'foo.example.com': 'foo', 'bar.example.com': 'bar' } };
  await land(treeWith(third));
  const { 'rangelight.yaml': fleet = '' } = treeWith(third);
  await land({ 'rangelight.yaml': fleet });
  expect(ours('backendServices')).toEqual([]);
  // With a Shared VPC the rule is another project's.
  await land({
    'rangelight.yaml': fleet.replace('"network":"default"', '"network":"projects/host/global/networks/shared"'),
  });
  expect(ours('firewalls')).toEqual([]);
  const asked = Object.fromEntries(FUNCTIONS.map((name) => [name, askedBy(name)]));
  const granted = Object.fromEntries(FUNCTIONS.map((name) => [name, grantedTo(name)]));
  expect(asked).toEqual(granted);
});
