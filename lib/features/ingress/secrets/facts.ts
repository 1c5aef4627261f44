// What the facts tell of the Secrets that load balancers are made with, by what each is used as.
import {
  type KnownSecrets,
  type SecretFacts,
  secretFactsOf,
  secretKey,
  type UsableSecret,
  type Validity,
} from '../../../fleet/index.ts';

/** A certificate: the use that keys of Secrets do not name. */
export interface CertificateFacts extends UsableSecret {
  readonly use?: never;
  /** Over the chain and the public half of the key, in SHA-256. */
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
export interface OAuthClientFacts extends UsableSecret {
  readonly use: 'oauth-client';
  /** Not a secret: users see it in the address bar. */
  readonly clientId: string;
  /** SHA-256 of the client's secret in hexadecimal: what Compute answers in place of the secret. */
  readonly fingerprint: string;
}

/** A key that signs URLs for Cloud CDN. */
export interface SignedUrlKeyFacts extends UsableSecret {
  readonly use: 'signed-url-key';
  /** SHA-256 of the key in hexadecimal: 128 random bits, which nobody guesses. */
  readonly fingerprint: string;
}

/** What may be wrong with a Secret, whatever it is used as. */
export type SecretProblem = 'missing' | 'wrong-type' | 'malformed' | 'key-mismatch' | 'unsupported-key';

/** Of made-up facts: what nobody reads of a Secret that counts as present. */
const ASSUMED = { clientId: 'assumed', notBefore: '', notAfter: '', validity: 'valid', dnsNames: [] } as const;

export function certificateFactsOf(
  facts: KnownSecrets,
  namespace: string,
  name: string,
): SecretFacts<CertificateFacts> {
  return told<CertificateFacts>(facts, secretFactsOf(facts, secretKey(namespace, name)));
}

export function oauthClientFactsOf(
  facts: KnownSecrets,
  namespace: string,
  name: string,
): SecretFacts<OAuthClientFacts> {
  return told<OAuthClientFacts>(facts, secretFactsOf(facts, secretKey(namespace, name, 'oauth-client')));
}

export function signedUrlKeyFactsOf(
  facts: KnownSecrets,
  namespace: string,
  name: string,
): SecretFacts<SignedUrlKeyFacts> {
  return told<SignedUrlKeyFacts>(facts, secretFactsOf(facts, secretKey(namespace, name, 'signed-url-key')));
}

/** As `uses.ts` told it when the Secret was read: the schema of facts holds it to that. */
function told<T extends UsableSecret>(facts: KnownSecrets, known: SecretFacts): SecretFacts<T> {
  return facts.assumed ? { ...ASSUMED, ...known } : known;
}
