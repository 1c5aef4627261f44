// A user as the REST API and webhooks show one.
import { type Account, accountOf } from '../accounts.ts';
import type { SiteLinks } from '../links.ts';

export function accountView(links: SiteLinks, account: Account): Record<string, unknown> {
  return {
    login: account.login,
    id: account.id,
    type: account.type,
    site_admin: false,
    url: links.user(account.login),
    html_url: `${links.origin}/${encodeURIComponent(account.login)}`,
  };
}

/** The organization that owns a repository. */
export function ownerView({
  owner,
  links,
}: {
  readonly owner: string;
  readonly links: SiteLinks;
}): Record<string, unknown> {
  const { id } = accountOf({ login: owner, type: 'User', permission: 'admin' });
  return { login: owner, id, type: 'Organization', site_admin: false, url: links.user(owner) };
}

/** The GitHub App behind a bot account: `name[bot]` is the app `name`. */
export function appView(links: SiteLinks, account: Account): Record<string, unknown> {
  const slug = account.login.replace(/\[bot\]$/, '');
  return { id: account.appId ?? account.id, slug, name: slug, html_url: `${links.origin}/apps/${slug}` };
}
