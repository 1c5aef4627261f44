// How GitHub is called: as an App or with a token, at this instance's part of the rate. May import: config, adapters.
import type { GitHubAccess, GitHubOptions } from '../../lib/adapters/github/index.ts';
import type { Config } from '../../lib/config/index.ts';

/** For the planner, which handles untrusted input: a token of its own goes before everything else. */
export function readingGitHub(config: Config): GitHubOptions {
  const { app, readToken } = config.github;
  return { ...common(config), access: readToken === undefined ? accessOf(app, undefined) : tokenAccess(readToken) };
}

/** For the reporter, the only function that writes on GitHub. */
export function writingGitHub(config: Config): GitHubOptions & { readonly login?: string } {
  const { app, token, login } = config.github;
  return { ...common(config), access: accessOf(app, token), ...(login === undefined ? {} : { login }) };
}

/** Without any credential GitHub refuses the first call, and says so. */
function accessOf(app: Config['github']['app'], token: string | undefined): GitHubAccess {
  return app === undefined ? tokenAccess(token ?? '') : { type: 'app', ...app };
}

function tokenAccess(token: string): GitHubAccess {
  return { type: 'token', token };
}

function common(config: Config): Omit<GitHubOptions, 'access'> {
  const { apiUrl } = config.github;
  return {
    repositories: config.repositories.map(({ name }) => name),
    callTimeoutMs: config.callTimeoutSeconds * 1000,
    rates: config.rates.github,
    ...(apiUrl === undefined ? {} : { baseUrl: apiUrl }),
  };
}
