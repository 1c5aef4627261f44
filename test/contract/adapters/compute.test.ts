// The Compute adapter: the port's contract against the emulator, and what only this adapter can get wrong.
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { v5 as uuidV5 } from 'uuid';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { refKey } from '../../../lib/model/index.ts';
import { closeServer, listen } from '../../../infra/emulators/kit/serve.ts';
import { createCompute } from '../../../lib/adapters/compute/index.ts';
import { computeRigs, type EmulatedCompute } from './compute-rig.ts';
import {
  backendService,
  computeContract,
  healthCheck,
  insertLoadBalancer,
  neg,
  present,
  PROJECT,
  proxy,
  ref,
  signal,
  urlMap,
} from './suites/compute.ts';
import { KINDS } from '../../../functions/wiring/kinds.ts';
import { HANGS_MS } from '../../limits.ts';

let rigs: Awaited<ReturnType<typeof computeRigs>>;
beforeAll(async () => {
  rigs = await computeRigs();
});
afterAll(() => rigs[Symbol.asyncDispose]());

computeContract('adapter over a socket to the emulator', () => rigs.create());

describe('the record of operations', () => {
  let rig: EmulatedCompute;
  beforeEach(async () => {
    rig = await rigs.create();
  });

  const BY = { status: 'DONE', user: 'anna@example.com', insertTime: '2026-01-31T01:12:00.000-08:00' };
  const answer = (items: readonly object[], nextPageToken?: string) => () =>
    Response.json({ kind: 'compute#operationList', items, ...(nextPageToken === undefined ? {} : { nextPageToken }) });
  const asked = () => rig.compute.pastChanges(urlMap, signal);

  it('case 57: counts what took effect, since what a run of ours asked for', async () => {
    const later = { ...BY, user: 'ben@example.com', insertTime: '2026-01-31T02:00:00.000-08:00' };
    const error = { errors: [{ code: 'INTERNAL_ERROR' }] };
    const ours = { ...BY, insertTime: '2026-01-31T01:00:00.000-08:00', clientOperationId: uuidV5('a', uuidV5.URL) };
    rig.interject(
      /operations/,
      answer([
        { ...BY, clientOperationId: randomUUID() },
        later,
        { ...later, error },
        { ...later, status: 'RUNNING' },
        { ...later, user: undefined },
        { ...later, insertTime: 'once' },
        ours,
        { ...BY, insertTime: '2026-01-31T00:30:00.000-08:00' },
      ]),
    );
    expect(await asked()).toEqual([
      { by: 'ben@example.com', at: Date.UTC(2026, 0, 31, 10) },
      { by: 'anna@example.com', at: Date.UTC(2026, 0, 31, 9, 12) },
    ]);
  });

  it('is read page by page, as far as it takes', async () => {
    rig.interject(/operations/, answer([], 'second'));
    rig.interject(/operations.*pageToken=second/, answer([BY]));
    expect(await asked()).toHaveLength(1);
    const [first, second, ...more] = rig.requests.map(({ path }) => new URL(path, 'http://any').searchParams);
    expect(more).toEqual([]);
    expect(first?.get('filter')).toBe('targetLink eq ".*/global/urlMaps/um"');
    expect(second?.get('orderBy')).toBe('creationTimestamp desc');
    for (let page = 0; page < 9; page += 1) rig.interject(/operations/, answer([], 'more'));
    expect(await asked()).toEqual([]);
    expect(rig.requests).toHaveLength(2 + 4);
  });

  it('is no answer where it may not be read', async () => {
    rig.interject(/operations/, () => Response.json({ error: { code: 403, message: 'no' } }, { status: 403 }));
    await expect(asked()).rejects.toMatchObject({ code: 'denied' });
  });
});

describe('Compute adapter', () => {
  let rig: EmulatedCompute;
  beforeEach(async () => {
    rig = await rigs.create();
  });

  const refusal = (status: number, reason: string) => () =>
    Response.json(
      { error: { code: status, message: `refused: ${reason}`, errors: [{ message: 'm', domain: 'global', reason }] } },
      { status },
    );

  it.each([
    [400, 'resourceNotReady', 'not-ready'],
    [400, 'resourceInUseByAnotherResource', 'in-use'],
    [400, 'invalid', 'invalid'],
    [401, 'authError', 'denied'],
    [403, 'forbidden', 'denied'],
    [403, 'quotaExceeded', 'quota'],
    [403, 'rateLimitExceeded', 'rate-limited'],
    [429, 'rateLimitExceeded', 'rate-limited'],
    [409, 'alreadyExists', 'already-exists'],
    [412, 'conditionNotMet', 'precondition'],
    [404, 'notFound', 'not-found'],
    [500, 'internalError', 'unavailable'],
    [503, 'backendError', 'unavailable'],
  ])('says %i %s as %s, after one request', async (status, reason, code) => {
    rig.interject(/healthChecks/, refusal(status, reason));
    const write = rig.compute.insert(healthCheck, { type: 'HTTP', httpHealthCheck: {} }, randomUUID(), signal);
    await expect(write).rejects.toMatchObject({ code, system: 'compute', reason, message: `refused: ${reason}` });
    expect(rig.requests).toHaveLength(1);
  });

  it('knows the quota of concurrent operations by its details', async () => {
    const details = [
      {
        '@type': 'type.googleapis.com/google.rpc.ErrorInfo',
        reason: 'CONCURRENT_OPERATIONS_QUOTA_EXCEEDED',
        domain: 'compute.googleapis.com',
      },
    ];
    const errors = [{ message: 'm', domain: 'global', reason: 'forbidden' }];
    rig.interject(/urlMaps/, () =>
      Response.json({ error: { code: 403, message: 'm', errors, details } }, { status: 403 }),
    );
    await expect(rig.compute.list('urlMap', PROJECT, signal)).rejects.toMatchObject({ code: 'rate-limited' });
  });

  it('takes an error page of somebody else for no answer, a 404 too', async () => {
    for (const status of [502, 404]) {
      rig.interject(/urlMaps/, () => new Response('<html>no backend</html>', { status }));
      await expect(rig.compute.get(urlMap, signal)).rejects.toMatchObject({ code: 'unavailable' });
    }
  });

  it('does not read a 200 that is no Compute answer as anything', async () => {
    rig.interject(/urlMaps/, () => new Response('<html>hello</html>'));
    await expect(rig.compute.get(urlMap, signal)).rejects.toMatchObject({ code: 'unexpected' });
  });

  it('calls a connection that breaks in the middle of an answer unavailable', async () => {
    const server = createServer((_, response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '100' });
      response.write('{"name":', () => response.destroy());
    });
    await listen(server, 0);
    const address = server.address() as AddressInfo;
    const compute = await createCompute({
      kinds: KINDS,
      endpoint: `http://127.0.0.1:${address.port}`,
      callTimeoutMs: HANGS_MS,
    });
    await expect(compute.get(urlMap, signal)).rejects.toMatchObject({ code: 'unavailable' });
    await closeServer(server);
    await expect(compute.get(urlMap, signal)).rejects.toMatchObject({ code: 'unavailable' });
  });

  it('gives up a request in flight when its caller does', async () => {
    const controller = new AbortController();
    const pending = new Promise<Response>(() => {});
    rig.interject(/urlMaps/, () => {
      controller.abort(new DOMException('enough', 'AbortError'));
      return pending;
    });
    await expect(rig.compute.get(urlMap, controller.signal)).rejects.toThrow('enough');
  });

  it('sends its token', async () => {
    await rig.compute.get(urlMap, signal);
    expect(rig.requests[0]?.headers.get('authorization')).toBe('Bearer local-token');
  });

  it('gives bodies as answered, with keys that the client does not know', async () => {
    rig.interject(/healthChecks/, () => Response.json({ name: 'hc', checkIntervalSec: 5, brandNew: { a: [1] } }));
    const { body } = await present(rig.compute, healthCheck);
    expect(body).toEqual({ name: 'hc', checkIntervalSec: 5, brandNew: { a: [1] } });
  });

  it('does not send a body that the client would cut', async () => {
    const typo = { type: 'HTTP', httpHealthCheck: { requestPth: '/' } };
    await expect(rig.compute.insert(healthCheck, typo, randomUUID(), signal)).rejects.toMatchObject({
      code: 'unexpected',
      message: expect.stringContaining('httpHealthCheck.requestPth'),
    });
    const wrongType = { type: 'HTTP', checkIntervalSec: '30' };
    await expect(rig.compute.insert(healthCheck, wrongType, randomUUID(), signal)).rejects.toMatchObject({
      code: 'unexpected',
    });
    expect(rig.requests).toHaveLength(0);
  });

  it('does not replace a resource that has keys which it would lose', async () => {
    await insertLoadBalancer(rig.compute);
    const current = await present(rig.compute, urlMap);
    const withNews = { ...current, body: { ...current.body, defaultRouteAction: { brandNew: 1 } } };
    const before = rig.requests.length;
    await expect(
      rig.compute.update(withNews, { hostRules: [], pathMatchers: [] }, randomUUID(), signal),
    ).rejects.toMatchObject({ code: 'would-lose-fields', reason: 'defaultRouteAction.brandNew' });
    expect(rig.requests).toHaveLength(before);
    await rig.compute.update(withNews, { description: 'fine' }, randomUUID(), signal);
  });

  it('uses PATCH with the fingerprint and only what changed, PUT only to clear', async () => {
    await insertLoadBalancer(rig.compute);
    const current = await present(rig.compute, urlMap);
    await rig.compute.update(current, { description: 'd' }, randomUUID(), signal);
    const patch = rig.requests.find(({ method }) => method === 'PATCH');
    expect(JSON.parse(patch?.body ?? '')).toEqual({ fingerprint: current.body['fingerprint'], description: 'd' });
    expect(rig.requests.some(({ method }) => method === 'PUT')).toBe(false);
    await rig.compute.update(await present(rig.compute, urlMap), { description: undefined }, randomUUID(), signal);
    expect(rig.requests.some(({ method }) => method === 'PUT')).toBe(true);
    expect((await present(rig.compute, urlMap)).body['description'] ?? '').toBe('');
  });

  it('refuses to change what its kind cannot', async () => {
    await insertLoadBalancer(rig.compute);
    const change = async (at: typeof neg, field: string) =>
      rig.compute.update(await present(rig.compute, at), { [field]: 'x' }, randomUUID(), signal);
    await expect(change(neg, 'network')).rejects.toMatchObject({ code: 'unexpected' });
    await expect(change(proxy, 'description')).rejects.toMatchObject({ code: 'unexpected' });
  });

  it.each([
    ['RESOURCE_NOT_READY', 'not-ready'],
    ['RESOURCE_IN_USE_BY_ANOTHER_RESOURCE', 'in-use'],
    ['QUOTA_EXCEEDED', 'quota'],
    ['RATE_LIMIT_EXCEEDED', 'rate-limited'],
    ['RESOURCE_NOT_FOUND', 'not-found'],
    ['INVALID_USAGE', 'invalid'],
  ])('reads the error %s of an operation that is DONE', async (operationCode, code) => {
    rig.emulator.failOperations(() => ({ code: operationCode, message: 'late' }));
    const write = rig.compute.insert(healthCheck, { type: 'HTTP', httpHealthCheck: {} }, randomUUID(), signal);
    await expect(write).rejects.toMatchObject({ code, message: 'late', reason: operationCode });
  });

  it('looks at an operation that it cannot wait for', async () => {
    rig.interject(/\/wait/, refusal(503, 'backendError'));
    await rig.compute.insert(healthCheck, { type: 'HTTP', httpHealthCheck: {} }, randomUUID(), signal);
    await expect(rig.compute.get(healthCheck, signal)).resolves.toBeDefined();
  });

  it('does not take a lost operation for a missing resource', async () => {
    await rig.compute.insert(healthCheck, { type: 'HTTP', httpHealthCheck: {} }, randomUUID(), signal);
    rig.interject(/\/wait/, refusal(404, 'notFound'));
    await expect(rig.compute.remove(healthCheck, randomUUID(), signal)).rejects.toMatchObject({ code: 'unavailable' });
  });

  it('reads all pages, and names scopes that did not answer', async () => {
    rig.interject(/healthChecks/, () => Response.json({ items: [{ name: 'a' }], nextPageToken: 'next' }));
    rig.interject(/pageToken=next/, () => Response.json({ items: [{ name: 'b' }] }));
    const { items } = await rig.compute.list('healthCheck', PROJECT, signal);
    expect(items.map((item) => item.ref.name)).toEqual(['a', 'b']);

    const zone = 'https://www.googleapis.com/compute/v1/projects/p/zones/us-west1-a';
    rig.interject(/aggregated/, () =>
      Response.json({
        items: {
          'zones/us-west1-a': { networkEndpointGroups: [{ name: 'n', zone, network: `${zone}/x` }] },
          'zones/us-west1-b': { warning: { code: 'UNREACHABLE', message: 'down' } },
          'zones/us-west1-c': { warning: { code: 'NO_RESULTS_ON_PAGE', message: 'none' } },
        },
        unreachables: ['zones/us-east1-a'],
      }),
    );
    const listed = await rig.compute.list('networkEndpointGroup', PROJECT, signal);
    expect(listed.items.map((item) => item.ref)).toEqual([ref('networkEndpointGroup', 'n', 'us-west1-a')]);
    expect(listed.unreachable).toEqual(['zones/us-east1-a', 'zones/us-west1-b']);
  });

  it('reads health states', async () => {
    rig.interject(/getHealth/, () =>
      Response.json({
        healthStatus: [
          { healthState: 'HEALTHY', ipAddress: '10.0.0.1', port: 80 },
          { healthState: 'UNHEALTHY', ipAddress: '10.0.0.2', port: 80 },
        ],
      }),
    );
    await expect(rig.compute.health(backendService, neg, signal)).resolves.toEqual([
      { ipAddress: '10.0.0.1', port: 80, healthy: true },
      { ipAddress: '10.0.0.2', port: 80, healthy: false },
    ]);
    expect(JSON.parse(rig.requests[0]?.body ?? '')).toEqual({
      group: `https://www.googleapis.com/compute/v1/${refKey(neg)}`,
    });
  });

  it('sends endpoints by the 500, each batch under its own request id', async () => {
    await insertLoadBalancer(rig.compute);
    const before = rig.requests.length;
    const done = () => Response.json({ kind: 'compute#operation', name: 'o', status: 'DONE' });
    for (let batch = 0; batch < 3; batch += 1) rig.interject(/attach/, done);
    const endpoints = Array.from({ length: 1_001 }, (_, i) => ({ instance: 'i', ipAddress: '10.0.0.1', port: i + 1 }));
    await rig.compute.attach(neg, endpoints, randomUUID(), signal);
    const sent = rig.requests.slice(before);
    expect(sent.map(({ body }) => JSON.parse(body).networkEndpoints.length)).toEqual([500, 500, 1]);
    expect(new Set(sent.map(({ path }) => path)).size).toBe(3);
  });
});
