// HTTPS listener → the HTTPS proxy between its forwarding rule of port 443 and its URL map. Pre-shared certificates
// and the SSL policy are somebody else's: only named.
import { externalPath, refKey } from '../../../model/index.ts';
import type { HttpsListener } from '../load-balancer.ts';
import type { FrontEndContext } from './front-end-context.ts';
import { sslCertificateRef } from './ssl-certificate.ts';
import type { InCompute } from './unit-context.ts';
import { computeRef, givenName } from '../kinds/index.ts';

export function compileTargetHttpsProxy(
  { unit, balancer, urlMap }: FrontEndContext,
  { certificates, secrets, sslPolicy }: HttpsListener,
): InCompute {
  const { fleet, mark, scope } = unit;
  const identity = { ...scope, ingress: balancer.name };
  const name = givenName('targetHttpsProxy', [balancer.namespace, balancer.name], identity);
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
    owners: balancer.frontOwners,
    dependsOn: [],
  };
}
