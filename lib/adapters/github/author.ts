// Who we write as.
import { RangelightError } from '../../core/index.ts';
import type { GitHubCall } from './call.ts';
import type { GitHubClients } from './client.ts';

export interface GitHubAuthor {
  login(signal: AbortSignal): Promise<string>;
}

/** The given login, or the App's, or the token's, asked once for all repositories. */
export function authorOf({ self }: GitHubClients, known: string | undefined): GitHubAuthor {
  let login = known;
  return {
    async login(signal) {
      login ??= await (self.type === 'app' ? loginOfApp(self.call, signal) : loginOfToken(self.call, signal));
      return login;
    },
  };
}

async function loginOfToken(call: GitHubCall, signal: AbortSignal): Promise<string> {
  const { data } = await call(signal, (octokit) => octokit.rest.users.getAuthenticated());
  return data.login;
}

/** The token of an installation may not ask who it is; the App may. */
async function loginOfApp(call: GitHubCall, signal: AbortSignal): Promise<string> {
  const { data } = await call(signal, (octokit) => octokit.rest.apps.getAuthenticated());
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
