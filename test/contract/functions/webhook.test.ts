// The webhook under the Functions Framework, as GitHub and as everybody else who finds its address would call it.
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { Agent, type ClientRequest, type IncomingMessage, request as httpRequest } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { http } from '@google-cloud/functions-framework';
import { getTestServer } from '@google-cloud/functions-framework/testing';
import { emitterEventNames } from '@octokit/webhooks';
import {
  array,
  asyncProperty,
  assert as check,
  constantFrom,
  dictionary,
  letrec,
  oneof,
  string,
  uint8Array,
} from 'fast-check';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { webhookHandler } from '../../../functions/webhook/compose.ts';
import { endSlowConnections } from '../../../functions/webhook/slow-connections.ts';
import { leaveUnread } from '../../../functions/wiring/unread-body.ts';
import { closeServer, listen } from '../../../infra/emulators/kit/serve.ts';
import type { Log, Publisher, ReportMessage, RevisionHint } from '../../../lib/ports/index.ts';

const LIMIT = 100_000;
const LIMITS = { each: LIMIT, together: 4 * LIMIT };
const WHOLE_REQUEST_MS = 30_000;
const SHA = 'a'.repeat(40);
const SERVED = ['Acme/Fleet', 'acme/edge'];
/** Of the repository that every delivery is about. */
const about = (payload: object): string => JSON.stringify({ repository: { full_name: 'acme/fleet' }, ...payload });
const never = (): Promise<never> => Promise.reject(new TypeError('the webhook publishes hints only'));

describe('webhook', () => {
  const hints: RevisionHint[] = [];
  const reports: ReportMessage[] = [];
  const uncaught: unknown[] = [];
  const logged: string[] = [];
  const note = (fields: object, message: string): void => void logged.push(`${message} ${JSON.stringify(fields)}`);
  const log: Log = { info: note, warn: note, error: note };
  const onUncaught = (error: unknown): void => void uncaught.push(error);
  let url = '';
  let close: () => Promise<void>;

  beforeAll(async () => {
    const publisher: Publisher = {
      publishRevision: async (hint) => void hints.push(hint),
      publishTask: never,
      publishReport: async (report) => void reports.push(report),
    };
    const lift = endSlowConnections(WHOLE_REQUEST_MS);
    http('webhook-under-test', webhookHandler(['new-secret', 'old-secret'], SERVED, publisher, log, LIMITS));
    const server = getTestServer('webhook-under-test');
    server.prependListener('request', leaveUnread);
    await listen(server, 0);
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    process.on('uncaughtExceptionMonitor', onUncaught);
    close = async () => {
      process.off('uncaughtExceptionMonitor', onUncaught);
      lift();
      await closeServer(server);
    };
  });
  afterAll(() => close());
  beforeEach(() => {
    hints.length = 0;
    reports.length = 0;
    logged.length = 0;
  });

  let count = 0;
  const push = (): string => {
    count += 1;
    return about({ ref: 'refs/heads/main', before: 'a', after: `b${count}`, forced: false });
  };
  const signed = (body: string | Uint8Array, secret = 'new-secret'): string =>
    `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
  const headersFor = (body: string | Uint8Array, more: Readonly<Record<string, string>> = {}) => ({
    'content-type': 'application/json',
    'x-github-delivery': `00000000-0000-4000-8000-${String(count).padStart(12, '0')}`,
    'x-github-event': 'push',
    'x-hub-signature-256': signed(body),
    ...more,
  });
  const send = async (body: string | Uint8Array, headers: Readonly<Record<string, string>>): Promise<number> =>
    (await fetch(url, { method: 'POST', body: Uint8Array.from(Buffer.from(body)), headers })).status;

  /** Still there, and still right: after every refusal. */
  afterEach(async () => {
    const body = push();
    expect(await send(body, headersFor(body))).toBe(202);
    expect(uncaught).toEqual([]);
  });

  it.each(['new-secret', 'old-secret'])('takes what is signed with the %s, and its redelivery', async (secret) => {
    const body = push();
    const headers = headersFor(body, { 'x-hub-signature-256': signed(body, secret) });
    expect(await send(body, headers)).toBe(202);
    expect(await send(body, headers)).toBe(202);
    expect(hints.map(({ delivery }) => delivery)).toEqual(Array(2).fill(headers['x-github-delivery']));
  });

  it.each([
    ['ping', { zen: 'x' }],
    ['pull_request', { action: 'labeled', number: 1 }],
    ['pull_request', { action: 'edited', number: 1, changes: { title: { from: 'x' } } }],
    ['a_new_event', { action: 'x' }],
    ['push', { ref: 'refs/tags/v1' }],
    ['push', { ref: 7 }],
    ['push', { ref: 'refs/heads/main', repository: null }],
    ['pull_request', { action: 'opened', number: '1' }],
    ['merge_group', { action: 'destroyed', merge_group: { head_ref: 'refs/heads/q' } }],
    ['merge_group', { action: 'checks_requested', merge_group: { head_ref: 'q' } }],
    ['merge_group', { action: 'checks_requested' }],
    ['check_run', { action: 'completed', check_run: { head_sha: SHA }, sender: { type: 'User' } }],
    ['check_run', { action: 'rerequested', check_run: { head_sha: SHA }, sender: { type: 'Bot' } }],
    ['check_suite', { action: 'rerequested', check_suite: { head_sha: SHA }, sender: null }],
  ])('has nothing to do for %s %j', async (event, payload) => {
    const body = about(payload);
    expect(await send(body, headersFor(body, { 'x-github-event': event }))).toBe(204);
    expect([...hints, ...reports]).toEqual([]);
  });

  it.each([
    ['pull_request', { action: 'closed', number: 7 }, { type: 'pull-request', pullRequest: 7 }],
    [
      'merge_group',
      { action: 'checks_requested', merge_group: { head_ref: 'refs/heads/gh-readonly-queue/main/pr-7-a' } },
      { type: 'merge-group', branch: 'gh-readonly-queue/main/pr-7-a' },
    ],
  ])('has %s %j looked at', async (event, payload, hint) => {
    const body = about(payload);
    expect(await send(body, headersFor(body, { 'x-github-event': event }))).toBe(202);
    expect(hints).toEqual([expect.objectContaining({ ...hint, repository: 'acme/fleet' })]);
  });

  it.each([
    ['check_run', 'rerequested'],
    ['check_run', 'requested_action'],
    ['check_suite', 'rerequested'],
  ])('passes %s %s on as GitHub signed it, byte for byte', async (event, action) => {
    const of = { id: 5, head_sha: SHA };
    // Spaces and escapes would not survive being parsed and written again.
    const rest = JSON.stringify({ [event]: of, repository: { full_name: 'acme/fleet' }, sender: { type: 'User' } });
    const body = `{ "action" : "${action}", "x": "\\u0041", ${rest.slice(1)}`;
    expect(await send(body, headersFor(body, { 'x-github-event': event }))).toBe(202);
    expect(hints).toEqual([]);
    expect(reports).toEqual([{ type: 'press', repository: 'acme/fleet', body, signature: signed(body) }]);
  });

  it.each(['acme/fleet', 'ACME/FLEET', 'acme/Edge'])('listens to %s, which is on the list (case 28)', async (name) => {
    const body = about({ ...(JSON.parse(push()) as object), repository: { full_name: name } });
    expect(await send(body, headersFor(body))).toBe(202);
    expect(hints).toHaveLength(1);
  });

  it.each([['acme/other'], ['other/fleet'], ['acme/fleet-2'], ['fleet'], [''], [7], [null]])(
    'is not concerned with what happens in %j (case 28)',
    async (name) => {
      const body = about({ ...(JSON.parse(push()) as object), repository: { full_name: name } });
      expect(await send(body, headersFor(body))).toBe(204);
      expect(hints).toEqual([]);
    },
  );

  it.each(['installation', 'installation_repositories', 'push'])(
    'has nothing to do for %s without a repository',
    async (event) => {
      const body = JSON.stringify({ ref: 'refs/heads/main', after: `c${count}`, action: 'created' });
      expect(await send(body, headersFor(body, { 'x-github-event': event }))).toBe(204);
      expect(hints).toEqual([]);
    },
  );

  it.each([
    ['no signature', (body: string) => headersFor(body, { 'x-hub-signature-256': '' }), 401],
    ['the signature of another body', () => headersFor('{}'), 401],
    ['another secret', (body: string) => headersFor(body, { 'x-hub-signature-256': signed(body, 'wrong') }), 401],
    ['a SHA-1 signature', (body: string) => headersFor(body, { 'x-hub-signature-256': `sha1=${'a'.repeat(40)}` }), 401],
    ['a short signature', (body: string) => headersFor(body, { 'x-hub-signature-256': 'sha256=ab' }), 401],
    ['no event', (body: string) => headersFor(body, { 'x-github-event': '' }), 400],
    ['no delivery', (body: string) => headersFor(body, { 'x-github-delivery': '' }), 400],
    ['a delivery that is a path', (body: string) => headersFor(body, { 'x-github-delivery': '../head' }), 400],
    ['an event that is none', (body: string) => headersFor(body, { 'x-github-event': 'Push;' }), 400],
  ])('refuses a delivery with %s', async (_, headers, status) => {
    const body = push();
    expect(await send(body, headers(body))).toBe(status);
    expect(hints).toEqual([]);
  });

  it('case 28: has nothing to do for what came before under another id', async () => {
    const body = push();
    expect(await send(body, headersFor(body))).toBe(202);
    expect(await send(body, headersFor(body, { 'x-github-delivery': 'ffffffff-0000-4000-8000-000000000000' }))).toBe(
      204,
    );
    expect(hints).toHaveLength(1);
  });

  it('case 14: refuses a form, and says what to set', async () => {
    const body = `payload=${encodeURIComponent(push())}`;
    const headers = headersFor(body, { 'content-type': 'application/x-www-form-urlencoded' });
    expect(await send(body, headers)).toBe(415);
    expect(logged).toEqual([expect.stringContaining('set the content type to application/json')]);
    logged.length = 0;
    // Who is not GitHub fills no log with it.
    expect(await send(body, { ...headers, 'x-hub-signature-256': signed('another body') })).toBe(401);
    expect(logged.join()).not.toContain('content type');
  });

  it('says what is missing of a delivery without a signature', async () => {
    const body = push();
    const { 'x-hub-signature-256': _, ...headers } = headersFor(body);
    expect(await send(body, headers)).toBe(401);
    expect(logged).toEqual([expect.stringContaining('WEBHOOK_SECRETS')]);
  });

  it('refuses what is no POST', async () => {
    expect((await fetch(url, { headers: headersFor('') })).status).toBe(405);
    const body = push();
    expect((await fetch(url, { method: 'PUT', headers: headersFor(body), body })).status).toBe(405);
  });

  it.each(['', 'null', '7', '[]', '"text"', '{', '{"a":1}}'])('refuses the signed body %j', async (body) => {
    expect(await send(body, headersFor(body))).toBe(400);
    expect(await send(body, headersFor(body, { 'content-type': 'text/plain' }))).toBe(400);
  });

  const started = (headers: Readonly<Record<string, string | number>>) => {
    const client = httpRequest(url, { method: 'POST', headers });
    client.on('error', () => undefined);
    client.flushHeaders();
    return client;
  };
  const statusOf = async (client: ClientRequest): Promise<number> => {
    const [response] = (await once(client, 'response')) as [IncomingMessage];
    response.resume();
    return response.statusCode ?? 0;
  };

  it.each([
    ['what is declared too large', { ...headersFor(''), 'content-length': LIMIT + 1 }, 413],
    ['what is unsigned', { ...headersFor(''), 'x-hub-signature-256': '', 'content-length': LIMIT }, 401],
    ['what is signed in another way', { ...headersFor(''), 'x-hub-signature-256': 'sha1=a' }, 401],
    ['what is no delivery', { 'content-length': LIMIT }, 400],
  ])('refuses before it has come: %s', async (_, headers, status) => {
    const client = started(headers);
    expect(await statusOf(client)).toBe(status);
    client.destroy();
  });

  it('lets go of the largest bodies when too many come at once, and never of a small one', async () => {
    const clients = Array.from({ length: 5 }, () => started({ ...headersFor(''), 'content-length': LIMIT }));
    const answers = clients.map((client) => once(client, 'response') as Promise<[IncomingMessage]>);
    // Four fill the room to its last bytes; nobody is refused before the fifth.
    for (const client of clients.slice(0, 4)) client.write(Buffer.alloc(LIMIT - 1, 'x'));
    clients[4]?.write(Buffer.alloc(LIMIT / 2, 'x'));
    const [response] = await Promise.race(answers);
    expect(response.statusCode).toBe(503);
    const body = push();
    expect(await send(body, headersFor(body))).toBe(202);
    for (const client of clients) client.destroy();
    await Promise.allSettled(answers);
  });

  it('stops reading what turns out too large', async () => {
    const client = started(headersFor(''));
    let status = 0;
    const closed = once(client, 'close');
    client.on('response', (response) => {
      status = response.statusCode ?? 0;
      response.resume();
    });
    client.write(Buffer.alloc(LIMIT + 1, 'x'));
    // The client never ends its body: that the connection ends is the server's doing. A reset may overtake the answer.
    await closed;
    expect([0, 413]).toContain(status);
    expect(hints).toEqual([]);
  });

  it('does not inflate', async () => {
    const bomb = gzipSync(Buffer.alloc(50_000_000, ' '));
    expect(bomb.length).toBeLessThan(LIMIT);
    expect(await send(bomb, headersFor(bomb, { 'content-encoding': 'gzip' }))).toBe(400);
  });

  describe('of every kind that GitHub has', () => {
    const events = emitterEventNames.filter((name) => !name.includes('.'));

    it('case 28: knows that there are 58 of them', () => {
      expect(events.length).toBeGreaterThanOrEqual(58);
      expect(events).toContain('projects_v2_item');
    });

    it.each(events)('has nothing to do for an empty %s', async (event) => {
      const body = about({ action: 'x', count: (count += 1) });
      expect(await send(body, headersFor(body, { 'x-github-event': event }))).toBe(204);
    });

    it('answers any payload with 2xx', async () => {
      const KEYS = ['action', 'number', 'ref', 'merge_group', 'check_run', 'check_suite', 'sender', 'comment', 'issue'];
      const WORDS = [
        'push',
        'opened',
        'edited',
        'created',
        'rerequested',
        'requested_action',
        'refs/heads/main',
        'User',
      ];
      const leaf = oneof(constantFrom<unknown>(...WORDS, null, 7, -1, 1e21, true, '', SHA), string());
      const { payload } = letrec((tie) => ({
        payload: dictionary(
          oneof(constantFrom(...KEYS, 'type', 'head_sha', 'login', 'id', 'body'), string()),
          tie('value'),
        ),
        value: oneof({ depthSize: 'small' }, leaf, array(tie('value'), { maxLength: 3 }), tie('payload')),
      }));
      await check(
        asyncProperty(constantFrom(...events), payload, async (event, value) => {
          const body = about(value);
          expect([202, 204]).toContain(await send(body, headersFor(body, { 'x-github-event': event })));
        }),
        { numRuns: 300 },
      );
    });
  });

  it('answers any rubbish with 4xx', async () => {
    const names = constantFrom('content-type', 'x-github-event', 'x-github-delivery', 'x-hub-signature-256');
    const values = oneof(
      constantFrom(
        'application/json',
        'application/x-www-form-urlencoded',
        'application/cloudevents+json',
        'push',
        'a',
      ),
      string({ minLength: 1, maxLength: 30, unit: constantFrom('a', '=', ';', '/', '"', '{', '0') }),
    );
    await check(
      asyncProperty(uint8Array({ maxLength: 200 }), dictionary(names, values), async (body, headers) => {
        const status = await send(body, headers);
        expect(status).toBeGreaterThanOrEqual(400);
        expect(status).toBeLessThan(500);
      }),
      { numRuns: 150 },
    );
  });
});

describe('slow connections', () => {
  const SHORT_MS = 100;

  async function withServer(use: (port: number) => Promise<void>): Promise<void> {
    const lift = endSlowConnections(SHORT_MS);
    const silent: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };
    const publisher: Publisher = { publishRevision: never, publishTask: never, publishReport: never };
    http('slow-webhook', webhookHandler(['secret'], SERVED, publisher, silent));
    const server = getTestServer('slow-webhook');
    server.prependListener('request', leaveUnread);
    await listen(server, 0);
    try {
      await use((server.address() as AddressInfo).port);
    } finally {
      lift();
      await closeServer(server);
    }
  }

  const HEAD = [
    'POST / HTTP/1.1',
    'host: h',
    'x-github-event: push',
    'x-github-delivery: d',
    `x-hub-signature-256: sha256=${'a'.repeat(64)}`,
    'content-length: 10',
  ].join('\r\n');

  /** What is sent and answered until the server ends the connection. */
  async function talk(port: number, ...lines: readonly string[]): Promise<string> {
    const socket = connect(port, '127.0.0.1');
    socket.on('error', () => undefined);
    let answer = '';
    socket.on('data', (chunk) => (answer += chunk.toString()));
    for (const line of lines) socket.write(line);
    await once(socket, 'close');
    return answer;
  }

  it.each([
    ['says nothing', [], ''],
    ['does not end its head', [HEAD], ''],
    ['does not end its body', [`${HEAD}\r\n\r\nabc`], ''],
    ['was answered and says nothing more', [`${HEAD}\r\n\r\n0123456789`], 'HTTP/1.1 401'],
    ['was answered and does not end the next head', [`${HEAD}\r\n\r\n0123456789`, 'POST / HTTP/1.1'], 'HTTP/1.1 401'],
    [
      'was refused by its head and does not end its body',
      [`GET / HTTP/1.1\r\nhost: h\r\ncontent-length: 9\r\n\r\na`],
      'HTTP/1.1 405',
    ],
  ])('end when the client %s', async (_, lines, answer) => {
    await withServer(async (port) => {
      const said = await talk(port, ...lines);
      expect(said.slice(0, answer.length)).toBe(answer);
      if (answer === '') expect(said).toBe('');
    });
  });

  it('and others go on over one connection for as long as they like', async () => {
    // A machine that stops for a moment would be a slow client.
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    onTestFinished(() => void vi.useRealTimers());
    await withServer(async (port) => {
      const agent = new Agent({ keepAlive: true, maxSockets: 1 });
      const sockets = new Set<unknown>();
      for (let request = 0; request < 8; request += 1) {
        const client = httpRequest({ port, agent, method: 'POST' });
        client.once('socket', (socket) => sockets.add(socket));
        client.end('x');
        const [response] = (await once(client, 'response')) as [IncomingMessage];
        response.resume();
        await once(response, 'end');
        expect(response.statusCode).toBe(400);
        vi.advanceTimersByTime(SHORT_MS / 2);
      }
      expect(sockets.size).toBe(1);
      agent.destroy();
    });
  });
});
