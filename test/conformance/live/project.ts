// A Compute project for the live claims: names with a prefix of this run, waits for operations, records every exchange,
// remembers what it made and takes it away again.
import { setTimeout as wait } from 'node:timers/promises';

export type Json = Record<string, unknown>;

export interface Answer {
  readonly status: number;
  readonly body: Json;
  /** Of the first error; undefined when there is none. */
  readonly reason: string | undefined;
  readonly message: string | undefined;
}

export interface Exchange {
  readonly method: string;
  readonly path: string;
  readonly sent?: unknown;
  readonly status: number;
  readonly received: Json;
}

export interface LiveOptions {
  readonly project: string;
  /** `https://compute.googleapis.com`, or an emulator's URL. */
  readonly endpoint: string;
  readonly zone: string;
  /** Starts every name, so that nothing else in the project is touched. */
  readonly prefix: string;
  /** Undefined: no authorization header. */
  readonly token: () => Promise<string | undefined>;
  /** Milliseconds between two rounds of deleting what is still in use. */
  readonly patience: number;
}

export interface LiveProject {
  readonly zone: string;
  /** The name of this run for `short`. */
  name(short: string): string;
  /** Canonical reference to a path below the project. */
  link(path: string): string;
  /** One request; operations that it starts stay in flight. */
  call(method: string, path: string, body?: unknown): Promise<Answer>;
  /** A change that must be accepted, until its operation is done without error. */
  make(method: string, path: string, body?: unknown): Promise<Answer>;
  /** Waits for the operation that an answer carries. */
  settle(answer: Answer): Promise<Json>;
  get(path: string): Promise<Json>;
  /** What was accepted, as `collection` → how many. */
  made(): ReadonlyMap<string, number>;
  exchanges(): readonly Exchange[];
  /** Deletes everything that was made, last first. Returns the paths that are still there. */
  cleanUp(): Promise<readonly string[]>;
}

/** A real unwinding takes minutes: what is in use now may be free in the next round. */
const ROUNDS = 20;
const REQUEST_MS = 150_000;

export class LiveRequestFailed extends Error {
  constructor(what: string, answer: Json) {
    super(`${what}: ${JSON.stringify(answer).slice(0, 500)}`);
    this.name = 'LiveRequestFailed';
  }
}

export function openLiveProject(options: LiveOptions): LiveProject {
  const { project, endpoint, zone, prefix, token, patience } = options;
  const base = `${endpoint}/compute/v1/projects/${project}`;
  const exchanges: Exchange[] = [];
  const resources: string[] = [];

  async function call(method: string, path: string, body?: unknown): Promise<Answer> {
    const bearer = await token();
    const response = await fetch(`${base}${path}`, {
      method,
      headers: {
        'content-type': 'application/json',
        ...(bearer === undefined ? {} : { authorization: `Bearer ${bearer}` }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(REQUEST_MS),
    });
    const received = (await response.json()) as Json;
    const { status } = response;
    exchanges.push({ method, path, ...(body === undefined ? {} : { sent: body }), status, received });
    if (status === 200) remember(method, path, body);
    const error = received['error'] as { message?: string; errors?: { reason?: string }[] } | undefined;
    const refused = status === 200 ? undefined : error;
    return { status, body: received, reason: refused?.errors?.[0]?.reason, message: refused?.message };
  }

  /** An accepted insert: it may come to be even when nobody waits for it. */
  function remember(method: string, path: string, body: unknown): void {
    const name = (body as { readonly name?: unknown } | undefined)?.name;
    const [collection = ''] = path.split('?');
    const isInsert = method === 'POST' && /^\/(global|zones\/[^/]+)\/[a-zA-Z]+$/.test(collection);
    if (!isInsert || typeof name !== 'string' || !name.startsWith(prefix)) return;
    const resource = `${collection}/${name}`;
    if (!resources.includes(resource)) resources.push(resource);
  }

  async function settle({ body }: Answer): Promise<Json> {
    if (body['kind'] !== 'compute#operation') return body;
    const zonal = typeof body['zone'] === 'string' ? `/zones/${body['zone'].split('/').at(-1)}` : '/global';
    let operation = body;
    while (operation['status'] !== 'DONE') {
      operation = (await call('POST', `${zonal}/operations/${String(body['name'])}/wait`)).body;
      if (!('status' in operation)) throw new LiveRequestFailed('wait', operation);
    }
    return operation;
  }

  /** True when it is gone. */
  async function remove(path: string): Promise<boolean> {
    const answer = await call('DELETE', path);
    if (answer.status === 404) return true;
    return answer.status === 200 && !('error' in (await settle(answer)));
  }

  return {
    zone,
    name: (short) => `${prefix}-${short}`,
    link: (path) => `https://www.googleapis.com/compute/v1/projects/${project}${path}`,
    call,
    settle,
    async make(method, path, body) {
      const answer = await call(method, path, body);
      if (answer.status !== 200) throw new LiveRequestFailed(`${method} ${path}`, answer.body);
      const operation = await settle(answer);
      if ('error' in operation) throw new LiveRequestFailed(`${method} ${path}`, operation);
      return answer;
    },
    async get(path) {
      const { status, body } = await call('GET', path);
      if (status !== 200) throw new LiveRequestFailed(`GET ${path}`, body);
      return body;
    },
    made: () => countBy(resources.map((path) => path.split('/').at(-2) ?? '')),
    exchanges: () => exchanges,
    async cleanUp() {
      let left = resources.toReversed();
      for (let round = 1; left.length > 0 && round <= ROUNDS; round += 1) {
        if (round > 1) await wait(patience);
        const still: string[] = [];
        for (const path of left) {
          // One that cannot be deleted must not keep the others.
          if (!(await remove(path).catch(() => false))) still.push(path);
        }
        left = still;
      }
      return left;
    },
  };
}

function countBy(names: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}
