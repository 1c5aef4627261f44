// Whose rights a function has.
import { defaultCredentials, staticToken, type TokenSource } from '../../lib/adapters/google-auth/index.ts';
import type { Config } from '../../lib/config/index.ts';

/** Those of the environment, or the fixed token of the configuration. */
export function tokenSource(config: Config): TokenSource {
  return config.accessToken === undefined ? defaultCredentials() : staticToken(config.accessToken);
}
