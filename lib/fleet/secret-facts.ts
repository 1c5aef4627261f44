// What is known of a Secret without its private part. Only drift reads Secrets; everybody else plans with these.
import type { Validity } from './validity.ts';

/** What a Secret is read for: the same Secret may serve several. */
export type SecretUse = 'certificate' | 'oauth-client' | 'signed-url-key';

export interface CertificateFacts {
  readonly state: 'usable';
  readonly use?: never;
  /**
   * SHA-256 over the chain and the public half of the key: another key gives another one, and it tells nothing of it.
   */
  readonly fingerprint: string;
  /** ISO 8601, in UTC. */
  readonly notBefore: string;
  readonly notAfter: string;
  /** As it was when the Secret was read: compiling has no clock. */
  readonly validity: Validity;
  /** DNS names of the first certificate, sorted. */
  readonly dnsNames: readonly string[];
}

/** The OAuth client of Identity-Aware Proxy. */
export interface OAuthClientFacts {
  readonly state: 'usable';
  readonly use: 'oauth-client';
  /** Not a secret: users see it in the address bar. */
  readonly clientId: string;
  /** SHA-256 of the client's secret in hexadecimal: what Compute answers in place of the secret. */
  readonly fingerprint: string;
}

/** A key that signs URLs for Cloud CDN. */
export interface SignedUrlKeyFacts {
  readonly state: 'usable';
  readonly use: 'signed-url-key';
  /** SHA-256 of the key in hexadecimal: 128 random bits, which nobody guesses. */
  readonly fingerprint: string;
}

export interface UnusableSecret {
  readonly state: 'unusable';
  readonly problem: 'missing' | 'wrong-type' | 'malformed' | 'key-mismatch' | 'unsupported-key';
  /** Part of a sentence about the Secret: `has no tls.key`. */
  readonly detail: string;
}

type FactsByUse = {
  readonly certificate: CertificateFacts;
  readonly 'oauth-client': OAuthClientFacts;
  readonly 'signed-url-key': SignedUrlKeyFacts;
};

/** `unknown`: never read. */
export type SecretReading<U extends SecretUse = SecretUse> =
  | FactsByUse[U]
  | UnusableSecret
  | { readonly state: 'unknown'; readonly detail: string };

export type SecretFacts<U extends SecretUse = SecretUse> = SecretReading<U> & {
  /** What the backup config cluster holds, where that is not the same. */
  readonly backup?: 'differs' | 'missing';
};

/** `namespace/name` of a certificate, `namespace/name#use` of anything else. */
export type SecretKey = string;

export function secretKey(namespace: string, name: string, use: SecretUse = 'certificate'): SecretKey {
  return use === 'certificate' ? `${namespace}/${name}` : `${namespace}/${name}#${use}`;
}

/** The other way round. */
export function secretOfKey(key: SecretKey): {
  readonly namespace: string;
  readonly name: string;
  readonly use: SecretUse;
} {
  const [, namespace = '', name = '', use = 'certificate'] = /^([^/]*)\/([^#]*)(?:#(.*))?$/.exec(key) ?? [];
  return { namespace, name, use: use as SecretUse };
}

const NEVER_READ = { state: 'unknown', detail: 'it was not read yet' } as const;

/** The part of the facts that is about Secrets. */
export interface KnownSecrets {
  /** What is known of the Secrets that manifests name; never their private parts. */
  readonly secrets?: Readonly<Record<SecretKey, SecretFacts>>;
  /** Nothing was read: the facts are made up, and what they do not say counts as present. */
  readonly assumed?: true;
}

/** The facts about a Secret; `unknown` when there are none. */
export function secretFactsOf(facts: KnownSecrets, key: SecretKey): SecretFacts {
  if (facts.assumed) return assumed(key);
  const { secrets = {} } = facts;
  return Object.hasOwn(secrets, key) ? (secrets[key] ?? NEVER_READ) : NEVER_READ;
}

/** The facts about a Secret as a certificate. */
export function certificateFactsOf(facts: KnownSecrets, namespace: string, name: string): SecretFacts<'certificate'> {
  const known = secretFactsOf(facts, secretKey(namespace, name));
  return known.state !== 'usable' || known.use === undefined ? known : NEVER_READ;
}

/** The facts about a Secret as anything else. */
export function credentialFactsOf<U extends 'oauth-client' | 'signed-url-key'>(
  facts: KnownSecrets,
  namespace: string,
  name: string,
  use: U,
): SecretFacts<U> {
  const known = secretFactsOf(facts, secretKey(namespace, name, use));
  return known.state !== 'usable' || known.use === use ? known : NEVER_READ;
}

/** Without a cloud every Secret counts as present. */
function assumed(key: SecretKey): SecretFacts {
  const { use } = secretOfKey(key);
  const fingerprint = `assumed ${key}`;
  switch (use) {
    case 'certificate':
      return { state: 'usable', fingerprint, notBefore: '', notAfter: '', validity: 'valid', dnsNames: [] };
    case 'oauth-client':
      return { state: 'usable', use, clientId: 'assumed', fingerprint };
    case 'signed-url-key':
      return { state: 'usable', use, fingerprint };
  }
}
