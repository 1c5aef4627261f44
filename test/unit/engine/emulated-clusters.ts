// The two clusters of a fleet as emulated API servers, through the client that the functions have.
import { createKubernetesEmulator } from '../../../infra/emulators/kubernetes/index.ts';
import { seededRandom } from '../../../infra/emulators/kit/random.ts';
import { serve } from '../../../infra/emulators/kit/serve.ts';
import { createClusters, createSecrets } from '../../../lib/adapters/kubernetes/index.ts';
import { isJsonObject, type JsonObject, objectAt, parseJson } from '../../../lib/core/index.ts';
import { type ClusterLink, type ClusterRef, FIELD_MANAGER, type Kinds } from '../../../lib/model/index.ts';
import type { Clock, Clusters, Secrets } from '../../../lib/ports/index.ts';
import { EU, UNIT, US } from '../fleet-of-two.ts';

export interface EmulatedClusters extends AsyncDisposable {
  readonly clusters: Clusters;
  /** As a function that may get Secrets has them. */
  readonly looking: Clusters;
  readonly secrets: Secrets;
  /** As somebody with kubectl: server-side apply by his own manager. */
  apply(ref: ClusterRef, manager: string, body: JsonObject): Promise<void>;
  /** As somebody with `kubectl edit`: a merge patch. */
  edit(ref: ClusterRef, change: JsonObject): Promise<void>;
  /** As it stands, whole; undefined when it is absent. */
  body(ref: ClusterRef): Promise<JsonObject | undefined>;
  /** As somebody with kubectl. */
  remove(ref: ClusterRef): Promise<void>;
  /** What we asked each API server: method, path and the form that was accepted. */
  readonly asked: string[];
}

const TOKEN = 'worker';

/** What stands behind a cluster: an API server, and a token that may do all there. */
export interface Opened {
  readonly handler: (request: Request) => Response | Promise<Response>;
  readonly token: string;
}

/** @param namespaces that both have. */
export function emulatedClusters(
  kinds: Kinds,
  clock: Clock,
  namespaces: readonly string[] = [UNIT],
): Promise<EmulatedClusters> {
  return clustersOver(kinds, namespaces, async (link, seed) => {
    const { handler } = createKubernetesEmulator({
      name: link,
      // Nothing there is late: what is asked of them is answered in its turn.
      clock: { now: () => clock.now(), after: (_ms, fn) => (queueMicrotask(fn), () => undefined) },
      random: seededRandom(seed),
      tokens: new Map([[TOKEN, 'admin']]),
    });
    return { handler, token: TOKEN };
  });
}

/** @param open the API server of a cluster. */
export async function clustersOver(
  kinds: Kinds,
  namespaces: readonly string[],
  open: (link: ClusterLink, seed: number) => Promise<Opened>,
): Promise<EmulatedClusters> {
  const asked: string[] = [];
  const stack = new AsyncDisposableStack();
  const opened = new Map<ClusterLink, Opened>();
  const connections = new Map<ClusterLink, { readonly baseUrl: string; readonly token: () => Promise<string> }>();
  for (const [seed, link] of [EU, US].entries()) {
    const one = await open(link, seed);
    const { handler, token } = one;
    const served = await serve((request) => {
      const { pathname } = new URL(request.url);
      asked.push(`${request.method} ${pathname} ${request.headers.get('accept') ?? ''}`);
      return handler(request);
    });
    stack.defer(() => served.close());
    opened.set(link, one);
    connections.set(link, { baseUrl: served.url, token: async () => token });
  }
  const send = async (link: ClusterLink, path: string, method = 'GET', contentType = '', body?: object) => {
    const { handler, token } = opened.get(link) ?? {};
    if (handler === undefined) throw new TypeError(`there is no cluster ${link}`);
    const headers = { authorization: `Bearer ${token}`, ...(body && { 'content-type': contentType }) };
    const init = { method, headers, ...(body && { body: JSON.stringify(body) }) };
    return handler(new Request(`http://any${path}`, init));
  };
  const pathOf = ({ plural, namespace, name }: ClusterRef): string =>
    `/api/v1/namespaces/${namespace}/${plural}/${name}`;
  const done = async (answer: Response): Promise<void> => {
    if (!answer.ok) throw new TypeError(await answer.text());
  };
  const options = { connections, callTimeoutMs: 10_000 };
  const emulated: EmulatedClusters = {
    clusters: createClusters({ ...options, kinds }),
    looking: createClusters({ ...options, kinds, looksAtNoted: true }),
    secrets: createSecrets(options),
    asked,
    async apply(ref, manager, body) {
      if (manager === FIELD_MANAGER) throw new TypeError('that is us');
      const path = `${pathOf(ref)}?fieldManager=${manager}&force=true`;
      const metadata = { ...objectAt(body, 'metadata'), name: ref.name, namespace: ref.namespace };
      const whole = { apiVersion: 'v1', ...body, metadata };
      await done(await send(ref.cluster, path, 'PATCH', 'application/apply-patch+yaml', whole));
    },
    async edit(ref, change) {
      const path = `${pathOf(ref)}?fieldManager=kubectl-edit`;
      await done(await send(ref.cluster, path, 'PATCH', 'application/merge-patch+json', change));
    },
    async remove(ref) {
      await done(await send(ref.cluster, pathOf(ref), 'DELETE'));
    },
    async body(ref) {
      const answer = await send(ref.cluster, pathOf(ref));
      const body = parseJson(await answer.text());
      return answer.ok && isJsonObject(body) ? body : undefined;
    },
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
  for (const link of opened.keys())
    for (const name of namespaces) {
      const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name } };
      await done(await send(link, '/api/v1/namespaces', 'POST', 'application/json', namespace));
    }
  return emulated;
}
