// Git over HTTP with the real git binary, and the events that pushes set off.
import { verify } from '@octokit/webhooks-methods';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type LocalGitHub, owner, refusal, repo, secret, startLocalGitHub } from './local-github.ts';

let hub: LocalGitHub;
beforeEach(async () => {
  hub = await startLocalGitHub();
});
afterEach(() => hub[Symbol.asyncDispose]());

const zero = '0'.repeat(40);

describe('a push', () => {
  test('of a new branch is created, of one more commit is an update', async () => {
    const first = await hub.git('rev-parse', 'main');
    const second = await hub.commit('Change', { 'README.md': '# Changed\n', 'a/b.yaml': 'x: 1\n' });
    await hub.git('push', '--quiet', 'origin', 'main');
    const [create, update] = await hub.events('push');
    expect(create?.payload).toMatchObject({ ref: 'refs/heads/main', before: zero, after: first, created: true });
    expect(create?.payload['commits']).toHaveLength(1);
    expect(update?.payload).toMatchObject({
      before: first,
      after: second,
      created: false,
      deleted: false,
      forced: false,
      compare: expect.stringContaining(`compare/${first.slice(0, 12)}...${second.slice(0, 12)}`),
      commits: [{ id: second, message: 'Change', added: ['a/b.yaml'], modified: ['README.md'], removed: [] }],
      head_commit: { id: second },
      repository: { full_name: `${owner}/${repo}`, default_branch: 'main' },
      pusher: { name: 'ada' },
      sender: { login: 'ada', type: 'User' },
    });
  });

  test('that rewrites history is forced, and one that removes a branch is deleted', async () => {
    await hub.git('checkout', '--quiet', '-b', 'feat/x');
    const old = await hub.commit('One', { x: '1' });
    await hub.git('push', '--quiet', 'origin', 'feat/x');
    await hub.git('reset', '--quiet', '--hard', 'main');
    const rewritten = await hub.commit('Other', { y: '1' });
    await hub.git('push', '--quiet', '--force', 'origin', 'feat/x');
    await hub.git('push', '--quiet', 'origin', '--delete', 'feat/x');
    const events = (await hub.events('push')).slice(-2).map((delivery) => delivery.payload);
    expect(events).toMatchObject([
      { ref: 'refs/heads/feat/x', before: old, after: rewritten, forced: true, commits: [{ id: rewritten }] },
      { before: rewritten, after: zero, deleted: true, commits: [], head_commit: null },
    ]);
    expect((await hub.events('delete')).map(({ payload }) => payload['ref'])).toEqual(['feat/x']);
  });

  test('of a large pack, which git sends in chunks, arrives whole', async () => {
    const text = Array.from({ length: 40_000 }, (_, index) => (index * 2_654_435_761) % 1_000_003).join('\n');
    const sha = await hub.commit('Large', { 'large.txt': text });
    // Above its post buffer git sends a body without a length.
    await hub.git('-c', 'http.postBuffer=65536', 'push', '--quiet', 'origin', 'main');
    const { data } = await hub.bot.repos.getBranch({ owner, repo, branch: 'main' });
    expect(data.commit.sha).toBe(sha);
  });

  test('of a tag is announced, of more than three tags at once is not', async () => {
    await hub.git('tag', '-m', 'one', 'v1');
    await hub.git('push', '--quiet', 'origin', 'v1');
    for (const name of ['a', 'b', 'c', 'd']) await hub.git('tag', name);
    await hub.git('push', '--quiet', 'origin', '--tags');
    const refs = (await hub.events('push')).map((delivery) => delivery.payload['ref']);
    expect(refs).toEqual(['refs/heads/main', 'refs/tags/v1']);
  });

  test('counts as a mutation and a fetch does not', async () => {
    const before = hub.emulator.journal.entries.length;
    await hub.git('fetch', '--quiet', 'origin');
    expect(hub.emulator.journal.mutations(before)).toEqual([]);
    await hub.commit('More', { more: '1' });
    await hub.git('push', '--quiet', 'origin', 'main');
    expect(hub.emulator.journal.mutations(before)).toMatchObject([{ path: `/${owner}/${repo}.git/git-receive-pack` }]);
  });
});

describe('credentials', () => {
  const as = (hub: LocalGitHub, token: string): string => hub.gitUrl().replace('//', `//x-access-token:${token}@`);

  test('are optional by default: a push that names nobody is the first writer’s', async () => {
    await hub.commit('Plain', { plain: '1' });
    await hub.git('push', '--quiet', hub.gitUrl(), 'main');
    expect((await hub.events('push')).at(-1)?.payload).toMatchObject({ sender: { login: 'ada' } });
  });

  test('when required, name the pusher and refuse strangers and readers', async () => {
    await using strict = await startLocalGitHub('required');
    await strict.commit('By the bot', { bot: '1' });
    await strict.git('push', '--quiet', as(strict, 'bot-token'), 'main');
    expect((await strict.events('push')).at(-1)?.payload).toMatchObject({ sender: { login: 'rangelight[bot]' } });
    const pushed = await strict.git('ls-remote', 'origin', 'main');
    await strict.commit('Never', { never: '1' });
    await expect(strict.git('push', strict.gitUrl(), 'main')).rejects.toThrow(/could not read Username/);
    await expect(strict.git('push', as(strict, 'wrong'), 'main')).rejects.toThrow(/Authentication failed/);
    await expect(strict.git('push', as(strict, 'reader-token'), 'main')).rejects.toThrow(/403/);
    expect(await strict.git('ls-remote', as(strict, 'reader-token'), 'main')).toBe(pushed);
  });

  test("never allow a write to GitHub's own refs", async () => {
    await expect(hub.git('push', 'origin', 'main:refs/pull/1/head')).rejects.toThrow(/hidden ref/);
  });
});

describe('a delivery', () => {
  test('is signed over the bytes that were sent', async () => {
    await hub.emulator.idle();
    const [first] = hub.received;
    expect(first?.event).toBe('create');
    expect(await verify(secret, first?.body ?? '', first?.signature ?? '')).toBe(true);
    expect(await verify('other', first?.body ?? '', first?.signature ?? '')).toBe(false);
  });

  test('that failed is never repeated by itself; a redelivery keeps its id and its body', async () => {
    await hub.emulator.idle();
    hub.receiverAnswers(500);
    await hub.commit('Lost', { lost: '1' });
    await hub.git('push', '--quiet', 'origin', 'main');
    const lost = (await hub.events('push')).at(-1);
    expect(lost?.status).toBe(500);
    hub.receiverAnswers(204);
    await hub.emulator.redeliver(lost?.id ?? '');
    expect(lost?.attempts.map(({ status, redelivery }) => [status, redelivery])).toEqual([
      [500, false],
      [204, true],
    ]);
    const same = hub.received.filter((one) => one.id === lost?.id);
    expect(same).toHaveLength(2);
    expect(same[0]?.body).toBe(same[1]?.body);
  });

  test('of an unknown id is an error', async () => {
    expect((await refusal(hub.emulator.redeliver('nope')))?.message).toContain('nope');
  });
});
