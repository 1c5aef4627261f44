// How GitHub is called: as an App or with a token, at this instance's part of the rate.
import type { GitHubAccess, GitHubOptions } from '../../lib/adapters/github/index.ts';
import type { Config } from '../../lib/config/index.ts';
import { repositoryKey } from '../../lib/core/index.ts';

/** A repository that is served, under the key of its name. */
export interface Served {
  readonly name: string;
  readonly branch: string;
}

/** What there is for each repository that is served, by any key; and for the first one. */
export interface FollowedBy<T> {
  readonly home: T;
  get(repository: string): T | undefined;
}

export function followedBy<T>({ repositories }: Config, make: (served: Served) => T): FollowedBy<T> {
  const [first, ...others] = repositories;
  const made = ({ name, branch }: Served): T => make({ name: repositoryKey(name), branch });
  const home = made(first);
  const byKey = new Map([
    [repositoryKey(first.name), home],
    ...others.map((one) => [repositoryKey(one.name), made(one)] as const),
  ]);
  return { home, get: (repository) => byKey.get(repositoryKey(repository)) };
}

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
