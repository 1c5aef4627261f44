// Each identity may write exactly the collections that the deployment gives it, and no other: over the wire, as a
// captured function would try it. The webhook and whoever has no token may do nothing.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { COLLECTIONS, IDENTITIES, type Identity } from '../../../infra/deploy/contract.ts';
import { virtualClock } from '../../../infra/emulators/kit/clock.ts';
import { seededRandom } from '../../../infra/emulators/kit/random.ts';
import { serve } from '../../../infra/emulators/kit/serve.ts';
import { createStorageEmulator } from '../../../infra/emulators/storage/index.ts';
import { BUCKETS, TOKENS } from '../../../infra/local/layout.ts';
import { storageAccess } from '../../../infra/local/rights.ts';

let served: Awaited<ReturnType<typeof serve>>;
beforeAll(async () => {
  const buckets = Object.values(BUCKETS);
  const options = { clock: virtualClock(), random: seededRandom(7), buckets, access: storageAccess() };
  served = await serve(createStorageEmulator(options).handler);
});
afterAll(() => served.close());

const headersOf = (token: string | undefined): Record<string, string> =>
  token === undefined ? {} : { authorization: `Bearer ${token}` };

async function write(token: string | undefined, bucket: keyof typeof BUCKETS, name: string): Promise<number> {
  const query = new URLSearchParams({ uploadType: 'media', name });
  const url = `${served.url}/upload/storage/v1/b/${BUCKETS[bucket]}/o?${query.toString()}`;
  const headers = { ...headersOf(token), 'content-type': 'application/json' };
  return (await fetch(url, { method: 'POST', body: '{}', headers })).status;
}

async function ask(token: string | undefined, bucket: keyof typeof BUCKETS, name: string, method = 'GET') {
  const url = `${served.url}/storage/v1/b/${BUCKETS[bucket]}/o/${encodeURIComponent(name)}`;
  return (await fetch(url, { method, headers: headersOf(token) })).status;
}

describe.each(IDENTITIES)('%s', (identity: Identity) => {
  const token = TOKENS[identity];

  test.each(COLLECTIONS)('writes what is its own, and nothing else: $bucket/$collection', async (one) => {
    const { bucket, collection, writers } = one;
    const mayWrite = writers.includes(identity);
    expect(await write(token, bucket, `${collection}/prod/${identity}.json`)).toBe(mayWrite ? 200 : 403);
    // A right is for the collection, not for whatever its name begins.
    expect(await write(token, bucket, `${collection}-more/prod.json`)).toBe(403);
  });

  test('reads what is noted and what is released, and of the records only a person does', async () => {
    const statuses = await Promise.all(
      (['state', 'release', 'audit'] as const).map((bucket) => ask(token, bucket, 'nothing.json')),
    );
    expect(statuses).toEqual([404, 404, identity === 'person' ? 404 : 403]);
  });
});

test('a record of what a person did is added, and neither replaced nor taken away by those who add it', async () => {
  const name = 'acts/prod/2026-01-01/one.json';
  expect(await write(TOKENS.reporter, 'audit', name)).toBe(200);
  for (const token of [TOKENS.reporter, TOKENS.person]) {
    expect(await write(token, 'audit', name)).toBe(403);
    expect(await ask(token, 'audit', name, 'DELETE')).toBe(403);
  }
});

test.each([undefined, 'made-up', TOKENS.google])('nobody else gets in (%s)', async (token) => {
  for (const { bucket, collection } of COLLECTIONS) {
    expect(await write(token, bucket, `${collection}/prod.json`)).toBe(401);
    expect(await ask(token, bucket, `${collection}/prod.json`)).toBe(401);
  }
});
