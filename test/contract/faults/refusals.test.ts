// Refusals in each service's own shape, and delays.
import { expect, it } from 'vitest';
import { createGkeHubEmulator } from '../../../infra/emulators/gkehub/index.ts';
import { virtualClock } from '../../../infra/emulators/kit/clock.ts';
import { seededRandom } from '../../../infra/emulators/kit/random.ts';
import { createStorageEmulator } from '../../../infra/emulators/storage/index.ts';
import { createProject } from '../compute/project.ts';
import { startCluster } from '../kubernetes/cluster.ts';
import { gaxOpts, pubSubRig } from '../pubsub/rig.ts';

const storage = () => createStorageEmulator({ clock: virtualClock(), random: seededRandom(1), buckets: ['state'] });
const hub = () =>
  createGkeHubEmulator({
    project: 'p',
    projectNumber: '1',
    clock: virtualClock(),
    random: seededRandom(1),
    memberships: [],
  });

it.each([
  ['Compute', () => createProject().emulator, { code: 429, errors: [{ reason: 'rateLimitExceeded' }] }],
  ['Storage', storage, { code: 429, errors: [{ reason: 'rateLimitExceeded' }] }],
  ['GKE Hub', hub, { code: 429, status: 'RESOURCE_EXHAUSTED' }],
])('%s refuses in its own shape', async (_, create, error) => {
  const emulator = create();
  emulator.faults.inject({ effect: { type: 'answer', status: 429, headers: { 'retry-after': '7' } } });
  const response = await emulator.handler(new Request('http://any/'));
  expect(response.status).toBe(429);
  expect(response.headers.get('retry-after')).toBe('7');
  expect(await response.json()).toMatchObject({ error });
});

it('Kubernetes refuses with a Status of the given reason', async () => {
  const { faults, get } = startCluster();
  faults.inject({ effect: { type: 'answer', status: 409, reason: 'AlreadyExists', message: 'it is there' } });
  const { code, body } = await get('/api/v1/namespaces');
  expect(code).toBe(409);
  expect(body).toMatchObject({ kind: 'Status', reason: 'AlreadyExists', message: 'it is there', code: 409 });
});

it('Pub/Sub refuses with the gRPC code that the reason names, or the status stands for', async () => {
  const rig = await pubSubRig();
  const { faults } = rig.emulator;
  faults.inject({ match: { times: 1 }, effect: { type: 'answer', status: 409, reason: 'FAILED_PRECONDITION' } });
  await expect(rig.client.createTopic('a', gaxOpts)).rejects.toMatchObject({ code: 9 });
  faults.inject({ match: { times: 1 }, effect: { type: 'answer', status: 403, message: 'not you' } });
  await expect(rig.client.createTopic('a', gaxOpts)).rejects.toMatchObject({ code: 7, details: 'not you' });
  await rig.close();
});

it('sends a body as it is given', async () => {
  const { emulator } = createProject();
  emulator.faults.inject({ effect: { type: 'answer', status: 502, body: 'cannot connect to agent' } });
  const response = await emulator.handler(new Request('http://any/'));
  expect([response.status, await response.text()]).toEqual([502, 'cannot connect to agent']);
});

it.each([
  ['Compute', () => createProject()],
  ['Kubernetes', kubernetes],
])('%s waits out a delay in emulated time', async (_, create) => {
  const { emulator, clock } = create();
  emulator.faults.inject({ match: { times: 1 }, effect: { type: 'delay', ms: 30_000 } });
  const before = clock.now();
  const answer = Promise.resolve(emulator.handler(new Request('http://any/')));
  await clock.advance(29_999);
  expect(emulator.journal.open()).toMatchObject([{ method: 'GET', path: '/', startedAt: before }]);
  await clock.advance(1);
  await answer;
  expect(emulator.journal.entries.at(-1)).toMatchObject({ startedAt: before, at: before + 30_000 });
});

function kubernetes() {
  const emulator = startCluster();
  return { emulator, clock: emulator.clock };
}
