// The merge queue: temporary branches with the merged tree, merged in order when their checks have passed.
import { afterEach, beforeEach, expect, test } from 'vitest';
import { here, type LocalGitHub, startLocalGitHub } from './local-github.ts';

let hub: LocalGitHub;
beforeEach(async () => {
  hub = await startLocalGitHub('optional', { requiredChecks: ['rangelight/plan'] });
});
afterEach(() => hub[Symbol.asyncDispose]());

interface Told {
  readonly action: string;
  readonly reason?: string;
  readonly merge_group: { readonly head_sha: string; readonly head_ref: string; readonly base_sha: string };
}

const told = async (): Promise<readonly Told[]> =>
  (await hub.events('merge_group')).map(({ payload }) => payload as unknown as Told);
const words = async (): Promise<readonly string[]> =>
  (await told()).map(({ action, reason }) => (reason === undefined ? action : `${action} ${reason}`));
const open = async (branch: string): Promise<number> => {
  await hub.acts.push('mia', { branch, files: { [`${branch}.yaml`]: '1' } });
  return hub.acts.open('mia', { head: branch, title: branch });
};
const report = (head_sha: string, conclusion: 'success' | 'failure') =>
  hub.bot.checks.create({ ...here, name: 'rangelight/plan', head_sha, conclusion });
const tip = async (ref: string): Promise<string> => (await hub.git('ls-remote', 'origin', ref)).split('\t')[0] ?? '';

test('groups stand on each other and are merged in order', async () => {
  const { acts } = hub;
  const [one, two] = [await open('one'), await open('two')];
  const main = await tip('refs/heads/main');
  await acts.enqueue('mia', one);
  await acts.enqueue('ada', two);
  const [first, second] = (await told()).map(({ merge_group }) => merge_group);
  expect(first).toMatchObject({ base_sha: main, head_ref: `refs/heads/gh-readonly-queue/main/pr-${one}-${main}` });
  expect(second?.base_sha).toBe(first?.head_sha);
  expect(await tip(first?.head_ref ?? '')).toBe(first?.head_sha);
  const { data: tree } = await hub.bot.git.getTree({ ...here, tree_sha: second?.head_sha ?? '' });
  expect(tree.tree.map(({ path }) => path)).toEqual(['README.md', 'one.yaml', 'two.yaml']);
  // The second one's success waits for the first one's.
  await report(second?.head_sha ?? '', 'success');
  expect(acts.queue()).toEqual([one, two]);
  await report(first?.head_sha ?? '', 'success');
  expect(acts.queue()).toEqual([]);
  expect(await tip('refs/heads/main')).toBe(second?.head_sha);
  expect(await words()).toEqual(['checks_requested', 'checks_requested', 'destroyed merged', 'destroyed merged']);
  expect(await hub.git('ls-remote', 'origin', 'refs/heads/gh-readonly-queue/*')).toBe('');
  expect((await hub.bot.pulls.get({ ...here, pull_number: two })).data).toMatchObject({
    merged: true,
    state: 'closed',
  });
});

test('a failed check takes its pull request out, and what stood on it is built again', async () => {
  const { acts } = hub;
  const [one, two] = [await open('one'), await open('two')];
  await acts.enqueue('mia', one);
  await acts.enqueue('mia', two);
  await report((await told())[0]?.merge_group.head_sha ?? '', 'failure');
  expect(acts.queue()).toEqual([two]);
  expect(await words()).toEqual([
    'checks_requested',
    'checks_requested',
    'destroyed dequeued',
    'destroyed invalidated',
    'checks_requested',
  ]);
  const dequeued = (await hub.events('pull_request')).at(-1)?.payload;
  expect(dequeued).toMatchObject({ action: 'dequeued', reason: 'CI_FAILURE', number: one });
});

test('a push to the base, a push to the head and a change of mind', async () => {
  const { acts } = hub;
  const one = await open('one');
  await acts.enqueue('mia', one);
  const main = await acts.push('ada', { branch: 'main', files: { moved: '1' } });
  expect((await told()).at(-1)).toMatchObject({ action: 'checks_requested', merge_group: { base_sha: main } });
  await acts.push('mia', { branch: 'one', files: { more: '1' } });
  expect(acts.queue()).toEqual([]);
  await acts.enqueue('mia', one);
  await acts.dequeue('mia', one);
  expect((await words()).slice(-2)).toEqual(['checks_requested', 'destroyed dequeued']);
  expect((await hub.bot.pulls.get({ ...here, pull_number: one })).data.state).toBe('open');
  await expect(acts.enqueue('tom', one)).rejects.toThrow(/push access/u);
});
