// A certificate authority for loopback servers: what a cluster's private CA is in the real world.
import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import {
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  PemConverter,
  SubjectAlternativeNameExtension,
  X509CertificateGenerator,
} from '@peculiar/x509';

export interface LocalAuthority {
  /** The CA's certificate, PEM: what clients put into `certificate-authority-data`. */
  readonly caPem: string;
  /** A server's private key (PKCS#8 PEM) and certificate (PEM) for an address, and for localhost. */
  issue(commonName: string, address?: string): Promise<{ key: string; cert: string }>;
}

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const ISSUER = 'CN=Rangelight local authority';

/** Makes a new authority with its own key. Certificates are valid from a day ago for ten years of wall time. */
export async function createLocalAuthority(): Promise<LocalAuthority> {
  const ca = await newKeys();
  const certificate = await X509CertificateGenerator.createSelfSigned({
    name: ISSUER,
    keys: ca,
    signingAlgorithm: ALGORITHM,
    ...validity(),
    extensions: [
      new BasicConstraintsExtension(true, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign, true),
    ],
  });
  return {
    caPem: certificate.toString('pem'),
    async issue(commonName, address = '127.0.0.1') {
      const own = await newKeys();
      const issued = await X509CertificateGenerator.create({
        subject: `CN=${commonName}`,
        issuer: ISSUER,
        publicKey: own.publicKey,
        signingKey: ca.privateKey,
        signingAlgorithm: ALGORITHM,
        ...validity(),
        extensions: [
          new BasicConstraintsExtension(false, undefined, true),
          new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
          new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth]),
          new SubjectAlternativeNameExtension([
            { type: 'dns', value: 'localhost' },
            { type: 'ip', value: address },
          ]),
        ],
      });
      const key = PemConverter.encode(await webcrypto.subtle.exportKey('pkcs8', own.privateKey), 'PRIVATE KEY');
      return { key, cert: issued.toString('pem') };
    },
  };
}

function newKeys(): Promise<webcrypto.CryptoKeyPair> {
  return webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
}

// TLS peers check against wall time, so this is the one place where the emulated clock would be wrong.
function validity(): { readonly notBefore: Date; readonly notAfter: Date } {
  const day = 24 * 60 * 60 * 1000;
  const wall = Date.now();
  return { notBefore: new Date(wall - day), notAfter: new Date(wall + 3650 * day) };
}
