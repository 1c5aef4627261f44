// Commit statuses: create, list, and the combined one.
import { type Answer, created } from '../answer.ts';
import { Problem, validationFailed } from '../errors.ts';
import { page } from '../pagination.ts';
import { readCommit } from '../repository/commits.ts';
import { resolveRevision } from '../repository/revisions.ts';
import type { Call, Route } from '../router.ts';
import type { CommitStatus } from '../state.ts';
import { accountView } from '../views/account.ts';
import { commitView } from '../views/commit.ts';
import type { WithUrl } from '../views/issue.ts';
import { repositoryView } from '../views/repository.ts';
import type { World } from '../world.ts';
import { commitOf } from './commits.ts';

export function statusRoutes(world: World): readonly Route[] {
  return [
    { method: 'POST', pattern: 'statuses/:sha', needs: 'write', handle: (call) => create(world, call) },
    {
      method: 'GET',
      pattern: 'commits/*ref/statuses',
      needs: 'read',
      async handle(call) {
        const statuses = newestFirst(world, await commitOf(world, call));
        return page(world.links, call, statuses, (shown) => shown.map((status) => statusView(world, status)));
      },
    },
    { method: 'GET', pattern: 'commits/*ref/status', needs: 'read', handle: (call) => combine(world, call) },
  ];
}

/** The newest status of each context of a commit. */
export function latestStatuses(world: World, sha: string): readonly CommitStatus[] {
  const latest = new Map<string, CommitStatus>();
  for (const status of newestFirst(world, sha)) {
    if (!latest.has(status.context)) latest.set(status.context, status);
  }
  return [...latest.values()];
}

function newestFirst(world: World, sha: string): CommitStatus[] {
  return world.state.statuses.filter((status) => status.sha === sha).reverse();
}

async function create(world: World, call: Call): Promise<Answer> {
  const fields = await call.fields();
  const sha = call.param('sha');
  const state = fields.oneOf('state', ['error', 'failure', 'pending', 'success']);
  if (state === undefined) throw validationFailed({ resource: 'Status', field: 'state', code: 'missing_field' });
  const description = fields.optionalText('description') ?? null;
  if (description !== null && description.length > 140) {
    const message = 'description is too long (maximum is 140 characters)';
    throw validationFailed({ resource: 'Status', field: 'description', code: 'custom', message });
  }
  if ((await resolveRevision(world.git, sha)) !== sha) throw new Problem(422, `No commit found for SHA: ${sha}`);
  const status: CommitStatus = {
    id: world.state.nextId(),
    sha,
    state,
    context: fields.optionalText('context') ?? 'default',
    description,
    targetUrl: fields.optionalText('target_url') ?? null,
    creator: call.actor,
    createdAt: world.now(),
  };
  world.state.statuses.push(status);
  const commit = commitView(world, await readCommit(world.git, sha));
  const { url: _url, ...shown } = withoutCreator(statusView(world, status));
  world.emit('status', { ...shown, sha, name: `${world.owner}/${world.repo}`, commit }, call.actor);
  await world.reported(call.actor);
  return created(statusView(world, status));
}

async function combine(world: World, call: Call): Promise<Answer> {
  const sha = await commitOf(world, call);
  const latest = latestStatuses(world, sha);
  return page(world.links, call, latest, (shown) => ({
    state: combinedState(latest),
    sha,
    total_count: latest.length,
    // Unlike the list of statuses, the combined one does not say who wrote them.
    statuses: shown.map((status) => withoutCreator(statusView(world, status))),
    repository: repositoryView(world),
    commit_url: world.links.api(`commits/${sha}`),
    url: world.links.api(`commits/${sha}/status`),
  }));
}

function combinedState(statuses: readonly CommitStatus[]): 'failure' | 'pending' | 'success' {
  if (statuses.some(({ state }) => state === 'failure' || state === 'error')) return 'failure';
  return statuses.length > 0 && statuses.every(({ state }) => state === 'success') ? 'success' : 'pending';
}

function withoutCreator({ creator: _creator, ...status }: WithUrl): WithUrl {
  return status;
}

function statusView({ links }: World, status: CommitStatus): WithUrl {
  return {
    id: status.id,
    url: links.api(`statuses/${status.sha}`),
    state: status.state,
    context: status.context,
    description: status.description,
    target_url: status.targetUrl,
    creator: accountView(links, status.creator),
    created_at: status.createdAt,
    updated_at: status.createdAt,
  };
}
