// The Pub/Sub adapter against the emulator: what is sent, in which order, and how failures look.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { scaledClock } from '../../../infra/emulators/kit/clock.ts';
import { seededRandom } from '../../../infra/emulators/kit/random.ts';
import { createPubSubEmulator, type PubSubEmulator } from '../../../infra/emulators/pubsub/index.ts';
import {
  createPublisher,
  parsePush,
  parseReport,
  parseRevisionHint,
  parseTask,
} from '../../../lib/adapters/pubsub/index.ts';
import type { Publisher, RunTask } from '../../../lib/ports/index.ts';
import { pubSubClient } from '../pubsub/client.ts';
import { staticToken } from '../../../lib/adapters/google-auth/index.ts';
import { HANGS_MS } from '../../limits.ts';

const { signal } = new AbortController();
const topics = { revisions: 'revisions', tasks: 'tasks', reports: 'reports' };
const repository = 'acme/ingress';
const task: RunTask = {
  type: 'run',
  fleet: 'prod',
  unit: 'blue',
  seq: 3,
  commit: 'c',
  plan: 'p',
  desired: 'd',
  runId: 'r',
};

describe('Publisher port: adapter over HTTP to the emulator', () => {
  let emulator: PubSubEmulator;
  let publisher: Publisher;
  let endpoint: string;
  beforeEach(async () => {
    emulator = createPubSubEmulator({ clock: scaledClock(1), random: seededRandom(1) });
    const { port } = await emulator.listen();
    endpoint = `http://127.0.0.1:${port}`;
    const admin = pubSubClient(port);
    for (const name of Object.values(topics)) await admin.createTopic(name, { timeout: HANGS_MS });
    await admin.close();
    publisher = createPublisher({ projectId: 'demo', topics, endpoint, callTimeoutMs: HANGS_MS });
  });
  afterEach(async () => {
    await emulator.close();
  });

  const sent = () =>
    emulator.record.publishes.map(({ topic, message }) => ({
      topic: topic.replace(/^.*\//, ''),
      key: message.orderingKey,
      data: JSON.parse(Buffer.from(message.data).toString('utf8')) as unknown,
    }));

  it('looks for no credentials, and writes nothing beside (case 13)', async () => {
    let asked = 0;
    const metadata = createServer((_, response) => {
      asked += 1;
      response.writeHead(403).end();
    });
    metadata.listen(0, '127.0.0.1');
    await once(metadata, 'listening');
    onTestFinished(() => void metadata.close());
    const { port } = metadata.address() as AddressInfo;
    const adapter = join(import.meta.dirname, '../../../lib/adapters/pubsub/index.ts');
    const options = { projectId: 'demo', topics, endpoint, callTimeoutMs: HANGS_MS };
    const program = `
      const { createPublisher } = await import(${JSON.stringify(adapter)});
      const publisher = createPublisher(${JSON.stringify(options)});
      const report = { type: 'revision', repository: 'acme/ingress', commit: 'c' };
      await publisher.publishReport(report, new AbortController().signal);`;
    const env = { PATH: process.env['PATH'], HOME: '/nonexistent', GCE_METADATA_HOST: `127.0.0.1:${port}` };
    const child = spawn(process.execPath, ['--input-type=module', '--eval', program], { env });
    const [stderr] = await Promise.all([text(child.stderr), once(child, 'close')]);
    expect([stderr, asked, sent().length]).toEqual(['', 0, 1]);
  });

  it('sends each message to its topic under its ordering key', async () => {
    const hint = { type: 'push', repository, delivery: 'd1', branch: 'main' } as const;
    const report = { type: 'revision', repository, commit: 'c' } as const;
    const ofPull = { ...report, pullRequest: 7 } as const;
    const drift = { type: 'drift', fleet: 'prod', unit: 'blue' } as const;
    await publisher.publishRevision(hint, signal);
    await publisher.publishTask(task, signal);
    await publisher.publishReport(report, signal);
    await publisher.publishReport(ofPull, signal);
    await publisher.publishReport(drift, signal);
    expect(sent()).toEqual([
      { topic: 'revisions', key: '', data: hint },
      { topic: 'tasks', key: 'prod/blue', data: task },
      { topic: 'reports', key: 'c', data: report },
      { topic: 'reports', key: 'acme/ingress/pull-7', data: ofPull },
      { topic: 'reports', key: 'prod/blue', data: drift },
    ]);
  });

  it('publishes where its account may, over HTTP as over gRPC, and says which permission is missing elsewhere', async () => {
    const account = 'planner@demo.iam.gserviceaccount.com';
    const guarded = createPubSubEmulator({
      clock: scaledClock(1),
      random: seededRandom(1),
      rights: {
        accounts: new Map([['planner-token', account]]),
        publishes: new Map([[account, new Set([`projects/demo/topics/${topics.reports}`])]]),
      },
    });
    onTestFinished(() => guarded.close());
    const { port } = await guarded.listen();
    const admin = pubSubClient(port);
    onTestFinished(() => admin.close());
    for (const name of Object.values(topics)) await admin.createTopic(name, { timeout: HANGS_MS });
    const publishing = (token: string) =>
      createPublisher({
        projectId: 'demo',
        topics,
        endpoint: `http://127.0.0.1:${port}`,
        callTimeoutMs: HANGS_MS,
        auth: staticToken(token),
      });
    const report = { type: 'revision', repository, commit: 'c' } as const;
    await publishing('planner-token').publishReport(report, signal);
    expect(guarded.journal.entries.at(-1)?.caller).toEqual({
      account,
      permissions: [`pubsub.topics.publish projects/demo/topics/${topics.reports}`],
    });
    await expect(publishing('planner-token').publishTask(task, signal)).rejects.toMatchObject({
      code: 'denied',
      message: expect.stringContaining(`pubsub.topics.publish on projects/demo/topics/${topics.tasks}`) as string,
    });
    await expect(publishing('made-up').publishReport(report, signal)).rejects.toMatchObject({ code: 'denied' });
    await expect(admin.topic(topics.reports).publishMessage({ data: Buffer.from('x') })).rejects.toMatchObject({
      code: 7,
    });
    expect(guarded.record.publishes).toHaveLength(1);
  });

  it('goes on with a key after a failure', async () => {
    const refuse = () => new Response(null, { status: 403 });
    emulator.faults.inject({ when: ({ path }) => path.endsWith(':publish'), answer: refuse, times: 1 });
    const [first] = await Promise.allSettled([1, 2].map((seq) => publisher.publishTask({ ...task, seq }, signal)));
    expect(first).toMatchObject({ status: 'rejected', reason: { code: 'denied', system: 'pubsub' } });
    await publisher.publishTask({ ...task, seq: 3 }, signal);
    expect(sent().map(({ data }) => data)).toContainEqual({ ...task, seq: 3 });
  });

  it('does not try again by itself', async () => {
    const refuse = () => new Response(null, { status: 503 });
    emulator.faults.inject({ when: ({ path }) => path.endsWith(':publish'), answer: refuse, times: 1 });
    await expect(publisher.publishTask(task, signal)).rejects.toMatchObject({ code: 'unavailable' });
    expect(sent()).toEqual([]);
  });

  it('names a topic that is missing', async () => {
    const lost = createPublisher({
      projectId: 'demo',
      topics: { ...topics, tasks: 'no-such-topic' },
      endpoint,
      callTimeoutMs: HANGS_MS,
    });
    await expect(lost.publishTask(task, signal)).rejects.toMatchObject({ code: 'not-found' });
  });

  it('stops at once when told to', async () => {
    const gone = AbortSignal.abort(new DOMException('enough', 'AbortError'));
    await expect(publisher.publishTask(task, gone)).rejects.toThrow('enough');
  });
});

describe('push deliveries', () => {
  const push = (data: unknown) => ({
    subscription: 'projects/demo/subscriptions/worker',
    message: { messageId: '1', data: Buffer.from(JSON.stringify(data)).toString('base64') },
  });

  it('gives the message of its type', () => {
    const { data, messageId, subscription } = parsePush(push(task));
    expect({ messageId, subscription }).toEqual({
      messageId: '1',
      subscription: 'projects/demo/subscriptions/worker',
    });
    expect(parseTask(data)).toEqual(task);
    const repository = 'acme/fleet';
    const hint = { type: 'pull-request', repository, delivery: 'd', pullRequest: 7 } as const;
    expect(parseRevisionHint(parsePush(push(hint)).data)).toEqual(hint);
    const asked = { ...hint, commit: 'c' } as const;
    expect(parseRevisionHint(parsePush(push(asked)).data)).toEqual(asked);
    const group = { type: 'merge-group', repository, delivery: 'd', branch: 'gh-readonly-queue/main/pr-7-a' } as const;
    expect(parseRevisionHint(parsePush(push(group)).data)).toEqual(group);
    const told = { type: 'revision', repository, commit: 'c', pullRequest: 7 } as const;
    expect(parseReport(parsePush(push(told)).data)).toEqual(told);
    const run = { type: 'run', fleet: 'prod', commit: 'c', unit: 'blue', runId: 'r', at: 5 } as const;
    expect(parseReport(parsePush(push(run)).data)).toEqual(run);
    const comment = { type: 'comment', repository, comment: 42, issue: 7 } as const;
    expect(parseReport(parsePush(push(comment)).data)).toEqual(comment);
    const press = { type: 'press', repository, body: '{"action":"rerequested"}', signature: 'sha256=0123' } as const;
    expect(parseReport(parsePush(push(press)).data)).toEqual(press);
    const closed = { type: 'closed', repository, pullRequest: 7, head: 'c' } as const;
    expect(parseReport(parsePush(push(closed)).data)).toEqual(closed);
    const branch = { type: 'branch', repository } as const;
    expect(parseReport(parsePush(push(branch)).data)).toEqual(branch);
    const beside = [{ unit: 'green', plan: 'p2', desired: 'd2', runId: 'r2' }];
    expect(parseTask(parsePush(push({ ...task, beside })).data)).toEqual({ ...task, beside });
    for (const type of ['finish', 'adopt'] as const) {
      const look = { type, fleet: 'prod', ...(type === 'adopt' ? { unit: 'blue' } : {}) };
      expect(parseTask(parsePush(push(look)).data)).toEqual(look);
    }
  });

  it.each([
    undefined,
    {},
    { message: {} },
    { message: { messageId: '1', data: '' } },
    { message: { messageId: '1', data: 'eA==' } },
  ])('refuses %j', (body) => {
    expect(() => parsePush(body)).toThrow(expect.objectContaining({ code: 'invalid' }));
  });

  it('names the field of a message that is wrong', () => {
    expect(() => parseTask({ ...task, seq: '3' })).toThrow('seq');
    expect(() => parseTask({ ...task, unit: '' })).toThrow('unit');
    expect(() => parseTask({ ...task, beside: 'green' })).toThrow('beside must be a list');
    expect(() => parseTask({ ...task, beside: [{ ...task, runId: 'another' }] })).toThrow('a unit twice');
    expect(() => parseTask({ ...task, beside: [{ unit: 'green', plan: 'p', desired: 'd' }] })).toThrow('runId');
    expect(() => parseReport({ type: 'gossip', fleet: 'prod' })).toThrow('type must be one of');
    expect(() => parseRevisionHint({ type: 'push', repository: 'a/b', delivery: 'd', forced: 'yes' })).toThrow(
      'forced',
    );
    expect(() => parseReport({ type: 'comment', repository: 'a/b', comment: '42', issue: 7 })).toThrow('comment');
    expect(() => parseRevisionHint({ type: 'push', delivery: 'd', forced: false })).toThrow('repository');
    expect(() => parseReport(null)).toThrow('not an object');
  });
});
