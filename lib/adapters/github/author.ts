// Who we write as. May import: core.
import { RangelightError } from '../../core/index.ts';
import type { GitHubClient } from './client.ts';

export interface Author {
  login(signal: AbortSignal): Promise<string>;
}

/** The given login, or the App's, or the token's, asked once. */
export function authorOf({ call, asApp }: GitHubClient, known: string | undefined): Author {
  let login = known;
  return {
    async login(signal) {
      login ??= asApp === undefined ? await loginOfToken(signal) : await loginOfApp(asApp, signal);
      return login;
    },
  };

  async function loginOfToken(signal: AbortSignal): Promise<string> {
    const { data } = await call(signal, (octokit, request) => octokit.rest.users.getAuthenticated({ request }));
    return data.login;
  }
}

/** The token of an installation may not ask who it is; the App may. */
async function loginOfApp(asApp: NonNullable<GitHubClient['asApp']>, signal: AbortSignal): Promise<string> {
  const { data } = await asApp(signal, (octokit, request) => octokit.rest.apps.getAuthenticated({ request }));
  if (typeof data?.slug !== 'string')
    throw new RangelightError('unexpected', 'github', 'the App does not say its name');
  return `${data.slug}${APP_SUFFIX}`;
}

/** No person's login may hold a bracket. */
const APP_SUFFIX = '[bot]';

/** Check runs are written by Apps only (source: GitHub, "REST API endpoints for check runs"). */
export function isApp(login: string): boolean {
  return login.endsWith(APP_SUFFIX);
}
