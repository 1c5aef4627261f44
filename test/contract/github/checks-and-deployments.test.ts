// Check runs, commit statuses and deployments with @octokit/rest.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { here, type LocalGitHub, refusal, startLocalGitHub } from './local-github.ts';

let hub: LocalGitHub;
let head_sha: string;
beforeAll(async () => {
  hub = await startLocalGitHub();
  head_sha = await hub.git('rev-parse', 'main');
});
afterAll(() => hub[Symbol.asyncDispose]());

const annotations = (count: number) =>
  Array.from({ length: count }, (_, index) => ({
    path: 'README.md',
    start_line: index + 1,
    end_line: index + 1,
    annotation_level: 'warning' as const,
    message: `message ${index}`,
  }));

describe('check runs', () => {
  test('collect annotations, fifty at a time', async () => {
    const output = { title: 'Plan', summary: 'one' };
    const { data: run } = await hub.bot.checks.create({ ...here, name: 'plan', head_sha, status: 'in_progress' });
    for (const count of [50, 20]) {
      const more = { ...output, annotations: annotations(count) };
      await hub.bot.checks.update({ ...here, check_run_id: run.id, output: more });
    }
    const tooMany = { ...output, annotations: annotations(51) };
    expect(await refusal(hub.bot.checks.update({ ...here, check_run_id: run.id, output: tooMany }))).toMatchObject({
      status: 422,
    });
    const listed = await hub.bot.paginate(hub.bot.checks.listAnnotations, { ...here, check_run_id: run.id });
    expect(listed).toHaveLength(70);
    const { data } = await hub.bot.checks.get({ ...here, check_run_id: run.id });
    expect(data.output).toMatchObject({ title: 'Plan', annotations_count: 70 });
  });

  test('complete with a conclusion, and not without one', async () => {
    const start = { ...here, name: 'done', head_sha };
    expect(await refusal(hub.bot.checks.create({ ...start, status: 'completed' }))).toMatchObject({ status: 422 });
    const { data } = await hub.bot.checks.create({ ...start, conclusion: 'success' });
    expect(data).toMatchObject({ status: 'completed', conclusion: 'success', app: { slug: 'rangelight' } });
    expect(data.completed_at).not.toBeNull();
    const events = (await hub.events('check_run')).slice(-2).map(({ payload }) => payload['action']);
    expect(events).toEqual(['created', 'completed']);
  });

  test('refuse long texts, unknown commits and callers that are no app', async () => {
    const create = (summary: string, sha = head_sha, client = hub.bot) =>
      client.checks.create({ ...here, name: 'big', head_sha: sha, output: { title: 'T', summary } });
    expect(await refusal(create('x'.repeat(65_536)))).toMatchObject({ status: 422 });
    expect(await refusal(create('x', '1'.repeat(40)))).toMatchObject({ status: 422 });
    expect(await refusal(create('x', head_sha, hub.person))).toMatchObject({ status: 403 });
    expect((await create('x'.repeat(65_535))).status).toBe(201);
  });

  test('of a ref show the newest of each name, or all', async () => {
    const { data: older } = await hub.bot.checks.create({ ...here, name: 'twice', head_sha });
    const { data: newer } = await hub.bot.checks.create({ ...here, name: 'twice', head_sha });
    const ids = async (filter: 'latest' | 'all'): Promise<readonly number[]> => {
      const query = { ...here, ref: head_sha, check_name: 'twice', filter };
      const { data } = await hub.bot.checks.listForRef(query);
      expect(data.total_count).toBe(data.check_runs.length);
      return data.check_runs.map(({ id }) => id);
    };
    expect(await ids('latest')).toEqual([newer.id]);
    expect(await ids('all')).toEqual([newer.id, older.id]);
  });
});

test('statuses: the newest of each context makes the combined one', async () => {
  const sha = await hub.commit('Status', { status: '1' });
  await hub.git('push', '--quiet', 'origin', 'main');
  const set = (context: string, state: 'pending' | 'success' | 'failure') =>
    hub.person.repos.createCommitStatus({ ...here, sha, context, state });
  const combined = async (): Promise<string> =>
    (await hub.bot.repos.getCombinedStatusForRef({ ...here, ref: 'main' })).data.state;
  expect(await combined()).toBe('pending');
  await set('a', 'failure');
  await set('b', 'success');
  expect(await combined()).toBe('failure');
  await set('a', 'success');
  expect(await combined()).toBe('success');
  expect((await hub.bot.repos.listCommitStatusesForRef({ ...here, ref: sha })).data).toHaveLength(3);
  expect(await refusal(hub.reader.repos.createCommitStatus({ ...here, sha, state: 'success' }))).toMatchObject({
    status: 403,
  });
});

describe('deployments', () => {
  const deploy = async (environment: string, ref = 'main'): Promise<number> => {
    const options = { ...here, ref, environment, auto_merge: false, required_contexts: [] };
    const { data } = await hub.bot.repos.createDeployment(options);
    return 'id' in data ? data.id : 0;
  };
  const finish = (deployment_id: number) =>
    hub.bot.repos.createDeploymentStatus({ ...here, deployment_id, state: 'success', log_url: 'http://log/1' });
  const states = async (deployment_id: number): Promise<readonly string[]> =>
    (await hub.bot.repos.listDeploymentStatuses({ ...here, deployment_id })).data.map(({ state }) => state);

  test('a successful one makes its predecessor inactive', async () => {
    const first = await deploy('preview');
    await finish(first);
    const second = await deploy('preview');
    await finish(second);
    expect(await states(first)).toEqual(['inactive', 'success']);
    expect(await states(second)).toEqual(['success']);
    const { data } = await hub.bot.repos.listDeployments({ ...here, environment: 'preview' });
    expect(data.map(({ id }) => id)).toEqual([second, first]);
    expect((await hub.events('deployment_status')).map(({ payload }) => payload['action'])).toContain('created');
  });

  test('production ones stay as they are', async () => {
    const first = await deploy('production');
    await finish(first);
    await finish(await deploy('production'));
    expect(await states(first)).toEqual(['success']);
  });

  test('wait for the statuses of their commit', async () => {
    const sha = await hub.commit('Red', { red: '1' });
    await hub.git('push', '--quiet', 'origin', 'main');
    await hub.person.repos.createCommitStatus({ ...here, sha, context: 'ci', state: 'failure' });
    const strict = hub.bot.repos.createDeployment({ ...here, ref: 'main' });
    expect(await refusal(strict)).toMatchObject({ status: 409 });
    expect(await deploy('staging')).toBeGreaterThan(0);
  });
});
