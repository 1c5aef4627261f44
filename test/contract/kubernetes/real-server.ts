// A real API server in the emulator's place, when the conformance check says where one is (CONFORMANCE_KUBERNETES).
import { Agent, fetch } from 'undici';

/** What the conformance check hands over, as JSON. */
interface Access {
  readonly server: string;
  readonly token: string;
  readonly ca?: string;
  /** What `/version` says, e.g. `v1.35.4`. */
  readonly version?: string;
}

type Send = (request: Request) => Promise<Response>;

const BLUE = '/api/v1/namespaces/blue';
const DEFINITION = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions/multiclusteringresses.networking.gke.io';
const INGRESSES = '/apis/networking.gke.io/v1/namespaces/blue/multiclusteringresses';
const COLLECTIONS = [
  `${BLUE}/services`,
  `${BLUE}/secrets`,
  `${BLUE}/configmaps`,
  `${BLUE}/pods`,
  '/apis/discovery.k8s.io/v1/namespaces/blue/endpointslices',
  INGRESSES,
];
const SERVED_MS = 10_000;

/** Sends requests there instead of to the emulator; undefined: there is none. */
export function realServer(): Send | undefined {
  const text = process.env['CONFORMANCE_KUBERNETES'];
  if (text === undefined) return undefined;
  const { server, token, ca } = JSON.parse(text) as Access;
  // Only a server that was just started here, on loopback, comes without its authority.
  const dispatcher = new Agent({ connect: ca === undefined ? { rejectUnauthorized: false } : { ca } });
  return async (request) => {
    const { pathname, search } = new URL(request.url);
    const headers = new Headers(request.headers);
    if (headers.get('authorization') === 'Bearer root') headers.set('authorization', `Bearer ${token}`);
    const body = request.body === null ? {} : { body: await request.text() };
    const init = { method: request.method, headers: Object.fromEntries(headers), dispatcher, ...body };
    const answer = await fetch(`${server}${pathname}${search}`, init);
    return new Response(answer.body as ReadableStream | null, {
      status: answer.status,
      headers: Object.fromEntries(answer.headers),
    });
  };
}

// What the embedded server follows.
const NEWEST_MINOR = 37;

/** The minor version of the server that is asked: expected answers may differ between them. */
export function serverMinor(): number {
  const text = process.env['CONFORMANCE_KUBERNETES'];
  if (text === undefined) return NEWEST_MINOR;
  const { version = '' } = JSON.parse(text) as Access;
  return Number(/^v1\.(\d+)\./u.exec(version)?.[1] ?? NEWEST_MINOR);
}

/** Takes away what the test before has left in the namespace `blue`. */
export async function emptyBlue(send: Send): Promise<void> {
  const call = (method: string, path: string, body?: object): Promise<Response> =>
    send(
      new Request(`http://cluster${path}`, {
        method,
        headers: { authorization: 'Bearer root', 'content-type': 'application/merge-patch+json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
    );
  for (const collection of COLLECTIONS) {
    const listed = await call('GET', collection);
    if (listed.status !== 200) continue;
    const { items } = (await listed.json()) as { items: { metadata: { name: string; finalizers?: unknown } }[] };
    for (const { metadata } of items) {
      const path = `${collection}/${metadata.name}`;
      if (metadata.finalizers !== undefined) await call('PATCH', path, { metadata: { finalizers: null } });
      await call('DELETE', `${path}?gracePeriodSeconds=0`);
    }
  }
}

/** Resolves when the definition's objects can be used: a real server takes a moment after storing it. */
export async function definitionServed(send: Send, definition = DEFINITION, collection = INGRESSES): Promise<void> {
  const deadline = Date.now() + SERVED_MS;
  const get = (path: string): Promise<Response> =>
    send(new Request(`http://cluster${path}`, { headers: { authorization: 'Bearer root' } }));
  while (Date.now() < deadline) {
    const [stored, objects] = await Promise.all([get(definition), get(collection)]);
    if ((await stored.text()).includes('"Established"') && objects.status === 200) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
