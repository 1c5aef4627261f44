// Pull requests from their first push to the merge queue, over the GitHub adapters and a real Git repository.
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createCodeHosts, createRepositories } from '../../../lib/adapters/github/index.ts';
import { applyHead } from '../../../lib/app/words/apply-head.ts';
import { revisions } from '../../../lib/state/index.ts';
import type { JsonObject } from '../../../lib/core/index.ts';
import type { Clock } from '../../../lib/ports/index.ts';
import { createLoop, type Loop, manifests, tree } from '../../unit/app/planning/proposals-rig.ts';
import { createRig } from '../../unit/app/rig.ts';
import { here, type LocalGitHub, name, startLocalGitHub } from '../github/local-github.ts';
import { HANGS_MS } from '../../limits.ts';

const PLAN = 'rangelight/plan';
const { signal } = new AbortController();

let github: LocalGitHub;
let loop: Loop;
let seen: number;
beforeEach(async () => {
  github = await startLocalGitHub('optional', { requiredChecks: [PLAN] });
  const options = { repositories: [name], baseUrl: github.url, callTimeoutMs: HANGS_MS };
  const repositories = createRepositories({ ...options, access: { type: 'token', token: 'reader-token' } });
  const access = { type: 'token', token: 'bot-token' } as const;
  const host = createCodeHosts({ ...options, access, login: 'rangelight[bot]' }).of(name);
  const rig = createRig();
  // GitHub's work in the background goes on in real time.
  const clock: Clock = {
    now: () => rig.clock.now(),
    async sleep(ms, signal) {
      await github.emulator.idle();
      await rig.clock.sleep(ms, signal);
    },
  };
  loop = createLoop(
    { ...rig, world: { ...rig.world, clock } },
    { name, repository: repositories.of(name), host, conversations: host },
  );
  seen = 0;
  await github.acts.push('ada', { branch: 'main', files: tree('one.example.com') });
  await follow();
});
afterEach(() => github[Symbol.asyncDispose]());

/** All that was delivered since is handled, and all that comes of it. */
async function follow(): Promise<void> {
  for (;;) {
    await github.emulator.idle();
    const next = github.emulator.deliveries()[seen];
    if (next === undefined) return;
    seen += 1;
    await loop.deliver(next.event, next.payload as JsonObject);
  }
}

const checks = async (ref: string) =>
  (await github.bot.rest.checks.listForRef({ ...here, ref, check_name: PLAN, filter: 'all' })).data.check_runs.map(
    ({ id, conclusion, output }) => ({ id, conclusion, title: output.title ?? '', summary: output.summary ?? '' }),
  );
const comments = async (issue_number: number) =>
  (await github.bot.rest.issues.listComments({ ...here, issue_number })).data.map(({ body }) => body ?? '');

test('a forced push, the queue and the merge: one check run on each head, and one comment', async () => {
  const { acts } = github;
  const first = await acts.push('mia', { branch: 'topic', files: tree('two.example.com') });
  const number = await acts.open('mia', { head: 'topic', title: 'Topic' });
  await follow();
  expect((await checks(first)).map(({ conclusion }) => conclusion)).toEqual(['success']);
  const second = await acts.push('mia', { branch: 'topic', files: tree('three.example.com'), force: true });
  await follow();
  expect(await checks(first)).toMatchObject([{ conclusion: 'neutral', title: `superseded by ${second.slice(0, 12)}` }]);
  expect(await comments(number)).toEqual([expect.stringContaining('three.example.com')]);

  await acts.enqueue('mia', number);
  await follow();
  expect(acts.queue()).toEqual([]);
  const { data: pull } = await github.bot.rest.pulls.get({ ...here, pull_number: number });
  expect(pull.merged).toBe(true);
  const main = await github.git('ls-remote', 'origin', 'refs/heads/main');
  const [merged = ''] = main.split('\t');
  expect(await checks(merged)).toMatchObject([{ conclusion: 'success' }]);
  expect((await checks(merged))[0]?.summary).toContain('Waits now for');
  expect(await comments(number)).toHaveLength(1);
});

test('a fork waits for somebody who may write, and its next push does again', async () => {
  const { acts } = github;
  const fork = { branch: 'evil', files: tree('evil.example.com') };
  loop.opened.length = 0;
  const { number, sha } = await acts.openFromFork('mallory', { ...fork, title: 'Evil' });
  await follow();
  const [before] = await checks(sha);
  expect(before).toMatchObject({ conclusion: 'action_required' });
  expect(loop.opened).toEqual([]);
  await acts.rerequest('mia', before?.id ?? 0);
  await follow();
  expect((await checks(sha)).at(-1)).toMatchObject({ conclusion: 'success' });
  expect((await comments(number))[0]).toContain('evil.example.com');
  const next = await acts.push('mallory', { ...fork, files: tree('worse.example.com') });
  await follow();
  expect(await checks(next)).toMatchObject([{ conclusion: 'action_required' }]);
  expect(await comments(number)).toEqual([expect.not.stringContaining('evil.example.com')]);
});

test('a branch behind main by a merge that added an ingress: a changed line is one change, and takes nothing away (case 20)', async () => {
  const { acts } = github;
  const later = manifests('later.example.com').replaceAll('web', 'later');
  const rule = (host: string) =>
    `        - {host: ${host}, http: {paths: [{backend: {serviceName: web, servicePort: 80}}]}}\n`;
  const text = manifests('one.example.com').replace('      rules:\n', `$&${rule('two.example.com')}`);
  const head = await acts.push('mia', { branch: 'topic', files: { 'manifests/blue.yaml': text } });
  await acts.push('mia', { branch: 'more', files: { 'manifests/later.yaml': later } });
  const more = await acts.open('mia', { head: 'more', title: 'One more ingress' });
  await github.person.rest.pulls.merge({ ...here, pull_number: more });
  await follow();
  await applyHead(loop.planner, 'prod', undefined, { by: 'ada', reason: 'as planned' }, signal);
  await loop.work();

  const number = await acts.open('mia', { head: 'topic', title: 'One line' });
  await follow();
  const [check] = await checks(head);
  expect(check).toMatchObject({ conclusion: 'success', title: expect.stringContaining('VIP stays') });
  const [comment] = await comments(number);
  expect(comment).toContain('two.example.com');
  for (const said of [comment, check?.title, check?.summary]) expect(said).not.toContain('later');

  // What it says is what the merge does.
  const { data: merged } = await github.person.rest.pulls.merge({ ...here, pull_number: number });
  await follow();
  const landed = await revisions.at('prod', merged.sha, 'head').read(loop.planner.store, signal);
  const plans = landed?.value.units.flatMap(({ plan }) => plan ?? []);
  expect(plans).toHaveLength(1);
  expect(comment).toContain(plans?.[0]?.slice(0, 8));
});

test('when main moves, it is planned with what main is now; in conflict with it, it is neutral (case 20)', async () => {
  const { acts } = github;
  const head = await acts.push('mia', { branch: 'topic', files: tree('two.example.com') });
  const number = await acts.open('mia', { head: 'topic', title: 'Topic' });
  await follow();
  expect((await checks(head)).at(-1)).toMatchObject({ conclusion: 'success' });
  await acts.push('ada', { branch: 'main', files: tree('other.example.com') });
  await follow();
  expect((await checks(head)).at(-1)).toMatchObject({
    conclusion: 'neutral',
    title: expect.stringContaining('conflicts'),
  });
  expect(await comments(number)).toEqual([expect.stringContaining('or rebase')]);
  await acts.push('ada', { branch: 'main', files: { ...tree('one.example.com'), 'README.md': 'other' } });
  await follow();
  expect((await checks(head)).at(-1)).toMatchObject({ conclusion: 'success' });
  expect(await comments(number)).toEqual([expect.stringContaining('two.example.com')]);
});
