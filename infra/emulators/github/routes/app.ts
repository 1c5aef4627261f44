// What a GitHub App does as itself: who am I, where am I installed, give me a token.
// May import: ../answer.ts, ../errors.ts, ../fields.ts, ../installations.ts, ../links.ts, ../router.ts, ../views, ../world.ts.
import { type Answer, ok } from '../answer.ts';
import { notFound, notImplemented, Problem } from '../errors.ts';
import type { Fields } from '../fields.ts';
import type { Installation } from '../installations.ts';
import type { Call, Route } from '../router.ts';
import { appView } from '../views/account.ts';
import { repositoryView } from '../views/repository.ts';
import { timestamp, type World } from '../world.ts';

/** Patterns of these routes begin at the root of the API. */
export function appRoutes(world: World, installation: Installation): readonly Route[] {
  const found = (call: Call): Installation => {
    if (call.number('installation') !== installation.app.installationId) throw notFound();
    return installation;
  };
  const shown = (): Answer => ok(installationView(world, installation));
  return [
    { method: 'GET', pattern: 'app', needs: 'read', handle: () => ok(fullAppView(world, installation)) },
    {
      method: 'GET',
      pattern: 'app/installations',
      needs: 'read',
      handle: () => ok([installationView(world, installation)]),
    },
    {
      method: 'GET',
      pattern: 'app/installations/:installation',
      needs: 'read',
      handle(call) {
        found(call);
        return shown();
      },
    },
    { method: 'GET', pattern: `repos/${world.owner}/${world.repo}/installation`, needs: 'read', handle: shown },
    { method: 'GET', pattern: 'repos/:owner/:repo/installation', needs: 'read', handle: () => refuseElsewhere() },
    {
      method: 'POST',
      pattern: 'app/installations/:installation/access_tokens',
      needs: 'read',
      async handle(call) {
        found(call);
        return mint(world, installation, await call.fields());
      },
    },
  ];
}

function refuseElsewhere(): never {
  throw notFound();
}

function mint(world: World, installation: Installation, fields: Fields): Answer {
  const names = fields.texts('repositories');
  const ids = fields.raw('repository_ids');
  const known = repositoryView(world);
  const strange =
    names?.some((name) => name.toLowerCase() !== world.repo.toLowerCase()) === true ||
    (Array.isArray(ids) && ids.some((id) => id !== known['id']));
  if (strange) {
    const what =
      'There is at least one repository that does not exist or is not accessible to the parent installation.';
    throw new Problem(422, what);
  }
  const asked = fields.raw('permissions');
  if (asked !== undefined && (typeof asked !== 'object' || asked === null)) throw notImplemented('permissions as such');
  const made = installation.mint(asked as Readonly<Record<string, unknown>> | undefined);
  const json = {
    token: made.token,
    expires_at: timestamp(made.expiresAt),
    permissions: made.permissions,
    repository_selection: 'selected',
    ...(names === undefined && ids === undefined ? {} : { repositories: [known] }),
  };
  return { status: 201, json };
}

function owner({ owner: login, links }: World): Record<string, unknown> {
  return { login, id: 2, type: 'Organization', site_admin: false, url: links.user(login) };
}

function fullAppView(world: World, { app, bot, permissions }: Installation): Record<string, unknown> {
  return {
    ...appView(world.links, bot),
    client_id: app.clientId,
    owner: owner(world),
    description: null,
    external_url: world.links.origin,
    permissions,
    events: hookEvents,
    installations_count: 1,
    ...born,
  };
}

function installationView(world: World, { app, permissions }: Installation): Record<string, unknown> {
  const { links } = world;
  const url = `${links.origin}/app/installations/${app.installationId}`;
  return {
    id: app.installationId,
    account: owner(world),
    app_id: app.id,
    app_slug: app.slug,
    target_id: 2,
    target_type: 'Organization',
    repository_selection: 'selected',
    permissions,
    events: hookEvents,
    access_tokens_url: `${url}/access_tokens`,
    repositories_url: `${links.origin}/installation/repositories`,
    html_url: `${links.origin}/organizations/${world.owner}/settings/installations/${app.installationId}`,
    single_file_name: null,
    suspended_at: null,
    suspended_by: null,
    ...born,
  };
}

/** Before anything that the emulator's clock can show. */
const born = { created_at: '2020-01-01T00:00:00Z', updated_at: '2020-01-01T00:00:00Z' } as const;

const hookEvents = [
  'check_run',
  'check_suite',
  'create',
  'delete',
  'deployment',
  'deployment_status',
  'issue_comment',
  'issues',
  'merge_group',
  'pull_request',
  'push',
  'status',
] as const;
