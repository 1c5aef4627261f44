// How a report calls a cluster: its link, and what it is to the fleet.
import type { ClusterLink } from '../../model/index.ts';
import type { Revision } from '../../plan/index.ts';
import { code } from '../markdown/escape.ts';

/** Markdown. */
export function clusterWords(cluster: ClusterLink, { configClusters }: Pick<Revision, 'configClusters'>): string {
  if (cluster === configClusters?.primary) return `${code(cluster)} (primary)`;
  return cluster === configClusters?.backup ? `${code(cluster)} (backup)` : code(cluster);
}
