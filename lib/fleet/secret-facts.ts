// What is known of a Secret without its private part. Only drift reads Secrets; everybody else plans with these.
// May import: core, model.
import type { Facts } from './facts.ts';

/** `ends-soon`: within 30 days. */
export type Validity = 'valid' | 'ends-soon' | 'expired' | 'not-yet-valid';

export interface CertificateFacts {
  readonly state: 'usable';
  /** SHA-256 over the chain and the public half of the key: another key gives another one, and it tells nothing of it. */
  readonly fingerprint: string;
  /** ISO 8601, in UTC. */
  readonly notBefore: string;
  readonly notAfter: string;
  /** As it was when the Secret was read: compiling has no clock. */
  readonly validity: Validity;
  /** DNS names of the first certificate, sorted. */
  readonly dnsNames: readonly string[];
}

export interface UnusableSecret {
  readonly state: 'unusable';
  readonly problem: 'missing' | 'wrong-type' | 'malformed' | 'key-mismatch' | 'unsupported-key';
  /** Part of a sentence about the Secret: `has no tls.key`. */
  readonly detail: string;
}

/** `unknown`: never read. */
export type SecretReading = CertificateFacts | UnusableSecret | { readonly state: 'unknown'; readonly detail: string };

export type SecretFacts = SecretReading & {
  /** What the backup config cluster holds, where that is not the same. */
  readonly backup?: 'differs' | 'missing';
};

/** `namespace/name`. */
export type SecretKey = string;

export function secretKey(namespace: string, name: string): SecretKey {
  return `${namespace}/${name}`;
}

const NEVER_READ: SecretFacts = { state: 'unknown', detail: 'it was not read yet' };

/** The facts about a Secret; `unknown` when there are none. */
export function secretFactsOf(facts: Facts, key: SecretKey): SecretFacts {
  if (facts.assumed) return { ...ASSUMED, fingerprint: `assumed ${key}` };
  const { secrets = {} } = facts;
  return Object.hasOwn(secrets, key) ? (secrets[key] ?? NEVER_READ) : NEVER_READ;
}

/** Without a cloud every Secret counts as present. */
const ASSUMED: Omit<CertificateFacts, 'fingerprint'> = {
  state: 'usable',
  notBefore: '',
  notAfter: '',
  validity: 'valid',
  dnsNames: [],
};
