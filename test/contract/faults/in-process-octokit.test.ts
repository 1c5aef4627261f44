// Octokit without a socket, by its own option for a fetch. (Global fetch stays: the repository is filled over a port.)
import { Octokit } from '@octokit/rest';
import { expect, it } from 'vitest';
import { inProcessFetch } from '../../../infra/emulators/kit/in-process.ts';
import { owner, repo, startLocalGitHub } from '../github/local-github.ts';

it('reads, follows a redirect, and meets faults as messages and lists of GitHub', async () => {
  await using github = await startLocalGitHub();
  const { emulator } = github;
  // An origin that nothing listens on: what is answered can only come from the handler.
  const baseUrl = 'http://github.local';
  const origins = new Map([
    [baseUrl, emulator.handler],
    [new URL(github.url).origin, emulator.handler],
  ]);
  const log = { debug() {}, info() {}, warn() {}, error() {} };
  const octokit = new Octokit({ baseUrl, auth: 'bot-token', log, request: { fetch: inProcessFetch(origins) } });
  const { data } = await octokit.rest.repos.get({ owner, repo });
  expect(data.name).toBe(repo);
  const archive = await octokit.rest.repos.downloadTarballArchive({ owner, repo, ref: 'main' });
  expect((archive.data as ArrayBuffer).byteLength).toBeGreaterThan(100);

  emulator.faults.inject({ match: { nth: 1 }, effect: { type: 'short-list', drop: 1 } });
  expect((await octokit.rest.repos.listBranches({ owner, repo })).data).toEqual([]);
  emulator.faults.inject({ match: { nth: 1 }, effect: { type: 'answer', status: 403, message: 'rate limit' } });
  await expect(octokit.rest.repos.get({ owner, repo })).rejects.toMatchObject({
    status: 403,
    response: { data: { message: 'rate limit', documentation_url: expect.any(String) as string } },
  });
});
