// In which clusters of the mesh a rule stands: in that of its folder; one in no folder in each that has its namespace.
// A rule of callers then counts wherever they run, one of callees wherever their pods do.
import { type Facts, type Fleet, lacksNamespace } from '../../../fleet/index.ts';
import type { Manifest } from '../../../manifest/index.ts';
import type { ClusterLink } from '../../../model/index.ts';
import { isRule, type RuleManifest } from '../manifests.ts';
import { clustersOfMesh, type MeshSection } from '../section.ts';

export interface PlacedRule {
  readonly manifest: RuleManifest;
  readonly cluster: ClusterLink;
}

/** @param manifests of any kind. What is in no folder is placed in no cluster that is known to lack its namespace. */
export function placedRules(
  manifests: readonly Manifest[],
  fleet: Fleet,
  facts: Facts,
  section: MeshSection,
): readonly PlacedRule[] {
  const links = clustersOfMesh(fleet, section).map(({ link }) => link);
  return manifests
    .filter((one) => isRule(one))
    .flatMap((manifest) => {
      const { cluster, namespace } = manifest;
      const where = cluster === undefined ? links : links.filter((link) => link === cluster);
      return where
        .filter((link) => cluster !== undefined || !lacksNamespace(facts, link, namespace))
        .map((link) => ({ manifest, cluster: link }));
    });
}
