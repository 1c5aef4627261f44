// Under which API group an export is written in a cluster: the first of ours that it serves.
import { type Facts, factsOf } from '../../fleet/index.ts';
import type { ClusterLink } from '../../model/index.ts';
import { GROUPS } from './groups.ts';
import { serviceExport } from './kinds/service-export.ts';

/** `unknown`: which groups it serves was never read. `none`: it serves neither. */
export function exportGroup(facts: Facts, cluster: ClusterLink): (typeof GROUPS)[number]['group'] | 'unknown' | 'none' {
  const served = factsOf(facts, cluster).served?.[serviceExport.id];
  if (served === undefined) return 'unknown';
  return GROUPS.find(({ group }) => served.includes(group))?.group ?? 'none';
}
