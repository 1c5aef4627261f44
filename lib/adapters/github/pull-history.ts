// Where commits come from: in whose name those of a pull request were made, and who moved a branch, and how. Source:
// GitHub REST API, "List commits on a pull request" (250 at most), "List repository activities", "List pull requests
// associated with a commit", "Compare two commits".
import { RangelightError } from '../../core/index.ts';
import type { PullCommits, PullHistory, Push, Pushes } from '../../ports/index.ts';
import type { GitHubClient } from './client.ts';

/** GitHub lists no more commits of a pull request. */
const MOST_COMMITS = 250;
/** Pages of a hundred pushes: a branch that was pushed to more often is not followed further back. */
const MOST_PAGES = 5;
/** The account of what GitHub commits by itself. */
const GITHUB_ITSELF = 'web-flow';

export async function readCommits(
  { where, call }: GitHubClient,
  pullRequest: number,
  signal: AbortSignal,
): Promise<PullCommits> {
  const listed = await call(signal, (octokit) =>
    octokit.paginate(octokit.rest.pulls.listCommits, { ...where, pull_number: pullRequest, per_page: 100 }),
  );
  const commits = listed.map(({ sha, author, committer }) => {
    const by = loginOf(committer);
    return { sha, author: loginOf(author), committer: by === GITHUB_ITSELF ? undefined : by };
  });
  return { commits, isWhole: commits.length < MOST_COMMITS };
}

/** Fails with `denied` for the pull request of a fork. */
export async function readPushes(client: GitHubClient, pullRequest: number, signal: AbortSignal): Promise<Pushes> {
  const { where, call } = client;
  const { data } = await call(signal, (octokit) => octokit.rest.pulls.get({ ...where, pull_number: pullRequest }));
  if (isFromFork(data)) {
    const message = `#${pullRequest} comes from a fork: who pushed there cannot be read`;
    throw new RangelightError('denied', 'github', message);
  }
  return readMoves(client, data.head.ref, signal);
}

export async function readMoves({ where, call }: GitHubClient, branch: string, signal: AbortSignal): Promise<Pushes> {
  let pages = 0;
  let isWhole = true;
  const pushes = await call(signal, (octokit) =>
    octokit.paginate(
      octokit.rest.repos.listActivities,
      { ...where, ref: `refs/heads/${branch}`, per_page: 100 },
      (page, done) => {
        pages += 1;
        if (pages >= MOST_PAGES) {
          isWhole = page.headers.link?.includes('rel="next"') !== true;
          done();
        }
        return page.data.map(pushOf);
      },
    ),
  );
  return { pushes, isWhole };
}

/** Three dots: how `to` stands to `from`. */
export async function readComparison(
  { where, call }: GitHubClient,
  from: string,
  to: string,
  signal: AbortSignal,
): ReturnType<PullHistory['compare']> {
  const { data } = await call(signal, (octokit) =>
    octokit.rest.repos.compareCommitsWithBasehead({ ...where, basehead: `${from}...${to}`, per_page: 1 }),
  );
  return data.status;
}

/** Of a commit of the default branch GitHub answers the pull request that was merged as it. */
export async function readMergedAs(
  { where, call }: GitHubClient,
  commit: string,
  branch: string,
  signal: AbortSignal,
): Promise<readonly { readonly number: number; readonly head: string }[]> {
  const pulls = await call(signal, (octokit) =>
    octokit.paginate(octokit.rest.repos.listPullRequestsAssociatedWithCommit, {
      ...where,
      commit_sha: commit,
      per_page: 100,
    }),
  );
  const merged = pulls.filter(
    ({ merged_at, merge_commit_sha, base }) => merged_at !== null && base.ref === branch && merge_commit_sha === commit,
  );
  return merged.map(({ number, head }) => ({ number, head: head.sha })).sort((a, b) => a.number - b.number);
}

interface Sides {
  readonly head: { readonly repo: { readonly id: number } | null };
  readonly base: { readonly repo: { readonly id: number } };
}

/** Whether the commits lie in another repository, or in one that is gone: a fork that was deleted is null. */
export function isFromFork({ head, base }: Sides): boolean {
  return head.repo?.id !== base.repo.id;
}

interface Activity {
  readonly activity_type: Push['type'];
  readonly actor: Account;
  readonly before: string;
  readonly after: string;
  readonly timestamp: string;
}

function pushOf({ activity_type: type, actor, before, after, timestamp }: Activity): Push {
  return { type, by: loginOf(actor), before, after, at: Date.parse(timestamp) };
}

/** Null for an address or account that GitHub does not know, in some answers an empty object. */
type Account = { readonly login?: string } | null;

function loginOf(account: Account): string | undefined {
  return account?.login;
}
