// Which manifest object: API group, kind, namespace and name, and the cluster when it stands in one alone. The one
// writer and reader of such keys.

/** `<location>/<cluster>`, the link that MultiClusterService uses. */
export type ClusterLink = string;

/**
 * `networking.gke.io/MultiClusterIngress/blue/foobar`, with `@us-west1/gke-us` behind it when it stands in one cluster.
 */
export type ObjectKey = string;

export interface ObjectId {
  /** API group, without a version; '' is the core group. */
  readonly group: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  /** Absent for what is meant for the whole fleet. */
  readonly cluster?: ClusterLink | undefined;
}

/** How the core group, whose name is empty, is written in a key. */
export const CORE_GROUP = 'core';

export function objectKey({ group, kind, namespace, name, cluster }: ObjectId): ObjectKey {
  const object = `${group === '' ? CORE_GROUP : group}/${kind}/${namespace}/${name}`;
  return cluster === undefined ? object : `${object}@${cluster}`;
}

const KEY = /^([^/@]+)\/([^/@]+)\/([^/@]+)\/([^/@]+)(?:@([^/@]+\/[^/@]+))?$/;

/** Undefined for what is no such key. */
export function parseObjectKey(key: ObjectKey): ObjectId | undefined {
  const match = KEY.exec(key);
  if (match === null) return undefined;
  const [, group = '', kind = '', namespace = '', name = '', cluster] = match;
  return {
    group: group === CORE_GROUP ? '' : group,
    kind,
    namespace,
    name,
    ...(cluster === undefined ? {} : { cluster }),
  };
}

/** A kind of manifests: two groups may each have a kind of one name. */
export type ObjectKind = Pick<ObjectId, 'group' | 'kind'>;

export function isKeyOfKind(key: ObjectKey, { group, kind }: ObjectKind): boolean {
  const id = parseObjectKey(key);
  return id?.group === group && id.kind === kind;
}

/** As people read it, who know the group by the kind: `MultiClusterIngress/blue/foobar`. */
export function objectText(key: ObjectKey): string {
  const id = parseObjectKey(key);
  if (id === undefined) return key;
  const text = `${id.kind}/${id.namespace}/${id.name}`;
  return id.cluster === undefined ? text : `${text} in ${id.cluster}`;
}
