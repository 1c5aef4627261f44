// The two clusters of a fleet as emulated API servers, through the client that the functions have.
import { createKubernetesEmulator } from '../../../infra/emulators/kubernetes/index.ts';
import { seededRandom } from '../../../infra/emulators/kit/random.ts';
import { serve } from '../../../infra/emulators/kit/serve.ts';
import { createClusters, createSecrets } from '../../../lib/adapters/kubernetes/index.ts';
import { isJsonObject, type JsonObject, parseJson } from '../../../lib/core/index.ts';
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
  /** As it stands, whole; undefined when it is absent. */
  body(ref: ClusterRef): Promise<JsonObject | undefined>;
  /** As somebody with kubectl. */
  remove(ref: ClusterRef): Promise<void>;
  /** What we asked each API server: method, path and the form that was accepted. */
  readonly asked: string[];
}

const TOKEN = 'worker';
const HEADERS = { authorization: `Bearer ${TOKEN}` } as const;

/** @param namespaces that both have. */
export async function emulatedClusters(
  kinds: Kinds,
  clock: Clock,
  namespaces: readonly string[] = [UNIT],
): Promise<EmulatedClusters> {
  const asked: string[] = [];
  const stack = new AsyncDisposableStack();
  const handlers = new Map<ClusterLink, (request: Request) => Response | Promise<Response>>();
  const connections = new Map<ClusterLink, { readonly baseUrl: string; readonly token: () => Promise<string> }>();
  for (const [seed, link] of [EU, US].entries()) {
    const { handler } = createKubernetesEmulator({
      name: link,
      // Nothing there is late: what is asked of them is answered in its turn.
      clock: { now: () => clock.now(), after: (_ms, fn) => (queueMicrotask(fn), () => undefined) },
      random: seededRandom(seed),
      tokens: new Map([[TOKEN, 'admin']]),
    });
    const served = await serve((request) => {
      const { pathname } = new URL(request.url);
      asked.push(`${request.method} ${pathname} ${request.headers.get('accept') ?? ''}`);
      return handler(request);
    });
    stack.defer(() => served.close());
    handlers.set(link, handler);
    connections.set(link, { baseUrl: served.url, token: async () => TOKEN });
  }
  const call = async ({ cluster, plural, namespace, name }: ClusterRef, init: RequestInit, query = '') => {
    const path = `/api/v1/namespaces/${namespace}/${plural}/${name}${query}`;
    const handler = handlers.get(cluster);
    if (handler === undefined) throw new TypeError(`there is no cluster ${cluster}`);
    return handler(new Request(`http://any${path}`, init));
  };
  const options = { connections, callTimeoutMs: 10_000 };
  const emulated: EmulatedClusters = {
    clusters: createClusters({ ...options, kinds }),
    looking: createClusters({ ...options, kinds, looksAtNoted: true }),
    secrets: createSecrets(options),
    asked,
    async apply(ref, manager, body) {
      if (manager === FIELD_MANAGER) throw new TypeError('that is us');
      const headers = { ...HEADERS, 'content-type': 'application/apply-patch+yaml' };
      const init = { method: 'PATCH', headers, body: JSON.stringify({ apiVersion: 'v1', ...body }) };
      const answer = await call(ref, init, `?fieldManager=${manager}&force=true`);
      if (!answer.ok) throw new TypeError(await answer.text());
    },
    async remove(ref) {
      const answer = await call(ref, { method: 'DELETE', headers: HEADERS });
      if (!answer.ok) throw new TypeError(await answer.text());
    },
    async body(ref) {
      const answer = await call(ref, { headers: HEADERS });
      const body = parseJson(await answer.text());
      return answer.ok && isJsonObject(body) ? body : undefined;
    },
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
  const headers = { ...HEADERS, 'content-type': 'application/json' };
  for (const [link, handler] of handlers) {
    for (const name of namespaces) {
      const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name } };
      const init = { method: 'POST', headers, body: JSON.stringify(namespace) };
      const answer = await handler(new Request('http://any/api/v1/namespaces', init));
      if (!answer.ok) throw new TypeError(`${link}: ${await answer.text()}`);
    }
  }
  return emulated;
}
