// The webhook under the Functions Framework, as GitHub and as everybody else who finds its address would call it.
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { http } from '@google-cloud/functions-framework';
import { getTestServer } from '@google-cloud/functions-framework/testing';
import { asyncProperty, assert as check, constantFrom, dictionary, oneof, string, uint8Array } from 'fast-check';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { limitBodies } from '../../../functions/webhook/body-limit.ts';
import { webhookHandler } from '../../../functions/webhook/compose.ts';
import { closeServer, listen } from '../../../infra/emulators/kit/serve.ts';
import type { Log, Publisher, ReportMessage, RevisionHint } from '../../../lib/ports/index.ts';

const LIMIT = 100_000;
const SHA = 'a'.repeat(40);
const SILENT: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };
const never = (): Promise<never> => Promise.reject(new TypeError('the webhook publishes no tasks'));

describe('webhook', () => {
  const hints: RevisionHint[] = [];
  const reports: ReportMessage[] = [];
  const uncaught: unknown[] = [];
  const onUncaught = (error: unknown): void => void uncaught.push(error);
  let url = '';
  let close: () => Promise<void>;

  beforeAll(async () => {
    const publisher: Publisher = {
      publishRevision: async (hint) => void hints.push(hint),
      publishTask: never,
      publishReport: async (report) => void reports.push(report),
    };
    const lift = limitBodies(LIMIT);
    http(
      'webhook-under-test',
      webhookHandler(['new-secret', 'old-secret'], ['Acme/Fleet', 'acme/edge'], publisher, SILENT),
    );
    const server = getTestServer('webhook-under-test');
    await listen(server, 0);
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    // What a body parser refuses is printed by Express.
    const printed = vi.spyOn(console, 'error').mockReturnValue(undefined);
    process.on('uncaughtExceptionMonitor', onUncaught);
    close = async () => {
      process.off('uncaughtExceptionMonitor', onUncaught);
      printed.mockRestore();
      lift();
      await closeServer(server);
    };
  });
  afterAll(() => close());
  beforeEach(() => void (hints.length = reports.length = 0));

  let count = 0;
  const push = (): string => {
    count += 1;
    return of('acme/fleet', JSON.stringify({ ref: 'refs/heads/main', before: 'a', after: `b${count}`, forced: false }));
  };
  const of = (full_name: unknown, body: string): string =>
    JSON.stringify({ ...(JSON.parse(body) as object), repository: { full_name } });
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
    ['ping', '{"zen":"x"}'],
    ['pull_request', '{"action":"labeled","number":1}'],
    ['a_new_event', '{"action":"x"}'],
    ['push', '{"ref":"refs/tags/v1"}'],
    ['push', '{"ref":7}'],
    ['pull_request', '{"action":"opened","number":"1"}'],
    ['merge_group', '{"action":"destroyed","merge_group":{"head_ref":"refs/heads/q"}}'],
    ['merge_group', '{"action":"checks_requested","merge_group":{"head_ref":"q"}}'],
    ['merge_group', '{"action":"checks_requested"}'],
    ['check_run', `{"action":"completed","check_run":{"head_sha":"${SHA}"},"sender":{"login":"a"}}`],
    ['check_run', `{"action":"rerequested","check_run":{"head_sha":"${SHA}"},"sender":{"login":"a","type":"Bot"}}`],
    ['check_suite', `{"action":"rerequested","check_suite":{"head_sha":"${SHA}"},"sender":null}`],
  ])('has nothing to do for %s %s', async (event, text) => {
    const body = of('acme/fleet', text);
    expect(await send(body, headersFor(body, { 'x-github-event': event }))).toBe(204);
    expect(hints).toEqual([]);
  });

  it.each([
    ['pull_request', '{"action":"closed","number":7}', { type: 'pull-request', pullRequest: 7 }],
    [
      'merge_group',
      '{"action":"checks_requested","merge_group":{"head_ref":"refs/heads/gh-readonly-queue/main/pr-7-a"}}',
      { type: 'merge-group', branch: 'gh-readonly-queue/main/pr-7-a' },
    ],
  ])('has %s %s looked at', async (event, text, hint) => {
    const body = of('acme/fleet', text);
    expect(await send(body, headersFor(body, { 'x-github-event': event }))).toBe(202);
    expect(hints).toEqual([expect.objectContaining(hint)]);
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
    const body = of(name, push());
    expect(await send(body, headersFor(body))).toBe(202);
    expect(hints).toHaveLength(1);
  });

  it.each([['acme/other'], ['other/fleet'], ['acme/fleet-2'], ['fleet'], [''], [7], [null]])(
    'is not concerned with what happens in %j (case 28)',
    async (name) => {
      const body = of(name, push());
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

  it('refuses what came before under another id', async () => {
    const body = push();
    expect(await send(body, headersFor(body))).toBe(202);
    expect(await send(body, headersFor(body, { 'x-github-delivery': 'ffffffff-0000-4000-8000-000000000000' }))).toBe(
      409,
    );
    expect(hints).toHaveLength(1);
  });

  it.each(['', 'null', '7', '[]', '"text"', '{', '{"a":1}}'])('refuses the signed body %j', async (body) => {
    expect(await send(body, headersFor(body))).toBe(400);
    expect(await send(body, headersFor(body, { 'content-type': 'text/plain' }))).toBe(400);
  });

  it.each([{}, { expect: '100-continue' }])(
    'refuses what is declared too large before it has come: %j',
    async (more) => {
      const headers = { ...headersFor(''), ...more, 'content-length': LIMIT + 1 };
      const client = httpRequest(url, { method: 'POST', headers });
      client.on('continue', () => expect.fail('told to go on'));
      client.on('error', () => undefined);
      client.flushHeaders();
      const [response] = (await once(client, 'response')) as [{ statusCode: number }];
      expect(response.statusCode).toBe(413);
      client.destroy();
    },
  );

  it('stops reading what turns out too large', async () => {
    const client = httpRequest(url, { method: 'POST', headers: headersFor('') });
    client.on('error', () => undefined);
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
