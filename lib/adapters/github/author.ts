// Who our token writes as. May import: nothing of Rangelight.
import type { GitHubClient } from './client.ts';

export interface Author {
  login(signal: AbortSignal): Promise<string>;
}

/** The given login, or the one of the token, asked once. */
export function authorOf(client: GitHubClient, known: string | undefined): Author {
  let login = known;
  return {
    async login(signal) {
      if (login !== undefined) return login;
      const { data } = await client.call(signal, (octokit, request) =>
        octokit.rest.users.getAuthenticated({ request }),
      );
      login = data.login;
      return login;
    },
  };
}
