// A token source in the shape that Google's client libraries take.
import { OAuth2Client } from 'google-auth-library';
import type { TokenSource } from './token-source.ts';

/** How long the library may keep a token before it asks again; the source does its own caching. */
const KEPT_MS = 60_000;

/** An auth client that asks `source` for its tokens. */
export function asAuthClient(source: TokenSource): OAuth2Client {
  const client = new OAuth2Client();
  client.refreshHandler = async () => ({
    access_token: await source(AbortSignal.timeout(KEPT_MS)),
    expiry_date: Date.now() + client.eagerRefreshThresholdMillis + KEPT_MS,
  });
  return client;
}
