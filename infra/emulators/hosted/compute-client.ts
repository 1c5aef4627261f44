// The part of the Compute API that the hosted controller uses. Every change waits for its operation.
import type { Handler } from '../kit/serve.ts';
import { Unreconciled } from './unreconciled.ts';

export type Body = Readonly<Record<string, unknown>>;

export interface ComputeClient {
  /** Makes a global resource, or changes the one that stands. @returns its URL. */
  ensure(collection: string, body: Body & { readonly name: string }): Promise<string>;
  get(collection: string, name: string): Promise<Body | undefined>;
  list(collection: string): Promise<readonly (Body & { readonly name: string })[]>;
  /** An absent resource is fine. */
  remove(collection: string, name: string): Promise<void>;
}

interface Operation {
  readonly name: string;
  readonly status: string;
  readonly error?: { readonly errors: readonly { readonly code: string; readonly message: string }[] };
}

/** What nothing can change: a new one is made only where none stands. */
const FIXED: ReadonlySet<string> = new Set(['forwardingRules', 'sslCertificates', 'targetHttpProxies']);

export function createComputeClient(compute: Handler, token: string, project: string): ComputeClient {
  const global = `https://compute.googleapis.com/compute/v1/projects/${project}/global`;

  async function send(method: string, url: string, body?: object): Promise<Response> {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const init = { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) };
    return compute(new Request(url, init));
  }

  async function answer<T>(method: string, url: string, body?: object): Promise<T> {
    const response = await send(method, url, body);
    if (!response.ok) throw new Unreconciled(`${method} ${url}: ${response.status} ${await response.text()}`);
    return (await response.json()) as T;
  }

  async function change(method: string, url: string, body?: object): Promise<void> {
    let operation = await answer<Operation>(method, url, body);
    while (operation.status !== 'DONE') {
      operation = await answer<Operation>('POST', `${global}/operations/${operation.name}/wait`);
    }
    const error = operation.error?.errors[0];
    if (error !== undefined) throw new Unreconciled(`${method} ${url}: ${error.code} ${error.message}`);
  }

  async function get(collection: string, name: string): Promise<Body | undefined> {
    const response = await send('GET', `${global}/${collection}/${name}`);
    if (response.status === 404) return undefined;
    if (!response.ok) throw new Unreconciled(`GET ${collection}/${name}: ${response.status} ${await response.text()}`);
    return (await response.json()) as Body;
  }

  return {
    get,
    async list(collection) {
      const { items = [] } = await answer<{ items?: (Body & { name: string })[] }>('GET', `${global}/${collection}`);
      return items;
    },
    async ensure(collection, body) {
      const url = `${global}/${collection}/${body.name}`;
      const stands = await get(collection, body.name);
      if (stands === undefined) await change('POST', `${global}/${collection}`, body);
      else if (!FIXED.has(collection)) {
        const fingerprint = stands['fingerprint'];
        await change('PATCH', url, { ...body, ...(fingerprint === undefined ? {} : { fingerprint }) });
      }
      return url.replace('compute.googleapis.com', 'www.googleapis.com');
    },
    async remove(collection, name) {
      if ((await get(collection, name)) !== undefined) await change('DELETE', `${global}/${collection}/${name}`);
    },
  };
}
