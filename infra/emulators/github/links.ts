// Absolute URLs in answers. One origin stands for api.github.com, github.com and codeload.github.com.

/** What belongs to no repository. */
export interface SiteLinks {
  /** The emulator's own URL, without a slash at the end. */
  readonly origin: string;
  user(login: string): string;
}

export interface Links extends SiteLinks {
  /** Under /repos/OWNER/REPO of the REST API; without a path the repository itself. */
  api(path?: string): string;
  /** A page for people (not served here). */
  html(path?: string): string;
  /** Smart-HTTP Git. */
  git(): string;
}

export function createSite(baseUrl: () => string): SiteLinks {
  const origin = (): string => baseUrl().replace(/\/$/, '');
  return {
    get origin() {
      return origin();
    },
    user: (login) => `${origin()}/users/${encodeURIComponent(login)}`,
  };
}

export function createLinks(site: SiteLinks, owner: string, repo: string): Links {
  const under = (root: string, path: string | undefined): string =>
    `${site.origin}${root}/${owner}/${repo}${path === undefined ? '' : `/${path}`}`;
  return {
    get origin() {
      return site.origin;
    },
    user: (login) => site.user(login),
    api: (path) => under('/repos', path),
    html: (path) => under('', path),
    git: () => `${site.origin}/${owner}/${repo}.git`,
  };
}

/** A path in a URL: each segment encoded, slashes kept. */
export function encodePath(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/');
}
