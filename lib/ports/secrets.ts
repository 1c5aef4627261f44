// Kubernetes Secrets, through a door of their own: whoever is not given this port cannot read one.
import type { ClusterLink } from '../model/index.ts';

/** What a Secret holds. Never logged, stored or put into a message. */
export interface SecretContent {
  /** `kubernetes.io/tls`, `Opaque`, … */
  readonly type: string;
  /** By key, decoded from base64. */
  readonly data: ReadonlyMap<string, Uint8Array>;
}

export interface Secrets {
  /**
   * Undefined when certainly absent. Fails with `denied` and `unreachable`; messages never tell what a Secret holds.
   */
  read(cluster: ClusterLink, namespace: string, name: string, signal: AbortSignal): Promise<SecretContent | undefined>;
}
