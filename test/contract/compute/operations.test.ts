// Operations: RUNNING first, effect at the end, one exclusive change per resource, request ids.
import { expect, it } from 'vitest';
import { createProject, link, makeServices, ZONE } from './project.ts';

const HEALTH_CHECK = { name: 'hc', type: 'HTTP', httpHealthCheck: {} };
const REQUEST_ID = '3b6f2c1a-7a52-4a49-9c35-1f8d5b0a4c11';

it.each([
  { profile: 'instant', before: 0, after: 0 },
  { profile: 'fast', before: 4, after: 20 },
  { profile: 'realistic', before: 999, after: 1 },
] as const)('$profile: answers RUNNING, and the resource appears when the operation is done', async (timing) => {
  const { call, clock } = createProject({ operations: timing.profile });
  const { status, body } = await call('POST', '/global/healthChecks', HEALTH_CHECK);
  expect(status).toBe(200);
  expect(body).toMatchObject({ kind: 'compute#operation', operationType: 'insert', status: 'RUNNING', progress: 0 });
  expect(body.name).toMatch(/^operation-\d{13}-[0-9a-f]{13}-[0-9a-f]{8}-[0-9a-f]{8}$/);
  if (timing.before > 0) await clock.advance(timing.before);
  expect((await call('GET', '/global/healthChecks/hc')).reason).toBe('notFound');
  await clock.advance(timing.after);
  const done = await call('GET', `/global/operations/${String(body.name)}`);
  expect(done.body).toMatchObject({ status: 'DONE', progress: 100, targetId: body.targetId });
  expect((await call('GET', '/global/healthChecks/hc')).body.id).toBe(body.targetId);
});

it('keeps wait open until the operation is done', async () => {
  const { call, clock, make } = createProject({ operations: 'realistic' });
  const quick = await call('POST', '/global/healthChecks', HEALTH_CHECK);
  const waiting = call('POST', `/global/operations/${String(quick.body.name)}/wait`, '');
  await clock.advance(1000);
  expect((await waiting).body.status).toBe('DONE');
  await make('DELETE', '/global/healthChecks/hc');
  expect((await call('POST', '/global/operations/operation-0/wait')).status).toBe(404);
});

it('waits for operations of a zone, and answers after two minutes whatever the state', async () => {
  const project = createProject();
  await makeServices(project);
  const neg = { name: 'slow', networkEndpointType: 'GCE_VM_IP_PORT' };
  project.emulator.operations.setProfile('realistic', 60);
  const { body } = await project.call('POST', `/zones/${ZONE}/networkEndpointGroups`, neg);
  const wait = () => project.call('POST', `/zones/${ZONE}/operations/${String(body.name)}/wait`);
  const before = project.clock.now();
  const first = await project.clock.until(wait());
  expect(first.body).toMatchObject({ status: 'RUNNING', zone: link(`/zones/${ZONE}`) });
  expect(project.clock.now() - before).toBe(120_000);
  expect((await project.clock.until(wait())).body.status).toBe('RUNNING');
  expect((await project.clock.until(wait())).body.status).toBe('DONE');
  expect(project.clock.now() - before).toBe(300_000);
});

it('refuses to insert what is being inserted, and to refer to it before it is there', async () => {
  const { call, clock } = createProject();
  await call('POST', '/global/healthChecks', HEALTH_CHECK);
  expect((await call('POST', '/global/healthChecks', HEALTH_CHECK)).reason).toBe('resourceNotReady');
  const service = { name: 'bs', healthChecks: ['global/healthChecks/hc'] };
  expect((await call('POST', '/global/backendServices', service)).reason).toBe('resourceNotReady');
  await clock.advance(0);
  expect((await call('POST', '/global/healthChecks', HEALTH_CHECK)).reason).toBe('alreadyExists');
  // What is being written uses what it refers to from the first moment.
  await call('POST', '/global/backendServices', service);
  expect((await call('DELETE', '/global/healthChecks/hc')).reason).toBe('resourceInUseByAnotherResource');
});

it('refuses a second change of a resource while one is in flight, and references to it', async () => {
  const { call, clock, make } = createProject();
  await make('POST', '/global/healthChecks', HEALTH_CHECK);
  await call('PATCH', '/global/healthChecks/hc', { timeoutSec: 3 });
  expect((await call('DELETE', '/global/healthChecks/hc')).reason).toBe('resourceNotReady');
  const service = { name: 'bs', healthChecks: ['global/healthChecks/hc'] };
  expect((await call('POST', '/global/backendServices', service)).reason).toBe('resourceNotReady');
  await clock.advance(0);
  expect((await call('POST', '/global/backendServices', service)).status).toBe(200);
});

it('answers a repeated request id with the same operation for an hour', async () => {
  const { call, clock } = createProject();
  const path = `/global/healthChecks?requestId=${REQUEST_ID}`;
  const first = await call('POST', path, HEALTH_CHECK);
  expect(first.body.clientOperationId).toBe(REQUEST_ID);
  await clock.advance(59 * 60_000);
  const again = await call('POST', path, HEALTH_CHECK);
  expect(again.body).toMatchObject({ name: first.body.name, status: 'DONE' });
  await clock.advance(60_000);
  expect((await call('POST', path, HEALTH_CHECK)).reason).toBe('alreadyExists');
  expect((await call('POST', '/global/healthChecks?requestId=1', HEALTH_CHECK)).reason).toBe('invalid');
});

it('remembers the request id of an operation that failed, which changed nothing', async () => {
  const { call, clock, emulator } = createProject();
  const stop = emulator.failOperations(() => ({ code: 'RESOURCE_OPERATION_RATE_EXCEEDED', message: 'Too fast.' }));
  const path = `/global/healthChecks?requestId=${REQUEST_ID}`;
  await call('POST', path, HEALTH_CHECK);
  await clock.advance(0);
  stop();
  const again = await call('POST', path, HEALTH_CHECK);
  expect(again.status).toBe(200);
  expect(again.body).toMatchObject({
    status: 'DONE',
    httpErrorStatusCode: 400,
    error: { errors: [{ code: 'RESOURCE_OPERATION_RATE_EXCEEDED', message: 'Too fast.' }] },
  });
  expect((await call('GET', '/global/healthChecks/hc')).status).toBe(404);
});

it('finishes setLabels at once and checks its fingerprint', async () => {
  const { call, get, make } = createProject();
  await make('POST', '/global/addresses', { name: 'vip', labels: { dropped: 'yes' } });
  const before = await get('/global/addresses/vip');
  expect(before).toMatchObject({ labelFingerprint: '42WmSpB8rSM=', status: 'RESERVED' });
  expect(before).not.toHaveProperty('labels');
  const change = { labels: { team: 'web' }, labelFingerprint: before.labelFingerprint };
  const done = await call('POST', '/global/addresses/vip/setLabels', change);
  expect(done.body).toMatchObject({ operationType: 'setLabels', status: 'DONE', progress: 100 });
  expect(await get('/global/addresses/vip')).toMatchObject({ labels: { team: 'web' } });
  expect(await call('POST', '/global/addresses/vip/setLabels', change)).toMatchObject({ status: 412 });
});

it('records changes as mutations and questions as none', async () => {
  const project = createProject();
  await makeServices(project);
  const { journal } = project.emulator;
  const before = journal.entries.length;
  const made = journal.mutations();
  expect(made.map(({ method, path }) => `${method} ${path.split('/').at(-1)}`)).toEqual([
    'POST healthChecks',
    'POST networkEndpointGroups',
    'POST backendServices',
    'POST backendServices',
  ]);
  const neg = '/zones/us-west1-a/networkEndpointGroups/neg';
  const group = `projects/demo${neg}`;
  expect((await project.call('POST', '/global/backendServices/blue/getHealth', { group })).status).toBe(200);
  expect((await project.call('POST', `${neg}/listNetworkEndpoints`, {})).status).toBe(200);
  expect((await project.call('GET', '/global/backendServices')).status).toBe(200);
  expect(journal.entries.length).toBe(before + 3);
  expect(journal.mutations(before)).toEqual([]);
});

it('meets injected faults before anything else', async () => {
  const { call, emulator } = createProject();
  emulator.faults.inject({
    when: ({ method }) => method === 'POST',
    answer: () =>
      Response.json({ error: { code: 503, message: 'Down', errors: [{ reason: 'backendError' }] } }, { status: 503 }),
    times: 1,
  });
  expect(await call('POST', '/global/healthChecks', HEALTH_CHECK)).toMatchObject({
    status: 503,
    reason: 'backendError',
  });
  expect((await call('POST', '/global/healthChecks', HEALTH_CHECK)).status).toBe(200);
});

it('names who asked for an operation, by the token, else a service account', async () => {
  const { call } = createProject({ users: new Map([['hers', 'anna@example.com']]) });
  const userOf = async (name: string, token?: string): Promise<unknown> =>
    (await call('POST', '/global/healthChecks', { ...HEALTH_CHECK, name }, token)).body['user'];
  expect(await userOf('one', 'hers')).toBe('anna@example.com');
  expect(await userOf('two', 'another')).toBe('emulator@demo.iam.gserviceaccount.com');
  expect(await userOf('three')).toBe('emulator@demo.iam.gserviceaccount.com');
});
