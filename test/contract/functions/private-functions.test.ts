// The functions that only Pub/Sub and Cloud Scheduler may call, under the Functions Framework, as everybody else who
// finds their addresses would call them: who calls comes first, then what for, and only then what is said (case 31).
import { once } from 'node:events';
import { request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import { http, type HttpFunction } from '@google-cloud/functions-framework';
import { getTestServer } from '@google-cloud/functions-framework/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { composeDrift } from '../../../functions/drift/compose.ts';
import { composePlanner } from '../../../functions/planner/compose.ts';
import { composeReporter } from '../../../functions/reporter/compose.ts';
import { composeWorker } from '../../../functions/worker/compose.ts';
import { ENDPOINTS } from '../../../functions/wiring/endpoints.ts';
import { privateFunction } from '../../../functions/wiring/private-function.ts';
import { leaveUnread } from '../../../functions/wiring/unread-body.ts';
import { type AccountsEmulator, createAccountsEmulator } from '../../../infra/emulators/accounts/index.ts';
import { scaledClock } from '../../../infra/emulators/kit/clock.ts';
import { seededRandom } from '../../../infra/emulators/kit/random.ts';
import { closeServer, listen, serve, type Served } from '../../../infra/emulators/kit/serve.ts';
import {
  type DriftConfig,
  readDriftConfig,
  readPlannerConfig,
  readReporterConfig,
  readWorkerConfig,
} from '../../../lib/config/index.ts';
import type { Log } from '../../../lib/ports/index.ts';
import { keptLog, type LogLine } from '../../scenarios/support/log-lines.ts';

const ACCOUNT = 'caller@demo.iam.gserviceaccount.com';
const AUDIENCE = 'https://drift.example.com';

let accounts: AccountsEmulator;
let keys: Served;
let variables: Readonly<Record<string, string>>;
let config: DriftConfig;
/** Everything that the functions would reach: nobody may be asked for anything here. */
let cloud: Served;
const reached: string[] = [];

beforeAll(async () => {
  accounts = createAccountsEmulator({ clock: scaledClock(1), random: seededRandom(1) });
  keys = await serve(accounts.handler);
  cloud = await serve((request) => {
    reached.push(request.url);
    return new Response(null, { status: 500 });
  });
  variables = {
    RANGELIGHT_PROJECT: 'demo-project',
    RANGELIGHT_BUCKET: 'demo-state',
    RANGELIGHT_REPOSITORIES: 'acme/fleet',
    RANGELIGHT_FLEET_PROJECT_NUMBERS: 'demo-project=1234567890',
    RANGELIGHT_OIDC_KEYS: `${keys.url}/oauth2/v3/certs`,
    RANGELIGHT_OIDC_AUDIENCE: AUDIENCE,
    RANGELIGHT_OIDC_CALLER: ACCOUNT,
    STORAGE_ENDPOINT: cloud.url,
    GITHUB_API_URL: cloud.url,
    PUBSUB_ENDPOINT: cloud.url,
    GITHUB_POLL_SECONDS: '0',
    GITHUB_TOKEN: 'token',
    WEBHOOK_SECRETS: 'secret',
  };
  config = readDriftConfig(variables);
});
afterAll(async () => {
  await keys.close();
  await cloud.close();
});

interface Running {
  readonly url: string;
  close(): Promise<void>;
}

let started = 0;

async function start(handler: HttpFunction): Promise<Running> {
  started += 1;
  http(`private-${started}`, handler);
  const server = getTestServer(`private-${started}`);
  server.prependListener('request', leaveUnread);
  await listen(server, 0);
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close: () => closeServer(server) };
}

const bearer = async (email = ACCOUNT, audience = AUDIENCE): Promise<Readonly<Record<string, string>>> => ({
  authorization: `Bearer ${await accounts.identityToken({ email, audience })}`,
});

describe('a private function', () => {
  const handled: string[] = [];
  const { log, lines } = keptLog();
  let running: Running;
  const send = async (
    path: string,
    headers: Readonly<Record<string, string>>,
    body: string | null = '{"a": 1}',
    method = 'POST',
  ): Promise<number> =>
    (await fetch(running.url + path, { method, headers: { 'content-type': 'application/json', ...headers }, body }))
      .status;

  beforeAll(async () => {
    running = await start(
      privateFunction(config, log, {
        revisions: async (body) => {
          handled.push(body);
          return { status: 204 };
        },
        tick: async () => ({ status: 200, body: { sweeps: 3 } }),
      }),
    );
  });
  afterAll(() => running.close());
  beforeEach(() => void (handled.length = 0));
  /** Still there, and still right: after every refusal. */
  afterEach(async () => {
    expect(await send('/revisions', await bearer(), 'good')).toBe(204);
    expect(handled.at(-1)).toBe('good');
  });

  it('hands the body on as it came, whatever type it says it has, and gives the answer', async () => {
    const bytes = '{"a":  "ü"}';
    for (const type of [
      'application/json',
      'text/plain',
      'application/x-www-form-urlencoded',
      'application/cloudevents+json',
    ]) {
      expect(await send('/revisions', { ...(await bearer()), 'content-type': type }, bytes)).toBe(204);
    }
    expect(handled).toEqual(Array(4).fill(bytes));
    const answer = await fetch(`${running.url}/tick`, { method: 'POST', headers: await bearer() });
    expect([answer.status, await answer.json()]).toEqual([200, { sweeps: 3 }]);
  });

  it('refuses who proves nothing with 401, and who is another with 403, for every path', async () => {
    for (const path of ['/revisions', '/tick', '/', '/nowhere']) {
      expect(await send(path, {})).toBe(401);
      expect(await send(path, await bearer(ACCOUNT, 'https://worker.example.com'))).toBe(401);
      expect(await send(path, await bearer('other@demo.iam.gserviceaccount.com'))).toBe(403);
    }
    expect(handled).toEqual([]);
  });

  it.each([
    ['GET', '/revisions', 405],
    ['PUT', '/tick', 405],
    ['POST', '/tasks', 404],
    ['POST', '/revisions/', 404],
    ['POST', '/Revisions', 404],
    ['POST', '//revisions', 404],
    ['POST', '/', 404],
    ['POST', '/projects/p/topics/rangelight-revisions', 404],
  ])('refuses %s %s with %i', async (method, path, status) => {
    expect(await send(path, await bearer(), method === 'GET' ? null : '{}', method)).toBe(status);
    expect(handled).toEqual([]);
  });

  it('never reads what a stranger sends: it is neither kept nor parsed, malformed or not', async () => {
    const parsed = vi.spyOn(JSON, 'parse');
    expect(await send('/revisions', {}, '['.repeat(1_000_000))).toBe(401);
    expect(parsed.mock.calls.filter(([text]) => text.startsWith('[['))).toEqual([]);
    parsed.mockRestore();
    // An answer before the body has come: the function did not wait for it.
    const client = httpRequest(`${running.url}/revisions`, {
      method: 'POST',
      headers: { 'content-length': 1_000_000 },
    });
    client.on('error', () => undefined);
    client.flushHeaders();
    const [response] = (await once(client, 'response')) as [{ readonly statusCode: number }];
    expect(response.statusCode).toBe(401);
    client.destroy();
  });

  it('stops reading what is larger than any message', async () => {
    const client = httpRequest(`${running.url}/revisions`, { method: 'POST', headers: await bearer() });
    client.on('error', () => undefined);
    let status = 0;
    const closed = once(client, 'close');
    client.on('response', (response) => {
      status = response.statusCode ?? 0;
      response.resume();
    });
    const chunk = Buffer.alloc(1024 * 1024, 'x');
    for (let sent = 0; sent <= 16; sent += 1) client.write(chunk);
    // The client never ends its body: that the connection ends is the server's doing. A reset may overtake the answer.
    await closed;
    expect([0, 413]).toContain(status);
    expect(handled).toEqual([]);
  });

  it('says in the log why, and never the token', async () => {
    const headers = await bearer(ACCOUNT, 'https://worker.example.com');
    await send('/revisions', headers);
    expect(lines.at(-1)).toMatchObject({ severity: 'warn', fields: { path: '/revisions' } });
    expect(JSON.stringify(lines)).toContain('aud');
    expect(JSON.stringify(lines)).not.toContain(headers['authorization']?.split('.')[2]);
  });
});

describe('while nobody can be told from anybody', () => {
  it('a call is put off with 503, the log says what to look at, and it goes on by itself', async () => {
    const { log, lines } = keptLog();
    const running = await start(privateFunction(config, log, { tick: async () => ({ status: 204 }) }));
    const match = { path: '/oauth2/v3/certs', times: 1 };
    const call = async (headers: Readonly<Record<string, string>>): Promise<number> =>
      (await fetch(`${running.url}/tick`, { method: 'POST', headers })).status;
    const good = await bearer();
    accounts.faults.inject({ match, effect: { type: 'answer', status: 503 } });
    expect(await call(good)).toBe(503);
    expect(lines.at(-1)).toMatchObject({
      severity: 'warn',
      message: expect.stringContaining('RANGELIGHT_OIDC_KEYS') as string,
    });
    expect(await call(good)).toBe(204);
    await running.close();
  });
});

describe('a framework that has read the body before', () => {
  it('is found out: the message is not taken for an empty one', async () => {
    const { log, lines } = keptLog();
    http('read-before', privateFunction(config, log, { revisions: async () => ({ status: 204 }) }));
    const server = getTestServer('read-before');
    await listen(server, 0);
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/revisions`;
    const headers = { ...(await bearer()), 'content-type': 'application/json' };
    expect((await fetch(url, { method: 'POST', headers, body: '{}' })).status).toBe(500);
    expect(lines.at(-1)).toMatchObject({ severity: 'error' });
    await closeServer(server);
  });
});

describe('a tick', () => {
  let storage: Response;
  const tick = async (): Promise<{ readonly status: number; readonly lines: readonly LogLine[] }> => {
    const served = await serve(() => storage.clone());
    const { log, lines } = keptLog();
    const running = await start(
      composeDrift(
        {
          ...config,
          githubPollSeconds: 300,
          callTimeoutSeconds: 0.2,
          endpoints: { ...config.endpoints, storage: served.url },
        },
        log,
      ),
    );
    const { status } = await fetch(`${running.url}/tick`, { method: 'POST', headers: await bearer(), body: '{}' });
    await Promise.all([running.close(), served.close()]);
    return { status, lines };
  };

  it('looks at the fleets although no message gets through, and says so as what passes (case 30)', async () => {
    storage = Response.json({});
    const { status, lines } = await tick();
    expect(status).toBe(200);
    expect(lines).toMatchObject([
      { severity: 'warn', message: expect.stringContaining('could not be asked') as string },
    ]);
  });

  it('whose state is not to be had is put off, not failed (case 30)', async () => {
    storage = Response.json({ error: { code: 503, message: 'no' } }, { status: 503 });
    const { status, lines } = await tick();
    expect(status).toBe(503);
    expect(lines.map(({ severity }) => severity)).toEqual(['warn', 'warn']);
  });
});

describe('each function', () => {
  beforeEach(() => void reached.splice(0));
  const compositions: Readonly<Record<string, (log: Log) => HttpFunction>> = {
    planner: (log) => composePlanner(readPlannerConfig(variables), log),
    worker: (log) => composeWorker(readWorkerConfig(variables), log),
    reporter: (log) => composeReporter(readReporterConfig(variables), log),
    drift: (log) => composeDrift(readDriftConfig(variables), log),
  };
  /** What a push of a message that nobody understands is answered where it belongs: dropped. */
  const own: Readonly<Record<string, readonly string[]>> = {
    planner: ['revisions'],
    worker: ['tasks'],
    reporter: ['reports'],
    drift: ['deadLetters', 'tick'],
  };

  it.each(Object.keys(own))('%s takes nothing but what it is for', async (name) => {
    const { log } = keptLog();
    const compose = compositions[name];
    if (compose === undefined) throw new TypeError(name);
    const running = await start(compose(log));
    const headers = await bearer();
    for (const [endpoint, { path }] of Object.entries(ENDPOINTS)) {
      const message = { data: Buffer.from('{}').toString('base64'), attributes: {} };
      // Without an id no function can do anything with it; a tick refuses whatever says something.
      const body = JSON.stringify({ message, subscription: 'projects/p/subscriptions/s' });
      const { status } = await fetch(running.url + path, { method: 'POST', headers, body });
      const mine = own[name]?.includes(endpoint);
      expect([endpoint, status]).toEqual([endpoint, mine ? (endpoint === 'tick' ? 400 : 204) : 404]);
      expect((await fetch(running.url + path, { method: 'POST', body })).status).toBe(401);
    }
    expect(reached).toEqual([]);
    await running.close();
  });
});
