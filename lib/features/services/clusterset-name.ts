// The name under which an exported Service answers in every cluster of the fleet. Source: KEP-1645, "DNS".
import type { ClusterRef } from '../../model/index.ts';

export function clustersetName({ namespace, name }: Pick<ClusterRef, 'namespace' | 'name'>): string {
  return `${name}.${namespace}.svc.clusterset.local`;
}
