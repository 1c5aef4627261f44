// A GitHub App with @octokit/rest: who it is, tokens of its installation, and the deliveries of its hook.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type VirtualClock, virtualClock } from '../../../infra/emulators/kit/clock.ts';
import { app, appJwt, installation } from './app-fixture.ts';
import { here, type LocalGitHub, refusal, repo, startLocalGitHub } from './local-github.ts';

let hub: LocalGitHub;
let clock: VirtualClock;
beforeAll(async () => {
  clock = virtualClock();
  hub = await startLocalGitHub('optional', { app, clock });
});
afterAll(() => hub[Symbol.asyncDispose]());

const asApp = (claims?: object, header?: object) => hub.client(appJwt(clock.now(), { ...claims }, header));
const installation_id = installation.id;
const mint = async (asked: object = {}): Promise<string> =>
  (await asApp().apps.createInstallationAccessToken({ installation_id, ...asked })).data.token;

describe('the app’s own token', () => {
  test('shows the app and where it is installed', async () => {
    const { data } = await asApp().apps.getAuthenticated();
    expect(data).toMatchObject({ id: app.id, slug: 'rangelight', permissions: { checks: 'write', metadata: 'read' } });
    expect((await asApp({ iss: app.clientId }).apps.getRepoInstallation(here)).data.id).toBe(installation_id);
    expect(await refusal(asApp().apps.getRepoInstallation({ owner: 'acme', repo: 'other' }))).toMatchObject({
      status: 404,
    });
  });

  test('is refused when it is early, late, too long, somebody else’s or not signed', async () => {
    const now = Math.floor(clock.now() / 1000);
    const answers = async (claims: object, header?: object): Promise<unknown> => {
      const { status, message } = (await refusal(asApp(claims, header).apps.getAuthenticated())) ?? {};
      return [status, message?.split(' - ')[0]];
    };
    const [, early] = (await answers({ iat: now + 600 })) as readonly [number, string];
    expect(early).toContain("'Issued at' claim ('iat')");
    expect(await answers({ exp: now - 1 })).toEqual([
      401,
      expect.stringContaining("'Expiration time' claim ('exp') must"),
    ]);
    expect(await answers({ exp: now + 601 })).toEqual([401, expect.stringContaining('is too far in the future')]);
    expect(await answers({ iss: 1 })).toEqual([404, expect.stringContaining('Integration not found')]);
    expect(await answers({ iss: undefined })).toEqual([401, expect.stringContaining("'issuer' claim ('iss')")]);
    expect(await answers({}, { alg: 'none' })).toEqual([401, expect.stringContaining('could not be decoded')]);
    const forged = `${appJwt(clock.now()).slice(0, -8)}AAAAAAAA`;
    expect(await refusal(hub.client(forged).apps.getAuthenticated())).toMatchObject({ status: 401 });
    // An installation's token says nothing of the app.
    expect(await refusal(hub.client(await mint()).apps.getAuthenticated())).toMatchObject({ status: 401 });
    // And the app's own token opens no repository.
    expect(await refusal(asApp().repos.get(here))).toMatchObject({ status: 401 });
  });
});

describe('tokens of the installation', () => {
  test('are good for an hour', async () => {
    const { data } = await asApp().apps.createInstallationAccessToken({ installation_id });
    expect(data).toMatchObject({
      repository_selection: 'selected',
      permissions: { ...installation.permissions, metadata: 'read' },
    });
    expect(Date.parse(data.expires_at) - clock.now()).toBeGreaterThan(3_599_000);
    const client = hub.client(data.token);
    expect((await client.repos.get(here)).status).toBe(200);
    await clock.advance(3_600_000);
    expect(await refusal(client.repos.get(here))).toMatchObject({ status: 401 });
  });

  test('do what they were narrowed to, and nothing else', async () => {
    const head_sha = await hub.git('rev-parse', 'main');
    const reader = hub.client(await mint({ repositories: [repo], permissions: { contents: 'read' } }));
    expect((await reader.repos.getContent({ ...here, path: 'README.md' })).status).toBe(200);
    const outside = { status: 403, message: expect.stringContaining('Resource not accessible by integration') };
    expect(await refusal(reader.checks.create({ ...here, name: 'plan', head_sha }))).toMatchObject(outside);
    expect(await refusal(reader.checks.listForRef({ ...here, ref: 'main' }))).toMatchObject(outside);
    expect(await refusal(reader.git.createRef({ ...here, ref: 'refs/heads/x', sha: head_sha }))).toMatchObject(outside);
    const reporter = hub.client(await mint({ permissions: { checks: 'write' } }));
    const { data } = await reporter.checks.create({ ...here, name: 'plan', head_sha });
    expect(data.app).toMatchObject({ id: app.id, slug: 'rangelight' });
    expect(await refusal(reporter.users.getAuthenticated())).toMatchObject(outside);
    expect((await hub.person.users.getAuthenticated()).data.login).toBe('ada');
    expect(await refusal(reporter.repos.getContent({ ...here, path: 'README.md' }))).toMatchObject(outside);
    const push = (token: string): Promise<string> =>
      hub.git('push', '--quiet', hub.gitUrl().replace('//', `//x-access-token:${token}@`), 'main:refs/heads/made');
    await push(await mint());
  });

  test('are not made for more than was granted', async () => {
    expect(await refusal(mint({ permissions: { statuses: 'write' } }))).toMatchObject({ status: 422 });
    expect(await refusal(mint({ repositories: ['other'] }))).toMatchObject({ status: 422 });
    const elsewhere = asApp().apps.createInstallationAccessToken({ installation_id: 1 });
    expect(await refusal(elsewhere)).toMatchObject({ status: 404 });
  });
});

test('failed deliveries are found by pages and sent again under the same id', async () => {
  await hub.emulator.idle();
  hub.receiverAnswers(500);
  for (let n = 1; n <= 3; n += 1) await hub.reader.issues.create({ ...here, title: `n${n}` });
  await hub.emulator.idle();
  hub.receiverAnswers(202);
  const lift = hub.emulator.dropDeliveries({ events: ['issues'], count: 1 });
  await hub.reader.issues.create({ ...here, title: 'dropped' });
  await hub.emulator.idle();
  lift();
  const failed = await asApp().apps.listWebhookDeliveries({ per_page: 3, status: 'failure' });
  expect(failed.data.map(({ status_code, event }) => [status_code, event])).toEqual([
    [0, 'issues'],
    [500, 'issues'],
    [500, 'issues'],
  ]);
  const cursor = /cursor=(v1_\d+)>?/u.exec(failed.headers.link ?? '')?.[1] ?? '';
  const rest = await asApp().apps.listWebhookDeliveries({ per_page: 3, status: 'failure', cursor });
  expect(rest.data).toHaveLength(1);
  expect(rest.headers.link).toBeUndefined();
  const delivery_id = failed.data[0]?.id ?? 0;
  const { data } = await asApp().apps.getWebhookDelivery({ delivery_id });
  expect(data.request.payload).toMatchObject({
    action: 'opened',
    issue: { title: 'dropped' },
    installation: { id: 99 },
  });
  expect((await asApp().apps.redeliverWebhookDelivery({ delivery_id })).status).toBe(202);
  await hub.emulator.idle();
  expect(hub.received.at(-1)).toMatchObject({ id: failed.data[0]?.guid, event: 'issues' });
  const [newest] = (await asApp().apps.listWebhookDeliveries({ per_page: 1 })).data;
  expect(newest).toMatchObject({ guid: failed.data[0]?.guid, redelivery: true, status: 'OK', status_code: 202 });
});

test('a push asks the app for its checks, and people ask again', async () => {
  const sha = await hub.acts.push('ada', { branch: 'asked', files: { a: '1' } });
  const suites = async (): Promise<readonly unknown[]> =>
    (await hub.events('check_suite')).map(({ payload }) => payload).filter((one) => JSON.stringify(one).includes(sha));
  expect(await suites()).toMatchObject([
    { action: 'requested', check_suite: { head_sha: sha, status: 'queued', app: { id: app.id } } },
  ]);
  const bot = hub.client(await mint());
  const { data: run } = await bot.checks.create({ ...here, name: 'plan', head_sha: sha, conclusion: 'success' });
  const check_suite_id = run.check_suite?.id ?? 0;
  expect((await bot.checks.getSuite({ ...here, check_suite_id })).data).toMatchObject({
    status: 'completed',
    conclusion: 'success',
  });
  await hub.person.checks.rerequestSuite({ ...here, check_suite_id });
  await hub.person.checks.rerequestRun({ ...here, check_run_id: run.id });
  expect((await bot.checks.getSuite({ ...here, check_suite_id })).data).toMatchObject({
    status: 'queued',
    conclusion: null,
  });
  expect((await suites()).map((one) => (one as { readonly action: string }).action)).toEqual([
    'requested',
    'completed',
    'rerequested',
  ]);
  expect((await hub.events('check_run')).at(-1)?.payload).toMatchObject({
    action: 'rerequested',
    check_run: { id: run.id },
  });
});
