// Which members serve a MultiClusterService.
import type { Diagnostic } from '../../../core/index.ts';
import { diagnostic } from '../codes/index.ts';
import type { Fleet, FleetCluster } from '../../../fleet/index.ts';
import { didYouMean } from '../../../manifest/index.ts';
import type { MultiClusterService } from '../manifests/index.ts';

/** The clusters that `spec.clusters` selects (all without it), sorted by link, and its unknown links. */
export function selectClusters(
  fleet: Fleet,
  service: MultiClusterService,
): { readonly clusters: readonly FleetCluster[]; readonly diagnostics: readonly Diagnostic[] } {
  const entries = service.spec.clusters;
  if (entries === undefined) return { clusters: fleet.clusters, diagnostics: [] };
  const links = new Set(entries.map((entry) => entry.link));
  const known = fleet.clusters.map((cluster) => cluster.link);
  const diagnostics = [...entries.entries()]
    .filter(([, { link }]) => !known.includes(link))
    .map(([index, { link }]) => {
      const place = service.at(['spec', 'clusters', index, 'link']);
      const message = `the cluster ${link} is not in the fleet`;
      return diagnostic('unknown-cluster-link', message, place, didYouMean(link, known));
    });
  return { clusters: fleet.clusters.filter((cluster) => links.has(cluster.link)), diagnostics };
}
