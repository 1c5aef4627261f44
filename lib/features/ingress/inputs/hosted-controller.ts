// What Rangelight can do and the hosted controller cannot: with `controller: gke` the latter makes the load balancers.
import type { Diagnostic } from '../../../core/index.ts';
import { diagnostic } from '../codes/index.ts';
import {
  annotationPlace,
  type MultiClusterIngress,
  type MultiClusterService,
  parseStaticIp,
  PRE_SHARED_CERTIFICATES,
  preSharedCertificates,
  STATIC_IP,
} from '../manifests/index.ts';

const RULES = ['spec', 'template', 'spec', 'rules'] as const;
const TLS = ['spec', 'template', 'spec', 'tls'] as const;

/** An error for each extension that an ingress uses, a warning for what the hosted controller reads otherwise. */
export function checkForHostedController(ingress: MultiClusterIngress): readonly Diagnostic[] {
  const { annotations } = ingress;
  const found: Diagnostic[] = [...readOtherwise(ingress)];
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
  const preShared = preSharedCertificates(ingress).length > 0;
  const secrets = (ingress.spec.template.spec.tls ?? []).length > 0;
  if ((preShared || secrets) && address === undefined) {
    const place = ingress.keyAt(preShared ? annotationPlace(PRE_SHARED_CERTIFICATES) : TLS);
    refused(`for HTTPS the hosted controller needs ${STATIC_IP}`, place);
  }
  const claim = parseStaticIp(address ?? '');
  if (claim?.type === 'reference' && claim.project === undefined) {
    refused('the hosted controller takes an IP or a URL, not a name', ingress.at(annotationPlace(STATIC_IP)));
  }
  return found;
}

/**
 * An error for each port without a name where there are several: the hosted controller carries all of them into one
 * Service, which the API server refuses (Kubernetes, "Multi-port Services").
 */
export function checkServiceForHostedController(service: MultiClusterService): readonly Diagnostic[] {
  const { ports } = service.spec.template.spec;
  if (ports.length === 1) return [];
  return [...ports.entries()]
    .filter(([, { name }]) => name === undefined)
    .map(([index]) => {
      const message = 'for the hosted controller each of several ports needs a name';
      const place = service.at(['spec', 'template', 'spec', 'ports', index]);
      return diagnostic('hosted-controller-refuses', message, place, 'Give the port a name.');
    });
}

/** Source: kubernetes/ingress-gce, pkg/utils/gceurlmap.go and pkg/controller/translator. */
function readOtherwise(ingress: MultiClusterIngress): readonly Diagnostic[] {
  const found: Diagnostic[] = [];
  const seen = new Set<string>();
  for (const [index, { host, backend }] of (ingress.spec.template.spec.rules ?? []).entries()) {
    const shown = host || '*';
    if (seen.has(shown)) {
      const message = `for the hosted controller this rule replaces all earlier ones of ${shown}`;
      found.push(diagnostic('hosted-controller-differs', message, ingress.at([...RULES, index, 'host'])));
    }
    seen.add(shown);
    if (backend === undefined) continue;
    const message = 'the hosted controller ignores a backend directly under a rule';
    found.push(diagnostic('hosted-controller-differs', message, ingress.keyAt([...RULES, index, 'backend'])));
  }
  return found;
}
