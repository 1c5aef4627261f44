// Pull requests with @octokit/rest and real git: opening, following pushes, merging.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { here, type LocalGitHub, refusal, startLocalGitHub } from './local-github.ts';

let hub: LocalGitHub;
beforeEach(async () => {
  hub = await startLocalGitHub();
  await hub.git('checkout', '--quiet', '-b', 'feat/x');
  await hub.commit('Feature', { 'feature.yaml': 'a: 1\n' });
  await hub.git('push', '--quiet', 'origin', 'feat/x');
});
afterEach(() => hub[Symbol.asyncDispose]());

const open = async (extra: { draft?: boolean } = {}): Promise<number> => {
  const { data } = await hub.person.pulls.create({ ...here, title: 'Feature', head: 'feat/x', base: 'main', ...extra });
  return data.number;
};
const actions = async (): Promise<readonly unknown[]> =>
  (await hub.events('pull_request')).map(({ payload }) => payload['action']);

describe('a pull request', () => {
  test('shows its sides, files and that it can be merged', async () => {
    const pull_number = await open();
    await hub.emulator.idle();
    const { data } = await hub.bot.pulls.get({ ...here, pull_number });
    expect(data).toMatchObject({
      state: 'open',
      merged: false,
      mergeable: true,
      draft: false,
      changed_files: 1,
      commits: 1,
      additions: 1,
      user: { login: 'ada' },
      head: { ref: 'feat/x', label: 'acme:feat/x', sha: await hub.git('rev-parse', 'feat/x') },
      base: { ref: 'main', sha: await hub.git('rev-parse', 'main') },
    });
    const { data: files } = await hub.bot.pulls.listFiles({ ...here, pull_number });
    expect(files).toMatchObject([{ filename: 'feature.yaml', status: 'added' }]);
    await hub.git('fetch', '--quiet', 'origin', `refs/pull/${pull_number}/head`);
    expect(await hub.git('rev-parse', 'FETCH_HEAD')).toBe(data.head.sha);
    expect(await actions()).toEqual(['opened']);
  });

  test('follows its branch', async () => {
    const pull_number = await open();
    const before = await hub.git('rev-parse', 'feat/x');
    const after = await hub.commit('More', { 'more.yaml': 'b: 2\n' });
    await hub.git('push', '--quiet', 'origin', 'feat/x');
    const events = await hub.events('pull_request');
    expect(events.at(-1)?.payload).toMatchObject({
      action: 'synchronize',
      number: pull_number,
      before,
      after,
      pull_request: { head: { sha: after } },
    });
  });

  test('needs new commits, existing branches, and to be the only one', async () => {
    const create = (head: string, base = 'main') => hub.person.pulls.create({ ...here, title: 'T', head, base });
    expect(await refusal(create('main', 'feat/x'))).toMatchObject({
      status: 422,
      message: expect.stringContaining('No commits between feat/x and main'),
    });
    expect(await refusal(create('nowhere'))).toMatchObject({ status: 422 });
    await open();
    expect((await refusal(create('feat/x')))?.message).toContain('already exists for acme:feat/x');
  });

  test('is listed by state, head and base', async () => {
    const pull_number = await open();
    const numbers = async (query: object): Promise<readonly number[]> =>
      (await hub.bot.pulls.list({ ...here, ...query })).data.map(({ number }) => number);
    expect(await numbers({ head: 'acme:feat/x', base: 'main' })).toEqual([pull_number]);
    expect(await numbers({ base: 'other' })).toEqual([]);
    await hub.person.pulls.update({ ...here, pull_number, state: 'closed' });
    expect(await numbers({})).toEqual([]);
    expect(await numbers({ state: 'all' })).toEqual([pull_number]);
    expect(await actions()).toEqual(['opened', 'closed']);
  });
});

describe('the test merge', () => {
  const get = async (pull_number: number) => (await hub.bot.pulls.get({ ...here, pull_number })).data;
  const mergeRef = async (number: number) =>
    (await hub.bot.git.getRef({ ...here, ref: `pull/${number}/merge` })).data.object.sha;

  test('is not known at first, then it is the merge of head and base (case 20)', async () => {
    const { data: opened } = await hub.person.pulls.create({ ...here, title: 'T', head: 'feat/x', base: 'main' });
    expect(opened).toMatchObject({ mergeable: null, mergeable_state: 'unknown', merge_commit_sha: null });
    await hub.emulator.idle();
    const done = await get(opened.number);
    expect(done).toMatchObject({ mergeable: true, mergeable_state: 'clean' });
    const { data: commit } = await hub.bot.repos.getCommit({ ...here, ref: await mergeRef(opened.number) });
    expect(commit.sha).toBe(done.merge_commit_sha);
    expect(commit.parents.map(({ sha }) => sha)).toEqual([done.base.sha, done.head.sha]);
  });

  test('stays that of an older base until somebody asks, and then it is not known for a while (case 20)', async () => {
    const number = await open();
    await hub.emulator.idle();
    const before = await mergeRef(number);
    await hub.git('checkout', '--quiet', 'main');
    const main = await hub.commit('More', { 'more.yaml': 'b: 2\n' });
    await hub.git('push', '--quiet', 'origin', 'main');
    await hub.emulator.idle();
    expect(await mergeRef(number)).toBe(before);
    expect(await get(number)).toMatchObject({ mergeable: null, merge_commit_sha: before });
    await hub.emulator.idle();
    const after = await get(number);
    expect(after.mergeable).toBe(true);
    const { data: commit } = await hub.bot.repos.getCommit({ ...here, ref: await mergeRef(number) });
    expect(commit.parents.map(({ sha }) => sha)).toEqual([main, after.head.sha]);
  });
});

describe('merging', () => {
  test('makes a merge commit, closes the pull request and pushes the base', async () => {
    const pull_number = await open();
    const head = await hub.git('rev-parse', 'feat/x');
    const base = await hub.git('rev-parse', 'main');
    const { data } = await hub.person.pulls.merge({ ...here, pull_number, sha: head });
    await hub.git('fetch', '--quiet', 'origin', 'main');
    expect(await hub.git('rev-parse', 'FETCH_HEAD', 'FETCH_HEAD^1', 'FETCH_HEAD^2')).toBe(
      [data.sha, base, head].join('\n'),
    );
    expect(await hub.git('show', '-s', '--format=%B', 'FETCH_HEAD')).toBe(
      `Merge pull request #${pull_number} from acme/feat/x\n\nFeature`,
    );
    const closed = (await hub.events('pull_request')).at(-1)?.payload;
    expect(closed).toMatchObject({ action: 'closed', pull_request: { merged: true, merge_commit_sha: data.sha } });
    expect((await hub.events('push')).at(-1)?.payload).toMatchObject({
      ref: 'refs/heads/main',
      before: base,
      after: data.sha,
      sender: { login: 'ada' },
    });
  });

  test('is found by the commit that it made and by its own', async () => {
    const pull_number = await open();
    const head = await hub.git('rev-parse', 'feat/x');
    const of = async (commit_sha: string) =>
      (await hub.bot.repos.listPullRequestsAssociatedWithCommit({ ...here, commit_sha })).data.map(
        ({ number, merged_at, merge_commit_sha }) => [number, merged_at !== null, merge_commit_sha],
      );
    expect((await of(head)).map(([number, isMerged]) => [number, isMerged])).toEqual([[pull_number, false]]);
    const { data } = await hub.person.pulls.merge({ ...here, pull_number });
    expect(await of(data.sha)).toEqual([[pull_number, true, data.sha]]);
    expect(await of(head)).toEqual([[pull_number, true, data.sha]]);
    expect(await of(await hub.git('rev-parse', 'main'))).toEqual([]);
    expect(await refusal(of('0'.repeat(40)))).toMatchObject({ status: 422 });
  });

  test('by squash leaves one commit with one parent', async () => {
    const pull_number = await open();
    const base = await hub.git('rev-parse', 'main');
    await hub.person.pulls.merge({ ...here, pull_number, merge_method: 'squash' });
    await hub.git('fetch', '--quiet', 'origin', 'main');
    expect(await hub.git('show', '-s', '--format=%P %s', 'FETCH_HEAD')).toBe(`${base} Feature (#${pull_number})`);
  });

  test('is refused on a conflict, a moved head and a draft', async () => {
    const draft = await open({ draft: true });
    expect(await refusal(hub.person.pulls.merge({ ...here, pull_number: draft }))).toMatchObject({ status: 405 });
    await hub.person.pulls.update({ ...here, pull_number: draft, state: 'closed' });
    const pull_number = await open();
    const stale = hub.person.pulls.merge({ ...here, pull_number, sha: '1'.repeat(40) });
    expect(await refusal(stale)).toMatchObject({ status: 409 });
    await hub.git('checkout', '--quiet', 'main');
    const main = await hub.commit('Conflict', { 'feature.yaml': 'a: 2\n' });
    await hub.git('push', '--quiet', 'origin', 'main');
    await hub.bot.pulls.get({ ...here, pull_number });
    await hub.emulator.idle();
    const { data } = await hub.bot.pulls.get({ ...here, pull_number });
    expect(data).toMatchObject({ mergeable: false, mergeable_state: 'dirty' });
    expect(await refusal(hub.person.pulls.merge({ ...here, pull_number }))).toMatchObject({ status: 405 });
    expect((await hub.bot.repos.getBranch({ ...here, branch: 'main' })).data.commit.sha).toBe(main);
  });

  test('on somebody’s own machine counts too, once pushed', async () => {
    const pull_number = await open();
    await hub.git('checkout', '--quiet', 'main');
    await hub.git('merge', '--quiet', '--no-ff', '-m', 'By hand', 'feat/x');
    await hub.git('push', '--quiet', 'origin', 'main');
    const { data } = await hub.bot.pulls.get({ ...here, pull_number });
    expect(data).toMatchObject({ state: 'closed', merged: true, merge_commit_sha: await hub.git('rev-parse', 'main') });
  });
});

test('a deleted head branch closes its pull request, and it cannot be opened again', async () => {
  const pull_number = await open();
  await hub.git('push', '--quiet', 'origin', '--delete', 'feat/x');
  expect(await actions()).toEqual(['opened', 'closed']);
  const again = hub.person.pulls.update({ ...here, pull_number, state: 'open' });
  expect(await refusal(again)).toMatchObject({ status: 422 });
});
