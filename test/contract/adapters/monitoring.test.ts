// The Monitoring adapter against the emulator, which the emulated data plane writes; and the answers that must not look
// like "nobody asks for it any more".
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type VirtualClock, virtualClock } from '../../../infra/emulators/kit/clock.ts';
import { seededRandom } from '../../../infra/emulators/kit/random.ts';
import { type Handler, type Served, serve } from '../../../infra/emulators/kit/serve.ts';
import {
  createMonitoringEmulator,
  type MetricTrouble,
  type MonitoringEmulator,
} from '../../../infra/emulators/monitoring/index.ts';
import { staticToken } from '../../../lib/adapters/google-auth/index.ts';
import { createMonitoring } from '../../../lib/adapters/monitoring/index.ts';
import type { BackendRequests, Monitoring } from '../../../lib/ports/index.ts';
import { HANGS_MS } from '../../limits.ts';

const { signal } = new AbortController();
const MINUTE_MS = 60_000;
const WAY = { forwardingRule: 'fr', proxy: 'proxy', urlMap: 'map' };

describe('Monitoring port: adapter over a socket', () => {
  let served: Served;
  let handler: Handler;
  let monitoring: Monitoring;
  let emulator: MonitoringEmulator;
  let clock: VirtualClock;
  beforeEach(async () => {
    served = await serve((request) => handler(request));
    monitoring = createMonitoring({ endpoint: served.url, auth: staticToken('t'), callTimeoutMs: HANGS_MS });
    clock = virtualClock();
    emulator = createMonitoringEmulator({ project: 'p', clock, random: seededRandom(1) });
    handler = emulator.handler;
  });
  afterEach(() => served.close());

  /** So many requests to a backend, now. */
  function carry(backendService: string, count: number, way: Partial<typeof WAY> & { readonly zone?: string } = {}) {
    for (let sent = 0; sent < count; sent += 1)
      emulator.carry({ at: clock.now(), ...WAY, backendService, neg: 'neg', zone: 'zone-a', ...way });
  }

  function lastHour(): Promise<readonly BackendRequests[]> {
    return monitoring.requests('p', 'map', { fromMs: clock.now() - 60 * MINUTE_MS, toMs: clock.now() }, signal);
  }

  it('counts longer spans together where it is asked to', async () => {
    const start = Math.ceil(clock.now() / (10 * MINUTE_MS)) * 10 * MINUTE_MS;
    await clock.advance(start - clock.now() + 1);
    for (const count of [1, 2, 3]) {
      carry('old', count);
      await clock.advance(3 * MINUTE_MS);
    }
    await clock.advance(6 * MINUTE_MS);
    const toMs = start + 10 * MINUTE_MS;
    const interval = { fromMs: toMs - 60 * MINUTE_MS, toMs, everyMs: 10 * MINUTE_MS };
    expect(await monitoring.requests('p', 'map', interval, signal)).toMatchObject([
      { backendService: 'old', minutes: [{ endMs: toMs, count: 6 }] },
    ]);
  });

  it('tells what each group of a backend service was sent, minute by minute, once it is visible', async () => {
    const start = Math.ceil(clock.now() / MINUTE_MS) * MINUTE_MS;
    await clock.advance(start - clock.now() + 1);
    carry('old', 2);
    carry('old', 1, { forwardingRule: 'fr-https', proxy: 'proxy-https' });
    carry('old', 4, { zone: 'zone-b' });
    carry('other', 9, { urlMap: 'another' });
    await clock.advance(MINUTE_MS);
    carry('new', 3);
    expect(await lastHour()).toEqual([]);
    await clock.advance(MINUTE_MS + 30_000);
    const group = { group: 'neg', zone: 'zone-a' };
    const old = { backendService: 'old', ...group, minutes: [{ endMs: start + MINUTE_MS, count: 3 }] };
    const elsewhere = { ...old, zone: 'zone-b', minutes: [{ endMs: start + MINUTE_MS, count: 4 }] };
    expect(await lastHour()).toEqual([old, elsewhere]);
    await clock.advance(MINUTE_MS);
    const fresh = { backendService: 'new', ...group, minutes: [{ endMs: start + 2 * MINUTE_MS, count: 3 }] };
    expect(await lastHour()).toEqual([old, elsewhere, fresh]);
  });

  it('has what it asked for counted in the journal, with its right', async () => {
    const granted = new Map([['worker@p', new Set(['monitoring.timeSeries.list'])]]);
    const rights = { accounts: new Map([['t', 'worker@p']]), granted };
    emulator = createMonitoringEmulator({ project: 'p', clock, random: seededRandom(1), rights });
    handler = emulator.handler;
    await lastHour();
    const caller = { account: 'worker@p', permissions: ['monitoring.timeSeries.list'] };
    expect(emulator.journal.entries).toMatchObject([{ caller }]);
    granted.get('worker@p')?.clear();
    await expect(lastHour()).rejects.toMatchObject({ code: 'denied', system: 'monitoring' });
  });

  it('reads every page', async () => {
    for (const name of ['a', 'b', 'c']) carry(name, 1);
    await clock.advance(3 * MINUTE_MS);
    handler = (request) => {
      const url = new URL(request.url);
      url.searchParams.set('pageSize', '1');
      return emulator.handler(new Request(url, request));
    };
    expect((await lastHour()).map(({ backendService }) => backendService)).toEqual(['a', 'b', 'c']);
  });

  it.each<readonly [what: string, trouble: MetricTrouble, code: string]>([
    ['another load balancer', { type: 'forged', what: 'other-map' }, 'invalid'],
    ['a moment that is not over', { type: 'forged', what: 'future' }, 'invalid'],
    ['less than nothing', { type: 'forged', what: 'negative' }, 'invalid'],
    ['a part of it', { type: 'partial' }, 'unavailable'],
  ])('does not believe an answer about %s', async (_, trouble, code) => {
    carry('old', 1);
    await clock.advance(3 * MINUTE_MS);
    emulator.setTrouble(trouble);
    await expect(lastHour()).rejects.toMatchObject({ code, system: 'monitoring' });
  });

  it('sees a metric that comes late, has gaps, is stuck or missing as what it is', async () => {
    const start = Math.ceil(clock.now() / MINUTE_MS) * MINUTE_MS;
    await clock.advance(start - clock.now() + 1);
    for (let minute = 0; minute < 5; minute += 1) {
      carry('old', minute + 1);
      await clock.advance(MINUTE_MS);
    }
    await clock.advance(2 * MINUTE_MS);
    const counts = async () => (await lastHour()).flatMap(({ minutes }) => minutes.map(({ count }) => count));
    expect(await counts()).toEqual([1, 2, 3, 4, 5]);
    emulator.setTrouble({ type: 'delayed', byMs: 3 * MINUTE_MS });
    expect(await counts()).toEqual([1, 2]);
    emulator.setTrouble({ type: 'gap', fromMs: start + MINUTE_MS, toMs: start + 3 * MINUTE_MS });
    expect(await counts()).toEqual([1, 4, 5]);
    emulator.setTrouble({ type: 'stuck', atMs: start + 5 * MINUTE_MS });
    expect(await counts()).toEqual([1, 2, 3, 3, 3]);
    emulator.setTrouble({ type: 'missing' });
    expect(await counts()).toEqual([]);
  });

  it('refuses a question that it does not understand, as the real service does not answer another one', async () => {
    const asked = (query: string) => emulator.handler(new Request(`http://m/v3/projects/p/timeSeries?${query}`));
    const filter = `filter=${encodeURIComponent('metric.type = "loadbalancing.googleapis.com/https/backend_request_count"')}`;
    const end = 'interval.endTime=2026-01-01T00:00:00Z';
    const mean = '&aggregation.perSeriesAligner=ALIGN_MEAN';
    for (const query of [end, filter, `${filter}&${end}${mean}`, `${filter}&${end}&orderBy=x`, `filter=x&${end}`])
      expect((await asked(query)).status, query).toBe(400);
    expect((await asked(`${filter}&${end}`)).status).toBe(200);
    const elsewhere = await emulator.handler(new Request('http://m/v3/projects/q/timeSeries'));
    expect(elsewhere.status).toBe(404);
    expect((await emulator.handler(new Request('http://m/v3/projects/p/alertPolicies'))).status).toBe(501);
  });

  it.each([
    ['a page of somebody else', () => new Response('<html>'), 'unavailable'],
    ['a quota', () => Response.json({ error: { code: 429, message: 'no' } }, { status: 429 }), 'rate-limited'],
    ['a failure', () => new Response('', { status: 503 }), 'unavailable'],
    ['an endless list', () => Response.json({ nextPageToken: 'again' }), 'unavailable'],
    ['a series without a backend', () => Response.json({ timeSeries: [{ ...SERIES, resource: HALF }] }), 'invalid'],
    ['another metric', () => Response.json({ timeSeries: [{ ...SERIES, metric: { type: 'x' } }] }), 'invalid'],
  ])('does not take %s for a load balancer that nobody asks', async (_, answer, code) => {
    handler = answer;
    await expect(lastHour()).rejects.toMatchObject({ code, system: 'monitoring' });
  });
});

const HALF = { type: 'https_lb_rule', labels: { url_map_name: 'map' } };
const SERIES = {
  metric: { type: 'loadbalancing.googleapis.com/https/backend_request_count' },
  resource: { ...HALF, labels: { ...HALF.labels, backend_target_name: 'old' } },
  points: [],
};
