// Absolute URLs in answers. One origin stands for api.github.com, github.com and codeload.github.com.
// May import: nothing.

export interface Links {
  /** The emulator's own URL, without a slash at the end. */
  readonly origin: string;
  /** Under /repos/OWNER/REPO of the REST API; without a path the repository itself. */
  api(path?: string): string;
  /** A page for people (not served here). */
  html(path?: string): string;
  user(login: string): string;
  /** Smart-HTTP Git. */
  git(): string;
}

export function createLinks(baseUrl: () => string, owner: string, repo: string): Links {
  const origin = (): string => baseUrl().replace(/\/$/, '');
  const under = (root: string, path: string | undefined): string =>
    `${origin()}${root}/${owner}/${repo}${path === undefined ? '' : `/${path}`}`;
  return {
    get origin() {
      return origin();
    },
    api: (path) => under('/repos', path),
    html: (path) => under('', path),
    user: (login) => `${origin()}/users/${encodeURIComponent(login)}`,
    git: () => `${origin()}/${owner}/${repo}.git`,
  };
}

/** A path in a URL: each segment encoded, slashes kept. */
export function encodePath(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/');
}
