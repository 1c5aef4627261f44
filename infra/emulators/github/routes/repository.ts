// GET of the repository itself, and who may do what in it.
// May import: ../answer.ts, ../errors.ts, ../router.ts, ../views, ../world.ts.
import { ok } from '../answer.ts';
import { notFound } from '../errors.ts';
import type { Route } from '../router.ts';
import { accountView } from '../views/account.ts';
import { repositoryView } from '../views/repository.ts';
import type { World } from '../world.ts';

export function repositoryRoutes(world: World): readonly Route[] {
  return [
    {
      method: 'GET',
      pattern: '',
      needs: 'read',
      handle({ actor }) {
        const permissions = {
          admin: actor.permission === 'admin',
          push: actor.permission !== 'read',
          pull: true,
        };
        return ok({ ...repositoryView(world), permissions });
      },
    },
    {
      method: 'GET',
      pattern: 'collaborators/:user/permission',
      needs: 'read',
      handle(call) {
        const account = world.accounts.byLogin(call.param('user'));
        if (account === undefined) throw notFound(`${call.param('user')} is not a user`);
        return ok({
          permission: account.permission,
          role_name: account.permission,
          user: accountView(world.links, account),
        });
      },
    },
  ];
}
