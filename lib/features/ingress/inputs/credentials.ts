// The Secrets that a BackendConfig takes credentials from: the OAuth client of Identity-Aware Proxy and keys for signed
// URLs, judged by what the facts tell of them.
import type { Diagnostic } from '../../../core/index.ts';
import { type Facts, type Fleet, secretKey, type SecretKey } from '../../../fleet/index.ts';
import type { BackendConfig, BackendConfigSpec } from '../manifests/index.ts';
import type { PrivatePart, SecretSource } from '../../../model/index.ts';
import { oauthClientFactsOf, signedUrlKeyFactsOf } from '../secrets/index.ts';
import { secretFindings } from './secret-findings.ts';

export interface Credentials {
  /** Undefined: Google's own client, or Identity-Aware Proxy is off. */
  readonly oauthClient?: { readonly clientId: string; readonly secret: SecretSource };
  /** Sorted by name. */
  readonly signedUrlKeys: readonly PrivatePart[];
}

export interface CredentialReading {
  readonly credentials: Credentials;
  readonly diagnostics: readonly Diagnostic[];
  /** False: what refers to the BackendConfig keeps what was applied for it. */
  readonly usable: boolean;
}

export const NO_CREDENTIALS: Credentials = { signedUrlKeys: [] };

const CLIENT = ['spec', 'iap', 'oauthclientCredentials', 'secretName'] as const;
const KEYS = ['spec', 'cdn', 'signedUrlKeys'] as const;

/** The Secrets that the facts should know of. What is switched off needs none. */
export function credentialSecrets({ namespace, spec }: BackendConfig): readonly SecretKey[] {
  const client = clientSecretOf(spec);
  return [
    ...(client === undefined ? [] : [secretKey(namespace, client, 'oauth-client')]),
    ...keysOf(spec).map(({ secretName }) => secretKey(namespace, secretName, 'signed-url-key')),
  ];
}

/** Names of the same, each once. */
export function namesIn({ spec }: Pick<BackendConfig, 'spec'>): readonly string[] {
  const client = clientSecretOf(spec);
  return [...new Set([...(client === undefined ? [] : [client]), ...keysOf(spec).map(({ secretName }) => secretName)])];
}

export function resolveCredentials(config: BackendConfig, fleet: Fleet, facts: Facts): CredentialReading {
  // The hosted controller reads the Secrets itself.
  if (fleet.controller === 'gke') return { credentials: NO_CREDENTIALS, diagnostics: [], usable: true };
  const { namespace, spec } = config;
  const diagnostics: Diagnostic[] = [];
  const clusters = [fleet.primary, fleet.backup];
  const signedUrlKeys: PrivatePart[] = [];
  const keys = keysOf(spec);
  for (const { keyName, secretName: name, index } of keys) {
    const known = signedUrlKeyFactsOf(facts, namespace, name);
    diagnostics.push(...secretFindings({ name, namespace }, fleet, known, config.at([...KEYS, index, 'secretName'])));
    if (known.state !== 'usable') continue;
    const { fingerprint, use } = known;
    signedUrlKeys.push({ name: keyName, secret: { clusters, namespace, name, fingerprint, use } });
  }
  signedUrlKeys.sort((a, b) => (a.name < b.name ? -1 : 1));
  const usable = signedUrlKeys.length === keys.length;
  const name = clientSecretOf(spec);
  if (name === undefined) return { credentials: { signedUrlKeys }, diagnostics, usable };
  const known = oauthClientFactsOf(facts, namespace, name);
  diagnostics.push(...secretFindings({ name, namespace }, fleet, known, config.at(CLIENT)));
  if (known.state !== 'usable') return { credentials: { signedUrlKeys }, diagnostics, usable: false };
  const { clientId, fingerprint, use } = known;
  const oauthClient = { clientId, secret: { clusters, namespace, name, fingerprint, use } } as const;
  return { credentials: { oauthClient, signedUrlKeys }, diagnostics, usable };
}

function clientSecretOf(spec: BackendConfigSpec | undefined): string | undefined {
  return spec?.iap?.enabled ? spec.iap.oauthclientCredentials?.secretName : undefined;
}

function keysOf(
  spec: BackendConfigSpec | undefined,
): readonly { readonly keyName: string; readonly secretName: string; readonly index: number }[] {
  const { enabled = false, signedUrlKeys = [] } = spec?.cdn ?? {};
  if (!enabled) return [];
  return signedUrlKeys.flatMap(({ keyName, secretName }, index) =>
    secretName === undefined ? [] : [{ keyName, secretName, index }],
  );
}
