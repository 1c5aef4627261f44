// A TLS Secret of the config clusters → the certificate that is uploaded out of it. Content-addressed: another
// certificate is another resource, so that old and new stand side by side while the proxy moves.
import type { ComputeRef, ObjectKey } from '../../../model/index.ts';
import type { TlsSecret } from '../inputs/tls-secrets.ts';
import type { InCompute, UnitContext } from './unit-context.ts';
import { computeRef, givenName } from '../kinds/index.ts';

export function sslCertificateRef({ fleet, unit, scope }: UnitContext, secret: TlsSecret): ComputeRef {
  const identity = { ...scope, secret: secret.name, fingerprint: secret.fingerprint };
  return computeRef('sslCertificate', fleet.project, givenName('sslCertificate', [unit, secret.name], identity));
}

/** @param owners every ingress of the unit that names the Secret. */
export function compileSslCertificate(
  context: UnitContext,
  secret: TlsSecret,
  owners: readonly ObjectKey[],
): InCompute {
  const { fleet, unit, mark } = context;
  const ref = sslCertificateRef(context, secret);
  return {
    ref,
    body: { name: ref.name, description: mark, type: 'SELF_MANAGED' },
    maker: 'rangelight',
    owners: [...owners].sort(),
    dependsOn: [],
    secret: {
      clusters: [fleet.primary, fleet.backup],
      namespace: unit,
      name: secret.name,
      fingerprint: secret.fingerprint,
    },
  };
}
