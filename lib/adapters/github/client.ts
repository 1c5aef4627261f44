// One repository on GitHub, called with a token or as a GitHub App. May import: ports, calls, clock.
import type { Clock } from '../../ports/index.ts';
import { systemClock } from '../clock/index.ts';
import type { GitHubAccess, Permissions } from './access.ts';
import { appJwt } from './app-jwt.ts';
import { type Call, createCall } from './call.ts';
import { installationToken } from './installation-token.ts';
import { createPace, type GitHubRates } from './pace.ts';

export interface GitHubOptions {
  readonly owner: string;
  readonly repo: string;
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

export interface GitHubClient {
  /** Owner and repository, for every request. */
  readonly where: { readonly owner: string; readonly repo: string };
  readonly call: Call;
  /** Calls that an App makes as itself; undefined with a token. */
  readonly asApp: Call | undefined;
}

const RATES: GitHubRates = { readsPerMinute: 400, writesPerMinute: 80, writesPerHour: 500 };

/** @param wanted what an App's token may do; a token that somebody made stays what it is. */
export function createClient(options: GitHubOptions, wanted: Permissions): GitHubClient {
  const { owner, repo, access, baseUrl, callTimeoutMs, rates = RATES, clock = systemClock } = options;
  const where = { owner, repo };
  const base = { baseUrl, callTimeoutMs, pace: createPace(rates, clock) };
  if (access.type === 'token') {
    return { where, call: createCall({ ...base, token: () => Promise.resolve(access.token) }), asApp: undefined };
  }
  const { id, privateKey } = access;
  const asApp = createCall({ ...base, token: () => Promise.resolve(appJwt(id, privateKey, clock.now())) });
  const token = installationToken({ asApp, where, wanted, clock });
  return { where, call: createCall({ ...base, token: token.get, refused: token.forget }), asApp };
}
