// Who reads which Secrets on an API server of Kubernetes itself, by the cluster roles of the deployment and the Roles
// that the doctor prints. Skipped where this machine has no such server.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { FUNCTIONS, SIGNING_KEYS } from '../../infra/deploy/contract.ts';
import { virtualClock } from '../../infra/emulators/kit/clock.ts';
import { seededRandom } from '../../infra/emulators/kit/random.ts';
import { createLocalAuthority } from '../../infra/emulators/kubernetes/index.ts';
import type { ApiServer, ApiServers } from '../../infra/local/api-servers/api-server.ts';
import { peerServers } from '../../infra/local/api-servers/peers.ts';
import { clusterTokenOf } from '../../infra/local/cluster-rights.ts';
import { CLUSTERS, TOKENS } from '../../infra/local/layout.ts';
import { type Applied, rolesForSecrets } from '../deploy/secret-roles.ts';
import { lackingForPeers } from './index.ts';

const skip = lackingForPeers().length > 0;
const TIMEOUT_MS = 400_000;
const MESH = '/api/v1/namespaces/istio-system/secrets';
const BLUE = '/api/v1/namespaces/blue/secrets';

let servers: ApiServers | undefined;
let server: ApiServer | undefined;

beforeAll(async () => {
  if (skip) return;
  servers = await peerServers()(await createLocalAuthority());
  const [first] = CLUSTERS;
  if (first === undefined) throw new TypeError('the layout has no cluster');
  server = await servers.open({ ...first, negController: false }, { clock: virtualClock(), random: seededRandom(1) });
  for (const name of ['istio-system', 'blue', 'green'])
    await asAdmin('POST', '/api/v1/namespaces', { metadata: { name } });
  for (const name of SIGNING_KEYS.names) await asAdmin('POST', MESH, { metadata: { name }, stringData: { a: 'b' } });
  for (const name of ['foo-tls', 'bar-tls']) await asAdmin('POST', BLUE, { metadata: { name } });
}, TIMEOUT_MS);

afterAll(async () => {
  await server?.close();
  await servers?.close();
}, TIMEOUT_MS);

async function send(token: string, method: string, path: string, body?: object): Promise<number> {
  const type = method === 'PATCH' ? 'application/apply-patch+yaml' : 'application/json';
  const headers = { authorization: `Bearer ${token}`, 'content-type': type };
  const init = { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) };
  const answer = await server?.api.handler(new Request(`https://cluster${path}`, init));
  return answer?.status ?? 0;
}

async function asAdmin(method: string, path: string, body: object): Promise<void> {
  expect([path, [200, 201].includes(await send(TOKENS.google, method, path, body))]).toEqual([path, true]);
}

async function grant(roles: readonly Applied[]): Promise<void> {
  for (const { path, body } of roles) await asAdmin('PATCH', path, body);
}

const apply = (token: string, path: string): Promise<number> => {
  const name = path.split('/').at(-1);
  const secret = { apiVersion: 'v1', kind: 'Secret', metadata: { name }, type: 'Opaque' };
  return send(token, 'PATCH', `${path}?fieldManager=rangelight`, secret);
};

it.skipIf(skip)('none of the five gets a key that signs identities, also where somebody names it', async () => {
  await grant(rolesForSecrets('istio-system', ['istio-remote-secret-east', ...SIGNING_KEYS.names], true));
  for (const name of FUNCTIONS)
    for (const key of SIGNING_KEYS.names) {
      const token = clusterTokenOf(name);
      const [read, written] = [await send(token, 'GET', `${MESH}/${key}`), await apply(token, `${MESH}/${key}`)];
      expect([name, key, read, written]).toEqual([name, key, 403, 403]);
    }
});

it.skipIf(skip)(
  'worker and drift get those that a Role of the namespace names, nobody else, and list none',
  async () => {
    const reads = (path: string) => Promise.all(FUNCTIONS.map((name) => send(clusterTokenOf(name), 'GET', path)));
    expect(await reads(`${BLUE}/foo-tls`)).toEqual([403, 403, 403, 403, 403]);
    await grant(rolesForSecrets('blue', ['foo-tls']));
    // In the order of FUNCTIONS: webhook, planner, worker, drift, reporter.
    expect(await reads(`${BLUE}/foo-tls`)).toEqual([403, 403, 200, 200, 403]);
    expect(await reads(`${BLUE}/bar-tls`)).toEqual([403, 403, 403, 403, 403]);
    expect(await reads('/api/v1/namespaces/green/secrets/foo-tls')).toEqual([403, 403, 403, 403, 403]);
    expect(await reads(BLUE)).toEqual([403, 403, 403, 403, 403]);
  },
);

it.skipIf(skip)('the worker makes by an apply what a Role names, and by no POST', async () => {
  await grant(rolesForSecrets('istio-system', ['istio-remote-secret-east'], true));
  const remote = `${MESH}/istio-remote-secret-east`;
  expect([await apply(TOKENS.drift, remote), await apply(TOKENS.worker, remote)]).toEqual([403, 201]);
  expect(await apply(TOKENS.worker, `${MESH}/istio-remote-secret-other`)).toBe(403);
  expect(await send(TOKENS.worker, 'POST', MESH, { metadata: { name: 'istio-remote-secret-east' } })).toBe(403);
  expect(await send(TOKENS.worker, 'DELETE', remote)).toBe(200);
});
