// The Kubernetes adapter: the port's contract against the emulator over https, and what only this adapter can get
// wrong.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { scaledClock } from '../../../infra/emulators/kit/clock.ts';
import { seededRandom } from '../../../infra/emulators/kit/random.ts';
import { type Handler, type Served, serve } from '../../../infra/emulators/kit/serve.ts';
import {
  createKubernetesEmulator,
  createLocalAuthority,
  type LocalAuthority,
} from '../../../infra/emulators/kubernetes/index.ts';
import {
  createClusters,
  createSecrets,
  gatewayConnections,
  kubeconfigConnections,
} from '../../../lib/adapters/kubernetes/index.ts';
import type { ClustersOptions } from '../../../lib/adapters/kubernetes/connection.ts';
import type { Clusters, Secrets } from '../../../lib/ports/index.ts';
import {
  clustersContract,
  type ClustersRig,
  ingress,
  LINK,
  NAMESPACE,
  service,
  serviceBody,
  signal,
} from './suites/clusters.ts';
import { KINDS } from '../../../functions/wiring/kinds.ts';
import { clusterRef } from '../../../lib/features/ingress/kinds/index.ts';
import { HANGS_MS } from '../../limits.ts';

let authority: LocalAuthority;
let tls: { key: string; cert: string };
beforeAll(async () => {
  authority = await createLocalAuthority();
  tls = await authority.issue('127.0.0.1');
});

interface EmulatedCluster extends ClustersRig {
  secrets(token: string): Secrets;
  admin(method: string, path: string, body: unknown): Promise<Response>;
}

async function emulatedCluster(): Promise<EmulatedCluster> {
  const emulator = createKubernetesEmulator({
    name: 'gke-us',
    clock: scaledClock(1),
    random: seededRandom(1),
    tokens: new Map([
      ['admin-token', 'admin'],
      ['viewer-token', 'viewer'],
    ]),
  });
  const admin: EmulatedCluster['admin'] = async (method, path, body) => {
    const headers = { authorization: 'Bearer admin-token', 'content-type': 'application/json' };
    return emulator.handler(new Request(`https://127.0.0.1${path}`, { method, headers, body: JSON.stringify(body) }));
  };
  await admin('POST', '/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAMESPACE } });
  const served = await serve(emulator.handler, { tls });
  return {
    clusters: clustersAt(served.url, 'admin-token'),
    secrets: (token) => createSecrets(optionsAt(served.url, token)),
    admin,
    setDown: (mode) => emulator.setDown(mode),
    [Symbol.asyncDispose]: () => served.close(),
  };
}

describe('the Secrets adapter', () => {
  const AT = `/api/v1/namespaces/${NAMESPACE}/secrets`;

  it('reads what a Secret holds, believes only a certain absence, and is refused as a viewer', async () => {
    await using cluster = await emulatedCluster();
    const body = {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'tls', namespace: NAMESPACE },
      type: 'kubernetes.io/tls',
      stringData: { 'tls.crt': 'chain', 'tls.key': 'täst' },
    };
    const answer = await cluster.admin('POST', AT, body);
    expect(answer.status).toBe(201);
    const read = await cluster.secrets('admin-token').read(LINK, NAMESPACE, 'tls', signal);
    expect(read?.type).toBe('kubernetes.io/tls');
    expect([...(read?.data ?? [])].map(([key, bytes]) => [key, new TextDecoder().decode(bytes)])).toEqual([
      ['tls.crt', 'chain'],
      ['tls.key', 'täst'],
    ]);
    expect(await cluster.secrets('admin-token').read(LINK, NAMESPACE, 'other', signal)).toBeUndefined();
    const asViewer = cluster.secrets('viewer-token');
    await expect(asViewer.read(LINK, NAMESPACE, 'tls', signal)).rejects.toMatchObject({ code: 'denied' });
    await expect(asViewer.read('x/y', NAMESPACE, 'tls', signal)).rejects.toMatchObject({ code: 'unreachable' });
  });

  it.each([
    ['no JSON', () => new Response('-----BEGIN PRIVATE KEY-----')],
    ['another kind', () => Response.json({ kind: 'Status', data: { 'tls.key': 'a2V5' } })],
    ['a gateway 404', () => new Response('-----BEGIN PRIVATE KEY-----', { status: 404 })],
  ])('does not believe %s, and quotes nothing of it', async (_, respond) => {
    await using server = await serve(respond).then((one) => ({ ...one, [Symbol.asyncDispose]: () => one.close() }));
    const secrets = createSecrets({ connections: new Map([[LINK, { baseUrl: server.url }]]), callTimeoutMs: HANGS_MS });
    const failure = await secrets.read(LINK, NAMESPACE, 'tls', signal).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'unreachable' });
    expect(String(failure)).not.toContain('KEY');
  });
});

function clustersAt(baseUrl: string, token = 'token'): Clusters {
  return createClusters({ kinds: KINDS, ...optionsAt(baseUrl, token) });
}

function optionsAt(baseUrl: string, token: string): ClustersOptions {
  const connection = { baseUrl, ca: authority.caPem, token: () => Promise.resolve(token) };
  return { connections: new Map([[LINK, connection]]), callTimeoutMs: HANGS_MS };
}

clustersContract('adapter over https to the emulator', emulatedCluster);

describe('Kubernetes adapter', () => {
  let served: Served;
  let answer: Handler;
  let clusters: Clusters;
  beforeAll(async () => {
    served = await serve((request) => answer(request));
    const connections = new Map([[LINK, { baseUrl: served.url }]]);
    clusters = createClusters({ kinds: KINDS, connections, callTimeoutMs: HANGS_MS });
  });
  afterAll(() => served.close());

  const status = (code: number, body: object) => () =>
    Response.json({ kind: 'Status', status: 'Failure', code, ...body }, { status: code });

  it.each([
    [400, { reason: 'BadRequest' }, 'invalid'],
    [401, { reason: 'Unauthorized' }, 'denied'],
    [403, { reason: 'Forbidden' }, 'denied'],
    [403, { reason: 'Forbidden', details: { causes: [{ reason: 'NamespaceTerminating' }] } }, 'not-ready'],
    [409, { reason: 'Conflict' }, 'precondition'],
    [422, { reason: 'Invalid' }, 'invalid'],
    [429, { reason: 'TooManyRequests' }, 'rate-limited'],
    [
      500,
      { message: 'failed to create typed patch object (blue/x): .spec.y: field not declared in schema' },
      'invalid',
    ],
    [500, { reason: 'InternalError' }, 'unreachable'],
    [503, { reason: 'ServiceUnavailable' }, 'unreachable'],
  ] as const)('says %i %j as %s', async (code, body, expected) => {
    answer = status(code, body);
    await expect(clusters.apply(service, serviceBody(), signal)).rejects.toMatchObject({ code: expected });
  });

  it.each([
    ['plain text', () => new Response('404 page not found\n', { status: 404 })],
    ['a gateway', () => Response.json({ error: { code: 404, status: 'NOT_FOUND' } }, { status: 404 })],
    ['a Status that names another object', status(404, { reason: 'NotFound', details: { name: 'other' } })],
    ['a Status without a reason', status(404, { details: { name: service.name } })],
  ])('does not believe a 404 of %s', async (_, notFound) => {
    answer = notFound;
    await expect(clusters.get(service, signal)).rejects.toMatchObject({ code: 'unreachable' });
    await expect(clusters.list(LINK, 'service', {}, signal)).rejects.toMatchObject({ code: 'unreachable' });
    await expect(clusters.get(ingress, signal)).rejects.toMatchObject({ code: 'unreachable' });
  });

  it('does not believe a 404 for a custom kind whose CRD is there', async () => {
    answer = (request) =>
      request.url.includes('customresourcedefinitions')
        ? Response.json({ kind: 'CustomResourceDefinition', metadata: { name: 'multiclusteringresses' } })
        : new Response('404 page not found\n', { status: 404 });
    await expect(clusters.list(LINK, 'multiClusterIngress', {}, signal)).rejects.toMatchObject({ code: 'unreachable' });
  });

  it('does not take a page that is no list for an empty one', async () => {
    answer = () => new Response('<html>sign in</html>');
    await expect(clusters.list(LINK, 'service', {}, signal)).rejects.toMatchObject({ code: 'unreachable' });
    answer = () => Response.json({ kind: 'Status' });
    await expect(clusters.list(LINK, 'service', {}, signal)).rejects.toMatchObject({ code: 'unreachable' });
  });

  it('reads every page, and once again from the first when the token has expired', async () => {
    const item = (name: string) => ({ metadata: { name, namespace: NAMESPACE } });
    const asked: string[] = [];
    let expired = false;
    answer = (request) => {
      const { searchParams } = new URL(request.url);
      const token = searchParams.get('continue');
      asked.push(`${searchParams.get('limit')} ${token ?? 'first'}`);
      if (token === null) return Response.json({ items: [item('a')], metadata: { continue: 't' } });
      if (expired) return Response.json({ items: [item('b')], metadata: {} });
      expired = true;
      return status(410, { reason: 'Expired' })();
    };
    const listed = await clusters.list(LINK, 'service', {}, signal);
    expect(listed.map((object) => object.ref.name)).toEqual(['a', 'b']);
    expect(asked).toEqual(['500 first', '500 t', '500 first', '500 t']);
  });

  it('applies as its own field manager, forced and strict', async () => {
    let seen: { url: URL; type: string | null; body: unknown } | undefined;
    answer = async (request) => {
      seen = { url: new URL(request.url), type: request.headers.get('content-type'), body: await request.json() };
      return Response.json({ kind: 'MultiClusterIngress' });
    };
    const statusRef = clusterRef('multiClusterIngressStatus', LINK, 'foo', NAMESPACE);
    await clusters.apply(statusRef, { metadata: { name: 'foo' }, status: {} }, signal);
    expect(seen?.url.pathname).toBe('/apis/networking.gke.io/v1/namespaces/blue/multiclusteringresses/foo/status');
    expect(Object.fromEntries(seen?.url.searchParams ?? [])).toEqual({
      fieldManager: 'rangelight',
      force: 'true',
      fieldValidation: 'Strict',
    });
    expect(seen?.type).toBe('application/apply-patch+yaml');
    expect(seen?.body).toMatchObject({ apiVersion: 'networking.gke.io/v1', kind: 'MultiClusterIngress' });
  });

  it('stops at once when told to', async () => {
    const controller = new AbortController();
    answer = () => {
      controller.abort(new DOMException('enough', 'AbortError'));
      return new Promise<Response>(() => {});
    };
    await expect(clusters.get(service, controller.signal)).rejects.toThrow('enough');
  });

  it('trusts no other authority than the one given', async () => {
    await using rig = await emulatedCluster();
    const stranger = await createLocalAuthority();
    const other = await serve(() => new Response(), { tls: await stranger.issue('127.0.0.1') });
    await expect(clustersAt(other.url).get(service, signal)).rejects.toMatchObject({ code: 'unreachable' });
    await expect(rig.clusters.get(service, signal)).resolves.toBeUndefined();
    await other.close();
  });
});

describe('connections', () => {
  const base64 = (text: string): string => Buffer.from(text).toString('base64');
  const kubeconfig = (user: string, context = 'us-west1_gke-us'): string => `
apiVersion: v1
kind: Config
clusters:
  - name: c
    cluster: { server: "https://127.0.0.1:1/", certificate-authority-data: ${base64('CA')} }
users:
  - name: u
    user: ${user}
contexts:
  - name: ${context}
    context: { cluster: c, user: u }
`;

  it.each(['us-west1_gke-us', 'gke_my-project_us-west1_gke-us'])('finds the context %s of a link', async (context) => {
    const found = kubeconfigConnections(kubeconfig('{ token: secret }', context), [LINK, 'mars/gke']);
    expect([...found.keys()]).toEqual([LINK]);
    expect(found.get(LINK)).toMatchObject({ baseUrl: 'https://127.0.0.1:1', ca: 'CA' });
    await expect(found.get(LINK)?.token?.(signal)).resolves.toBe('secret');
  });

  it('reads client certificates and token files', async () => {
    const pair = `{ client-certificate-data: ${base64('CERT')}, client-key: /key.pem }`;
    const options = { readFile: (path: string) => `text of ${path}\n` };
    const [certified] = kubeconfigConnections(kubeconfig(pair), [LINK], options).values();
    expect(certified?.client).toEqual({ cert: 'CERT', key: 'text of /key.pem\n' });
    const [filed] = kubeconfigConnections(kubeconfig('{ tokenFile: /token }'), [LINK], options).values();
    await expect(filed?.token?.(signal)).resolves.toBe('text of /token');
  });

  it('takes Google tokens in place of the GKE plugin, and runs no plugin', async () => {
    const gke = kubeconfig('{ exec: { command: gke-gcloud-auth-plugin } }');
    const googleToken = () => Promise.resolve('google');
    const [connection] = kubeconfigConnections(gke, [LINK], { googleToken }).values();
    await expect(connection?.token?.(signal)).resolves.toBe('google');
    expect(() => kubeconfigConnections(gke, [LINK])).toThrow('needs Google credentials');
    const other = kubeconfig('{ exec: { command: aws } }');
    expect(() => kubeconfigConnections(other, [LINK], { googleToken })).toThrow('runs aws');
    expect(() => kubeconfigConnections(kubeconfig('{ auth-provider: { name: gcp } }'), [LINK])).toThrow(
      'auth-provider',
    );
    expect(() => kubeconfigConnections('- a', [LINK])).toThrow('not an object');
  });

  it('composes gateway URLs, with a host of its own outside global', () => {
    const token = () => Promise.resolve('t');
    const members = [
      { link: LINK, membership: 'gke-us', location: 'global' },
      { link: 'europe-west1/gke-eu', membership: 'gke-eu', location: 'europe-west1' },
    ];
    const found = gatewayConnections('42', members, token);
    expect([...found.values()].map(({ baseUrl }) => baseUrl)).toEqual([
      'https://connectgateway.googleapis.com/v1/projects/42/locations/global/gkeMemberships/gke-us',
      'https://europe-west1-connectgateway.googleapis.com/v1/projects/42/locations/europe-west1/gkeMemberships/gke-eu',
    ]);
  });
});
