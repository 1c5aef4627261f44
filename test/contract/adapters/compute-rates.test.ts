// The Compute adapter keeps to its share of the per-minute quotas, before the server has to say so and after it did.
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { createCompute } from '../../../lib/adapters/compute/index.ts';
import { type Served, serve } from '../../../infra/emulators/kit/serve.ts';
import type { Compute } from '../../../lib/ports/index.ts';
import { createFixedClock, type FixedClock } from '../../fakes/fixed-clock.ts';
import { signal } from './suites/compute.ts';
import { KINDS } from '../../../functions/wiring/kinds.ts';
import { computeRef } from '../../../lib/features/ingress/kinds/index.ts';
import { HANGS_MS } from '../../limits.ts';

const MINUTE = 60_000;
const urlMap = computeRef('urlMap', 'acme', 'm');

let served: Served;
let requests: string[] = [];
let answer = (): Response => Response.json({ name: 'm' });
let clock: FixedClock;
let compute: Compute;
beforeAll(async () => {
  served = await serve((request) => {
    requests.push(`${request.method} ${new URL(request.url).pathname.split('/').at(-1)}`);
    return answer();
  });
});
afterAll(() => served.close());
beforeEach(async () => {
  requests = [];
  clock = createFixedClock();
  const rates = { readsPerMinute: 2, writesPerMinute: 10 };
  compute = await createCompute({ kinds: KINDS, endpoint: served.url, callTimeoutMs: HANGS_MS, clock, rates });
});

const get = () => compute.get(urlMap, signal);
const limited = { code: 'rate-limited', system: 'compute' };

it('sends no read beyond its share, and writes still go', async () => {
  answer = () => Response.json({ name: 'm', kind: 'compute#operation', status: 'DONE' });
  await get();
  await get();
  await expect(get()).rejects.toMatchObject(limited);
  await compute.remove(urlMap, crypto.randomUUID(), signal);
  expect(requests).toEqual(['GET m', 'GET m', 'DELETE m']);
  // All of it may be spent at once, and comes free a minute later.
  clock.advance(MINUTE);
  await get();
  expect(requests).toHaveLength(4);
});

it('sends nothing until the next minute once the server refuses for its rate', async () => {
  const errors = [{ message: 'm', domain: 'usageLimits', reason: 'rateLimitExceeded' }];
  answer = () => Response.json({ error: { code: 403, message: 'm', errors } }, { status: 403 });
  clock.advance(20_000);
  await expect(get()).rejects.toMatchObject(limited);
  await expect(get()).rejects.toMatchObject(limited);
  await expect(compute.remove(urlMap, crypto.randomUUID(), signal)).rejects.toMatchObject(limited);
  expect(requests).toEqual(['GET m']);
  answer = () => Response.json({ name: 'm' });
  clock.advance(MINUTE - 20_000);
  await get();
  expect(requests).toHaveLength(2);
});

it.each([
  [429, 'rate-limited'],
  [503, 'unavailable'],
])('case 86: a %i that says when to ask again is believed', async (status, code) => {
  answer = () => Response.json({ error: { code: status, message: 'm' } }, { status, headers: { 'retry-after': '7' } });
  const again = clock.now() + 7_000;
  await expect(get()).rejects.toMatchObject({ code, retryAt: again });
  answer = () => Response.json({ name: 'm' });
  clock.advance(7_000);
  await get();
  expect(requests).toEqual(['GET m', 'GET m']);
});
