// What TLS at the edge needs: a target HTTPS proxy's certificates with their keys, the choice among them by SNI, and
// the limits that its SSL policy sets.
import { X509Certificate } from 'node:crypto';
import { createSecureContext, type SecureContext, type SecureContextOptions, type SecureVersion } from 'node:tls';
import type { ComputeView } from '../../view.ts';
import { canonical, nameOf } from '../reference.ts';
import type { SslCertificate, SslPolicy, TargetProxy } from '../shapes.ts';
import { type Snapshot, standing } from './snapshot.ts';

interface ServedCertificate {
  readonly x509: X509Certificate;
  readonly context: SecureContext;
}

export type Termination =
  | { readonly kind: 'tls'; readonly contextFor: (serverName: string) => SecureContext }
  | { readonly kind: 'gone'; readonly what: string }
  | { readonly kind: 'no-certificate' };

const VERSIONS: Readonly<Record<string, SecureVersion>> = {
  TLS_1_0: 'TLSv1',
  TLS_1_1: 'TLSv1.1',
  TLS_1_2: 'TLSv1.2',
  TLS_1_3: 'TLSv1.3',
};

/** SSL policies name ciphers of TLS 1.2 and below; those of TLS 1.3 are always on. */
const TLS_1_3_CIPHERS = 'TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256:TLS_AES_128_GCM_SHA256';

/** How the edge ends TLS for `proxy`, as far as it still knows everything that the proxy names. */
export function terminationOf(
  snapshot: Snapshot,
  view: Pick<ComputeView, 'get' | 'privateKey'>,
  proxy: TargetProxy,
): Termination {
  const limits = limitsOf(snapshot, view, proxy.sslPolicy);
  if (limits === undefined) return { kind: 'gone', what: `SSL policy ${nameOf(proxy.sslPolicy ?? '')}` };
  const served: ServedCertificate[] = [];
  for (const reference of proxy.sslCertificates ?? []) {
    const path = canonical(reference);
    const certificate = standing(snapshot, view, path) as SslCertificate | undefined;
    if (certificate === undefined) return { kind: 'gone', what: `SSL certificate ${nameOf(path)}` };
    const key = view.privateKey(path);
    const chain = certificate.certificate;
    // A managed certificate is being provisioned for as long as it exists.
    if (key === undefined || chain === undefined) continue;
    served.push({ x509: new X509Certificate(chain), context: createSecureContext({ key, cert: chain, ...limits }) });
  }
  const [first] = served;
  if (first === undefined) return { kind: 'no-certificate' };
  return {
    kind: 'tls',
    contextFor: (serverName) => chosen(served, serverName.toLowerCase())?.context ?? first.context,
  };
}

/** The first certificate that names the host itself, else the first whose wildcard takes it. */
function chosen(served: readonly ServedCertificate[], serverName: string): ServedCertificate | undefined {
  const matching = served.map((each) => ({ each, name: each.x509.checkHost(serverName)?.toLowerCase() }));
  const exact = matching.find(({ name }) => name === serverName);
  return (exact ?? matching.find(({ name }) => name !== undefined))?.each;
}

/** Undefined: the policy is gone. */
function limitsOf(
  snapshot: Snapshot,
  view: Pick<ComputeView, 'get'>,
  reference: string | undefined,
): SecureContextOptions | undefined {
  if (reference === undefined || reference === '') return {};
  const policy = standing(snapshot, view, canonical(reference)) as SslPolicy | undefined;
  if (policy === undefined) return undefined;
  const minVersion = VERSIONS[policy.minTlsVersion ?? ''];
  return {
    ...(minVersion === undefined ? {} : { minVersion }),
    ciphers: [TLS_1_3_CIPHERS, ...(policy.enabledFeatures ?? []).map(opensslName)].join(':'),
  };
}

/** `TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256` → `ECDHE-RSA-AES128-GCM-SHA256`. */
function opensslName(feature: string): string {
  return feature
    .replace(/^TLS_(?:RSA_WITH_)?/, '')
    .replace('_WITH_', '_')
    .replace('3DES_EDE_CBC_SHA', 'DES-CBC3-SHA')
    .replace(/AES_(\d+)_CBC/, 'AES$1')
    .replace(/AES_(\d+)/, 'AES$1')
    .replace('POLY1305_SHA256', 'POLY1305')
    .replaceAll('_', '-');
}
