// One read of GitHub, by Octokit.
import { createRepositories } from '../../../lib/adapters/github/index.ts';
import { CALL_TIMEOUT_MS, type FloorCall, never, PULL_REQUEST, REPOSITORY } from './floor-call.ts';

export const readPullRequest: FloorCall = async ({ github }) => {
  const repositories = createRepositories({
    repositories: [REPOSITORY],
    access: { type: 'token', token: 'token' },
    baseUrl: github,
    callTimeoutMs: CALL_TIMEOUT_MS,
  });
  const { number } = await repositories.of(REPOSITORY).pullRequest(PULL_REQUEST, never());
  if (number !== PULL_REQUEST) throw new RangeError('another pull request was read');
};
