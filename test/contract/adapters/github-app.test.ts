// The GitHub adapters as a GitHub App: tokens that are made once, narrowed to what a port needs, and refused beyond it;
// and what a plain token does instead.
import { createPrivateKey } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Clock as EmulatedClock, scaledClock } from '../../../infra/emulators/kit/clock.ts';
import { READS, WRITES } from '../../../lib/adapters/github/access.ts';
import { createGitHubClients } from '../../../lib/adapters/github/client.ts';
import { failed } from '../../../lib/adapters/github/failed-deliveries.ts';
import { createCodeHosts, createRepositories, type GitHubOptions } from '../../../lib/adapters/github/index.ts';
import type { CheckRun, Deployment } from '../../../lib/ports/index.ts';
import { app, appWith, privateKey } from '../github/app-fixture.ts';
import { here, type LocalGitHub, name, startLocalGitHub } from '../github/local-github.ts';
import { EVERYTHING } from './everything.ts';
import { HANGS_MS } from '../../limits.ts';

const { signal } = new AbortController();
const login = 'rangelight[bot]';
const permissions = {
  checks: 'write',
  contents: 'read',
  deployments: 'write',
  issues: 'write',
  pull_requests: 'write',
} as const;

describe('GitHub as an App', () => {
  let github: LocalGitHub;
  let clock: EmulatedClock;
  let options: GitHubOptions;
  let sha: string;
  beforeEach(async () => {
    clock = scaledClock(1);
    github = await startLocalGitHub('optional', { clock, app: appWith(permissions) });
    options = {
      repositories: [name],
      baseUrl: github.url,
      callTimeoutMs: HANGS_MS,
      access: { type: 'app', id: String(app.id), privateKey: createPrivateKey(privateKey) },
    };
    sha = await github.git('rev-parse', 'HEAD');
  });
  afterEach(() => github[Symbol.asyncDispose]());

  const requests = (path: RegExp): number =>
    github.emulator.journal.entries.filter((entry) => path.test(entry.path)).length;
  const check = (more: Partial<CheckRun> = {}): CheckRun => ({
    name: 'rangelight/plan',
    commit: sha,
    status: 'completed',
    conclusion: 'success',
    title: 'plan: +1',
    summary: 'One thing.',
    annotations: [],
    ...more,
  });

  it('reads with one token for all callers, and cannot write with it', async () => {
    const repository = createRepositories(options).of(name);
    const heads = await Promise.all([1, 2, 3].map(() => repository.head('main', signal)));
    await repository.files(sha, EVERYTHING, signal);
    expect(heads).toEqual([sha, sha, sha]);
    expect(requests(/access_tokens$/)).toBe(1);

    const { call, where } = createGitHubClients(options, READS).clientOf(here);
    const write = call(signal, (octokit) =>
      octokit.rest.checks.create({ ...where, name: 'rangelight/plan', head_sha: sha }),
    );
    await expect(write).rejects.toMatchObject({ code: 'denied' });
    const comment = call(signal, (octokit) => octokit.rest.issues.create({ ...where, title: 'T' }));
    await expect(comment).rejects.toMatchObject({ code: 'denied' });
  });

  it('writes as itself, and cannot write contents', async () => {
    const host = createCodeHosts(options).of(name);
    const page = await host.putCheckRun(check(), signal);
    await host.putIssue('m', 'T', 'text', signal);
    await host.putIssue('m', 'T', 'text', signal);
    const { data } = await github.bot.rest.issues.listForRepo(here);
    expect(data.map(({ user }) => user?.login)).toEqual([login]);
    expect(page).toContain('/runs/');
    const { call, where } = createGitHubClients(options, WRITES).clientOf(here);
    const push = call(signal, (octokit) => octokit.rest.git.createRef({ ...where, ref: 'refs/heads/x', sha }));
    await expect(push).rejects.toMatchObject({ code: 'denied' });
  });

  it('makes another token shortly before the hour is over', async () => {
    let now = clock.now();
    const repository = createRepositories({ ...options, clock: { now: () => now, sleep: () => Promise.resolve() } }).of(
      name,
    );
    await repository.head('main', signal);
    now += 54 * 60_000;
    await repository.head('main', signal);
    expect(requests(/access_tokens$/)).toBe(1);
    now = clock.now() + 55 * 60_000 + 1_000;
    // The App's own token would lie in the emulator's future.
    await expect(repository.head('main', signal)).rejects.toMatchObject({ code: 'denied' });
  });

  it('keeps one deployment per commit and environment, whoever asks', async () => {
    const started: Deployment = {
      environment: 'prod',
      commit: sha,
      state: 'in_progress',
      description: '1/4 steps',
      logUrl: 'https://github.test/runs/1',
    };
    const done: Deployment = {
      ...started,
      state: 'success',
      description: 'done',
      environmentUrl: 'http://203.0.113.7',
    };
    await createCodeHosts(options).of(name).putDeployment(started, signal);
    await createCodeHosts(options).of(name).putDeployment(done, signal);
    const since = github.emulator.journal.entries.length;
    const forgetful = createCodeHosts(options).of(name);
    await forgetful.putDeployment(done, signal);
    const writes = github.emulator.journal.mutations(since).filter(({ path }) => !path.endsWith('access_tokens'));
    expect(writes).toEqual([]);
    const { data } = await github.bot.rest.repos.listDeployments(here);
    expect(data.map(({ environment, sha: of, task }) => [environment, of, task])).toEqual([
      ['prod', sha, 'rangelight'],
    ]);
    const statuses = await github.bot.rest.repos.listDeploymentStatuses({ ...here, deployment_id: data[0]?.id ?? 0 });
    expect(statuses.data.map((one) => [one.state, one.environment_url, one.log_url])).toEqual([
      ['success', 'http://203.0.113.7', 'https://github.test/runs/1'],
      ['in_progress', '', 'https://github.test/runs/1'],
    ]);
  });

  it('leaves a deployment that a newer one retired', async () => {
    const first: Deployment = { environment: 'prod', commit: sha, state: 'success', description: 'one' };
    const host = createCodeHosts(options).of(name);
    await host.putDeployment(first, signal);
    const second = await github.commit('Second', { 'a.yaml': 'a: 1\n' });
    await github.git('push', '--quiet', 'origin', 'main');
    await host.putDeployment({ ...first, commit: second }, signal);
    await host.putDeployment(first, signal);
    const { data } = await github.bot.rest.repos.listDeployments({ ...here, sha });
    const statuses = await github.bot.rest.repos.listDeploymentStatuses({ ...here, deployment_id: data[0]?.id ?? 0 });
    expect(statuses.data.map(({ state }) => state)).toEqual(['inactive', 'success']);
  });
});

describe('deliveries that failed', () => {
  it('are sent again, each a few times at most, until they arrive', async () => {
    await using github = await startLocalGitHub('optional', { app: appWith(permissions) });
    const hosts = createCodeHosts({
      repositories: [name],
      baseUrl: github.url,
      callTimeoutMs: HANGS_MS,
      access: { type: 'app', id: app.clientId, privateKey: createPrivateKey(privateKey) },
    });
    await github.emulator.idle();
    const sweep = async (): Promise<readonly string[]> => {
      const again = await hosts.redeliverFailed(signal);
      await github.emulator.idle();
      return again;
    };
    expect(await sweep()).toEqual([]);
    github.receiverAnswers(503);
    await github.commit('Second', { 'a.yaml': 'a: 1\n' });
    await github.git('push', '--quiet', 'origin', 'main');
    const [lost] = (await github.events('push')).slice(-1);
    expect(await sweep()).toContain(lost?.id);
    github.receiverAnswers(202);
    expect(await sweep()).toContain(lost?.id);
    expect(await sweep()).toEqual([]);
    expect(lost?.attempts.map(({ status }) => status)).toEqual([503, 503, 202]);
  });

  it('are given up after four attempts', () => {
    const attempt = (id: number, guid: string, status: number) => ({
      id,
      guid,
      delivered_at: '2026-01-01T00:00:00Z',
      status_code: status,
    });
    const attempts = [
      ...[1, 2, 3, 4].map((id) => attempt(id, 'hopeless', 500)),
      ...[5, 6, 7].map((id) => attempt(id, 'once more', 0)),
      attempt(8, 'arrived', 502),
      attempt(9, 'arrived', 204),
    ];
    expect(failed(attempts).map(({ id }) => id)).toEqual([7]);
  });
});

describe('GitHub with a person’s token', () => {
  it('writes commit statuses instead of check runs, once', async () => {
    await using github = await startLocalGitHub();
    const commit = await github.git('rev-parse', 'HEAD');
    const host = createCodeHosts({
      repositories: [name],
      baseUrl: github.url,
      callTimeoutMs: HANGS_MS,
      access: { type: 'token', token: 'person-token' },
    }).of(name);
    const base = { name: 'rangelight/plan', commit, summary: '', annotations: [] };
    const long = 'x'.repeat(200);
    await host.putCheckRun({ ...base, status: 'in_progress', title: 'planning' }, signal);
    await host.putCheckRun({ ...base, status: 'completed', conclusion: 'failure', title: long }, signal);
    await host.putCheckRun({ ...base, status: 'completed', conclusion: 'failure', title: long }, signal);
    await host.putCheckRun({ ...base, status: 'completed', conclusion: 'neutral', title: 'nothing' }, signal);
    const { data } = await github.person.rest.repos.listCommitStatusesForRef({ ...here, ref: commit });
    expect(data.map(({ state, context, description }) => [state, context, description])).toEqual([
      ['success', 'rangelight/plan', 'nothing'],
      ['failure', 'rangelight/plan', `${'x'.repeat(139)}…`],
      ['pending', 'rangelight/plan', 'planning'],
    ]);
    const checks = await github.person.rest.checks.listForRef({ ...here, ref: commit });
    expect(checks.data.total_count).toBe(0);
  });
});
