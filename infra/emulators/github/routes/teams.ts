// Who is in which team of an organization that owns repositories here.
// Source: docs.github.com, "REST API endpoints for team members".
import { ok } from '../answer.ts';
import { notFound } from '../errors.ts';
import type { Route } from '../router.ts';
import type { World } from '../world.ts';

/** By whole paths, for they are below no repository. */
export function teamRoutes(worlds: readonly World[]): readonly Route[] {
  return [
    {
      method: 'GET',
      pattern: 'orgs/:org/teams/:team/memberships/:user',
      needs: 'read',
      grants: ['members'],
      handle(call) {
        const { scope } = call.actor;
        const [org, team, user] = [call.param('org'), call.param('team'), call.param('user')];
        const same = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();
        const inside = scope === undefined || same(scope.owner, org);
        const found = worlds.find(
          ({ owner, teams }) =>
            inside && same(owner, org) && teams.get(team.toLowerCase())?.some((login) => same(login, user)) === true,
        );
        // GitHub says the same of a team that is not there, or not to be seen, as of who is not in it.
        if (found === undefined) throw notFound();
        const { owner, links } = found;
        const url = `${links.origin}/orgs/${owner}/teams/${team}/memberships/${encodeURIComponent(user)}`;
        return ok({ url, role: 'member', state: 'active' });
      },
    },
  ];
}
