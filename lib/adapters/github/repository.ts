// The Repositories port.
import { isFailure } from '../../core/index.ts';
import type { Repositories, Repository } from '../../ports/index.ts';
import { READS } from './access.ts';
import type { ArchiveLimits } from './archive.ts';
import { readHead } from './branch-head.ts';
import { createGitHubClients, type GitHubClient, type GitHubOptions } from './client.ts';
import { readTree } from './commit-tree.ts';
import { isFromFork, readCommits, readComparison, readMoves, readPushes } from './pull-history.ts';
import { ofServed } from './served.ts';
import { readChangedFiles, readTestMerge } from './test-merge.ts';

export interface RepositoryOptions extends GitHubOptions {
  /** Default: what an instance of the planner has room and time for. */
  readonly limits?: ArchiveLimits;
}

const LIMITS: ArchiveLimits = {
  packed: 50_000_000,
  unpacked: 200_000_000,
  wanted: 20_000_000,
  entries: 20_000,
  paths: 4_000_000,
};

export function createRepositories(options: RepositoryOptions): Repositories {
  const { clientOf } = createGitHubClients(options, READS);
  return { of: ofServed(options.repositories, (where) => repositoryOf(clientOf(where), options.limits ?? LIMITS)) };
}

function repositoryOf(client: GitHubClient, limits: ArchiveLimits): Repository {
  const { where, call } = client;
  return {
    head: (branch, signal) => readHead(client, branch, signal),

    async pullRequest(number, signal) {
      const { data } = await call(signal, (octokit) => octokit.rest.pulls.get({ ...where, pull_number: number }));
      return {
        number: data.number,
        state: data.state,
        head: data.head.sha,
        baseBranch: data.base.ref,
        mergeable: data.mergeable ?? undefined,
        draft: data.draft ?? false,
        merged: data.merged,
        fork: isFromFork(data),
        author: data.user.login,
      };
    },

    testMerge: (number, signal) => readTestMerge(client, number, signal),

    changedFiles: (number, signal) => readChangedFiles(client, number, signal),

    async openPullRequests(branch, signal) {
      const pulls = await call(signal, (octokit) =>
        octokit.paginate(octokit.rest.pulls.list, { ...where, state: 'open', base: branch, per_page: 100 }),
      );
      return pulls.map(({ number, head, draft }) => ({ number, head: head.sha, draft: draft ?? false }));
    },

    commitsOf: (number, signal) => readCommits(client, number, signal),

    pushesOf: (number, signal) => readPushes(client, number, signal),

    movesOf: (branch, signal) => readMoves(client, branch, signal),

    async mayWrite(login, signal) {
      try {
        const { data } = await call(signal, (octokit) =>
          octokit.rest.repos.getCollaboratorPermissionLevel({ ...where, username: login }),
        );
        // This field says `write` for who maintains, too.
        return data.permission === 'admin' || data.permission === 'write';
      } catch (error) {
        if (isFailure(error, 'not-found')) return false;
        throw error;
      }
    },

    compare: (from, to, signal) => readComparison(client, from, to, signal),

    async commitsBetween(from, to, signal) {
      const { data } = await call(signal, (octokit) =>
        octokit.rest.repos.compareCommitsWithBasehead({ ...where, basehead: `${from}...${to}`, per_page: 1 }),
      );
      return data.ahead_by;
    },

    files: (commit, wanted, signal) => readTree(client, commit, limits, wanted, signal),
  };
}
