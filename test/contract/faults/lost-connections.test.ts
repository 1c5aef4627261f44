// Connections that are reset before a request took effect, and after it: on sockets, over TLS, over gRPC.
import { request } from 'node:https';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Served, serve } from '../../../infra/emulators/kit/serve.ts';
import { createLocalAuthority } from '../../../infra/emulators/kubernetes/index.ts';
import { createProject, type Project } from '../compute/project.ts';
import { namespace, startCluster, type TestCluster } from '../kubernetes/cluster.ts';
import { gaxOpts, type PubSubRig, pubSubRig } from '../pubsub/rig.ts';

const check = { name: 'hc', type: 'HTTP', httpHealthCheck: {} };
const RESET = { cause: { code: 'ECONNRESET' } };

describe('Compute over http', () => {
  const project: Project = createProject();
  let served: Served;
  beforeAll(async () => {
    served = await serve(project.emulator.handler);
  });
  afterAll(() => served.close());

  const insert = (): Promise<Response> =>
    fetch(`${served.url}/compute/v1/projects/demo/global/healthChecks`, {
      method: 'POST',
      body: JSON.stringify(check),
    });

  it('resets before the handler: nothing happened; after it: the effect is there', async () => {
    const { faults, journal } = project.emulator;
    faults.inject({ match: { method: 'POST', nth: 1 }, effect: { type: 'reset', when: 'before' } });
    faults.inject({ match: { method: 'POST', nth: 1 }, effect: { type: 'reset', when: 'after' } });
    await expect(insert()).rejects.toMatchObject(RESET);
    expect(journal.entries.at(-1)).toMatchObject({ status: 0, lost: true });
    await project.clock.advance(60_000);
    expect((await project.call('GET', '/global/healthChecks/hc')).status).toBe(404);

    await expect(insert()).rejects.toMatchObject(RESET);
    expect(journal.entries.at(-1)).toMatchObject({ status: 200, lost: true, mutation: true });
    await project.clock.advance(60_000);
    expect((await project.call('GET', '/global/healthChecks/hc')).status).toBe(200);
    expect((await insert()).status).toBe(409);
  });
});

describe('Kubernetes over https', () => {
  const cluster: TestCluster = startCluster();
  let served: Served;
  let ca: string;
  beforeAll(async () => {
    const authority = await createLocalAuthority();
    ca = authority.caPem;
    served = await serve(cluster.handler, { tls: await authority.issue('127.0.0.1') });
  });
  afterAll(() => served.close());

  const create = (name: string): Promise<number | undefined> =>
    new Promise((resolve, reject) => {
      const headers = { authorization: 'Bearer root', 'content-type': 'application/json' };
      const sent = request(`${served.url}/api/v1/namespaces`, { method: 'POST', ca, headers }, (answer) => {
        answer.resume();
        resolve(answer.statusCode);
      });
      sent.on('error', reject);
      sent.end(JSON.stringify(namespace(name)));
    });

  it('resets below TLS', async () => {
    cluster.faults.inject({ match: { nth: 1 }, effect: { type: 'reset', when: 'before' } });
    await expect(create('blue')).rejects.toMatchObject({ code: 'ECONNRESET' });
    expect((await cluster.get('/api/v1/namespaces/blue')).code).toBe(404);
    cluster.faults.inject({ match: { nth: 1 }, effect: { type: 'reset', when: 'after' } });
    await expect(create('blue')).rejects.toMatchObject({ code: 'ECONNRESET' });
    expect((await cluster.get('/api/v1/namespaces/blue')).code).toBe(200);
    expect(await create('green')).toBe(201);
  });
});

describe('Pub/Sub over gRPC', () => {
  let rig: PubSubRig;
  beforeAll(async () => {
    rig = await pubSubRig();
  });
  afterAll(() => rig.close());
  const once = { ...gaxOpts, retry: null } as const;

  it('resets the connection below the call, and takes new connections', async () => {
    const { faults } = rig.emulator;
    faults.inject({ match: { path: '/**/CreateTopic', nth: 1 }, effect: { type: 'reset', when: 'before' } });
    await expect(rig.client.createTopic('lost', once)).rejects.toMatchObject({ code: 14 });
    faults.inject({ match: { path: '/**/CreateTopic', nth: 1 }, effect: { type: 'reset', when: 'after' } });
    await expect(rig.client.createTopic('made', once)).rejects.toMatchObject({ code: 14 });
    const [topics] = await rig.client.getTopics({ gaxOpts });
    const names = topics.map(({ name }) => name.split('/').at(-1));
    expect(names).toContain('made');
    expect(names).not.toContain('lost');
  });
});
