// Environments: they come into being with the first deployment to them, or by hand.
import { ok } from '../answer.ts';
import { notFound } from '../errors.ts';
import { page } from '../pagination.ts';
import type { Route } from '../router.ts';
import type { Environment } from '../state.ts';
import type { World } from '../world.ts';

export function environmentRoutes(world: World): readonly Route[] {
  const single = 'environments/:name';
  const { environments } = world.state;
  return [
    {
      method: 'GET',
      pattern: 'environments',
      needs: 'read',
      handle: (call) =>
        page(world.links, call, [...environments.values()], (shown) => ({
          total_count: environments.size,
          environments: shown.map((one) => environmentView(world, one)),
        })),
    },
    {
      method: 'GET',
      pattern: single,
      needs: 'read',
      handle(call) {
        const found = environments.get(call.param('name'));
        if (found === undefined) throw notFound();
        return ok(environmentView(world, found));
      },
    },
    {
      method: 'PUT',
      pattern: single,
      needs: 'admin',
      grants: ['administration'],
      async handle(call) {
        (await call.fields()).refuse('wait_timer', 'prevent_self_review', 'reviewers', 'deployment_branch_policy');
        return ok(environmentView(world, environmentNamed(world, call.param('name'))));
      },
    },
  ];
}

/** The environment of a name; made when there is none. */
export function environmentNamed(world: World, name: string): Environment {
  const known = world.state.environments.get(name);
  if (known !== undefined) return known;
  const made: Environment = { id: world.state.nextId(), name, createdAt: world.now() };
  world.state.environments.set(name, made);
  return made;
}

function environmentView({ links }: World, { id, name, createdAt }: Environment): Record<string, unknown> {
  const encoded = encodeURIComponent(name);
  return {
    id,
    name,
    url: links.api(`environments/${encoded}`),
    html_url: links.html(`deployments/activity_log?environments_filter=${encoded}`),
    created_at: createdAt,
    updated_at: createdAt,
    protection_rules: [],
    deployment_branch_policy: null,
  };
}
