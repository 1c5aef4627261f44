// Roles, forks, drafts and buttons: what strangers and maintainers can do, and what the receiver is told.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { here, type LocalGitHub, owner, refusal, repo, startLocalGitHub } from './local-github.ts';

let hub: LocalGitHub;
beforeAll(async () => {
  hub = await startLocalGitHub();
});
afterAll(() => hub[Symbol.asyncDispose]());

const actions = async (event: string): Promise<readonly unknown[]> =>
  (await hub.events(event)).map(({ payload }) => payload['action']);

test('roles are told by login, the older word beside them', async () => {
  const told = async (username: string): Promise<readonly unknown[]> => {
    const { data } = await hub.bot.repos.getCollaboratorPermissionLevel({ ...here, username });
    return [data.permission, data.role_name, data.user?.permissions?.push];
  };
  expect(await told('mallory')).toEqual(['read', 'read', false]);
  expect(await told('tom')).toEqual(['read', 'triage', false]);
  expect(await told('mia')).toEqual(['write', 'maintain', true]);
  expect(await told('ada')).toEqual(['admin', 'admin', true]);
  expect((await hub.bot.repos.checkCollaborator({ ...here, username: 'mia' })).status).toBe(204);
  expect(await refusal(hub.bot.repos.checkCollaborator({ ...here, username: 'mallory' }))).toMatchObject({
    status: 404,
  });
});

describe('a fork', () => {
  test('takes the pushes of its owner, and its pull request names both sides', async () => {
    const mallory = hub.client('stranger-token');
    const { data: fork, status } = await mallory.repos.createFork(here);
    expect([status, fork.full_name, fork.fork]).toEqual([202, 'mallory/fleet', true]);
    expect((await hub.bot.repos.listForks(here)).data.map(({ full_name }) => full_name)).toContain('mallory/fleet');
    const url = hub.gitUrl().replace('/acme/', '/mallory/');
    await hub.git('fetch', '--quiet', url, 'main');
    await hub.git('checkout', '--quiet', '-b', 'evil', 'FETCH_HEAD');
    const sha = await hub.commit('Evil', { 'evil.yaml': 'a: 1\n' });
    await hub.git('push', '--quiet', url, 'evil');
    expect(await hub.git('ls-remote', 'origin', 'evil', 'refs/namespaces/*')).toBe('');
    expect(await refusal(mallory.pulls.create({ ...here, title: 'Own', head: 'main', base: 'main' }))).toMatchObject({
      status: 403,
    });
    const { data } = await mallory.pulls.create({ ...here, title: 'Evil', head: 'mallory:evil', base: 'main' });
    expect(data).toMatchObject({
      author_association: 'NONE',
      head: {
        label: 'mallory:evil',
        sha,
        repo: { full_name: 'mallory/fleet', fork: true },
        user: { login: 'mallory' },
      },
      base: { repo: { full_name: `${owner}/${repo}` } },
    });
    expect((await hub.events('pull_request')).at(-1)?.payload).toMatchObject({
      action: 'opened',
      pull_request: { head: { sha } },
    });
    expect(
      (await hub.bot.repos.getContent({ ...here, path: 'evil.yaml', ref: `refs/pull/${data.number}/head` })).status,
    ).toBe(200);
    const { data: run } = await hub.bot.checks.create({ ...here, name: 'plan', head_sha: sha });
    expect(run.pull_requests).toEqual([]);
    // Pushing on, by force too, moves the pull request; a push to a fork itself is no event here.
    const pushes = (await hub.events('push')).length;
    const after = await hub.acts.push('mallory', {
      branch: 'evil',
      files: { 'evil.yaml': 'a: 2\n' },
      force: true,
    });
    expect((await hub.events('pull_request')).at(-1)?.payload).toMatchObject({
      action: 'synchronize',
      before: sha,
      after,
    });
    expect((await hub.events('push')).length).toBe(pushes);
    await hub.acts.close('mallory', data.number);
    expect((await hub.events('pull_request')).at(-1)?.payload).toMatchObject({
      action: 'closed',
      pull_request: { merged: false },
    });
  });

  test('is nobody else’s to push to', async () => {
    await hub.acts.openFromFork('rae', { branch: 'fix', files: { fix: '1' }, title: 'Fix', draft: true });
    const url = hub.gitUrl().replace('/acme/', '/rae/');
    await using strict = await startLocalGitHub('required');
    await strict.acts.openFromFork('rae', { branch: 'fix', files: { fix: '1' }, title: 'Fix' });
    const theirs = strict.gitUrl().replace('/acme/', '/rae/').replace('//', '//mallory:stranger-token@');
    await expect(strict.git('push', '--quiet', theirs, 'main:refs/heads/x')).rejects.toThrow(/403/u);
    expect(await hub.git('ls-remote', url, 'refs/heads/fix')).toContain('refs/heads/fix');
  });
});

test('a draft becomes ready, and a draft again', async () => {
  const { acts } = hub;
  const { number } = await acts.openFromFork('mallory', {
    branch: 'draft',
    files: { draft: '1' },
    title: 'Draft',
    draft: true,
  });
  await acts.markReady('mallory', number);
  await acts.convertToDraft('mia', number);
  expect((await actions('pull_request')).slice(-3)).toEqual(['opened', 'ready_for_review', 'converted_to_draft']);
  await expect(acts.markReady('rae', number)).rejects.toThrow(/push access/u);
});

test('buttons of a check run are pressed by those who may push', async () => {
  const head_sha = await hub.git('rev-parse', 'main');
  const button = { label: 'Plan again', description: 'Plans this commit again', identifier: 'replan' };
  const { data } = await hub.bot.checks.create({
    ...here,
    name: 'plan',
    head_sha,
    conclusion: 'neutral',
    actions: [button],
  });
  expect(() => hub.acts.pressButton('tom', data.id, 'replan')).toThrow(/push access/u);
  expect(() => hub.acts.pressButton('mia', data.id, 'other')).toThrow(/Not Found/u);
  hub.acts.pressButton('mia', data.id, 'replan');
  expect((await hub.events('check_run')).at(-1)?.payload).toMatchObject({
    action: 'requested_action',
    requested_action: { identifier: 'replan' },
    check_run: { id: data.id },
    sender: { login: 'mia' },
  });
  const long = hub.bot.checks.update({
    ...here,
    check_run_id: data.id,
    actions: [{ ...button, label: 'x'.repeat(21) }],
  });
  expect(await refusal(long)).toMatchObject({ status: 422 });
});

test('comments say how near their author is', async () => {
  const { data } = await hub.bot.issues.create({ ...here, title: 'Who' });
  const told = async (login: string): Promise<unknown> => {
    await hub.acts.comment(login, data.number, '/rangelight plan');
    return (await hub.events('issue_comment')).at(-1)?.payload['comment'];
  };
  expect(await told('mallory')).toMatchObject({ author_association: 'NONE', user: { login: 'mallory' } });
  expect(await told('mia')).toMatchObject({ author_association: 'MEMBER' });
  await expect(hub.acts.comment('nobody', data.number, 'x')).rejects.toThrow(/not a user/u);
});

test('CODEOWNERS is judged line by line', async () => {
  const ask = () => hub.bot.repos.codeownersErrors({ ...here, ref: 'owners' });
  await hub.acts.push('ada', { branch: 'owners', files: { x: '1' } });
  expect(await refusal(ask())).toMatchObject({ status: 404 });
  const lines = ['# Owners', '/apps/ @mia  # fine', '/docs/ @mallory ada@example.com', '!/no/ @ada', '/x/ nobody', ''];
  await hub.acts.push('ada', { branch: 'owners', files: { '.github/CODEOWNERS': lines.join('\n') } });
  expect((await ask()).data.errors.map(({ line, column, kind }) => [line, column, kind])).toEqual([
    [3, 8, 'Unknown owner'],
    [4, 1, 'Invalid pattern'],
    [5, 5, 'Invalid owner'],
  ]);
});

test('environments come into being with their first deployment', async () => {
  await hub.bot.repos.createDeployment({
    ...here,
    ref: 'main',
    environment: 'prod',
    auto_merge: false,
    required_contexts: [],
  });
  const { data } = await hub.bot.repos.getAllEnvironments(here);
  expect(data.environments?.map(({ name }) => name)).toEqual(['prod']);
  expect((await hub.person.repos.createOrUpdateEnvironment({ ...here, environment_name: 'stage' })).data.name).toBe(
    'stage',
  );
  expect(await refusal(hub.bot.repos.getEnvironment({ ...here, environment_name: 'none' }))).toMatchObject({
    status: 404,
  });
});
