// Who is in which team of the organization that owns the repository.
// Source: docs.github.com, "REST API endpoints for team members". May import: ../answer.ts, ../errors.ts, ../router.ts, ../world.ts.
import { ok } from '../answer.ts';
import { notFound } from '../errors.ts';
import type { Route } from '../router.ts';
import type { World } from '../world.ts';

/** By whole paths, for they are below no repository. */
export function teamRoutes({ owner, teams, links }: World): readonly Route[] {
  return [
    {
      method: 'GET',
      pattern: 'orgs/:org/teams/:team/memberships/:user',
      needs: 'read',
      grants: ['members'],
      handle(call) {
        const [org, team, user] = [call.param('org'), call.param('team'), call.param('user')];
        const members = org.toLowerCase() === owner.toLowerCase() ? teams.get(team.toLowerCase()) : undefined;
        // GitHub says the same of a team that is not there, or not to be seen, as of who is not in it.
        if (members?.some((login) => login.toLowerCase() === user.toLowerCase()) !== true) throw notFound();
        const url = `${links.origin}/orgs/${owner}/teams/${team}/memberships/${encodeURIComponent(user)}`;
        return ok({ url, role: 'member', state: 'active' });
      },
    },
  ];
}
