// A small API server for the tests of the workloads: objects by path, apply as a merge, watches, faults by hand.
import { randomUUID } from 'node:crypto';
import { setImmediate as turn } from 'node:timers/promises';

export interface StoredObject {
  metadata: {
    name: string;
    namespace?: string;
    uid?: string;
    resourceVersion?: string;
    labels?: Record<string, string>;
    annotations?: Record<string, string>;
  };
  [field: string]: unknown;
}

export interface FakeApi {
  readonly handler: (request: Request) => Promise<Response>;
  /** By path, e.g. `/api/v1/namespaces/shop/services/foo`. */
  readonly objects: Map<string, StoredObject>;
  /** `METHOD path` of every request that was not a read. */
  readonly writes: string[];
  put(path: string, object: StoredObject): void;
  remove(path: string): void;
  /** The objects whose path is below this collection. */
  all(collection: string): StoredObject[];
  /** While true every request fails as a refused connection does; setting it ends all watches. */
  setDown(down: boolean): void;
}

const WITH_STATUS = /\/(pods|nodes)\//;

export function createFakeApi(): FakeApi {
  const objects = new Map<string, StoredObject>();
  const writes: string[] = [];
  const watches = new Set<{ path: string; controller: ReadableStreamDefaultController<Uint8Array> }>();
  let version = 1;
  let down = false;

  const belongs = (path: string, collection: string): boolean => {
    const [, root, plural] = /^(.*)\/([^/]+)$/.exec(collection) ?? [];
    const clean = path.replace(/\/[^/]+$/, '');
    return clean === collection || (clean.startsWith(`${root}/namespaces/`) && clean.endsWith(`/${plural}`));
  };
  const tell = (type: string, path: string, object: StoredObject): void => {
    const line = new TextEncoder().encode(`${JSON.stringify({ type, object })}\n`);
    for (const watch of watches) if (belongs(path, watch.path)) watch.controller.enqueue(line);
  };
  const put = (path: string, object: StoredObject): void => {
    const before = objects.get(path);
    const metadata = { uid: randomUUID(), ...before?.metadata, ...object.metadata };
    const after = { ...object, metadata: { ...metadata, resourceVersion: String(before?.metadata.resourceVersion) } };
    if (before !== undefined && JSON.stringify(before) === JSON.stringify(after)) return;
    after.metadata.resourceVersion = String(++version);
    objects.set(path, after);
    tell(before === undefined ? 'ADDED' : 'MODIFIED', path, after);
  };
  const remove = (path: string): void => {
    const object = objects.get(path);
    objects.delete(path);
    if (object !== undefined) tell('DELETED', path, object);
  };
  const all = (collection: string): StoredObject[] =>
    [...objects].filter(([path]) => belongs(path, collection)).map(([, object]) => object);

  const patch = (path: string, body: Record<string, unknown>): Response => {
    const main = path.replace(/\/status$/, '');
    const before = objects.get(main);
    if (path !== main) {
      if (before === undefined) return failure(404, 'not found');
      put(main, { ...before, status: body['status'] });
      return Response.json(objects.get(main));
    }
    const { status, ...rest } = body;
    const applied = WITH_STATUS.test(path) ? rest : { ...rest, ...(status === undefined ? {} : { status }) };
    const metadata = { name: main.slice(main.lastIndexOf('/') + 1), ...(body['metadata'] as object) };
    const annotations = merged(
      before?.metadata.annotations,
      (body['metadata'] as StoredObject['metadata']).annotations,
    );
    put(main, { ...before, ...applied, metadata: { ...before?.metadata, ...metadata, ...annotations } });
    return Response.json(objects.get(main));
  };

  const watch = (path: string): Response => {
    let entry: { path: string; controller: ReadableStreamDefaultController<Uint8Array> } | undefined;
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        entry = { path, controller };
        watches.add(entry);
      },
      cancel: () => void (entry && watches.delete(entry)),
    });
    return new Response(body);
  };

  return {
    objects,
    writes,
    put,
    remove,
    all,
    setDown(value) {
      down = value;
      for (const { controller } of watches) controller.close();
      watches.clear();
    },
    async handler(request) {
      await turn();
      if (down) throw new TypeError('fetch failed: ECONNREFUSED');
      const { pathname: path, searchParams } = new URL(request.url);
      if (request.headers.get('authorization') !== 'Bearer token') return failure(401, 'Unauthorized');
      if (request.method !== 'GET') writes.push(`${request.method} ${path}`);
      const body = request.method === 'GET' ? undefined : ((await request.json()) as Record<string, unknown>);
      if (request.method === 'GET' && searchParams.has('watch')) return watch(path);
      if (request.method === 'GET' && objects.has(path)) return Response.json(objects.get(path));
      if (request.method === 'GET' && !isCollection(path)) return failure(404, 'not found');
      if (request.method === 'GET') {
        return Response.json({ items: all(path), metadata: { resourceVersion: String(version) } });
      }
      if (request.method === 'PATCH' && body !== undefined) return patch(path, body);
      if (request.method === 'POST') {
        const object = body as unknown as StoredObject;
        put(`${path}/${object.metadata.name}`, object);
        return Response.json(object, { status: 201 });
      }
      const object = objects.get(path);
      const grace = body?.['gracePeriodSeconds'];
      if (object !== undefined && path.includes('/pods/') && typeof grace === 'number' && grace > 0) {
        const marks = { deletionTimestamp: '2026-01-01T00:00:00Z', deletionGracePeriodSeconds: grace };
        put(path, { ...object, metadata: { ...object.metadata, ...marks } });
        return Response.json(objects.get(path));
      }
      remove(path);
      return Response.json({ kind: 'Status', status: 'Success' });
    },
  };
}

/** `/api/v1/pods`, `/api/v1/namespaces/x/pods`, and the same below `/apis/group/version`. */
function isCollection(path: string): boolean {
  return (
    /^\/(api\/v1|apis\/[^/]+\/[^/]+)(\/namespaces\/[^/]+)?\/[^/]+$/.test(path) && !/\/namespaces\/[^/]+$/.test(path)
  );
}

type Annotations = Record<string, string>;

function merged(before: Annotations | undefined, patch: Annotations | undefined): { annotations?: Annotations } {
  const entries = Object.entries({ ...before, ...patch }).filter(([, value]) => (value as string | null) !== null);
  return entries.length === 0 && before === undefined ? {} : { annotations: Object.fromEntries(entries) };
}

function failure(code: number, message: string): Response {
  return Response.json({ kind: 'Status', status: 'Failure', message, code }, { status: code });
}
