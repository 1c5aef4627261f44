// The deployment of a commit to an environment, and its newest status. Source: GitHub REST API, "Deployments".
import { RangelightError } from '../../core/index.ts';
import type { Deployment } from '../../ports/index.ts';
import type { GitHubClient } from './client.ts';

/** Tells our deployments from others to an environment of the same name. */
const TASK = 'rangelight';

/** Finds or creates the deployment and brings its status up to date. */
export async function putDeployment(client: GitHubClient, wanted: Deployment, signal: AbortSignal): Promise<void> {
  const { where, call } = client;
  const id = await deploymentOf(client, wanted, signal);
  const { data } = await call(signal, (octokit) =>
    octokit.rest.repos.listDeploymentStatuses({ ...where, deployment_id: id, per_page: 1 }),
  );
  const [newest] = data;
  // A newer deployment of the environment succeeded, and GitHub retired this one: to say so again would retire the
  // newer.
  if (newest?.state === 'inactive') return;
  const status = {
    state: wanted.state,
    description: wanted.description,
    environment_url: wanted.environmentUrl ?? '',
    log_url: wanted.logUrl ?? '',
  };
  if (newest !== undefined && saysAlready(newest, status)) return;
  await call(signal, (octokit) =>
    octokit.rest.repos.createDeploymentStatus({ ...where, deployment_id: id, ...status }),
  );
}

async function deploymentOf(
  { where, call }: GitHubClient,
  { commit, environment }: Deployment,
  signal: AbortSignal,
): Promise<number> {
  const { data } = await call(signal, (octokit) =>
    octokit.rest.repos.listDeployments({ ...where, sha: commit, environment, task: TASK, per_page: 1 }),
  );
  const [found] = data;
  if (found !== undefined) return found.id;
  const created = await call(signal, (octokit) =>
    octokit.rest.repos.createDeployment({
      ...where,
      ref: commit,
      environment,
      task: TASK,
      // What was merged is carried out: GitHub must neither merge more into it nor wait for checks, of which ours is
      // one.
      auto_merge: false,
      required_contexts: [],
    }),
  );
  if (!('id' in created.data) || typeof created.data.id !== 'number') {
    throw new RangelightError('unexpected', 'github', 'no deployment was made');
  }
  return created.data.id;
}

interface Status {
  readonly state: string;
  readonly description: string | null;
  readonly environment_url?: string | undefined;
  readonly log_url?: string | undefined;
}

function saysAlready(found: Status, wanted: Status): boolean {
  return (
    found.state === wanted.state &&
    (found.description ?? '') === wanted.description &&
    (found.environment_url ?? '') === wanted.environment_url &&
    (found.log_url ?? '') === wanted.log_url
  );
}
