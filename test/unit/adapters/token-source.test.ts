// A token that nobody gives just now is an outage; one that is refused is a missing right. Asked of a metadata server,
// as the functions on Cloud Run ask it.
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { type Handler, serve, type Served } from '../../../infra/emulators/kit/serve.ts';
import { defaultCredentials } from '../../../lib/adapters/google-auth/index.ts';

const { signal } = new AbortController();
let served: Served | undefined;

/** The library waits for seconds between its own attempts. */
const HURRY = 100;

beforeEach(() => {
  const { setTimeout: wait } = globalThis;
  vi.stubGlobal('setTimeout', (run: () => void, ms = 0) => wait(run, ms / HURRY));
});
afterEach(async () => {
  vi.unstubAllGlobals();
  vi.unstubAllEnvs();
  await served?.close();
});

async function metadataServer(token: Handler): Promise<void> {
  served = await serve((request) => {
    const { pathname } = new URL(request.url);
    return pathname.endsWith('/token')
      ? token(request)
      : new Response('x', { headers: { 'metadata-flavor': 'Google' } });
  });
  vi.stubEnv('GCE_METADATA_HOST', served.url.replace('http://', ''));
  vi.stubEnv('METADATA_SERVER_DETECTION', 'assume-present');
  vi.stubEnv('GOOGLE_APPLICATION_CREDENTIALS', '');
  vi.stubEnv('HOME', '/nowhere');
}

it.each([
  ['an outage', 503, 'unavailable'],
  ['a refusal', 403, 'denied'],
])('calls %s (%i) %s', async (_, status, code) => {
  await metadataServer(() => new Response('no', { status, headers: { 'metadata-flavor': 'Google' } }));
  await expect(defaultCredentials()(signal)).rejects.toMatchObject({ code, system: 'google-auth' });
});

it('calls an environment without credentials denied', async () => {
  vi.stubEnv('METADATA_SERVER_DETECTION', 'none');
  vi.stubEnv('GOOGLE_APPLICATION_CREDENTIALS', '');
  vi.stubEnv('HOME', '/nowhere');
  await expect(defaultCredentials()(signal)).rejects.toMatchObject({ code: 'denied' });
});
