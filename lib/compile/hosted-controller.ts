// What Rangelight can do and the hosted controller cannot: with `controller: gke` the latter makes the load balancers.
// May import: core, manifest.
import { type Diagnostic, diagnostic } from '../core/index.ts';
import {
  annotationPlace,
  type MultiClusterIngress,
  parseStaticIp,
  PRE_SHARED_CERTIFICATES,
  STATIC_IP,
} from '../manifest/index.ts';

const RULES = ['spec', 'template', 'spec', 'rules'] as const;

/** An error for each extension that an ingress uses. */
export function checkForHostedController(ingress: MultiClusterIngress): readonly Diagnostic[] {
  const { annotations } = ingress;
  const found: Diagnostic[] = [];
  const refused = (message: string, source: Diagnostic['source']): void => {
    found.push(diagnostic('hosted-controller-refuses', message, source));
  };
  for (const [index, rule] of (ingress.spec.template.spec.rules ?? []).entries()) {
    for (const [number, { pathType }] of (rule.http?.paths ?? []).entries()) {
      if (pathType === undefined) continue;
      const place = [...RULES, index, 'http', 'paths', number, 'pathType'];
      refused('the hosted controller knows no pathType', ingress.keyAt(place));
    }
  }
  const address = annotations[STATIC_IP];
  if (annotations[PRE_SHARED_CERTIFICATES] !== undefined && address === undefined) {
    const place = ingress.keyAt(annotationPlace(PRE_SHARED_CERTIFICATES));
    refused(`for HTTPS the hosted controller needs ${STATIC_IP}`, place);
  }
  const claim = parseStaticIp(address ?? '');
  if (claim?.type === 'reference' && claim.project === undefined) {
    refused('the hosted controller takes an IP or a URL, not a name', ingress.at(annotationPlace(STATIC_IP)));
  }
  return found;
}
