// The reasons why the callee's side takes a call, or does not, in sentences.
import type { MeshRule } from '../world/mesh-rule.ts';
import type { MeshCluster } from '../world/mesh-world.ts';
import type { CallerIdentity } from './authorization.ts';
import type { Endpoints } from './endpoints.ts';
import { because, type MeshReason } from './reason.ts';
import type { Distrust } from './trust.ts';
import { ruleName } from './why-reached.ts';

export function refused(
  own: MeshCluster,
  to: Endpoints,
  sent: 'mutual' | 'plain',
  isMeshed: boolean,
  rule: MeshRule | undefined,
): MeshReason {
  const why = isMeshed ? `callers of ${own.link} send plain text` : 'the caller has no sidecar';
  const words =
    sent === 'mutual'
      ? `${podsOf(to)} take plain text alone, and callers of ${own.link} send mutual TLS: 503`
      : `${podsOf(to)} take mutual TLS alone, and ${why}: 503`;
  return because(words, rule?.at(['spec']), 'mesh-plain-text-refused');
}

/** @param own the caller's cluster. */
export function distrusted(own: MeshCluster, to: MeshCluster, { by, what }: Distrust): MeshReason {
  const [judge, judged] = by === 'caller' ? [own, to] : [to, own];
  const names =
    what === 'root'
      ? `${judged.roots?.own === undefined ? 'any root' : `the root ${judged.roots.own}`} of ${judged.link}`
      : `the trust domain ${judged.settings.trustDomain} of ${judged.link}`;
  const words = `proxies of ${judge.link} do not trust ${names}: 503`;
  const place = what === 'root' ? undefined : (judge.settings.at ?? judged.settings.at)?.(['data', 'mesh']);
  return because(words, place, 'mesh-trust');
}

export function forbidden(
  to: Endpoints,
  rule: MeshRule | undefined,
  { principal, namespace }: CallerIdentity,
): MeshReason {
  const who = principal ?? `a caller of ${namespace} without an identity`;
  const words = `${ruleName(rule)} of ${to.cluster.link} does not let ${who} reach ${podsOf(to)}: 403`;
  return because(words, rule?.at(['spec']), 'mesh-forbidden');
}

export function lookedAt(to: Endpoints, rule: MeshRule | undefined): MeshReason {
  return because(
    `whether ${podsOf(to)} answer depends on the request: ${ruleName(rule)} looks at it`,
    rule?.at(['spec']),
  );
}

export function wentPast({ cluster }: Endpoints, rule: MeshRule): MeshReason {
  const words = `${ruleName(rule)} of ${cluster.link} denies identities, and plain text has none: it goes past`;
  return because(words, rule.at(['spec']), 'mesh-deny-passed');
}

function podsOf({ cluster, workload }: Endpoints): string {
  return `the pods of ${workload.namespace}/${workload.name} in ${cluster.link}`;
}
