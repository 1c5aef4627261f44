// The Repository port. May import: core, ports.
import { isFailure, RangelightError } from '../../core/index.ts';
import type { Repository } from '../../ports/index.ts';
import { READS } from './access.ts';
import { type ArchiveLimits, readArchive } from './archive.ts';
import { createClient, type GitHubOptions } from './client.ts';

export interface RepositoryOptions extends GitHubOptions {
  /** Default: 50 MB (packed as well as unpacked) and 20,000 entries. */
  readonly limits?: ArchiveLimits;
}

const LIMITS: ArchiveLimits = { bytes: 50_000_000, entries: 20_000 };

export function createRepository(options: RepositoryOptions): Repository {
  const { where, call } = createClient(options, READS);
  const limits = options.limits ?? LIMITS;
  return {
    async head(branch, signal) {
      const { data } = await call(signal, (octokit, request) =>
        octokit.rest.git.getRef({ ...where, ref: `heads/${branch}`, request }),
      );
      return data.object.sha;
    },

    async pullRequest(number, signal) {
      const { data } = await call(signal, (octokit, request) =>
        octokit.rest.pulls.get({ ...where, pull_number: number, request }),
      );
      return {
        number: data.number,
        state: data.state,
        head: data.head.sha,
        base: data.base.sha,
        baseBranch: data.base.ref,
        draft: data.draft ?? false,
        merged: data.merged,
        // GitHub's description has the repository always; a fork that was deleted has none.
        fork: (data.head.repo as { readonly id: number } | null)?.id !== data.base.repo.id,
        author: data.user.login,
      };
    },

    async openPullRequests(branch, signal) {
      const pulls = await call(signal, (octokit, request) =>
        octokit.paginate(octokit.rest.pulls.list, { ...where, state: 'open', base: branch, per_page: 100, request }),
      );
      return pulls.map(({ number, head, draft }) => ({ number, head: head.sha, draft: draft ?? false }));
    },

    async mayWrite(login, signal) {
      try {
        const { data } = await call(signal, (octokit, request) =>
          octokit.rest.repos.getCollaboratorPermissionLevel({ ...where, username: login, request }),
        );
        // This field says `write` for who maintains, too.
        return data.permission === 'admin' || data.permission === 'write';
      } catch (error) {
        if (isFailure(error, 'not-found')) return false;
        throw error;
      }
    },

    async compare(from, to, signal) {
      const { data } = await call(signal, (octokit, request) =>
        octokit.rest.repos.compareCommitsWithBasehead({ ...where, basehead: `${from}...${to}`, per_page: 1, request }),
      );
      return data.status;
    },

    files: (commit, signal) =>
      call(signal, async (octokit, { signal: within }) => {
        // The body as a stream: it is counted while it comes, not after.
        const request = { signal: within, parseSuccessResponseBody: false };
        const { data } = await octokit.rest.repos.downloadTarballArchive({ ...where, ref: commit, request });
        if (!(data instanceof ReadableStream)) {
          throw new RangelightError('unexpected', 'github', 'the archive did not come as a stream');
        }
        return readArchive(data as ReadableStream<Uint8Array>, limits);
      }),
  };
}
