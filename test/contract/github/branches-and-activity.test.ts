// Who pushed, what a pull request brings, and what becomes of a branch that is renamed or deleted.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { here, type LocalGitHub, refusal, startLocalGitHub } from './local-github.ts';

const ZERO = '0'.repeat(40);
const empty = { owner: 'acme', repo: 'empty' };

let hub: LocalGitHub;
beforeAll(async () => {
  hub = await startLocalGitHub('optional', { others: [empty] });
});
afterAll(() => hub[Symbol.asyncDispose]());

const activity = async (query: object = {}) =>
  (await hub.bot.repos.listActivities({ ...here, ...query })).data.map(
    ({ activity_type: type, actor, before, after }) => ({ type, by: actor?.login, before, after }),
  );

describe('the activity', () => {
  test('says who moved a branch, how, and from where to where, newest first', async () => {
    const one = await hub.acts.push('mia', { branch: 'moved', files: { a: '1' } });
    const two = await hub.acts.push('ada', { branch: 'moved', files: { a: '2' } });
    const three = await hub.acts.push('mia', { branch: 'moved', files: { a: '3' }, force: true });
    await hub.person.git.deleteRef({ ...here, ref: 'heads/moved' });
    const expected = [
      { type: 'branch_deletion', by: 'ada', before: three, after: ZERO },
      { type: 'force_push', by: 'mia', before: two, after: three },
      { type: 'push', by: 'ada', before: one, after: two },
      { type: 'branch_creation', by: 'mia', before: ZERO, after: one },
    ];
    expect(await activity({ ref: 'moved' })).toEqual(expected);
    expect(await activity({ ref: 'refs/heads/moved', direction: 'asc' })).toEqual(expected.toReversed());
    expect(await activity({ ref: 'moved', actor: 'mia', activity_type: 'force_push' })).toEqual([expected[1]]);
    expect(await activity({ ref: 'none' })).toEqual([]);
  });

  test('comes in pages, by cursors', async () => {
    for (let n = 1; n <= 5; n += 1) await hub.acts.push('mia', { branch: 'paged', files: { n: String(n) } });
    const query = { ...here, ref: 'paged', per_page: 2 };
    const all = await hub.bot.paginate(hub.bot.repos.listActivities, query);
    expect(all.map(({ after }) => after)).toEqual((await activity({ ref: 'paged' })).map(({ after }) => after));
    expect(all).toHaveLength(5);
    expect(await refusal(hub.bot.repos.listActivities({ ...query, after: 'made-up' }))).toMatchObject({ status: 422 });
  });

  test('tells a merge from a push', async () => {
    await hub.acts.push('mia', { branch: 'merged', files: { merged: '1' } });
    const pull_number = await hub.acts.open('mia', { head: 'merged', title: 'Merged' });
    const { sha } = (await hub.person.pulls.merge({ ...here, pull_number })).data;
    expect((await activity({ ref: 'main' }))[0]).toMatchObject({ type: 'pr_merge', by: 'ada', after: sha });
    await hub.acts.push('mia', { branch: 'queued', files: { queued: '1' } });
    await hub.acts.enqueue('mia', await hub.acts.open('mia', { head: 'queued', title: 'Queued' }));
    expect((await activity({ ref: 'main' }))[0]).toMatchObject({
      type: 'merge_queue_merge',
      by: 'github-merge-queue[bot]',
    });
  });
});

test('a pull request lists its commits, oldest first, with the accounts that GitHub knows', async () => {
  await hub.git('fetch', '--quiet', 'origin');
  await hub.git('checkout', '--quiet', '-B', 'listed', 'origin/main');
  const unknown = await hub.commit('By nobody that GitHub knows', { listed: '1' });
  await hub.git('push', '--quiet', 'origin', 'listed');
  const second = await hub.acts.push('mia', { branch: 'listed', files: { listed: '2' } });
  const pull_number = await hub.acts.open('mia', { head: 'listed', title: 'Listed' });
  // A merge on the site is committed by GitHub itself.
  await hub.acts.push('mia', { branch: 'inner', files: { inner: '1' } });
  const inner = await hub.acts.open('mia', { head: 'inner', title: 'Inner', base: 'listed' });
  const merge = (await hub.person.pulls.merge({ ...here, pull_number: inner })).data.sha;
  const { data } = await hub.bot.pulls.listCommits({ ...here, pull_number });
  const shown = data.map(({ sha, author, committer }) => [sha, author?.login, committer?.login]);
  expect(shown[0]).toEqual([unknown, undefined, undefined]);
  expect(shown[1]).toEqual([second, 'mia', 'mia']);
  expect(shown.at(-1)).toEqual([merge, 'ada', 'web-flow']);
  const paged = await hub.bot.paginate(hub.bot.pulls.listCommits, { ...here, pull_number, per_page: 2 });
  expect(paged.map(({ sha }) => sha)).toEqual(data.map(({ sha }) => sha));
});

describe('a branch', () => {
  test('that was renamed is answered with the new one, and its reference is gone', async () => {
    const sha = await hub.acts.push('mia', { branch: 'old/name', files: { b: '1' } });
    await hub.acts.push('mia', { branch: 'onto-old', files: { c: '1' } });
    const onto = await hub.acts.open('mia', { head: 'onto-old', title: 'Onto', base: 'old/name' });
    const from = await hub.acts.open('mia', { head: 'old/name', title: 'From' });
    await hub.acts.renameBranch('mia', 'old/name', 'new/name');
    const place = { ...here, branch: 'old/name' };
    // Octokit follows what GitHub answers: it asks for one branch and gets another.
    expect((await hub.bot.repos.getBranch(place)).data).toMatchObject({ name: 'new/name', commit: { sha } });
    const answer = await hub.bot.repos.getBranch({ ...place, request: { redirect: 'manual' } });
    expect([answer.status, answer.headers.location]).toEqual([301, `${hub.url}/repositories/1/branches/new/name`]);
    expect(await refusal(hub.bot.git.getRef({ ...here, ref: 'heads/old/name' }))).toMatchObject({ status: 404 });
    expect((await hub.bot.git.getRef({ ...here, ref: 'heads/new/name' })).data.object.sha).toBe(sha);
    const stands = async (pull_number: number) => {
      const { data } = await hub.bot.pulls.get({ ...here, pull_number });
      return [data.state, data.base.ref];
    };
    expect(await stands(onto)).toEqual(['open', 'new/name']);
    expect(await stands(from)).toEqual(['closed', 'main']);
    const edited = (await hub.events('pull_request')).findLast(({ payload }) => payload['action'] === 'edited');
    expect(edited?.payload).toMatchObject({ number: onto, changes: { base: { ref: { from: 'old/name' } } } });
  });

  test('that was deleted is not found, and comes back as another one', async () => {
    await hub.acts.push('mia', { branch: 'gone', files: { d: '1' } });
    await hub.person.git.deleteRef({ ...here, ref: 'heads/gone' });
    const place = { ...here, branch: 'gone' };
    expect(await refusal(hub.bot.repos.getBranch(place))).toMatchObject({ status: 404 });
    const sha = await hub.acts.push('mia', { branch: 'gone', files: { d: '2' } });
    expect((await hub.bot.repos.getBranch(place)).data.commit.sha).toBe(sha);
  });

  test('that is the default one is renamed by admins only', async () => {
    await using other = await startLocalGitHub();
    await expect(other.acts.renameBranch('mia', 'main', 'trunk')).rejects.toThrow(/admin rights/u);
    await expect(other.acts.renameBranch('tom', 'main', 'trunk')).rejects.toThrow(/push access/u);
    await other.acts.renameBranch('ada', 'main', 'trunk');
    expect((await other.bot.repos.get(here)).data.default_branch).toBe('trunk');
    expect((await other.bot.repos.listBranches(here)).data.map(({ name }) => name)).toEqual(['trunk']);
    expect(await other.git('ls-remote', '--symref', 'origin', 'HEAD')).toContain('refs/heads/trunk');
    await other.acts.renameBranch('ada', 'trunk', 'line');
    expect((await other.bot.repos.getBranch({ ...here, branch: 'main' })).data.name).toBe('line');
  });

  test('cannot get a name that is taken or impossible, and has to be there', async () => {
    await hub.acts.push('mia', { branch: 'kept', files: { e: '1' } });
    await expect(hub.acts.renameBranch('mia', 'kept', 'main')).rejects.toMatchObject({ status: 422 });
    await expect(hub.acts.renameBranch('mia', 'kept', 'a..b')).rejects.toMatchObject({ status: 422 });
    await expect(hub.acts.renameBranch('mia', 'nowhere', 'x')).rejects.toMatchObject({ status: 404 });
  });

  test('of an empty repository is a conflict', async () => {
    const refused = await refusal(hub.bot.git.getRef({ ...empty, ref: 'heads/main' }));
    expect(refused).toMatchObject({ status: 409, message: expect.stringContaining('Git Repository is empty.') });
    expect((await hub.bot.repos.listBranches(empty)).data).toEqual([]);
  });
});
