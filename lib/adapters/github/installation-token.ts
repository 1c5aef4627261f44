// The token of an App's installation on one repository: narrowed, kept until shortly before it ends, and made once for
// all who wait for it. Source: GitHub, "Generating an installation access token for a GitHub App" (it lives an hour).
import { isFailure, RangelightError } from '../../core/index.ts';
import type { Clock } from '../../ports/index.ts';
import { untilAborted } from '../calls/index.ts';
import { narrowed, type Permissions } from './access.ts';
import type { GitHubCall } from './call.ts';
import type { Where } from './access.ts';

/** Longer than any call of ours takes: a token must not end under one. */
const MARGIN_MS = 5 * 60_000;

export interface InstallationToken {
  readonly get: (signal: AbortSignal) => Promise<string>;
  /** GitHub did not take it: the next call makes another. */
  readonly forget: () => void;
}

export interface InstallationTokenOptions {
  /** Calls with the App's own token. */
  readonly asApp: GitHubCall;
  readonly where: Where;
  readonly wanted: Permissions;
  readonly clock: Clock;
}

export function installationToken({ asApp, where, wanted, clock }: InstallationTokenOptions): InstallationToken {
  let current: { readonly token: string; readonly renewAt: number } | undefined;
  let pending: Promise<string> | undefined;

  const make = async (): Promise<string> => {
    // Of nobody's signal: others may wait for the same token. Each request has its own deadline.
    const { signal } = new AbortController();
    const installed = await installationOn(where, asApp, signal);
    const { data } = await asApp(signal, (octokit) =>
      octokit.rest.apps.createInstallationAccessToken({
        installation_id: installed.data.id,
        repositories: [where.repo],
        permissions: { ...narrowed(wanted, { ...installed.data.permissions }) },
      }),
    );
    current = { token: data.token, renewAt: Date.parse(data.expires_at) - MARGIN_MS };
    return data.token;
  };

  return {
    async get(signal) {
      if (current !== undefined && clock.now() < current.renewAt) return current.token;
      pending ??= make().finally(() => {
        pending = undefined;
      });
      return untilAborted(pending, signal);
    },
    forget() {
      current = undefined;
    },
  };
}

/** Fails with `denied` where there is none: everything else that is `not-found` lies in a repository. */
async function installationOn(where: Where, asApp: GitHubCall, signal: AbortSignal) {
  try {
    return await asApp(signal, (octokit) => octokit.rest.apps.getRepoInstallation({ ...where }));
  } catch (error) {
    if (!isFailure(error, 'not-found')) throw error;
    const name = `${where.owner}/${where.repo}`;
    const message = `the GitHub App is not installed on ${name}, or ${name} is gone or has another name: install the App there, or write the right name into RANGELIGHT_REPOSITORIES`;
    throw new RangelightError('denied', 'github', message, { cause: error });
  }
}
