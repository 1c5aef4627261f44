// The cluster's API as its own components see it: plain REST over a handler, with server-side apply and watches.
import type { Handler } from '../serve.ts';

/** The metadata fields that the components here read or write. */
export interface ObjectMeta {
  readonly name: string;
  readonly namespace?: string;
  readonly uid?: string;
  readonly resourceVersion?: string;
  readonly creationTimestamp?: string;
  readonly deletionTimestamp?: string;
  readonly deletionGracePeriodSeconds?: number;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

export interface KubeObject {
  readonly metadata: ObjectMeta;
}

export interface WatchEvent<T> {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK' | 'ERROR';
  readonly object: T;
}

export interface KubeList<T> {
  readonly items: readonly T[];
  readonly resourceVersion: string;
}

interface ListBody<T> {
  readonly items: readonly T[] | null;
  readonly metadata: { readonly resourceVersion: string };
}

/** An answer of the API server that is not a success. */
export class KubeError extends Error {
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.name = 'KubeError';
    this.status = status;
  }
}

/** Paths are absolute (`/api/v1/...`), without query. Every call rejects with KubeError on a non-2xx answer. */
export interface KubeClient {
  /** The object, or undefined when there is none. */
  get<T>(path: string): Promise<T | undefined>;
  list<T>(path: string): Promise<KubeList<T>>;
  /** Server-side apply with force. `path` may end in `/status`. */
  apply<T>(path: string, manager: string, object: object): Promise<T>;
  /** JSON merge patch. */
  patch<T>(path: string, manager: string, patch: object): Promise<T>;
  create(path: string, object: object): Promise<void>;
  /** Deletes at once, or marks a pod that has a grace period; an absent object is fine. */
  remove(path: string, graceSeconds?: number): Promise<void>;
  /** Events after `resourceVersion`, until the server or the signal ends the stream. */
  watch<T>(path: string, resourceVersion: string, signal: AbortSignal): AsyncGenerator<WatchEvent<T>>;
}

/** A client of `api` that presents `token`; none is sent once `signal` is aborted. */
export function createKubeClient(api: Handler, token: string, signal: AbortSignal): KubeClient {
  const send = async (method: string, target: string, body?: object, type = 'application/json'): Promise<Response> => {
    const headers: Record<string, string> = { authorization: `Bearer ${token}`, accept: 'application/json' };
    if (body !== undefined) headers['content-type'] = type;
    signal.throwIfAborted();
    const init = { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) };
    const response = await api(new Request(`http://kubernetes.default${target}`, init));
    if (!response.ok) throw await refusal(response, method, target);
    return response;
  };
  const json = async <T>(response: Promise<Response>): Promise<T> => (await (await response).json()) as T;
  const unlessAbsent = async <T>(work: Promise<T>): Promise<T | undefined> => {
    try {
      return await work;
    } catch (error) {
      if (error instanceof KubeError && error.status === 404) return undefined;
      throw error;
    }
  };

  return {
    get: (path) => unlessAbsent(json(send('GET', path))),
    list: async (path) => listOf(await json(send('GET', path))),
    apply: (path, manager, object) =>
      json(send('PATCH', `${path}?fieldManager=${manager}&force=true`, object, 'application/apply-patch+yaml')),
    patch: (path, manager, patch) =>
      json(send('PATCH', `${path}?fieldManager=${manager}`, patch, 'application/merge-patch+json')),
    async create(path, object) {
      await (await send('POST', path, object)).body?.cancel();
    },
    async remove(path, gracePeriodSeconds = 0) {
      const response = await unlessAbsent(send('DELETE', path, { gracePeriodSeconds }));
      await response?.body?.cancel();
    },
    async *watch<T>(path: string, resourceVersion: string, stop: AbortSignal) {
      const query = `watch=1&allowWatchBookmarks=true&resourceVersion=${encodeURIComponent(resourceVersion)}`;
      const response = await send('GET', `${path}?${query}`);
      if (response.body !== null) yield* lines<WatchEvent<T>>(response.body, stop);
    },
  };
}

function listOf<T>(body: ListBody<T>): KubeList<T> {
  return { items: body.items ?? [], resourceVersion: body.metadata.resourceVersion };
}

async function refusal(response: Response, method: string, target: string): Promise<KubeError> {
  const text = await response.text();
  // The API server itself answers JSON. A gateway without its cluster says 404 too, in plain text, and that passes, as
  // does no answer at all (which has the status 0).
  const isStatus = response.headers.get('content-type')?.includes('json') ?? false;
  const passes = response.status === 0 || (response.status === 404 && !isStatus);
  const status = passes ? 503 : response.status;
  return new KubeError(status, `${method} ${target}: ${response.status} ${text.slice(0, 500)}`);
}

/** Newline-delimited JSON; leaving the loop or aborting cancels the stream, which is how the server learns of it. */
async function* lines<T>(body: ReadableStream<Uint8Array>, signal: AbortSignal): AsyncGenerator<T> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  const cancel = (): void => void reader.cancel().catch(() => undefined);
  if (signal.aborted) cancel();
  signal.addEventListener('abort', cancel, { once: true });
  try {
    let rest = '';
    for (let read = await reader.read(); !read.done; read = await reader.read()) {
      const parts = (rest + decoder.decode(read.value, { stream: true })).split('\n');
      rest = parts.pop() ?? '';
      for (const part of parts) if (part.trim() !== '') yield JSON.parse(part) as T;
    }
  } finally {
    signal.removeEventListener('abort', cancel);
    cancel();
  }
}
