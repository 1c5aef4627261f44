// Deployments and their statuses as the REST API and webhooks show them.
import type { Deployment, DeploymentStatus } from '../state.ts';
import type { World } from '../world.ts';
import { accountView } from './account.ts';
import type { WithUrl } from './issue.ts';

export function deploymentView({ links }: World, deployment: Deployment): WithUrl {
  const url = links.api(`deployments/${deployment.id}`);
  return {
    id: deployment.id,
    url,
    sha: deployment.sha,
    ref: deployment.ref,
    task: deployment.task,
    payload: deployment.payload,
    original_environment: deployment.environment,
    environment: deployment.statuses.at(-1)?.environment ?? deployment.environment,
    description: deployment.description,
    creator: accountView(links, deployment.creator),
    created_at: deployment.createdAt,
    updated_at: deployment.updatedAt,
    transient_environment: deployment.transient,
    production_environment: deployment.production,
    statuses_url: `${url}/statuses`,
    repository_url: links.api(),
  };
}

export function deploymentStatusView({ links }: World, deployment: Deployment, status: DeploymentStatus): WithUrl {
  const parent = links.api(`deployments/${deployment.id}`);
  return {
    id: status.id,
    url: `${parent}/statuses/${status.id}`,
    state: status.state,
    creator: accountView(links, status.creator),
    description: status.description,
    environment: status.environment,
    environment_url: status.environmentUrl,
    log_url: status.logUrl,
    target_url: status.logUrl,
    created_at: status.createdAt,
    updated_at: status.createdAt,
    deployment_url: parent,
    repository_url: links.api(),
  };
}
