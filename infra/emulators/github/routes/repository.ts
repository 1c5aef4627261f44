// GET of the repository itself, and who may do what in it.
import { noContent, ok } from '../answer.ts';
import { notFound } from '../errors.ts';
import { atLeast, flagsOf, olderName } from '../roles.ts';
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
        return ok({ ...repositoryView(world), permissions: flagsOf(actor.permission) });
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
          permission: olderName(account.permission),
          role_name: account.permission,
          user: { ...accountView(world.links, account), permissions: flagsOf(account.permission) },
        });
      },
    },
    {
      method: 'GET',
      pattern: 'collaborators/:user',
      needs: 'write',
      handle(call) {
        const account = world.accounts.byLogin(call.param('user'));
        // Whoever may only read was not invited: on a public repository that is everybody.
        if (account === undefined || !atLeast(account.permission, 'triage')) throw notFound();
        return noContent();
      },
    },
  ];
}
