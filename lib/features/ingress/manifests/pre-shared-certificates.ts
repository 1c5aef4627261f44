// The annotation networking.gke.io/pre-shared-certs: `cert-a,cert-b`, names of certificates of the project in the order
// in which the proxy has them; the first one answers clients that name no host. Blank parts are skipped
// (kubernetes/ingress-gce, pkg/translator: SplitAnnotation).
import type { Diagnostic } from '../../../core/index.ts';
import { diagnostic } from '../codes/index.ts';
import type { Manifest } from '../../../manifest/index.ts';
import { annotationPlace } from './annotations.ts';

export const PRE_SHARED_CERTIFICATES = 'networking.gke.io/pre-shared-certs';
/** Of one target HTTPS proxy (Cloud Load Balancing, "Quotas and limits"). */
const MOST = 15;

/** The names in their order; empty without the annotation, and where it names none. */
export function preSharedCertificates({ annotations }: Pick<Manifest, 'annotations'>) {
  const parts = (annotations[PRE_SHARED_CERTIFICATES] ?? '').split(',').map((name) => name.trim());
  return parts.filter((name) => name !== '');
}

export function checkPreSharedCertificates(
  ingress: Pick<Manifest, 'annotations' | 'at' | 'keyAt'>,
): readonly Diagnostic[] {
  const names = preSharedCertificates(ingress);
  if (names.length === 0 && ingress.annotations[PRE_SHARED_CERTIFICATES] !== undefined) {
    const message = `${PRE_SHARED_CERTIFICATES} names no certificate`;
    return [diagnostic('setting-without-effect', message, ingress.keyAt(annotationPlace(PRE_SHARED_CERTIFICATES)))];
  }
  const place = ingress.at(annotationPlace(PRE_SHARED_CERTIFICATES));
  const wrong = (message: string): Diagnostic => diagnostic('invalid-annotation', message, place);
  const found = names
    .filter((name) => !/^[a-z](?:[-a-z0-9]{0,61}[a-z0-9])?$/.test(name))
    .slice(0, MOST)
    .map((name) => wrong(`${JSON.stringify(name)} is not the name of a certificate`));
  if (new Set(names).size < names.length) found.push(wrong('a certificate is given twice'));
  if (names.length > MOST) found.push(wrong(`${names.length} certificates are given, at most ${MOST} are possible`));
  return found;
}
