// Where bearer tokens come from.
import type { GoogleAuth } from 'google-auth-library';
import { RangelightError } from '../../core/index.ts';
import { untilAborted } from '../calls/index.ts';

/**
 * Gives a valid access token. Fails with `denied` when there are no credentials, `unavailable` when nobody answers for
 * them.
 */
export type TokenSource = (signal: AbortSignal) => Promise<string>;

/** The e-mail scope lets Kubernetes RBAC see the account's e-mail address instead of its number. */
const SCOPES = ['https://www.googleapis.com/auth/cloud-platform', 'https://www.googleapis.com/auth/userinfo.email'];

/** Application default credentials (metadata server, key file or gcloud); the library is loaded at the first call. */
export function defaultCredentials(): TokenSource {
  let auth: Promise<GoogleAuth> | undefined;
  const load = async (): Promise<GoogleAuth> => {
    const { GoogleAuth } = await import('google-auth-library');
    return new GoogleAuth({ scopes: SCOPES });
  };
  return async (signal) => {
    auth ??= load();
    const token = await untilAborted(readToken(await auth), signal);
    if (!token) throw new RangelightError('denied', 'google-auth', 'the credentials of the environment give no token');
    return token;
  };
}

/** Always the same token. */
export function staticToken(token: string): TokenSource {
  return () => Promise.resolve(token);
}

async function readToken(auth: GoogleAuth): Promise<string | null | undefined> {
  try {
    return await auth.getAccessToken();
  } catch (cause) {
    const code = isOutage(cause) ? 'unavailable' : 'denied';
    throw new RangelightError(code, 'google-auth', 'no access token from the credentials of the environment', {
      cause,
    });
  }
}

/** An error of the library's HTTP client without an answer, or with one that says nothing about the credentials. */
function isOutage(error: unknown): boolean {
  if (!(error instanceof Error) || !('config' in error)) return false;
  const status = 'status' in error && typeof error.status === 'number' ? error.status : undefined;
  return status === undefined || status >= 500 || status === 429 || status === 408;
}
