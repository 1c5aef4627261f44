// The Secrets that an ingress takes certificates from, judged by what the facts tell of them.
import type { Diagnostic } from '../../../core/index.ts';
import { diagnostic } from '../codes/index.ts';
import { type Facts, type Fleet, secretKey, type SecretKey } from '../../../fleet/index.ts';
import { isOfKind, type ReadResult } from '../../../manifest/index.ts';
import { BACKEND_CONFIGS, INGRESSES, type MultiClusterIngress, preSharedCertificates } from '../manifests/index.ts';
import { certificateFactsOf } from '../secrets/index.ts';
import { certificateFindings, isInForce } from './certificate-findings.ts';
import { credentialSecrets, namesIn } from './credentials.ts';
import { secretFindings } from './secret-findings.ts';

export interface TlsSecret {
  readonly name: string;
  readonly fingerprint: string;
}

export interface TlsSecrets {
  /** In their order, each once. */
  readonly secrets: readonly TlsSecret[];
  readonly diagnostics: readonly Diagnostic[];
  /** False: the ingress keeps what was applied for it. */
  readonly usable: boolean;
}

/** Of one target HTTPS proxy (Cloud Load Balancing, "Quotas and limits"). */
const MOST = 15;
const TLS = ['spec', 'template', 'spec', 'tls'] as const;

/** Names of the Secrets, in their order, each once. */
export function tlsSecretNames({ spec }: MultiClusterIngress): readonly string[] {
  const names = (spec.template.spec.tls ?? []).flatMap(({ secretName }) => (secretName ? [secretName] : []));
  return [...new Set(names)];
}

/**
 * The Secrets that the facts should know of, sorted. Also those of objects in error: what is wrong with a Secret is
 * told together with everything else. The hosted controller reads them itself: then the facts are for comparing alone.
 */
export function secretsNamed({ manifests }: Pick<ReadResult, 'manifests'>): readonly SecretKey[] {
  const keys = manifests.flatMap((one) => {
    if (isOfKind(BACKEND_CONFIGS, one)) return credentialSecrets(one);
    return isOfKind(INGRESSES, one) ? tlsSecretNames(one).map((name) => secretKey(one.namespace, name)) : [];
  });
  return [...new Set(keys)].sort();
}

/** Every Secret that manifests name, whoever makes their load balancers, as `namespace/name`. Sorted, each once. */
export function namesOfSecrets({ manifests }: Pick<ReadResult, 'manifests'>): readonly string[] {
  const names = manifests.flatMap((one): readonly string[] => {
    if (isOfKind(BACKEND_CONFIGS, one)) return namesIn(one).map((name) => `${one.namespace}/${name}`);
    return isOfKind(INGRESSES, one) ? tlsSecretNames(one).map((name) => `${one.namespace}/${name}`) : [];
  });
  return [...new Set(names)].sort();
}

export function resolveTlsSecrets(ingress: MultiClusterIngress, fleet: Fleet, facts: Facts): TlsSecrets {
  // The hosted controller reads the Secrets itself.
  if (fleet.controller === 'gke') return { secrets: [], diagnostics: [], usable: true };
  const secrets: TlsSecret[] = [];
  const diagnostics: Diagnostic[] = [];
  const names = tlsSecretNames(ingress);
  const count = preSharedCertificates(ingress).length + names.length;
  if (names.length > 0 && count > MOST) {
    const message = `${count} certificates are given, at most ${MOST} are possible`;
    diagnostics.push(diagnostic('too-many-certificates', message, ingress.keyAt(TLS)));
  }
  for (const name of names) {
    const known = certificateFactsOf(facts, ingress.namespace, name);
    const index = (ingress.spec.template.spec.tls ?? []).findIndex((entry) => entry.secretName === name);
    const place = ingress.at([...TLS, index, 'secretName']);
    if (known.state === 'usable')
      diagnostics.push(...certificateFindings(`the certificate in Secret ${name}`, known, place));
    // Nothing but its time counts of one that has ended or not begun.
    if (known.state !== 'usable' || isInForce(known))
      diagnostics.push(...secretFindings({ name, namespace: ingress.namespace }, fleet, known, place));
    if (known.state === 'usable' && isInForce(known)) {
      secrets.push({ name, fingerprint: known.fingerprint });
    }
  }
  return { secrets, diagnostics, usable: count <= MOST && secrets.length === names.length };
}
