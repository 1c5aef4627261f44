// Annotations under prefixes that belong to load balancing, and have no meaning there: probably a typing error.
import type { Diagnostic } from '../../../core/index.ts';
import { diagnostic } from '../codes/index.ts';
import { type Manifest, type Path, didYouMean } from '../../../manifest/index.ts';

const PREFIX =
  /^(?:networking\.gke\.io|(?:beta\.)?cloud\.google\.com|rangelight\.dev|ingress\.gcp\.kubernetes\.io)\/|^kubernetes\.io\/ingress\./;

/**
 * Keys of single-cluster Ingress that nothing reads here, and what says the same ("Ingress configuration", feature
 * table).
 */
const COUNTERPARTS: Readonly<Record<string, string>> = {
  'kubernetes.io/ingress.global-static-ip-name': 'Write networking.gke.io/static-ip.',
  'ingress.gcp.kubernetes.io/pre-shared-cert': 'Write networking.gke.io/pre-shared-certs.',
  'networking.gke.io/managed-certificates': 'Name the certificate in networking.gke.io/pre-shared-certs.',
  'networking.gke.io/v1beta1.FrontendConfig': 'Write networking.gke.io/frontend-config.',
  'kubernetes.io/ingress.allow-http': 'Redirect plain HTTP with a FrontendConfig: port 80 is always open.',
};

export function annotationPlace(key: string): Path {
  return ['metadata', 'annotations', key];
}

/** A warning for each annotation under a known prefix that is not among the known keys. */
export function unknownAnnotations(
  manifest: Pick<Manifest, 'annotations' | 'keyAt'>,
  known: readonly string[],
): readonly Diagnostic[] {
  return Object.keys(manifest.annotations)
    .filter((key) => PREFIX.test(key) && !known.includes(key))
    .map((key) =>
      diagnostic(
        'unknown-annotation',
        `${key} has no effect`,
        manifest.keyAt(annotationPlace(key)),
        Object.hasOwn(COUNTERPARTS, key) ? COUNTERPARTS[key] : didYouMean(key, known),
      ),
    );
}
