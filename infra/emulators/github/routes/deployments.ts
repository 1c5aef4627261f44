// Deployments and their statuses: create and list.
import { type Answer, created, ok } from '../answer.ts';
import { notFound, notImplemented, Problem, validationFailed } from '../errors.ts';
import type { Fields } from '../fields.ts';
import { page } from '../pagination.ts';
import { isAncestor, refTarget, resolveRevision } from '../repository/revisions.ts';
import type { Call, Route } from '../router.ts';
import type { Deployment, DeploymentStatus } from '../state.ts';
import { deploymentStatusView, deploymentView } from '../views/deployment.ts';
import type { World } from '../world.ts';
import { environmentNamed } from './environments.ts';
import { latestStatuses } from './statuses.ts';

const states = ['error', 'failure', 'inactive', 'in_progress', 'queued', 'pending', 'success'] as const;

export function deploymentRoutes(world: World): readonly Route[] {
  const single = 'deployments/:id';
  return [
    { method: 'POST', pattern: 'deployments', needs: 'write', handle: (call) => create(world, call) },
    { method: 'GET', pattern: 'deployments', needs: 'read', handle: (call) => list(world, call) },
    {
      method: 'GET',
      pattern: single,
      needs: 'read',
      handle: (call) => ok(deploymentView(world, deploymentOf(world, call))),
    },
    { method: 'POST', pattern: `${single}/statuses`, needs: 'write', handle: (call) => addStatus(world, call) },
    {
      method: 'GET',
      pattern: `${single}/statuses`,
      needs: 'read',
      handle(call) {
        const deployment = deploymentOf(world, call);
        return page(world.links, call, deployment.statuses.toReversed(), (shown) =>
          shown.map((status) => deploymentStatusView(world, deployment, status)),
        );
      },
    },
  ];
}

function deploymentOf(world: World, call: Call): Deployment {
  const deployment = world.state.deployments.find((one) => one.id === call.number('id'));
  if (deployment === undefined) throw notFound();
  return deployment;
}

function list(world: World, call: Call): Promise<Answer> {
  const matches = (name: string, value: string): boolean => (call.query(name) ?? value) === value;
  const found = world.state.deployments
    .filter(
      (one) =>
        matches('sha', one.sha) &&
        matches('ref', one.ref) &&
        matches('task', one.task) &&
        matches('environment', one.environment),
    )
    .reverse();
  return page(world.links, call, found, (shown) => shown.map((one) => deploymentView(world, one)));
}

async function create(world: World, call: Call): Promise<Answer> {
  const fields = await call.fields();
  const ref = fields.text('ref');
  const sha = await resolveRevision(world.git, ref);
  if (sha === undefined) throw new Problem(422, `No ref found for: ${ref}`);
  await requireCurrent(world, fields, ref, sha);
  requireContexts(world, fields, sha);
  const environment = fields.optionalText('environment') ?? 'production';
  const at = world.now();
  const deployment: Deployment = {
    id: world.state.nextId(),
    sha,
    ref,
    task: fields.optionalText('task') ?? 'deploy',
    payload: fields.raw('payload') ?? {},
    environment,
    description: fields.optionalText('description') ?? null,
    transient: fields.flag('transient_environment') ?? false,
    production: fields.flag('production_environment') ?? environment === 'production',
    creator: call.actor,
    createdAt: at,
    updatedAt: at,
    statuses: [],
  };
  world.state.deployments.push(deployment);
  environmentNamed(world, environment);
  world.emit('deployment', { action: 'created', deployment: deploymentView(world, deployment) }, call.actor);
  return created(deploymentView(world, deployment));
}

/** By default GitHub merges the default branch into a branch that lags behind it; that merge is not emulated. */
async function requireCurrent(world: World, fields: Fields, ref: string, sha: string): Promise<void> {
  if (fields.flag('auto_merge') === false) return;
  const isBranch = (await refTarget(world.git, `refs/heads/${ref.replace(/^(refs\/)?heads\//, '')}`)) !== undefined;
  const tip = await refTarget(world.git, `refs/heads/${world.defaultBranch}`);
  if (!isBranch || tip === undefined || (await isAncestor(world.git, tip, sha))) return;
  throw notImplemented('auto_merge of a branch that is behind the default branch (send auto_merge: false)');
}

/** Every context, or each one named in required_contexts, has to be successful. */
function requireContexts(world: World, fields: Fields, sha: string): void {
  const latest = latestStatuses(world, sha);
  const contexts = latest.map(({ context, state }) => ({ context, state: state as string }));
  const required = fields.texts('required_contexts') ?? contexts.map(({ context }) => context);
  const unmet = required.filter((name) => !contexts.some((one) => one.context === name && one.state === 'success'));
  if (unmet.length === 0) return;
  throw new Problem(409, `Conflict: Commit status checks failed for ${fields.text('ref')}.`, {
    errors: [{ contexts, resource: 'Deployment', field: 'required_contexts', code: 'invalid' }],
  });
}

async function addStatus(world: World, call: Call): Promise<Answer> {
  const deployment = deploymentOf(world, call);
  const fields = await call.fields();
  const state = fields.oneOf('state', states);
  if (state === undefined)
    throw validationFailed({ resource: 'DeploymentStatus', field: 'state', code: 'missing_field' });
  const status = record(world, call, deployment, {
    state,
    description: fields.optionalText('description') ?? '',
    environment: fields.optionalText('environment') ?? deployment.environment,
    environmentUrl: fields.optionalText('environment_url') ?? '',
    logUrl: fields.optionalText('log_url') ?? fields.optionalText('target_url') ?? '',
  });
  if (state === 'success' && fields.flag('auto_inactive') !== false) retire(world, call, deployment);
  return created(deploymentStatusView(world, deployment, status));
}

/** Earlier successful deployments to the same environment become inactive, except transient and production ones. */
function retire(world: World, call: Call, current: Deployment): void {
  for (const earlier of world.state.deployments) {
    if (earlier === current) return;
    const same = earlier.environment === current.environment && !earlier.transient && !earlier.production;
    if (!same || earlier.statuses.at(-1)?.state !== 'success') continue;
    const { environment } = earlier;
    record(world, call, earlier, { state: 'inactive', description: '', environment, environmentUrl: '', logUrl: '' });
  }
}

function record(
  world: World,
  call: Call,
  deployment: Deployment,
  given: Omit<DeploymentStatus, 'id' | 'creator' | 'createdAt'>,
): DeploymentStatus {
  const status = { ...given, id: world.state.nextId(), creator: call.actor, createdAt: world.now() };
  deployment.statuses.push(status);
  deployment.updatedAt = status.createdAt;
  const payload = {
    action: 'created',
    deployment: deploymentView(world, deployment),
    deployment_status: deploymentStatusView(world, deployment, status),
  };
  world.emit('deployment_status', payload, call.actor);
  return status;
}
