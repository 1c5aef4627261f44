// GitHub, called with one token or as one GitHub App, for the repositories of a deployment.
import type { Clock } from '../../ports/index.ts';
import { systemClock } from '../clock/index.ts';
import type { GitHubAccess, Permissions, Where } from './access.ts';
import { appJwt } from './app-jwt.ts';
import { type GitHubCall, createCall } from './call.ts';
import { installationToken } from './installation-token.ts';
import { createPace, type GitHubRates, type Pace } from './pace.ts';

export interface GitHubOptions {
  /** `owner/name` of every repository that may be called. */
  readonly repositories: readonly string[];
  readonly access: GitHubAccess;
  /** Without trailing slash; absent: https://api.github.com. */
  readonly baseUrl?: string;
  /** Milliseconds for one request. */
  readonly callTimeoutMs: number;
  /** Default: all that GitHub gives one installation. */
  readonly rates?: GitHubRates;
  /** Default: the wall clock. */
  readonly clock?: Clock;
}

/** Calls of one repository. */
export interface GitHubClient {
  readonly where: Where;
  readonly call: GitHubCall;
}

export interface GitHubClients {
  readonly clientOf: (where: Where) => GitHubClient;
  /** Calls that are about no repository: of the App as itself, or of whoever the token belongs to. */
  readonly self: { readonly type: GitHubAccess['type']; readonly call: GitHubCall };
}

const RATES: GitHubRates = { readsPerMinute: 400, writesPerMinute: 80, writesPerHour: 500 };

/** @param wanted what an App's tokens may do; a token that somebody made stays what it is. */
export function createGitHubClients(options: GitHubOptions, wanted: Permissions): GitHubClients {
  const { access, baseUrl, callTimeoutMs, rates = RATES, clock = systemClock } = options;
  const base = { baseUrl, callTimeoutMs };
  if (access.type === 'token') {
    const call = createCall({ ...base, pace: createPace(rates, clock), token: () => Promise.resolve(access.token) });
    return { clientOf: (where) => ({ where, call }), self: { type: 'token', call } };
  }
  const { id, privateKey } = access;
  const asApp = createCall({
    ...base,
    pace: createPace(rates, clock),
    token: () => appJwt(id, privateKey, clock.now()),
  });
  // An App has one installation on an account, and GitHub counts what all tokens of it do.
  const paces = new Map<string, Pace>();
  const paceOf = (owner: string): Pace => {
    const pace = paces.get(owner.toLowerCase()) ?? createPace(rates, clock);
    paces.set(owner.toLowerCase(), pace);
    return pace;
  };
  const clientOf = (where: Where): GitHubClient => {
    const { get, forget } = installationToken({ asApp, where, wanted, clock });
    return { where, call: createCall({ ...base, pace: paceOf(where.owner), token: get, refused: forget }) };
  };
  return { clientOf, self: { type: 'app', call: asApp } };
}
