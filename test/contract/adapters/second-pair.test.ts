// Case 52: who is involved in a pull request, read with the reporter's credential from GitHub as the emulator keeps it.
import { createPrivateKey } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { WRITES } from '../../../lib/adapters/github/access.ts';
import { createCodeHosts } from '../../../lib/adapters/github/index.ts';
import { type Involved, involvedIn } from '../../../lib/app/commands/second-pair.ts';
import type { CodeHosts } from '../../../lib/ports/index.ts';
import { app, appWith, privateKey } from '../github/app-fixture.ts';
import { here, type LocalGitHub, name, startLocalGitHub } from '../github/local-github.ts';
import { HANGS_MS } from '../../limits.ts';

const { signal } = new AbortController();
const access = { type: 'app', id: app.clientId, privateKey: createPrivateKey(privateKey) } as const;

let github: LocalGitHub;
let host: ReturnType<CodeHosts['of']>;

beforeAll(async () => {
  github = await startLocalGitHub('required', { app: appWith({ ...WRITES, contents: 'read' }) });
  host = createCodeHosts({ repositories: [name], baseUrl: github.url, callTimeoutMs: HANGS_MS, access }).of(name);
});
afterAll(() => github[Symbol.asyncDispose]());

/** As when somebody approves on it now. */
async function involved(number: number): Promise<Involved> {
  const topic = await host.topic(number, signal);
  if (topic.type === 'issue') expect.unreachable();
  const [commits, pushes] = [await host.commitsOf(number, signal), await host.pushesOf(number, signal)];
  return involvedIn({ opener: topic.author, head: topic.head, commits, pushes });
}

/** A pull request of `ada` with one commit of hers. */
async function opened(branch: string): Promise<number> {
  await github.acts.push('ada', { branch, files: { [branch]: 'by ada' } });
  return github.acts.open('ada', { head: branch, title: branch });
}

/** Commits in the name of Ada and pushes with the token of somebody. */
async function forge(branch: string, token: string, ...force: readonly string[]): Promise<void> {
  await github.git('fetch', '--quiet', 'origin', branch);
  await github.git('checkout', '--quiet', '--detach', 'FETCH_HEAD');
  await github.commit('In another’s name', { [branch]: `in the name of ada, ${token}` });
  const url = github.gitUrl().replace('//', `//x:${token}@`);
  await github.git('push', '--quiet', ...force, url, `HEAD:refs/heads/${branch}`);
}

it('who pushes in the name of another is involved', async () => {
  const number = await opened('forged');
  expect(await involved(number)).toEqual({ logins: new Set(['ada']), gap: undefined });
  await forge('forged', 'maintainer-token');
  expect(await involved(number)).toEqual({ logins: new Set(['ada', 'mia']), gap: undefined });
});

it('and stays so when a forced push brings the same along, and after the merge, when the branch is gone', async () => {
  const number = await opened('kept');
  await forge('kept', 'maintainer-token');
  await github.acts.push('ada', { branch: 'kept', files: { more: 'by ada' } });
  await github.acts.push('ada', { branch: 'kept', files: { more: 'by ada again' }, force: true });
  const expected = { logins: new Set(['ada', 'mia']), gap: undefined };
  expect(await involved(number)).toEqual(expected);
  await github.person.rest.pulls.merge({ ...here, pull_number: number, merge_method: 'squash' });
  await github.person.rest.git.deleteRef({ ...here, ref: 'heads/kept' });
  expect(await involved(number)).toEqual(expected);
});

it('who moved a branch of that name before is not', async () => {
  await github.acts.push('mia', { branch: 'patch-1', files: { old: 'by mia' } });
  await github.person.rest.git.deleteRef({ ...here, ref: 'heads/patch-1' });
  expect(await involved(await opened('patch-1'))).toEqual({ logins: new Set(['ada']), gap: undefined });
});

it('for whom an App pushed is not known', async () => {
  const number = await opened('automated');
  await forge('automated', 'actions-token');
  expect((await involved(number)).gap).toMatch(/^github-actions\[bot\] pushed [0-9a-f]{12}, and on whose behalf/);
});
