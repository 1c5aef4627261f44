// Branches: list them, look at one, give one another name. Source: docs.github.com, "REST API endpoints for branches";
// "Renaming a branch".
import { announce } from '../announce.ts';
import { type Answer, ok } from '../answer.ts';
import { forbidden, notFound, Problem } from '../errors.ts';
import { encodePath } from '../links.ts';
import { page } from '../pagination.ts';
import { readCommit } from '../repository/commits.ts';
import { isRefName, listRefs, refTarget } from '../repository/revisions.ts';
import { atLeast } from '../roles.ts';
import type { Call, Route } from '../router.ts';
import { commitView } from '../views/commit.ts';
import type { World } from '../world.ts';

export function branchRoutes(world: World): readonly Route[] {
  const { git, links } = world;
  return [
    {
      method: 'GET',
      pattern: 'branches',
      needs: 'read',
      async handle(call) {
        const branches = [...(await listRefs(git, 'refs/heads'))];
        return page(links, call, branches, (shown) =>
          shown.map(([ref, sha]) => ({
            name: ref.slice('refs/heads/'.length),
            commit: { sha, url: links.api(`commits/${sha}`) },
            protected: false,
          })),
        );
      },
    },
    {
      method: 'GET',
      pattern: 'branches/*branch',
      needs: 'read',
      async handle(call) {
        const name = call.param('branch');
        const sha = await refTarget(git, `refs/heads/${name}`);
        if (sha !== undefined) return ok(await branchView(world, name, sha));
        const now = newNameOf(world.state.renamed, name);
        if (now === undefined) throw notFound('Branch not found');
        const url = `${links.origin}/repositories/${world.id}/branches/${encodePath(now)}`;
        const body = { message: 'Moved Permanently', url, documentation_url: 'https://docs.github.com/rest' };
        return { status: 301, json: body, headers: { location: url } };
      },
    },
    {
      method: 'POST',
      pattern: 'branches/*branch/rename',
      needs: 'write',
      handle: async (call) => rename(world, call, (await call.fields()).text('new_name')),
    },
  ];
}

/** Follows a branch that was renamed more than once. */
function newNameOf(renamed: ReadonlyMap<string, string>, name: string): string | undefined {
  const next = renamed.get(name);
  return next === undefined ? undefined : (newNameOf(renamed, next) ?? next);
}

async function branchView(world: World, name: string, sha: string): Promise<Record<string, unknown>> {
  const { links } = world;
  return {
    name,
    commit: commitView(world, await readCommit(world.git, sha)),
    protected: false,
    _links: { self: links.api(`branches/${encodePath(name)}`), html: links.html(`tree/${encodePath(name)}`) },
  };
}

async function rename(world: World, call: Call, to: string): Promise<Answer> {
  const { git, state } = world;
  const from = call.param('branch');
  const [old, fresh] = [`refs/heads/${from}`, `refs/heads/${to}`];
  if (from === world.defaultBranch && call.actor.scope === undefined && !atLeast(call.actor.permission, 'admin')) {
    throw forbidden('Must have admin rights to Repository.');
  }
  if (!isRefName(fresh)) throw new Problem(422, 'New branch name is invalid');
  const sha = await world.changeRefs(call.actor, async () => {
    const target = await refTarget(git, old);
    if (target === undefined) throw notFound('Branch not found');
    if ((await refTarget(git, fresh)) !== undefined) throw new Problem(422, 'New branch already exists');
    await git.bytes(['update-ref', '--stdin'], { input: `create ${fresh} ${target}\ndelete ${old} ${target}\n` });
    if (from === world.defaultBranch) {
      world.defaultBranch = to;
      await git.bytes(['symbolic-ref', 'HEAD', fresh]);
    }
    state.renamed.delete(to);
    state.renamed.set(from, to);
    for (const issue of state.issues) {
      if (issue.pull?.base !== from || issue.state === 'closed') continue;
      issue.pull.base = to;
      await announce(world, 'edited', issue, call.actor, { changes: { base: { ref: { from } } } });
    }
    return target;
  });
  return { status: 201, json: await branchView(world, to, sha) };
}
