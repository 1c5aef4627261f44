// The commit of a branch: exactly of that branch, or definitely none. GitHub answers the page of a renamed branch with
// the new one, and says "not found" of everything in a repository that the credential may not see; neither may pass for
// the branch or for its end. Source: GitHub REST API, "Get a reference" (404; 409 for an empty repository), "Get a
// branch" (301).
import { isFailure, RangelightError } from '../../core/index.ts';
import type { GitHubClient } from './client.ts';

/** Fails with `not-found` when the branch is gone or renamed, with `denied` when the repository cannot be seen. */
export async function readHead(client: GitHubClient, branch: string, signal: AbortSignal): Promise<string> {
  const { where, call } = client;
  const ref = `heads/${branch}`;
  try {
    const { data } = await call(signal, (octokit) => octokit.rest.git.getRef({ ...where, ref }));
    if (data.ref !== `refs/${ref}`) throw new RangelightError('not-found', 'github', `GitHub answers with ${data.ref}`);
    return data.object.sha;
  } catch (error) {
    const isEmpty = error instanceof RangelightError && error.code === 'not-ready' && /is empty/i.test(error.message);
    if (!isEmpty && !isFailure(error, 'not-found')) throw error;
    if (!isEmpty) await mustSee(client, signal);
    const why = isEmpty ? 'the repository is empty' : 'it was deleted or renamed, or never there';
    const message = `${where.owner}/${where.repo} has no branch ${branch}: ${why}`;
    throw new RangelightError('not-found', 'github', message, { cause: error });
  }
}

async function mustSee({ where, call }: GitHubClient, signal: AbortSignal): Promise<void> {
  try {
    await call(signal, (octokit) => octokit.rest.repos.get({ ...where }));
  } catch (error) {
    if (!isFailure(error, 'not-found')) throw error;
    const name = `${where.owner}/${where.repo}`;
    const message = `${name} cannot be seen with this credential, or has another name: give it access, or write the right name into RANGELIGHT_REPOSITORIES`;
    throw new RangelightError('denied', 'github', message, { cause: error });
  }
}
