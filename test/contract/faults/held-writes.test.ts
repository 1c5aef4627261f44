// Writes that stay in the network: overtaken by later ones, delivered after their caller has given up.
import { expect, it } from 'vitest';
import { serve } from '../../../infra/emulators/kit/serve.ts';
import { createProject } from '../compute/project.ts';
import { blue, configMap, startBlueCluster } from '../kubernetes/cluster.ts';

const check = (port: number) => ({ name: 'hc', type: 'HTTP', httpHealthCheck: { port } });

it('Kubernetes: a write that is overtaken wins in the end', async () => {
  const { faults, apply, get } = await startBlueCluster();
  faults.inject({ match: { method: 'PATCH', nth: 1 }, effect: { type: 'hold' } });
  const path = `${blue}/configmaps/c`;
  const late = apply(path, configMap('c', { from: 'old' }));
  await faults.held.next();
  expect((await apply(path, configMap('c', { from: 'new' }))).code).toBe(201);
  expect((await get(path)).body).toMatchObject({ data: { from: 'new' } });
  expect(faults.held.release()).toBe(1);
  expect((await late).code).toBe(200);
  expect((await get(path)).body).toMatchObject({ data: { from: 'old' } });
});

it('Compute: delivered after a delay of its own', async () => {
  const { call, emulator, clock } = createProject();
  emulator.faults.inject({ match: { method: 'POST', nth: 1 }, effect: { type: 'hold', ms: 5_000 } });
  const late = call('POST', '/global/healthChecks', check(80));
  await emulator.faults.held.next();
  await call('POST', '/global/healthChecks', check(81));
  await clock.advance(5_000);
  expect(await late).toMatchObject({ status: 409, reason: 'alreadyExists' });
});

it('Compute over a socket: the caller is reset at once, and the write arrives all the same', async () => {
  const { call, emulator, clock } = createProject();
  await using served = disposable(await serve(emulator.handler));
  emulator.faults.inject({ match: { nth: 1 }, effect: { type: 'hold', caller: 'reset' } });
  const url = `${served.url}/compute/v1/projects/demo/global/healthChecks`;
  const sent = fetch(url, { method: 'POST', body: JSON.stringify(check(80)) });
  await expect(sent).rejects.toMatchObject({ cause: { code: 'ECONNRESET' } });
  const { id } = await emulator.faults.held.next();
  expect((await call('GET', '/global/operations')).body.items).toBeUndefined();
  const delivered = emulator.journal.next(({ method }) => method === 'POST');
  expect(emulator.faults.held.release(id)).toBe(1);
  expect(await delivered).toMatchObject({ status: 200, lost: true });
  await clock.advance(1);
  expect((await call('GET', '/global/healthChecks/hc')).status).toBe(200);
});

it('Compute over a socket: outlives a caller that loses patience', async () => {
  const { call, emulator, clock } = createProject();
  await using served = disposable(await serve(emulator.handler));
  emulator.faults.inject({ match: { method: 'POST' }, effect: { type: 'hold' } });
  const url = `${served.url}/compute/v1/projects/demo/global/healthChecks`;
  const patience = new AbortController();
  const sent = fetch(url, { method: 'POST', body: JSON.stringify(check(80)), signal: patience.signal });
  await emulator.faults.held.next();
  patience.abort();
  await expect(sent).rejects.toMatchObject({ name: 'AbortError' });
  const delivered = emulator.journal.next();
  emulator.faults.clear();
  expect(await delivered).toMatchObject({ status: 200 });
  await clock.advance(1);
  expect((await call('GET', '/global/healthChecks/hc')).status).toBe(200);
});

function disposable<T extends { close(): Promise<void> }>(it: T): T & AsyncDisposable {
  return { ...it, [Symbol.asyncDispose]: () => it.close() };
}
