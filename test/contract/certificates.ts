// Certificates for tests: self-signed, so that each is its own authority.
import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import { PemConverter, SubjectAlternativeNameExtension, X509CertificateGenerator } from '@peculiar/x509';

export interface TestCertificate {
  /** PEM. */
  readonly certificate: string;
  /** PKCS#8 PEM. */
  readonly privateKey: string;
}

/**
 * Valid until 2040, unless it is said otherwise.
 * @param notBefore milliseconds since the epoch, as notAfter; default: a day ago, because TLS peers check against wall
 * time.
 */
export async function testCertificate(
  names: readonly string[],
  namedCurve: 'P-256' | 'P-521' = 'P-256',
  notBefore: number = Date.now() - 24 * 60 * 60 * 1000,
  notAfter: number = Date.parse('2040-01-02T03:04:05Z'),
): Promise<TestCertificate> {
  const algorithm = { name: 'ECDSA', namedCurve, hash: 'SHA-256' };
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const certificate = await X509CertificateGenerator.createSelfSigned({
    name: `CN=${names[0] ?? 'nobody'}`,
    keys,
    signingAlgorithm: algorithm,
    notBefore: new Date(notBefore),
    notAfter: new Date(notAfter),
    extensions:
      names.length === 0
        ? []
        : [new SubjectAlternativeNameExtension(names.map((value) => ({ type: 'dns' as const, value })))],
  });
  const privateKey = PemConverter.encode(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey), 'PRIVATE KEY');
  return { certificate: certificate.toString('pem'), privateKey };
}
