// A kubernetes.io/tls Secret → what may be told of it, and what is uploaded. Source: Kubernetes, "TLS Secrets"; Cloud
// Load Balancing, "Self-managed SSL certificates" (RSA-2048, -3072, -4096, ECDSA P-256, P-384).
import { createHash, createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { type UnusableSecret, validityOf } from '../../../fleet/index.ts';
import type { CertificateFacts, SecretProblem } from './facts.ts';

/** What the Compute API gets. Never logged or stored. */
export interface TlsMaterial {
  readonly certificate: string;
  readonly privateKey: string;
}

export type TlsReading = UnusableSecret | (CertificateFacts & { readonly material: TlsMaterial });

const TYPE = 'kubernetes.io/tls';
const BEGIN = '-----BEGIN CERTIFICATE-----';
const END = '-----END CERTIFICATE-----';
const LONGEST_CHAIN = 5;
const RSA_BITS: ReadonlySet<number> = new Set([2048, 3072, 4096]);
const CURVES: ReadonlySet<string> = new Set(['prime256v1', 'secp384r1']);

/** @param now milliseconds since the epoch, for `validity`. */
export function readTlsSecret(
  secret: { readonly type: string; readonly data: ReadonlyMap<string, Uint8Array> },
  now: number,
): TlsReading {
  if (secret.type !== TYPE) return unusable('wrong-type', `is of type ${secret.type || 'Opaque'}, not ${TYPE}`);
  const [certificate, privateKey] = ['tls.crt', 'tls.key'].map((key) => textIn(secret.data.get(key)));
  if (!certificate) return unusable('malformed', 'has no tls.crt');
  if (!privateKey) return unusable('malformed', 'has no tls.key');
  const chain = chainIn(certificate);
  const [first] = chain ?? [];
  if (chain === undefined || first === undefined) return unusable('malformed', 'has a tls.crt that is not PEM');
  if (chain.length > LONGEST_CHAIN)
    return unusable(
      'malformed',
      `has more than ${LONGEST_CHAIN} certificates in tls.crt, which is all that is possible`,
    );
  const key = keyIn(privateKey);
  if (key === undefined) return unusable('malformed', 'has a tls.key that is not an unencrypted PEM key');
  const unsupported = unsupportedKey(first.publicKey);
  if (unsupported !== undefined) return unusable('unsupported-key', `has a key of ${unsupported}`);
  if (!first.checkPrivateKey(key)) return unusable('key-mismatch', 'has a tls.key that does not belong to its tls.crt');
  return {
    state: 'usable',
    fingerprint: fingerprintOf(chain),
    notBefore: new Date(first.validFrom).toISOString(),
    notAfter: new Date(first.validTo).toISOString(),
    validity: validityOf(Date.parse(first.validFrom), Date.parse(first.validTo), now),
    dnsNames: dnsNames(first),
    material: { certificate, privateKey },
  };
}

/** The first certificate has the public half of the key, which has been checked to belong to it. */
function fingerprintOf(chain: readonly X509Certificate[]): string {
  const hash = createHash('sha256');
  for (const one of chain) hash.update(createHash('sha256').update(one.raw).digest());
  return hash.digest('hex');
}

/** Of a certificate with its chain, as of a Secret that holds it; undefined for what is no PEM. */
export function chainFingerprint(pem: string): string | undefined {
  const chain = chainIn(pem);
  return chain === undefined || chain.length === 0 ? undefined : fingerprintOf(chain);
}

function textIn(bytes: Uint8Array | undefined): string {
  return bytes === undefined ? '' : new TextDecoder().decode(bytes);
}

function chainIn(pem: string): readonly X509Certificate[] | undefined {
  try {
    return certificatesIn(pem).map((one) => new X509Certificate(one));
  } catch {
    return undefined;
  }
}

/** One more than is possible is enough to know. */
function certificatesIn(pem: string): readonly string[] {
  const found: string[] = [];
  for (let from = pem.indexOf(BEGIN); from !== -1 && found.length <= LONGEST_CHAIN; ) {
    const end = pem.indexOf(END, from);
    if (end === -1) break;
    found.push(pem.slice(from, end + END.length));
    from = pem.indexOf(BEGIN, end);
  }
  return found;
}

function keyIn(pem: string): KeyObject | undefined {
  try {
    return createPrivateKey(pem);
  } catch {
    return undefined;
  }
}

/** What the key is, when load balancers cannot use it. */
function unsupportedKey({ asymmetricKeyType: type, asymmetricKeyDetails: details }: KeyObject): string | undefined {
  const { modulusLength = 0, namedCurve = '' } = details ?? {};
  if (type === 'rsa') return RSA_BITS.has(modulusLength) ? undefined : `RSA with ${modulusLength} bits`;
  if (type === 'ec') return CURVES.has(namedCurve) ? undefined : `the curve ${namedCurve}`;
  return `type ${type ?? 'unknown'}`;
}

function dnsNames({ subjectAltName = '' }: X509Certificate): readonly string[] {
  const entries = subjectAltName.split(', ').filter((entry) => entry.startsWith('DNS:'));
  return [...new Set(entries.map((entry) => entry.slice('DNS:'.length)))].sort();
}

function unusable(problem: SecretProblem, detail: string): UnusableSecret {
  return { state: 'unusable', problem, detail };
}
