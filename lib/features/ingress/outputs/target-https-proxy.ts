// Ingress with certificates → the HTTPS proxy between its forwarding rule of port 443 and its URL map. Pre-shared certificates
// and the SSL policy are somebody else's: only named. May import: model, compile.
import { computeRef, externalPath, nameOf, refKey } from '../../../model/index.ts';
import { type FrontEndContext, ownersOf } from './front-end-context.ts';
import { sslCertificateRef } from './ssl-certificate.ts';
import type { InCompute } from './unit-context.ts';

export function compileTargetHttpsProxy({ unit, routed, urlMap }: FrontEndContext): InCompute {
  const { fleet, mark, scope } = unit;
  const { ingress, frontEnd } = routed;
  const { certificates, secrets, sslPolicy } = frontEnd;
  const identity = { ...scope, ingress: ingress.name };
  const name = nameOf('targetHttpsProxy', [ingress.namespace, ingress.name], identity);
  const policy = sslPolicy ? externalPath('sslPolicies', fleet.project, sslPolicy) : sslPolicy;
  return {
    ref: computeRef('targetHttpsProxy', fleet.project, name),
    body: {
      name,
      description: mark,
      urlMap: refKey(urlMap),
      sslCertificates: [
        ...certificates.map((one) => externalPath('sslCertificates', fleet.project, one)),
        ...secrets.map((one) => refKey(sslCertificateRef(unit, one))),
      ],
      ...(policy === undefined ? {} : { sslPolicy: policy }),
    },
    maker: 'rangelight',
    owners: ownersOf(routed),
    dependsOn: [],
  };
}
