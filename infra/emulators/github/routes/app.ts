// What a GitHub App does as itself: who am I, where am I installed, give me a token.
import { type Answer, ok } from '../answer.ts';
import { notFound, notImplemented, Problem } from '../errors.ts';
import type { Fields } from '../fields.ts';
import type { Installation, InstalledApp } from '../installations.ts';
import type { SiteLinks } from '../links.ts';
import { page } from '../pagination.ts';
import type { Call, Route } from '../router.ts';
import { appView, ownerView } from '../views/account.ts';
import { repositoryView } from '../views/repository.ts';
import type { Webhooks } from '../webhooks.ts';
import { timestamp, type World } from '../world.ts';

/** Patterns of these routes begin at the root of the API. */
export function appRoutes(
  worlds: readonly World[],
  installed: InstalledApp,
  links: SiteLinks,
  webhooks: Webhooks,
): readonly Route[] {
  const { installations } = installed;
  const named = (call: Call): Installation => {
    const installation = installations.find(({ id }) => id === call.number('installation'));
    if (installation === undefined) throw notFound();
    return installation;
  };
  const shown = (installation: Installation): Answer => ok(installationView(links, installed, installation));
  return [
    { method: 'GET', pattern: 'app', needs: 'read', handle: () => ok(fullAppView(links, installed)) },
    {
      method: 'GET',
      pattern: 'app/hook/config',
      needs: 'read',
      handle: () => ok(hookConfig(installed, webhooks)),
    },
    {
      method: 'GET',
      pattern: 'app/installations',
      needs: 'read',
      handle: (call) =>
        page(links, call, installations, (some) => some.map((one) => installationView(links, installed, one))),
    },
    {
      method: 'GET',
      pattern: 'app/installations/:installation',
      needs: 'read',
      handle: (call) => shown(named(call)),
    },
    {
      method: 'GET',
      pattern: 'repos/:owner/:repo/installation',
      needs: 'read',
      handle(call) {
        const same = (one: string, name: string): boolean => one.toLowerCase() === call.param(name).toLowerCase();
        const world = worlds.find(({ owner, repo }) => same(owner, 'owner') && same(repo, 'repo'));
        if (world?.installation === undefined) throw notFound();
        return shown(world.installation);
      },
    },
    {
      method: 'POST',
      pattern: 'app/installations/:installation/access_tokens',
      needs: 'read',
      handle: async (call) => mint(worlds, named(call), await call.fields()),
    },
  ];
}

function mint(worlds: readonly World[], installation: Installation, fields: Fields): Answer {
  const names = fields.texts('repositories');
  const ids = fields.raw('repository_ids');
  const visible = worlds.filter((world) => world.installation === installation);
  const byName = names?.map((name) => visible.find(({ repo }) => repo.toLowerCase() === name.toLowerCase())) ?? [];
  const byId = Array.isArray(ids) ? ids.map((id) => visible.find((world) => world.id === id)) : [];
  const chosen = [...byName, ...byId].flatMap((world) => {
    if (world !== undefined) return [world];
    const what =
      'There is at least one repository that does not exist or is not accessible to the parent installation.';
    throw new Problem(422, what);
  });
  const asked = fields.raw('permissions');
  if (asked !== undefined && (typeof asked !== 'object' || asked === null)) throw notImplemented('permissions as such');
  // GitHub reads an empty list as none at all.
  const isNarrowed = chosen.length > 0;
  const made = installation.mint(
    asked as Readonly<Record<string, unknown>> | undefined,
    isNarrowed ? chosen.map(({ repo }) => repo) : undefined,
  );
  const json = {
    token: made.token,
    expires_at: timestamp(made.expiresAt),
    permissions: made.permissions,
    repository_selection: isNarrowed ? 'selected' : installation.selection,
    ...(isNarrowed ? { repositories: chosen.map(repositoryView) } : {}),
  };
  return { status: 201, json };
}

function fullAppView(links: SiteLinks, { app, bot, installations }: InstalledApp): Record<string, unknown> {
  const [first] = installations;
  return {
    ...appView(links, bot),
    client_id: app.clientId,
    owner: ownerView({ owner: first?.owner ?? app.slug, links }),
    description: null,
    external_url: links.origin,
    permissions: app.permissions ?? first?.permissions ?? {},
    events: app.events ?? hookEvents,
    installations_count: installations.length,
    ...born,
  };
}

/** The secret is never shown, only that there is one. */
function hookConfig({ app: { hook } }: InstalledApp, webhooks: Webhooks): Record<string, unknown> {
  return {
    content_type: hook?.contentType ?? 'json',
    insecure_ssl: hook?.insecureSsl ?? '0',
    ...(webhooks.isSigned() && { secret: '********' }),
    url: webhooks.url() ?? '',
  };
}

function installationView(
  links: SiteLinks,
  { app }: InstalledApp,
  installation: Installation,
): Record<string, unknown> {
  const { id, owner, permissions, selection } = installation;
  const account = ownerView({ owner, links });
  const url = `${links.origin}/app/installations/${id}`;
  return {
    id,
    account,
    app_id: app.id,
    app_slug: app.slug,
    target_id: account['id'],
    target_type: 'Organization',
    repository_selection: selection,
    permissions,
    events: app.events ?? hookEvents,
    access_tokens_url: `${url}/access_tokens`,
    repositories_url: `${links.origin}/installation/repositories`,
    html_url: `${links.origin}/organizations/${owner}/settings/installations/${id}`,
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
