// Issues, comments and reactions with @octokit/rest.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { here, type LocalGitHub, refusal, startLocalGitHub } from './local-github.ts';

let hub: LocalGitHub;
beforeAll(async () => {
  hub = await startLocalGitHub();
});
afterAll(() => hub[Symbol.asyncDispose]());

const newIssue = async (title: string, labels: string[] = []): Promise<number> =>
  (await hub.bot.issues.create({ ...here, title, labels })).data.number;

describe('issues', () => {
  test('are filtered by state, labels and creator, newest first', async () => {
    const drift = await newIssue('Drift', ['drift', 'prod']);
    const other = await newIssue('Other', ['drift']);
    await hub.bot.issues.update({ ...here, issue_number: other, state: 'closed', state_reason: 'not_planned' });
    const numbers = async (query: object): Promise<readonly number[]> =>
      (await hub.bot.issues.listForRepo({ ...here, ...query })).data.map(({ number }) => number);
    expect(await numbers({ labels: 'drift' })).toEqual([drift]);
    expect(await numbers({ labels: 'drift,prod', state: 'all' })).toEqual([drift]);
    expect(await numbers({ labels: 'drift', state: 'all' })).toEqual([other, drift]);
    expect(await numbers({ creator: 'ada', state: 'all' })).toEqual([]);
    expect(await refusal(numbers({ milestone: '1' }))).toMatchObject({ status: 501 });
  });

  test('tell what changed', async () => {
    const issue_number = await newIssue('Before');
    await hub.bot.issues.update({ ...here, issue_number, title: 'After', labels: ['new'] });
    const events = (await hub.events('issues')).map(({ payload }) => payload).slice(-2);
    expect(events).toMatchObject([
      { action: 'edited', changes: { title: { from: 'Before' } } },
      { action: 'labeled', label: { name: 'new' } },
    ]);
  });

  test('are closed by their author or by those who may push, nobody else', async () => {
    const issue_number = await newIssue('Mine');
    const closing = hub.reader.issues.update({ ...here, issue_number, state: 'closed' });
    expect(await refusal(closing)).toMatchObject({ status: 403 });
  });
});

describe('comments', () => {
  test('are created, edited, listed page by page and deleted', async () => {
    const issue_number = await newIssue('Talk');
    for (let n = 1; n <= 5; n += 1) await hub.reader.issues.createComment({ ...here, issue_number, body: `n${n}` });
    const all = await hub.bot.paginate(hub.bot.issues.listComments, { ...here, issue_number, per_page: 2 });
    expect(all.map(({ body }) => body)).toEqual(['n1', 'n2', 'n3', 'n4', 'n5']);
    const { headers } = await hub.bot.issues.listComments({ ...here, issue_number, per_page: 2, page: 2 });
    expect(headers.link?.match(/rel="(\w+)"/g)).toEqual(['rel="prev"', 'rel="next"', 'rel="last"', 'rel="first"']);
    const comment_id = all[0]?.id ?? 0;
    const { data } = await hub.reader.issues.updateComment({ ...here, comment_id, body: 'edited' });
    expect(data.body).toBe('edited');
    await hub.bot.issues.deleteComment({ ...here, comment_id });
    expect(await refusal(hub.bot.issues.getComment({ ...here, comment_id }))).toMatchObject({ status: 404 });
    const actions = (await hub.events('issue_comment')).map(({ payload }) => payload['action']);
    expect(actions.slice(-2)).toEqual(['edited', 'deleted']);
  });

  test('name their author and what he may do', async () => {
    const issue_number = await newIssue('Who');
    const { data } = await hub.bot.issues.createComment({ ...here, issue_number, body: 'plan' });
    expect(data).toMatchObject({ user: { login: 'rangelight[bot]', type: 'Bot' } });
    await hub.reader.issues.createComment({ ...here, issue_number, body: '/rangelight apply' });
    expect((await hub.events('issue_comment')).at(-1)?.payload).toMatchObject({
      action: 'created',
      issue: { number: issue_number },
      comment: { body: '/rangelight apply', author_association: 'NONE', user: { login: 'rae' } },
      sender: { login: 'rae' },
    });
  });

  test('are no longer than 65,536 characters', async () => {
    const issue_number = await newIssue('Long');
    const send = (length: number) => hub.bot.issues.createComment({ ...here, issue_number, body: 'ä'.repeat(length) });
    expect(await refusal(send(65_537))).toMatchObject({ status: 422 });
    expect((await send(65_536)).status).toBe(201);
  });

  test('take each reaction of each person once', async () => {
    const issue_number = await newIssue('React');
    const { data } = await hub.reader.issues.createComment({ ...here, issue_number, body: 'hello' });
    const react = () => hub.bot.reactions.createForIssueComment({ ...here, comment_id: data.id, content: 'eyes' });
    expect([(await react()).status, (await react()).status]).toEqual([201, 200]);
    const { data: comment } = await hub.bot.issues.getComment({ ...here, comment_id: data.id });
    expect(comment.reactions).toMatchObject({ total_count: 1, eyes: 1 });
  });
});
