// The mesh's certificates: one root that all clusters trust, and an authority of each cluster's own under it, as Istio
// takes them (Istio, "Plug in CA Certificates").
import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import {
  BasicConstraintsExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  PemConverter,
  X509CertificateGenerator,
} from '@peculiar/x509';

/** The members of the Secret `cacerts` in istio-system: PEM. */
export type ClusterAuthority = Readonly<
  Record<'ca-cert.pem' | 'ca-key.pem' | 'root-cert.pem' | 'cert-chain.pem', string>
>;

export interface MeshAuthority {
  /** PEM of the root. */
  readonly root: string;
  under(owner: string): Promise<ClusterAuthority>;
}

const ALGORITHM = {
  name: 'RSASSA-PKCS1-v1_5',
  hash: 'SHA-256',
  modulusLength: 2048,
  publicExponent: new Uint8Array([1, 0, 1]),
} as const;
const DAY_MS = 86_400_000;

const newKeys = () => webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);

/** Valid for a month: no set lives as long. */
const validity = () => ({ notBefore: new Date(Date.now() - DAY_MS), notAfter: new Date(Date.now() + 30 * DAY_MS) });

/** @param pathLength how many authorities may follow below. */
const ofAnAuthority = (pathLength?: number) => [
  new BasicConstraintsExtension(true, pathLength, true),
  new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
];

/** A new root with its own key, which never leaves this process. @param called its name, among others. */
export async function createMeshAuthority(called = 'Root of the peers'): Promise<MeshAuthority> {
  const name = `O=Rangelight, CN=${called}`;
  const rootKeys = await newKeys();
  const certificate = await X509CertificateGenerator.createSelfSigned({
    name,
    keys: rootKeys,
    signingAlgorithm: ALGORITHM,
    ...validity(),
    extensions: ofAnAuthority(),
  });
  const root = `${certificate.toString('pem')}\n`;
  return {
    root,
    async under(owner) {
      const keys = await newKeys();
      const own = await X509CertificateGenerator.create({
        subject: `O=Rangelight, CN=Authority of ${owner}`,
        issuer: name,
        publicKey: keys.publicKey,
        signingKey: rootKeys.privateKey,
        signingAlgorithm: ALGORITHM,
        ...validity(),
        extensions: ofAnAuthority(0),
      });
      const pem = `${own.toString('pem')}\n`;
      const key = PemConverter.encode(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey), 'PRIVATE KEY');
      return { 'ca-cert.pem': pem, 'ca-key.pem': `${key}\n`, 'root-cert.pem': root, 'cert-chain.pem': pem + root };
    },
  };
}

/** The authority of a cluster that trusts these roots besides its own: PEM each. */
export function trusting(authority: ClusterAuthority, roots: readonly string[]): ClusterAuthority {
  const own = authority['root-cert.pem'];
  return { ...authority, 'root-cert.pem': [own, ...roots.filter((root) => root !== own)].join('') };
}
