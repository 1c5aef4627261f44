// The emulators as the clients' `fetch`: the same handlers, without sockets, by the origin of the URL.
import type { Handler } from './serve.ts';

export type Fetch = typeof globalThis.fetch;

/** Origin, e.g. `http://compute.local`, to the handler that answers there. */
export type Origins = ReadonlyMap<string, Handler>;

const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);
const MOST_REDIRECTS = 20;

/**
 * Fetches from handlers: follows redirects, obeys the signal, and fails as fetch does (TypeError with a coded cause)
 * for an origin that nobody has (`ENOTFOUND`) and for a handler that gives no response (`ECONNRESET`).
 */
export function inProcessFetch(origins: Origins): Fetch {
  return async (input, init) => {
    // One that is made already is sent as it is: another would follow its signal, and cost as much as all else here.
    let request = input instanceof Request && init === undefined ? input : new Request(input, init);
    for (let hop = 0; hop <= MOST_REDIRECTS; hop += 1) {
      const response = await answer(origins, request);
      const location = REDIRECTS.has(response.status) ? response.headers.get('location') : null;
      if (location === null || request.redirect === 'manual') return response;
      if (request.redirect === 'error') throw networkError('ERR_REDIRECT', `unexpected redirect to ${location}`);
      if (request.body !== null) throw networkError('ERR_REDIRECT', 'a request with a body is not sent twice');
      request = redirected(request, new URL(location, request.url));
    }
    throw networkError('ERR_REDIRECT', 'redirect count exceeded');
  };
}

/** What an auth client is to the REST transport of Google's generated clients: two methods, one of them fetch. */
export interface AuthClientFetch {
  getRequestHeaders(): Promise<Headers>;
  fetch(url: string, init: RequestInit): Promise<Response>;
}

/** For the option `authClient` of @google-cloud/compute clients. Without a token no Authorization header is sent. */
export function authClientOver(fetch: Fetch, token?: string): AuthClientFetch {
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  return {
    getRequestHeaders: () => Promise.resolve(new Headers(headers)),
    fetch: (url, { headers: sent, ...init }) => {
      const all = new Headers(sent);
      for (const [name, value] of Object.entries(headers)) all.set(name, value);
      return fetch(url, { ...init, headers: all });
    },
  };
}

async function answer(origins: Origins, request: Request): Promise<Response> {
  const { origin } = new URL(request.url);
  const handler = origins.get(origin);
  if (handler === undefined) throw networkError('ENOTFOUND', `nobody is at ${origin}`);
  request.signal.throwIfAborted();
  const response = await untilAborted(Promise.resolve(handler(request)), request.signal);
  if (response.type === 'error') throw networkError('ECONNRESET', 'the connection was reset');
  return response;
}

function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => reject(signal.reason as Error);
    signal.addEventListener('abort', onAbort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}

/** As in the fetch standard, another origin gets no credentials. */
function redirected(request: Request, to: URL): Request {
  const headers = new Headers(request.headers);
  if (to.origin !== new URL(request.url).origin) headers.delete('authorization');
  return new Request(to, { method: request.method, headers, signal: request.signal });
}

function networkError(code: string, message: string): TypeError {
  return new TypeError('fetch failed', { cause: Object.assign(new Error(message), { code }) });
}
