// How GitHub is called: as an App or with a token, at this instance's part of the rate.
import type { GitHubOptions } from '../../lib/adapters/github/index.ts';
import type { Config, GitHubConfig } from '../../lib/config/index.ts';
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

/** @returns with `login` for who writes: the reporter, and nobody else. */
export function gitHubOptions(
  config: Config & { readonly github: GitHubConfig },
): GitHubOptions & { readonly login?: string } {
  const { app, token, apiUrl, login, rates } = config.github;
  return {
    repositories: config.repositories.map(({ name }) => name),
    callTimeoutMs: config.callTimeoutSeconds * 1000,
    rates,
    // One of them is there, or the function had not started.
    access: app === undefined ? { type: 'token', token: token ?? '' } : { type: 'app', ...app },
    ...(apiUrl === undefined ? {} : { baseUrl: apiUrl }),
    ...(login === undefined ? {} : { login }),
  };
}
