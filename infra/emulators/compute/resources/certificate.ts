// What the server reads from an uploaded certificate, and what it refuses about it.
import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { ApiError, invalid } from '../errors.ts';
import { timestamp } from '../timestamps.ts';

export interface ReadCertificate {
  readonly expireTime: string;
  /** DNS names only; empty for a certificate without any. */
  readonly subjectAlternativeNames: readonly string[];
}

const PEM_CERTIFICATE = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g;
const LONGEST_CHAIN = 5;
const RSA_BITS: ReadonlySet<number> = new Set([2048, 3072, 4096]);
const CURVES: ReadonlySet<string> = new Set(['prime256v1', 'secp384r1']);

/**
 * Reads the first certificate of a PEM chain. Throws a 400 when chain or key is malformed or they do not belong
 * together.
 */
export function readCertificate(chain: string, privateKey: string): ReadCertificate {
  const [first, ...rest] = (chain.match(PEM_CERTIFICATE) ?? []).map(parseCertificate);
  if (first === undefined) throw unreadableCertificate();
  if (rest.length >= LONGEST_CHAIN) {
    throw invalid('resource.certificate', chain, `A chain may hold at most ${LONGEST_CHAIN} certificates.`);
  }
  checkKeyType(first.publicKey);
  if (!first.checkPrivateKey(parseKey(privateKey))) {
    throw new ApiError(400, 'sslCertificateInvalid', 'The private key does not match the certificate.');
  }
  return { expireTime: timestamp(Date.parse(first.validTo)), subjectAlternativeNames: dnsNames(first) };
}

function parseCertificate(pem: string): X509Certificate {
  try {
    return new X509Certificate(pem);
  } catch {
    throw unreadableCertificate();
  }
}

function parseKey(pem: string): KeyObject {
  try {
    return createPrivateKey(pem);
  } catch {
    // An encrypted key cannot be read either: there is nowhere to give its passphrase.
    throw new ApiError(400, 'sslCertificateCouldNotParseKey', 'The SSL key could not be parsed.');
  }
}

function unreadableCertificate(): ApiError {
  return new ApiError(400, 'sslCertificateCouldNotParseCert', 'The SSL certificate could not be parsed.');
}

function checkKeyType({ asymmetricKeyType: type, asymmetricKeyDetails: details }: KeyObject): void {
  const fits =
    type === 'rsa' ? RSA_BITS.has(details?.modulusLength ?? 0) : type === 'ec' && CURVES.has(details?.namedCurve ?? '');
  if (fits) return;
  throw invalid('resource.certificate', type ?? '', 'The key must be RSA-2048, -3072, -4096 or ECDSA P-256, P-384.');
}

function dnsNames({ subjectAltName = '' }: X509Certificate): readonly string[] {
  return subjectAltName.split(', ').flatMap((entry) => (entry.startsWith('DNS:') ? [entry.slice('DNS:'.length)] : []));
}
