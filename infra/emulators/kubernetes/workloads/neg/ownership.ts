// The mark by which a NEG controller knows its NEGs: a JSON description written at creation. Pure.

export interface NegOwner {
  /** UID of the namespace kube-system. */
  readonly clusterUid: string;
  readonly namespace: string;
  readonly service: string;
  /** The Service's port. */
  readonly port: string;
}

export function describeOwner(owner: NegOwner): string {
  return JSON.stringify({
    'cluster-uid': owner.clusterUid,
    namespace: owner.namespace,
    'service-name': owner.service,
    port: owner.port,
  });
}

/** The owner, or undefined when the description is absent or was written by something else. */
export function ownerIn(description: string | undefined): NegOwner | undefined {
  try {
    const parsed = JSON.parse(description ?? '') as Record<string, unknown>;
    const { 'cluster-uid': clusterUid, namespace, 'service-name': service, port } = parsed;
    if (typeof clusterUid !== 'string' || typeof namespace !== 'string') return undefined;
    if (typeof service !== 'string' || typeof port !== 'string') return undefined;
    return { clusterUid, namespace, service, port };
  } catch {
    return undefined;
  }
}

export function isSameOwner(a: NegOwner, b: NegOwner | undefined): boolean {
  return b !== undefined && describeOwner(a) === describeOwner(b);
}
