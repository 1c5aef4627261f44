// What becomes of requests that reach the pods behind a name: whether both sides speak the same, and whether the
// callee's side lets the caller in.
import type { JsonObject } from '../../../core/index.ts';
import type { ClusterLink } from '../../../model/index.ts';
import type { MeshWorkload } from '../world/mesh-workload.ts';
import type { MeshCluster } from '../world/mesh-world.ts';
import { admission, type CallerIdentity } from './authorization.ts';
import type { Endpoints } from './endpoints.ts';
import { handshake } from './mutual-tls.ts';
import type { MeshReason } from './reason.ts';
import { distrust } from './trust.ts';
import { distrusted, forbidden, lookedAt, refused, wentPast } from './why-accepted.ts';

export interface Served {
  readonly cluster: ClusterLink;
  /** Of the cluster. */
  readonly region: string;
  /** `namespace/name`. */
  readonly workload: string;
  readonly pods: number;
  /** Of 100 requests of the call, those that these pods get while all are well. */
  readonly share: number;
  /** `refused`: 503. `forbidden`: 403. `by-request`: a policy looks at the request itself. */
  readonly outcome: 'answered' | 'refused' | 'forbidden' | 'by-request';
  /**
   * Of what is refused: a handshake that fails is no connection and is tried again at other pods, so that nobody sees
   * it while one of them answers. Plain text that is refused had a connection, and its 503 is seen. Source: istiod and
   * Envoy (test/conformance/mesh).
   */
  readonly isTriedAgain?: boolean;
  readonly reasons: readonly MeshReason[];
}

/**
 * @param policy the DestinationRule's, as it holds for the caller.
 * @param share of 100 requests of the call.
 */
export function servedBy(
  own: MeshCluster,
  caller: MeshWorkload,
  isMeshed: boolean,
  policy: JsonObject,
  to: Endpoints,
  share: number,
): Served {
  const { workload, cluster } = to;
  const one = {
    cluster: cluster.link,
    region: cluster.region,
    workload: `${workload.namespace}/${workload.name}`,
    pods: workload.replicas,
    share,
  };
  const { sent, isAccepted, rule } = handshake(own, isMeshed, to, policy);
  if (!isAccepted) {
    const reasons = [refused(own, to, sent, isMeshed, rule)];
    return { ...one, outcome: 'refused', isTriedAgain: sent === 'mutual', reasons };
  }
  const refusal = sent === 'mutual' ? distrust(own, cluster) : undefined;
  if (refusal !== undefined) {
    const reasons = [distrusted(own, cluster, refusal)];
    // The caller's proxy ends a handshake; the callee's ends a connection that the caller has sent a request on.
    return { ...one, outcome: 'refused', isTriedAgain: refusal.by === 'caller', reasons };
  }
  if (workload.sidecar === 'none') return { ...one, outcome: 'answered', reasons: [] };
  const who: CallerIdentity = {
    principal:
      sent === 'mutual' ? `${own.settings.trustDomain}/ns/${caller.namespace}/sa/${caller.serviceAccount}` : undefined,
    namespace: caller.namespace,
  };
  const { answer, rule: policyRule, passed } = admission(to, who);
  const past = passed === undefined ? [] : [wentPast(to, passed)];
  switch (answer) {
    case 'admitted':
      return { ...one, outcome: 'answered', reasons: past };
    case 'forbidden':
      return { ...one, outcome: 'forbidden', reasons: [forbidden(to, policyRule, who), ...past] };
    case 'by-request':
      return { ...one, outcome: 'by-request', reasons: [lookedAt(to, policyRule), ...past] };
  }
}
