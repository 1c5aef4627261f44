// How GitHub is called: as an App, or with a token; which of them is needed depends on what a function does there.
import { type GitHubApp, readGitHubApp } from './github-app.ts';
import { readGitHubRates } from './rates.ts';
import type { Form, Variables } from './variables.ts';

export interface GitHubConfig {
  /** Makes its own tokens, narrowed to what a function needs; undefined: `token` is used. */
  readonly app: GitHubApp | undefined;
  /** Undefined: `app` is used. */
  readonly token: string | undefined;
  readonly apiUrl: string | undefined;
  /** Login that is written as; needed with a token that an App made, which cannot ask who it is. */
  readonly login: string | undefined;
  /** Of GitHub's limits for one installation. */
  readonly rates: ReturnType<typeof readGitHubRates>;
}

const WORD: Form = { form: /^\S+$/, expected: 'a text without white space' };

/**
 * Problems go to the variables' list; one is that there is no credential.
 * @param how `reads`: a token for reading alone goes before everything else. `writes`: there is none.
 */
export function readGitHub(variables: Variables, how: 'reads' | 'writes'): GitHubConfig {
  const { optional, problem } = variables;
  const general = optional('GITHUB_TOKEN', WORD);
  const reading = how === 'reads' ? optional('RANGELIGHT_GITHUB_READ_TOKEN', WORD) : undefined;
  const app = readGitHubApp(variables);
  if (app !== undefined && general !== undefined) problem('GITHUB_TOKEN', 'nothing: there is a GitHub App');
  if (app === undefined && general === undefined && reading === undefined)
    problem('RANGELIGHT_GITHUB_APP_ID', 'a GitHub App, with RANGELIGHT_GITHUB_APP_KEY, or a token in GITHUB_TOKEN');
  return {
    app: reading === undefined ? app : undefined,
    token: reading ?? general,
    apiUrl: variables.url('GITHUB_API_URL'),
    login: how === 'writes' ? optional('RANGELIGHT_GITHUB_LOGIN', WORD) : undefined,
    rates: readGitHubRates(variables),
  };
}
