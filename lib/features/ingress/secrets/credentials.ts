// Secrets that hold the OAuth client of Identity-Aware Proxy, or a key for signed URLs → what may be told of them, and
// what is sent to Compute. Source: GKE, "Configuring Ingress features" (`client_id` and `client_secret`; `key_value`);
// Cloud CDN, "Use signed URLs" (128 bits in URL-safe base64).
import { createHash } from 'node:crypto';
import type { UnusableSecret } from '../../../fleet/index.ts';
import type { OAuthClientFacts, SignedUrlKeyFacts } from './facts.ts';

type Data = ReadonlyMap<string, Uint8Array>;

export type OAuthClientReading = UnusableSecret | (OAuthClientFacts & { readonly clientSecret: string });

export type SignedUrlKeyReading = UnusableSecret | (SignedUrlKeyFacts & { readonly keyValue: string });

const KEY_VALUE = /^[\w-]{22}==$/;

export function readOAuthClient({ data }: { readonly data: Data }): OAuthClientReading {
  const clientId = textIn(data, 'client_id');
  const clientSecret = textIn(data, 'client_secret');
  if (clientId === '') return malformed('has no client_id');
  if (clientSecret === '') return malformed('has no client_secret');
  return { state: 'usable', use: 'oauth-client', clientId, fingerprint: sha256(clientSecret), clientSecret };
}

export function readSignedUrlKey({ data }: { readonly data: Data }): SignedUrlKeyReading {
  const keyValue = textIn(data, 'key_value');
  if (keyValue === '') return malformed('has no key_value');
  if (!KEY_VALUE.test(keyValue)) return malformed('has a key_value that is not 128 bits in URL-safe base64');
  return { state: 'usable', use: 'signed-url-key', fingerprint: sha256(keyValue), keyValue };
}

/** Without the line break that tools leave at the end of a file: it is part of no credential. */
function textIn(data: Data, key: string): string {
  const bytes = data.get(key);
  return bytes === undefined ? '' : new TextDecoder().decode(bytes).trim();
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function malformed(detail: string): UnusableSecret {
  return { state: 'unusable', problem: 'malformed', detail };
}
