// Forks: make one, list them, look at one. What is in a fork is read here, through the head of its pull request.
import { ok } from '../answer.ts';
import { copyBranches, type Fork } from '../forks.ts';
import { page } from '../pagination.ts';
import type { Route } from '../router.ts';
import { flagsOf } from '../roles.ts';
import { forkView } from '../views/repository.ts';
import type { World } from '../world.ts';

export function forkRoutes(world: World): readonly Route[] {
  const { forks } = world.state;
  return [
    {
      method: 'GET',
      pattern: 'forks',
      needs: 'read',
      handle: (call) =>
        page(world.links, call, [...forks].reverse(), (shown) => shown.map((fork) => forkView(world, fork))),
    },
    {
      method: 'POST',
      pattern: 'forks',
      needs: 'read',
      async handle(call) {
        const fields = await call.fields();
        fields.refuse('organization', 'name', 'default_branch_only');
        const known = forks.find((one) => one.owner.login === call.actor.login);
        const fork: Fork = known ?? { id: world.state.nextId(), owner: call.actor, createdAt: world.now() };
        if (known === undefined) {
          await copyBranches(world.git, fork, world.defaultBranch);
          forks.push(fork);
          world.emit('fork', { forkee: forkView(world, fork) }, call.actor);
        }
        return { status: 202, json: forkView(world, fork) };
      },
    },
  ];
}

/** Patterns begin at the root of the API: a fork has an owner of its own. */
export function forkRootRoutes(world: World): readonly Route[] {
  return world.state.forks.map((fork) => ({
    method: 'GET',
    pattern: `repos/${fork.owner.login}/${world.repo}`,
    needs: 'read',
    handle: ({ actor }) =>
      ok({ ...forkView(world, fork), permissions: flagsOf(actor.login === fork.owner.login ? 'admin' : 'read') }),
  }));
}
