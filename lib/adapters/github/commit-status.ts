// Commit statuses, for tokens that cannot write check runs: the title only. Source: GitHub REST API, "Commit statuses".
import type { CheckRun } from '../../ports/index.ts';
import type { GitHubClient } from './client.ts';

const DESCRIPTION_LENGTH = 140;

type State = 'pending' | 'success' | 'failure';

/** Writes the status of the check's name unless the newest one says so already. */
export async function putCommitStatus(
  { where, call }: GitHubClient,
  check: CheckRun,
  signal: AbortSignal,
): Promise<void> {
  const { name: context, commit } = check;
  const state = stateOf(check);
  const description = cut(check.title);
  // The combined status has the newest of each context; beyond a hundred contexts it is written once more than needed.
  const { data } = await call(signal, (octokit) =>
    octokit.rest.repos.getCombinedStatusForRef({ ...where, ref: commit, per_page: 100 }),
  );
  const found = data.statuses.find((status) => status.context === context);
  if (found?.state === state && found.description === description) return;
  await call(signal, (octokit) =>
    octokit.rest.repos.createCommitStatus({ ...where, sha: commit, state, context, description }),
  );
}

/** A status knows no neutral; what waits for a person is pending, as is what runs. */
function stateOf({ status, conclusion }: CheckRun): State {
  if (status !== 'completed' || conclusion === 'action_required') return 'pending';
  return conclusion === 'failure' ? 'failure' : 'success';
}

function cut(title: string): string {
  return title.length <= DESCRIPTION_LENGTH ? title : `${title.slice(0, DESCRIPTION_LENGTH - 1).trimEnd()}…`;
}
